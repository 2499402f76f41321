"""Whoever reads CloudWatch's metrics: it looks resources up by their tags, and reads figures, nothing else.

YACE asks for more where it reads more: figures of single, fixed resources, and the account's alias, which it does without
(YACE, README, "Authentication").
"""

from collections.abc import Sequence

from components.foundation.policy_documents import Statement, identity_policy
from components.kubernetes.workload_identity import Grants


def cloudwatch_reader(*, regions: Sequence[str]) -> Grants:
    """Return what reading takes in these regions. None of the three actions can be bound to a resource."""
    read = Statement(
        sid="ReadMetrics",
        actions=["cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "tag:GetResources"],
        resources=["*"],
        conditions={"StringEquals": {"aws:RequestedRegion": sorted(set(regions))}},
    )
    return Grants(inline={"read-metrics": identity_policy(read)})
