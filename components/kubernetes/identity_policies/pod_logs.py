"""Whoever sends the logs of pods to CloudWatch: it writes into groups that stand, and reads nothing."""

from collections.abc import Sequence

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.kubernetes.workload_identity import Grants


def pod_logs(*, placement: AwsPlacement, groups: Sequence[str]) -> Grants:
    """Return what writing to log groups takes: to begin a stream, and to put events into it.

    :param groups: their names, as ``/platform/production/pods/audit``.
    :raises ValueError: if there is none.
    """
    if not groups:
        raise ValueError("a writer to no log group is a mistake: name one, or leave the writer out")
    named = [placement.arn("logs", f"log-group:{group}") for group in sorted(groups)]
    write = Statement(
        sid="WriteLogs",
        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
        resources=[*(f"{arn}:*" for arn in named)],
    )
    return Grants(inline={"write-logs": identity_policy(write)})
