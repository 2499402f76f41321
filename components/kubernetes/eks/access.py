"""Who may use a cluster's API: access entries, and nothing inherited from whoever created it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.kubernetes.eks.spec import ClusterSpec, group_of

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
    """The deployer, the administrators for emergencies, viewers of single namespaces, and members of the cluster's groups.

    ``deployer`` is what every Kubernetes resource depends on, so that they are gone before it is.
    """

    urn_type = "platform:kubernetes:ClusterAccess"

    deployer_entry_arn: Output[str]

    def __init__(self, name: str, args: ClusterAccessArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.name = name
        self.args = args
        spec = args.spec
        entry = self._entry("deployer", spec.deployer)
        self.deployer_entry_arn, self.deployer = (
            entry.access_entry_arn,
            self._rights("deployer", entry, ADMIN_POLICY),
        )
        for admin, principal in spec.admins.items():
            role = f"admin-{admin}"
            self._rights(role, self._entry(role, principal, group_of(admin)), ADMIN_POLICY)
        for viewer, viewed in spec.viewers.items():
            role = f"viewer-{viewer}"
            entry = self._entry(role, viewed.principal, group_of(viewer))
            self._rights(role, entry, VIEW_POLICY, viewed.namespaces)
        for member, principal in spec.members.items():
            self._entry(f"member-{member}", principal, group_of(member))
        self.publish()

    def _entry(self, role: str, principal: str, group: str | None = None) -> aws.eks.AccessEntry:
        """Return a principal's entry, which lets it in as a member of its group and grants nothing by itself."""
        args = self.args
        return aws.eks.AccessEntry(
            f"{self.name}-{role}",
            region=args.placement.region,
            cluster_name=args.cluster_name,
            principal_arn=principal,
            kubernetes_groups=None if group is None else [group],
            type="STANDARD",
            tags=args.labels.aws(f"{self.name}-{role}"),
            opts=self.child(),
        )

    def _rights(
        self, role: str, entry: aws.eks.AccessEntry, policy: str, namespaces: Sequence[str] = ()
    ) -> aws.eks.AccessPolicyAssociation:
        """Return the rights that EKS keeps for a principal, in the whole cluster unless namespaces are named."""
        args = self.args
        return aws.eks.AccessPolicyAssociation(
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
