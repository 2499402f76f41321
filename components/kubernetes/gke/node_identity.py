"""The account that nodes act as: it may run a node, and nothing else."""

from collections.abc import Sequence
from typing import Final

import pulumi_gcp as gcp
from pulumi import Resource

from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.names import bounded

ACCOUNT_LIMIT: Final = 30
"""Characters of a service account's id (IAM)."""

NODE_ROLES: Final = {
    "node": "roles/container.defaultNodeServiceAccount",
    "metrics": "roles/monitoring.metricWriter",
    "metadata": "roles/stackdriver.resourceMetadata.writer",
}
"""What a node needs (GKE, least-privilege service account of nodes). Reading images is granted by their repository."""


def node_account(
    owner: Component, name: str, *, cluster_name: str, placement: GcpPlacement, services: Sequence[Resource]
) -> tuple[gcp.serviceaccount.Account, list[Resource]]:
    """Make the nodes' account and return it with its grants, without which nodes come up and report nothing."""
    account = gcp.serviceaccount.Account(
        f"{name}-nodes",
        account_id=bounded(f"{cluster_name}-nodes", ACCOUNT_LIMIT),
        project=placement.project,
        display_name=f"Nodes of {cluster_name}",
        description="Runs nodes; workloads have accounts of their own",
        opts=owner.child(depends_on=services),
    )
    grants: list[Resource] = [
        gcp.projects.IAMMember(
            f"{name}-nodes-{key}",
            project=placement.project,
            role=role,
            member=account.member,
            opts=owner.child(),
        )
        for key, role in NODE_ROLES.items()
    ]
    return account, grants
