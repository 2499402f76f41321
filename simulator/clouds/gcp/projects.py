"""What a project has of its own: APIs, their agents, budgets and the people who are told."""

from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.gcp.naming import PROJECT, at
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, matches, one_of
from simulator.clouds.templates import uuid
from simulator.values import UNKNOWN, reveal

AGENTS = {
    "artifactregistry": "gcp-sa-artifactregistry",
    "compute": "compute-system",
    "container": "container-engine-robot",
    "pubsub": "gcp-sa-pubsub",
    "secretmanager": "gcp-sa-secretmanager",
    "sqladmin": "gcp-sa-cloud-sql",
    "storage": "gs-project-accounts",
}
"""The domain of each service's own account."""


def _email(case: Case) -> Any:
    service = reveal(case["service"])
    if service is UNKNOWN:
        return UNKNOWN
    short = str(service).partition(".")[0]
    return at(
        "service-{project_number}@" + AGENTS.get(short, f"gcp-sa-{short}") + ".iam.gserviceaccount.com"
    )(case)


def _budget(case: Case) -> Any:
    return uuid(case.urn)


def _thresholds(given: Given) -> Refused:
    for path, rule in given.objects("thresholdRules"):
        share = rule.number("thresholdPercent")
        if share is not None and share < 0:
            yield f"{path}.thresholdPercent", f"thresholdPercent must not be negative, unlike {share}"


KINDS = (
    Kind(
        "gcp:projects/service:Service",
        id=at("{project}/{service}"),
        defaults={"checkIfServiceHasUsageOnDestroy": False},
        outputs=PROJECT,
        refusals=(
            matches("service", r"[a-z0-9.-]+\.[a-z0-9.-]+", "the name of an API such as dns.googleapis.com"),
        ),
    ),
    Kind(
        "gcp:projects/serviceIdentity:ServiceIdentity",
        id=at("projects/{project}/services/{service}"),
        outputs={**PROJECT, "email": _email, "member": "serviceAccount:{email}"},
        refusals=(
            matches("service", r"[a-z0-9.-]+\.[a-z0-9.-]+", "the name of an API such as dns.googleapis.com"),
        ),
    ),
    Kind(
        "gcp:billing/budget:Budget",
        id=lambda case: case.text("billingAccounts/{billingAccount}/budgets/" + uuid(case.urn)),
        outputs={"name": _budget, "ownershipScope": "OWNERSHIP_SCOPE_UNSPECIFIED"},
        refusals=(
            matches(
                "billingAccount",
                r"(billingAccounts/)?[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}",
                "the id of a billing account such as 01AB23-CD45EF-678901",
            ),
            _thresholds,
        ),
    ),
    Kind(
        "gcp:monitoring/notificationChannel:NotificationChannel",
        id=at("projects/{project}/notificationChannels/{digits:19}"),
        defaults={"enabled": True, "forceDelete": False},
        outputs={**PROJECT, "name": "{id}", "verificationStatus": ""},
        refusals=(
            one_of(
                "type",
                ("email", "pagerduty", "pubsub", "slack", "sms", "webhook_basicauth", "webhook_tokenauth"),
            ),
        ),
    ),
)
