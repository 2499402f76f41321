"""What a warehouse runs with: TLS for every client, a record of every query, and queues that scale."""

import json

import pulumi_aws as aws

from components.data.warehouse.spec import WarehouseSpec
from components.data.wiring import StoreWiring
from components.foundation.component import Component

FAMILY = "redshift-1.0"

WORKLOADS = [
    {
        "name": "Default queue",
        "auto_wlm": True,
        "queue_type": "auto",
        "priority": "normal",
        "concurrency_scaling": "auto",
        "user_group": [],
        "query_group": [],
    },
    {"short_query_queue": True},
]
"""One automatic queue whose waiting queries go to scaling clusters (Redshift management guide, WLM)."""


def parameters(spec: WarehouseSpec) -> dict[str, str]:
    """Return the parameters of a warehouse by name."""
    return {
        "require_ssl": "true",
        "enable_user_activity_logging": "true",
        "max_concurrency_scaling_clusters": str(spec.most_scaling_clusters),
        "wlm_json_configuration": json.dumps(WORKLOADS, separators=(",", ":")),
    }


def parameter_group(
    owner: Component, name: str, wiring: StoreWiring, spec: WarehouseSpec
) -> aws.redshift.ParameterGroup:
    """Register the group; its family is part of its name, because neither changes on a group in use."""
    physical = f"{wiring.identifier}-{FAMILY.replace('.', '-')}"
    return aws.redshift.ParameterGroup(
        f"{name}-parameters",
        region=wiring.placement.region,
        name=physical,
        family=FAMILY,
        description=f"{FAMILY} of {wiring.identifier}",
        parameters=[
            aws.redshift.ParameterGroupParameterArgs(name=key, value=value)
            for key, value in parameters(spec).items()
        ],
        tags=wiring.labels.aws(physical),
        opts=owner.child(),
    )
