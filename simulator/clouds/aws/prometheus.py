"""Workspaces of Amazon Managed Service for Prometheus and their limits."""

from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, arn, between, matches

MOST_DAYS = 1095


def _limits(given: Given) -> Refused:
    """Source: API reference, LimitsPerLabelSet and UpdateWorkspaceConfiguration: a set of labels has one limit."""
    limits = given.known("limitsPerLabelSets")
    seen: list[object] = []
    for index, one in enumerate(limits if isinstance(limits, list) else []):
        labels = Given(one).known("labelSet") if isinstance(one, dict) else None
        if labels is None:
            continue
        if labels in seen:
            yield f"limitsPerLabelSets[{index}]", f"the label set {labels} has a limit already"
        seen.append(labels)


KINDS = (
    Kind(
        "aws:amp/workspace:Workspace",
        id="ws-{hex:8}-{hex:4}-4{hex:3}-8{hex:3}-{hex:12}",
        outputs={
            "arn": "arn:{partition}:aps:{region}:{account}:workspace/{id}",
            "prometheusEndpoint": "https://aps-workspaces.{region}.{dns_suffix}/workspaces/{id}/",
        },
        refusals=(
            matches("alias", r"\S(.{0,98}\S)?", "1 to 100 characters, with none of white space around them"),
            arn("kmsKeyArn", "kms"),
        ),
    ),
    Kind(
        "aws:amp/workspaceConfiguration:WorkspaceConfiguration",
        id="{workspaceId}",
        refusals=(
            matches(
                "workspaceId", r"ws-[0-9a-f-]{36}|ws-[0-9A-Za-z_-]{1,61}", "the id of a workspace (ws-...)"
            ),
            between("retentionPeriodInDays", 1, MOST_DAYS, "days"),
            between("outOfOrderTimeWindowInSeconds", 0, 600, "seconds"),
            between("ruleQueryOffsetInSeconds", 0, 86_400, "seconds"),
            _limits,
        ),
    ),
)
