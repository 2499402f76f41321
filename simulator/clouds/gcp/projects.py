"""What a project has of its own: APIs, their agents, budgets and the people who are told."""

from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.gcp.naming import PROJECT, SINCE, at
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

FEWEST_LOCATIONS = 3
"""From how many places an uptime check has to be run; the USA are three (Cloud Monitoring API, UptimeCheckRegion)."""

MOST_CONDITIONS = 6
"""Conditions of an alert policy (Cloud Monitoring API, AlertPolicy)."""


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


def _asked_from_enough(given: Given) -> Refused:
    regions = reveal(given.raw("selectedRegions"))
    if isinstance(regions, list) and all(isinstance(region, str) for region in regions):
        places = sum(3 if region == "USA" else 1 for region in regions)
        if places < FEWEST_LOCATIONS:
            yield (
                "selectedRegions",
                f"selectedRegions hold {places} locations and have to hold {FEWEST_LOCATIONS}",
            )


def _conditions(given: Given) -> Refused:
    conditions = reveal(given.raw("conditions"))
    if isinstance(conditions, list) and not 1 <= len(conditions) <= MOST_CONDITIONS:
        yield "conditions", f"a policy has 1 to {MOST_CONDITIONS} conditions, not {len(conditions)}"


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
    Kind(
        "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig",
        id=at("projects/{project}/uptimeCheckConfigs/{digits:19}"),
        defaults={"period": "300s", "checkerType": "STATIC_IP_CHECKERS"},
        outputs={**PROJECT, "name": "{id}", "uptimeCheckId": at("{digits:19}")},
        refusals=(
            one_of("period", ("60s", "300s", "600s", "900s")),
            one_of("checkerType", ("STATIC_IP_CHECKERS", "VPC_CHECKERS")),
            _asked_from_enough,
        ),
    ),
    Kind(
        "gcp:monitoring/alertPolicy:AlertPolicy",
        id=at("projects/{project}/alertPolicies/{digits:19}"),
        defaults={"enabled": True},
        outputs={
            **PROJECT,
            "name": "{id}",
            "creationRecords": [{"mutateTime": SINCE, "mutatedBy": "deployer@example.com"}],
        },
        refusals=(
            one_of("combiner", ("AND", "OR", "AND_WITH_MATCHING_RESOURCE")),
            one_of("severity", ("CRITICAL", "ERROR", "WARNING")),
            _conditions,
        ),
    ),
)
