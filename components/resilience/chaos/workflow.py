"""The workflow of a day's experiments: one after the other, and in the end whatever is left is taken back.

Source: Argo Workflows 4, field reference of WorkflowTemplates and CronWorkflows.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.wanted_secret import WantedSecret
from components.resilience.chaos.pods import (
    COLLECTIONS,
    EXPERIMENTS,
    POD,
    REPORT,
    WEBHOOK,
    container,
    volumes,
)
from components.resilience.chaos.spec import AROUND_MINUTES, ChaosSpec

NAME: Final = "chaos-monkey"
PROGRAM, EXPERIMENT_FILES = "chaos-program", "chaos-experiments"
SLACK_SECRET: Final = "chaos-slack"  # noqa: S105 - the name of a Secret

LATE_SECONDS: Final = 600
"""How late a day's experiments may begin; later, people have gone on to something else."""

GRACE_SECONDS: Final = 240
"""What a pod has to take back its fault in: the program gives an engine three minutes for it."""

REPORTS: Final = "chaos"
"""The folder of the reports in the bucket of artifacts."""

WHEN: Final = "/".join(f"{{{{workflow.creationTimestamp.{part}}}}}" for part in ("Y", "m", "d"))
NAMED: Final = "{{inputs.parameters.experiment}}"
KEY: Final = f"{REPORTS}/{WHEN}/{{{{workflow.name}}}}/{NAMED}.json"


def wanted(spec: ChaosSpec) -> list[WantedSecret]:
    """Return the Secret that has to be brought from the secret store."""
    if spec.slack is None:
        return []
    return [WantedSecret(name=SLACK_SECRET, path=spec.slack.secret, values={WEBHOOK: spec.slack.property})]


def template(
    site: ClusterSite,
    spec: ChaosSpec,
    *,
    image: str,
    account: str,
    prometheus: str,
    labels: Mapping[str, str],
) -> dict[str, Any]:
    """Return the spec of the WorkflowTemplate.

    An experiment that is refused or halted ends the day: the next would hit a service that is not well. Its pods stand on
    the nodes that are kept for the cluster, where no experiment reaches them.
    """
    channel = {"SLACK_CHANNEL": f"#{spec.slack.channel}"} if spec.slack else {}
    told = {"PROMETHEUS": prometheus, "RUN": "{{workflow.name}}", **channel}
    slacked = spec.slack is not None
    steps = [
        [
            {
                "name": name,
                "template": "experiment",
                "arguments": {"parameters": [{"name": "experiment", "value": name}]},
            }
        ]
        for name in spec.experiments
    ]
    longest = max(one.minutes for one in spec.experiments.values())
    return {
        "entrypoint": "day",
        "onExit": "clean",
        "serviceAccountName": account,
        "activeDeadlineSeconds": (spec.minutes + AROUND_MINUTES) * 60,
        "archiveLogs": False,
        # Also one that somebody starts by hand waits for the other.
        "synchronization": {"mutexes": [{"name": NAME}]},
        "podMetadata": {"labels": {**labels, "app.kubernetes.io/name": NAME}},
        "securityContext": POD,
        "tolerations": site.on_system_nodes()["tolerations"],
        "nodeSelector": site.on_system_nodes()["nodeSelector"],
        "volumes": volumes(PROGRAM, EXPERIMENT_FILES, SLACK_SECRET if slacked else None),
        "templates": [
            {"name": "day", "steps": steps},
            {
                "name": "experiment",
                "inputs": {"parameters": [{"name": "experiment"}]},
                "activeDeadlineSeconds": (longest + AROUND_MINUTES) * 60,
                # A pod that is told to end first takes back what it made.
                "podSpecPatch": json.dumps({"terminationGracePeriodSeconds": GRACE_SECONDS}),
                "container": container(
                    image,
                    "run",
                    {**told, "EXPERIMENT": f"{EXPERIMENTS}/{NAMED}.json", "REPORT": REPORT},
                    slack=slacked,
                ),
                "outputs": {
                    "artifacts": [
                        {
                            "name": "report",
                            "path": REPORT,
                            # One that was stopped before it could say anything has none.
                            "optional": True,
                            "archive": {"none": {}},
                            # Which bucket, and by which key it is encrypted, is the controller's own setting.
                            "s3": {"key": KEY},
                        }
                    ]
                },
            },
            {
                "name": "clean",
                "activeDeadlineSeconds": AROUND_MINUTES * 60,
                "retryStrategy": {
                    "limit": 2,
                    "retryPolicy": "Always",
                    "backoff": {"duration": "10s", "factor": 2},
                },
                "container": container(
                    image, "clean", {**told, "COLLECTIONS": f"{EXPERIMENTS}/{COLLECTIONS}"}, slack=slacked
                ),
            },
        ],
    }


def schedule(spec: ChaosSpec) -> dict[str, Any]:
    """Return the spec of the CronWorkflow."""
    return {
        "schedules": [spec.schedule],
        "timezone": spec.timezone,
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": LATE_SECONDS,
        "successfulJobsHistoryLimit": 5,
        "failedJobsHistoryLimit": 10,
        "workflowSpec": {"workflowTemplateRef": {"name": NAME}},
    }
