"""What EKS installs into a cluster and keeps up to date, in the order in which it can work.

    eks-pod-identity-agent -> vpc-cni, kube-proxy -> nodes -> coredns, storage, metrics, node monitoring

What stands before the nodes is needed for a node to become ready; what comes after needs a node to run on.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire
from components.kubernetes.eks.addon_names import coredns_configuration
from components.kubernetes.eks.addon_releases import AddonName, addon_releases
from components.kubernetes.eks.spec import ClusterSpec
from components.kubernetes.identity_policies.ebs_csi import ebs_csi
from components.kubernetes.identity_policies.vpc_cni import vpc_cni
from components.kubernetes.node_pools import SYSTEM_TOLERATIONS
from components.kubernetes.workload_identity import IdentityIssuer, WorkloadIdentity, WorkloadIdentityArgs

AGENT: AddonName = "eks-pod-identity-agent"
AFTER_NODES: tuple[AddonName, ...] = (
    "coredns",
    "aws-ebs-csi-driver",
    "metrics-server",
    "eks-node-monitoring-agent",
)

SERVICE_ACCOUNTS: dict[AddonName, str] = {
    "vpc-cni": "aws-node",
    "aws-ebs-csi-driver": "ebs-csi-controller-sa",
}
"""The service accounts of the add-ons that call AWS (Amazon EKS user guide, IAM roles of add-ons)."""


@dataclass(frozen=True, kw_only=True)
class AddonsArgs:
    """Which add-ons to install into which cluster, and what all of them wait for.

    An add-on that is not protected takes its workload along when it is removed.
    """

    names: Sequence[AddonName]
    spec: ClusterSpec
    issuer: IdentityIssuer
    labels: Labels
    protected: bool
    ebs_key_arn: Wire[str]
    after: Sequence[Resource]


class Addons(Component):
    """One step of a cluster's add-ons, all at once, each with a role of its own if it calls AWS.

    The association of that role is held by the add-on itself.
    """

    urn_type = "platform:kubernetes:Addons"

    addon_arns: Output[dict[str, str]]

    def __init__(self, name: str, args: AddonsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        pins = {**addon_releases(args.spec.version), **args.spec.addons}
        self.installed: dict[AddonName, aws.eks.Addon] = {
            addon: self._install(name, args, addon, pins[addon]) for addon in args.names
        }
        self.addon_arns = Output.all(**{addon: made.arn for addon, made in self.installed.items()})
        self.publish()

    def _install(self, name: str, args: AddonsArgs, addon: AddonName, release: str) -> aws.eks.Addon:
        identity = self._identity(args, addon)
        role = identity.role_arn if identity else None
        by_agent = args.spec.identities == "pod-identity"
        account = SERVICE_ACCOUNTS.get(addon, "")
        held = (
            [aws.eks.AddonPodIdentityAssociationArgs(role_arn=role, service_account=account)]
            if role is not None
            else None
        )
        return aws.eks.Addon(
            f"{name}-{addon}",
            region=args.issuer.placement.region,
            cluster_name=args.issuer.cluster,
            addon_name=addon,
            addon_version=release,
            configuration_values=addon_configuration(addon, args.spec, args.labels),
            pod_identity_associations=held if by_agent else None,
            service_account_role_arn=None if by_agent else role,
            preserve=args.protected,
            # What somebody changed by hand is undone: the settings are the truth.
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            tags=args.labels.aws(f"{args.issuer.cluster_name}-{addon}"),
            opts=self.child(depends_on=[*args.after, *(identity.granted if identity else [])]),
        )

    def _identity(self, args: AddonsArgs, addon: AddonName) -> WorkloadIdentity | None:
        if addon not in SERVICE_ACCOUNTS:
            return None
        grants = vpc_cni() if addon == "vpc-cni" else ebs_csi(ebs_key_arn=args.ebs_key_arn)
        return WorkloadIdentity(
            f"{args.issuer.cluster_name}-{addon}",
            WorkloadIdentityArgs(
                issuer=args.issuer,
                labels=args.labels,
                protected=args.protected,
                namespace="kube-system",
                service_account=SERVICE_ACCOUNTS[addon],
                grants=grants,
                held_by_addon=True,
            ),
            self.child(),
        )


def addon_configuration(addon: AddonName, spec: ClusterSpec, labels: Labels) -> str | None:
    """Return an add-on's configuration as JSON, or nothing if its defaults serve.

    What runs the cluster tolerates the system pool's taint. The VPC network plugin enforces network policies
    unless Cilium does. Volumes made for claims carry the platform's tags.
    """
    system = list(SYSTEM_TOLERATIONS)
    volume_tags = {key: value for key, value in labels.aws("").items() if key != "Name"}
    configuration: dict[AddonName, dict[str, Any]] = {
        "vpc-cni": {
            "enableNetworkPolicy": "true" if spec.cni == "vpc-cni" else "false",
            # Without prefixes a t3.medium holds 17 pods, which its own agents nearly fill.
            "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"},
        },
        "coredns": coredns_configuration(spec),
        "aws-ebs-csi-driver": {
            "controller": {"extraVolumeTags": volume_tags, "tolerations": system},
            "node": {"tolerateAllTaints": True},
        },
        "metrics-server": {"tolerations": system},
        "snapshot-controller": {"tolerations": system},
    }
    return json.dumps(configuration[addon], sort_keys=True) if addon in configuration else None
