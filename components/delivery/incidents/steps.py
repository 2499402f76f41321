"""The steps of the workflow: what each runs, as whom, with which secrets, and what it leaves for the others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from components.delivery.incidents.severities import PUBLIC_STATES, SEVERITIES, URGENCIES
from components.delivery.incidents.spec import (
    PAGERDUTY_TOKEN,
    SECRET,
    SLACK_WEBHOOK,
    STATUSPAGE_TOKEN,
    IncidentsSpec,
)
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.job_pods import SETTING_MISSING
from components.foundation.spec import Wire

NOTIFIER: Final = "incident-response"
"""Who pages and tells: an account that may do nothing in the cluster."""

DIAGNOSTICS: Final = "incident-diagnostics"
"""Who reads pods and their logs, and writes into the bucket."""

REMEDIATION: Final = "incident-remediation"
"""Who restarts pods and turns updates back, in the namespaces that are named for it."""

PAGERDUTY: Final = {"us": "https://api.pagerduty.com", "eu": "https://api.eu.pagerduty.com"}
STATUSPAGE: Final = "https://api.statuspage.io/v1"

SCRIPTS: Final = "/scripts"
WORK: Final = "/work"
REDACTION: Final = "redaction.sed"
QUERIES: Final = "queries.tsv"
_ACCOUNT: Final = "/var/run/secrets/kubernetes.io/serviceaccount"

CALLED: Final = {
    "SEVERITY": "{{workflow.parameters.severity}}",
    "SERVICE": "{{workflow.parameters.service}}",
    "NAMESPACE": "{{workflow.parameters.namespace}}",
    "DESCRIPTION": "{{workflow.parameters.description}}",
    "INCIDENT": "{{workflow.parameters.incident}}",
    "DECLARED": "{{workflow.creationTimestamp.RFC3339}}",
}
"""What every step is told. It arrives as variables and never as part of a script, whatever somebody wrote into it."""

CLUSTER: Final = {
    "API": "https://kubernetes.default.svc",
    "TOKEN_FILE": f"{_ACCOUNT}/token",
    "CA_FILE": f"{_ACCOUNT}/ca.crt",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One container: its script, its account, and how long it may take.

    ``told`` are plain variables beside those of every step, ``secrets`` variables by the key of the Secret that holds each.
    ``outputs`` are what it leaves, with what stands there where it was left out or did not come to it.
    """

    name: str
    script: str
    account: str
    seconds: int
    told: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    mutex: str | None = None

    def template(self, image: str) -> dict[str, Any]:
        """Return the step as Argo Workflows writes it."""
        told = {**CALLED, "WORK": WORK, "HOME": "/tmp", **self.told}  # noqa: S108 - a volume of the pod
        environment: list[dict[str, Any]] = [{"name": name, "value": value} for name, value in told.items()]
        environment += [
            {"name": name, "valueFrom": {"secretKeyRef": {"name": SECRET, "key": key}}}
            for name, key in self.secrets.items()
        ]
        made: dict[str, Any] = {
            "name": self.name,
            "serviceAccountName": self.account,
            "activeDeadlineSeconds": self.seconds,
            "container": {
                "image": image,
                "command": ["/bin/bash", f"{SCRIPTS}/{self.script}"],
                "env": environment,
                "resources": share("50m", "128Mi", "512Mi"),
                "securityContext": confined(),
                "volumeMounts": [
                    {"name": "scripts", "mountPath": SCRIPTS, "readOnly": True},
                    {"name": "work", "mountPath": WORK},
                    {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - a volume of the pod
                ],
            },
            "retryStrategy": {
                "limit": 2,
                "retryPolicy": "Always",
                "backoff": {"duration": "10s", "factor": 2},
                "expression": f'lastRetry.exitCode != "{SETTING_MISSING}"',
            },
        }
        if self.inputs:
            made["inputs"] = {"parameters": [{"name": name} for name in self.inputs]}
        if self.outputs:
            made["outputs"] = {"parameters": [_left(name, other) for name, other in self.outputs.items()]}
        if self.mutex:
            made["synchronization"] = {"mutexes": [{"name": self.mutex}]}
        return made


def _left(name: str, otherwise: str) -> dict[str, Any]:
    return {"name": name, "valueFrom": {"path": f"{WORK}/outputs/{name}", "default": otherwise}}


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the steps are told of the cluster: the bucket, Prometheus, and the web page on which workflows are seen."""

    bucket: Wire[str]
    region: str
    prometheus: str
    web: str


def steps(spec: IncidentsSpec, here: Surroundings, namespace: str) -> list[Step]:
    """Return the steps, of which the last is run at the workflow's end, however it ended."""
    workflow = f"{here.web}/workflows/{namespace}/{{{{workflow.name}}}}"
    bucket = {"BUCKET": here.bucket, "AWS_REGION": here.region}
    targets = {name: spec.severities[name].wording for name in SEVERITIES}
    by_severity = {"TARGETS": _table(targets), "WORKFLOW_URL": workflow}
    tells: dict[str, Any] = {**by_severity, **_public(spec)}
    holds = {"SLACK_WEBHOOK": SLACK_WEBHOOK} if spec.slack else {}
    public = {"STATUSPAGE_TOKEN": STATUSPAGE_TOKEN} if spec.status_page else {}
    return [
        Step(
            name="create-pagerduty-incident",
            script="page.sh",
            account=NOTIFIER,
            seconds=240,
            told={
                **by_severity,
                "URGENCIES": _table(URGENCIES),
                "PAGERDUTY": PAGERDUTY[spec.pagerduty.region],
                "PAGERDUTY_SERVICE": spec.pagerduty.service_id,
                "PAGERDUTY_SENDER": spec.pagerduty.sender,
            },
            secrets={"PAGERDUTY_TOKEN": PAGERDUTY_TOKEN},
            outputs={
                "incident-id": "-", "url": "-", "at": "", "result": "NOBODY WAS PAGED: the step did not end",
            },
        ),
        Step(
            name="collect-diagnostics",
            script="diagnose.sh",
            account=DIAGNOSTICS,
            seconds=900,
            told={
                **CLUSTER,
                **bucket,
                "PROMETHEUS": here.prometheus,
                "REDACTION": f"{SCRIPTS}/{REDACTION}",
                "QUERIES": f"{SCRIPTS}/{QUERIES}",
            },
            outputs={"place": "-", "at": "", "result": "NOTHING WAS KEPT: the step did not end"},
        ),
        Step(
            name="attempt-auto-fix",
            script="remediate.sh",
            account=REMEDIATION,
            seconds=300,
            told={
                **CLUSTER,
                "REMEDIATED": " ".join(sorted(spec.remediates)),
                "MOST_RESTARTS": str(spec.most_restarts),
            },
            outputs={"at": "", "result": "left to people"},
            # Two incidents of one service do not restart the same pods; paging waits for no other incident.
            mutex="remediation-{{workflow.parameters.namespace}}-{{workflow.parameters.service}}",
        ),
        Step(
            name="send-notifications",
            script="notify.sh",
            account=NOTIFIER,
            seconds=180,
            inputs=("paged", "url"),
            told={
                **tells,
                "PHASE": "declared",
                "PAGED": "{{inputs.parameters.paged}}",
                "PAGE_URL": "{{inputs.parameters.url}}",
            },
            secrets={**holds, **public},
        ),
        Step(
            name="keep-record",
            script="record.sh",
            account=DIAGNOSTICS,
            seconds=180,
            inputs=("paged", "paged-at", "url", "kept", "kept-at", "mended", "mended-at", "told"),
            told={
                **bucket,
                "RESPONSES": json.dumps(_responses(spec), sort_keys=True),
                "PAGED": "{{inputs.parameters.paged}}",
                "PAGED_AT": "{{inputs.parameters.paged-at}}",
                "PAGE_URL": "{{inputs.parameters.url}}",
                "KEPT": "{{inputs.parameters.kept}}",
                "KEPT_AT": "{{inputs.parameters.kept-at}}",
                "MENDED": "{{inputs.parameters.mended}}",
                "MENDED_AT": "{{inputs.parameters.mended-at}}",
                "TOLD": "{{inputs.parameters.told}}",
            },
        ),
        Step(
            name="tell-the-end",
            script="notify.sh",
            account=NOTIFIER,
            seconds=180,
            told={
                **by_severity,
                "PHASE": "ended",
                "STATUS": "{{workflow.status}}",
                "FAILURES": "{{workflow.failures}}",
            },
            secrets=holds,
        ),
    ]  # fmt: skip


def _public(spec: IncidentsSpec) -> dict[str, str]:
    page = spec.status_page
    if page is None:
        return {}
    return {
        "STATUSPAGE": STATUSPAGE,
        "STATUSPAGE_PAGE": page.page_id,
        "STATUSPAGE_COMPONENTS": json.dumps(page.components, sort_keys=True),
        "PUBLIC_STATES": _table(PUBLIC_STATES),
    }


def _responses(spec: IncidentsSpec) -> dict[str, dict[str, int | None]]:
    return {name: spec.severities[name].model_dump() for name in SEVERITIES}


def _table(by_severity: Mapping[Any, str]) -> str:
    """Return a table by severity as what a script reads its own row of."""
    return json.dumps(dict(by_severity), sort_keys=True)
