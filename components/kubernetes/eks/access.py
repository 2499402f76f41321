"""Who may use a cluster's API: access entries, and nothing inherited from whoever created it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.kubernetes.eks.spec import ClusterSpec

ADMIN_POLICY = "AmazonEKSClusterAdminPolicy"
VIEW_POLICY = "AmazonEKSViewPolicy"
"""Reads most objects of a namespace and no Secrets (Amazon EKS user guide, access policy permissions)."""


@dataclass(frozen=True, kw_only=True)
class ClusterAccessArgs:
    """The cluster and the people and pipelines of its spec."""

    cluster_name: Wire[str]
    spec: ClusterSpec
    placement: AwsPlacement
    labels: Labels


class ClusterAccess(Component):
    """The deployer, the administrators for emergencies, and viewers of single namespaces.

    ``deployer`` is what every Kubernetes resource depends on, so that they are gone before it is.
    """

    urn_type = "platform:kubernetes:ClusterAccess"

    deployer_entry_arn: Output[str]

    def __init__(self, name: str, args: ClusterAccessArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.name = name
        self.args = args
        spec = args.spec
        self.deployer_entry_arn, self.deployer = self._entry("deployer", spec.deployer, ADMIN_POLICY)
        for admin, principal in spec.admins.items():
            self._entry(f"admin-{admin}", principal, ADMIN_POLICY)
        for viewer, viewed in spec.viewers.items():
            self._entry(f"viewer-{viewer}", viewed.principal, VIEW_POLICY, viewed.namespaces)
        self.publish()

    def _entry(
        self, role: str, principal: str, policy: str, namespaces: Sequence[str] = ()
    ) -> tuple[Output[str], aws.eks.AccessPolicyAssociation]:
        """Return a principal's entry and the rights given to it, in the whole cluster unless namespaces are named."""
        args = self.args
        entry = aws.eks.AccessEntry(
            f"{self.name}-{role}",
            region=args.placement.region,
            cluster_name=args.cluster_name,
            principal_arn=principal,
            type="STANDARD",
            tags=args.labels.aws(f"{self.name}-{role}"),
            opts=self.child(),
        )
        association = aws.eks.AccessPolicyAssociation(
            f"{self.name}-{role}-rights",
            region=args.placement.region,
            cluster_name=args.cluster_name,
            principal_arn=entry.principal_arn,
            policy_arn=f"arn:{args.placement.partition}:eks::aws:cluster-access-policy/{policy}",
            access_scope={"type": "namespace", "namespaces": list(namespaces)}
            if namespaces
            else {"type": "cluster"},
            opts=self.child(),
        )
        return entry.access_entry_arn, association
