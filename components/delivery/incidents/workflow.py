"""The workflow itself: in which order its steps run, what each hears of the others, and what is left out when.

Argo Workflows 4: locks stand in ``synchronization.mutexes``, and an output has a default so that what comes after a step
that was left out still knows what to say.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from components.delivery.incidents.severities import CRITICAL, SEVERITIES
from components.delivery.incidents.spec import IncidentsSpec
from components.delivery.incidents.steps import NOTIFIER, Step
from components.foundation.cluster.job_pods import DAY, USER
from components.foundation.cluster.site import ClusterSite

NAME: Final = "incident-response"
ENTRY: Final = "incident-workflow"
END: Final = "tell-the-end"
SCRIPTS_MAP: Final = "incident-response-scripts"
KEPT_DAYS: Final = 7
"""Days for which the workflow is seen after its end; the record in the bucket stays."""


def workflow(
    site: ClusterSite, spec: IncidentsSpec, steps: Sequence[Step], image: str, namespaces: Sequence[str]
) -> dict[str, Any]:
    """Return the spec of the WorkflowTemplate.

    :param namespaces: those that somebody may name, which are the tenants'.
    """
    return {
        "entrypoint": ENTRY,
        "onExit": END,
        "serviceAccountName": NOTIFIER,
        "arguments": {"parameters": _parameters(namespaces)},
        "activeDeadlineSeconds": spec.minutes * 60,
        "ttlStrategy": {
            "secondsAfterCompletion": KEPT_DAYS * DAY,
            "secondsAfterSuccess": KEPT_DAYS * DAY,
            "secondsAfterFailure": KEPT_DAYS * DAY,
        },
        # The accounts of these steps write no artifacts: what a step says stands in the record and in the cluster's logs.
        "archiveLogs": False,
        "podMetadata": {"labels": {**site.labels.kubernetes(), "app.kubernetes.io/name": NAME}},
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "fsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "tolerations": [dict(one) for one in site.system_tolerations],
        "volumes": [
            {"name": "scripts", "configMap": {"name": SCRIPTS_MAP, "defaultMode": 0o555}},
            {"name": "work", "emptyDir": {"sizeLimit": "512Mi"}},
            {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}},
        ],
        "templates": [_entry(), *(step.template(image) for step in steps)],
    }


def _parameters(namespaces: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "name": "severity",
            "enum": list(SEVERITIES),
            "description": "How bad it is: sev1 is a service that is down.",
        },
        {"name": "service", "description": "The label `app` of its pods, such as backend-api."},
        {
            "name": "namespace",
            "enum": sorted(namespaces),
            "description": "The namespace that the service runs in.",
        },
        {"name": "description", "description": "What people see, in a sentence."},
        {
            "name": "incident",
            "value": "",
            "description": "The name of an incident that was declared by hand; else one is made.",
        },
    ]


def _entry() -> dict[str, Any]:
    """Return the order: page; then gather while people are told; mend what may be mended; write down what happened.

    No step stops the ones after it, whatever becomes of it; the last one fails the workflow where one had to succeed.
    Evidence comes before mending, which destroys it.
    """
    create, gather, fix = "create-incident", "gather-diagnostics", "auto-remediation"
    paged, url = _of(create, "result"), _of(create, "url")
    record = {
        "paged": paged,
        "paged-at": _of(create, "at"),
        "url": url,
        "kept": _of(gather, "result"),
        "kept-at": _of(gather, "at"),
        "mended": _of(fix, "result"),
        "mended-at": _of(fix, "at"),
        "told": "{{steps.notify-team.status}}",
    }
    return {
        "name": ENTRY,
        "steps": [
            [_goes_on(create, "create-pagerduty-incident")],
            [
                _goes_on(gather, "collect-diagnostics"),
                _goes_on("notify-team", "send-notifications", {"paged": paged, "url": url}),
            ],
            [
                {
                    **_goes_on(fix, "attempt-auto-fix"),
                    "when": f"{{{{workflow.parameters.severity}}}} != {CRITICAL}",
                }
            ],
            [{"name": "record", "template": "keep-record", **_given(record)}],
        ],
    }


def _of(step: str, output: str) -> str:
    return f"{{{{steps.{step}.outputs.parameters.{output}}}}}"


def _goes_on(name: str, template: str, told: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "template": template,
        "continueOn": {"failed": True, "error": True},
        **(_given(told) if told else {}),
    }


def _given(told: Mapping[str, str]) -> dict[str, Any]:
    return {"arguments": {"parameters": [{"name": name, "value": value} for name, value in told.items()]}}
