"""What a cluster is connected to, and what it refuses to be connected to."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.kubernetes.eks.spec import ClusterSpec
from components.kubernetes.workload_identity import IdentityIssuer

CLUSTER_NAME = re.compile(r"^[a-z][a-z0-9-]{0,30}[a-z0-9]$")
"""At most 32 characters, so that a node group's name (63) has room for pool, zone and random suffix."""


@dataclass(frozen=True, kw_only=True)
class NetworkPluginSite:
    """Where a network plugin is to be installed: a cluster that has an API and no nodes yet.

    ``endpoint`` is the API's URL, which a replacement of kube-proxy has to know. The installer must not wait
    for pods to run, since nodes wait for it in turn.
    """

    cluster_name: str
    provider: kubernetes.Provider
    endpoint: Output[str]
    issuer: IdentityIssuer
    parent: Resource
    after: Sequence[Resource]


NetworkPlugin = Callable[[NetworkPluginSite], Sequence[Resource]]
"""Installs a network plugin and returns what nodes have to wait for."""


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """A cluster's spec, wired to its network and keys.

    ``private_subnets`` are keyed by zone letter. ``internal_ranges`` are the networks that nodes may open
    connections to on any port, by name. ``network_ready`` are the routes and the like without which a node would
    reach neither its images nor its cluster. ``messaging_key_arn`` encrypts Karpenter's queue. ``network_plugin``
    installs Cilium, for the two choices of ``cni`` that mean it.
    """

    spec: ClusterSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    vpc_id: Wire[str]
    private_subnets: Mapping[str, Wire[str]]
    internal_ranges: Mapping[str, IPv4Network]
    secrets_key_arn: Wire[str]
    ebs_key_arn: Wire[str]
    logs_key_arn: Wire[str]
    network_ready: Sequence[Resource] = ()
    messaging_key_arn: Wire[str] | None = None
    network_plugin: NetworkPlugin | None = None


def refuse_impossible(cluster_name: str, args: ClusterArgs) -> None:
    """Raise for wiring that no cluster can be made of.

    :raises ValueError: naming the cluster, the fault and the way out.
    """
    if not CLUSTER_NAME.match(cluster_name):
        raise ValueError(
            f"cluster {cluster_name}: the name does not fit EKS and the node groups named after it: use 2 to 32 "
            "lower-case letters, digits and hyphens, beginning with a letter"
        )
    if len(args.private_subnets) < 2:
        raise ValueError(
            f"cluster {cluster_name}: {len(args.private_subnets)} zone given, and EKS places its control plane in two "
            "or more: give the network another zone"
        )
    for pool, spec in args.spec.pools.items():
        absent = [zone for zone in spec.zones if zone not in args.private_subnets]
        if absent:
            raise ValueError(
                f"cluster {cluster_name}: the pool {pool} wants zone {', '.join(absent)}, where the network has no "
                f"private subnet: choose among {', '.join(sorted(args.private_subnets))}, or add the zone to the network"
            )
    if args.spec.cni != "vpc-cni" and args.network_plugin is None:
        raise ValueError(
            f"cluster {cluster_name}: cni {args.spec.cni} needs Cilium, which nothing installs here, so no pod would "
            "get a network or no policy be enforced: wire network_plugin, or set cni to vpc-cni"
        )
    if args.spec.cni == "vpc-cni" and args.network_plugin is not None:
        raise ValueError(
            f"cluster {cluster_name}: cni vpc-cni enforces policies by itself and would fight the network_plugin that "
            "is wired: leave it out, or set cni to cilium-chained"
        )
