"""What an environment decides about an EKS cluster, and what EKS is known to refuse."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from components.foundation.addresses import PRIVATE_SPACE, Cidr
from components.foundation.log_retention import PRODUCTION_LOG_DAYS, LogDays
from components.foundation.spec import Spec
from components.kubernetes import versions
from components.kubernetes.eks.addon_releases import AddonName
from components.kubernetes.node_pools import NodePoolSpec, PoolName

LogType = Literal["api", "audit", "authenticator", "controllerManager", "scheduler"]
LOG_TYPES: tuple[LogType, ...] = ("api", "audit", "authenticator", "controllerManager", "scheduler")


Principal = Annotated[
    str, StringConstraints(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:(role|user)/[\w+=,.@/-]+$")
]
"""The ARN of an IAM role or user; sessions and the account's root cannot hold an access entry."""

Namespace = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]

EntryName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]


def group_of(name: str) -> str:
    """Return the group of an entry, by which roles inside the cluster and its audit log know whoever comes in by it."""
    return f"platform:{name}"


class ViewerSpec(Spec):
    """Somebody who may read the objects of some namespaces, and no secrets."""

    principal: Principal
    namespaces: tuple[Namespace, ...] = Field(min_length=1)


class ClusterSpec(Spec):
    """What an environment decides about its cluster.

    ``admins`` rule the whole cluster and ``viewers`` read some namespaces, by rights that EKS keeps; ``members`` have what
    the cluster's own roles give to their group. Everybody's group is ``platform:`` and the key that names them.
    An empty ``public_access_cidrs`` means that the API has no public endpoint. ``private_access_cidrs`` are
    ranges outside the VPC's nodes, such as a VPN's, that may reach the private one. ``addons`` overrides the
    pinned builds. ``node_role_has_cni_policy`` gives the nodes themselves the rights of the network plugin;
    it is only needed to move a cluster that was born without the pod identity agent.
    """

    version: str = versions.DEFAULT
    extended_support: bool = False
    service_cidr: Cidr
    public_access_cidrs: tuple[Cidr, ...] = Field(default=(), max_length=40)
    private_access_cidrs: tuple[Cidr, ...] = ()
    deployer: Principal
    admins: dict[EntryName, Principal] = Field(default_factory=dict)
    viewers: dict[EntryName, ViewerSpec] = Field(default_factory=dict)
    members: dict[EntryName, Principal] = Field(default_factory=dict)
    pools: dict[PoolName, NodePoolSpec] = Field(min_length=1)
    cni: Literal["vpc-cni", "cilium-chained", "cilium"] = "vpc-cni"
    autoscaler: Literal["karpenter", "cluster-autoscaler"]
    identities: Literal["pod-identity", "irsa"] = "pod-identity"
    addons: dict[AddonName, str] = Field(default_factory=dict)
    log_types: tuple[LogType, ...] = Field(default=LOG_TYPES, min_length=1)
    log_days: LogDays = PRODUCTION_LOG_DAYS
    node_role_has_cni_policy: bool = False

    @field_validator("service_cidr")
    @classmethod
    def _services_have_a_range_that_eks_takes(cls, cidr: IPv4Network) -> IPv4Network:
        if not any(cidr.subnet_of(private) for private in PRIVATE_SPACE):
            raise ValueError(
                f"{cidr} is not private, and EKS refuses it for services: choose a range within 10.0.0.0/8, "
                "172.16.0.0/12 or 192.168.0.0/16"
            )
        if not 12 <= cidr.prefixlen <= 24:
            raise ValueError(
                f"{cidr} has a size that EKS refuses for services, and it can never be changed later: choose a "
                "range from /12 to /24"
            )
        return cidr

    @field_validator("public_access_cidrs")
    @classmethod
    def _public_ranges_are_public(cls, cidrs: tuple[IPv4Network, ...]) -> tuple[IPv4Network, ...]:
        for cidr in cidrs:
            if any(cidr.subnet_of(private) for private in PRIVATE_SPACE):
                raise ValueError(
                    f"{cidr} is private, and EKS refuses it for its public endpoint: name it in private_access_cidrs"
                )
        return cidrs

    @field_validator("private_access_cidrs")
    @classmethod
    def _private_ranges_are_private(cls, cidrs: tuple[IPv4Network, ...]) -> tuple[IPv4Network, ...]:
        for cidr in cidrs:
            if not any(cidr.subnet_of(private) for private in PRIVATE_SPACE):
                raise ValueError(
                    f"{cidr} is public and never arrives at the private endpoint: name it in public_access_cidrs"
                )
        return cidrs

    @model_validator(mode="after")
    def _version_is_alive(self) -> Self:
        fault = versions.version_fault(self.version, extended_support=self.extended_support)
        if fault:
            raise ValueError(f"version: {fault}")
        return self

    @model_validator(mode="after")
    def _addons_fit_the_cluster(self) -> Self:
        proxy = self.addons.get("kube-proxy")
        if proxy and not proxy.startswith(f"v{self.version}."):
            raise ValueError(
                f"kube-proxy {proxy} is not built for Kubernetes {self.version}, and EKS refuses to install it: pin a "
                f"v{self.version} build or leave it out"
            )
        unused = [name for name in ("vpc-cni", "kube-proxy") if name in self.addons]
        if self.cni == "cilium" and unused:
            raise ValueError(
                f"cni cilium replaces {' and '.join(unused)}, so a pinned build would never be installed: leave it out"
            )
        return self

    @model_validator(mode="after")
    def _nobody_enters_twice(self) -> Self:
        entered: dict[str, str] = {}
        for place, principal in self._entrants():
            if principal in entered:
                raise ValueError(
                    f"{place} and {entered[principal]} are the same principal, and EKS holds one access entry for "
                    "each: name it once, with the wider rights"
                )
            entered[principal] = place
        return self

    @model_validator(mode="after")
    def _a_group_means_one_entry(self) -> Self:
        names = [*self.admins, *self.viewers, *self.members]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(
                f"{', '.join(twice)} names several entries, and all of them would have the rights of the group "
                f"{group_of(twice[0])}: give each a name of its own"
            )
        return self

    @model_validator(mode="after")
    def _cluster_services_have_a_place(self) -> Self:
        if not any(pool.takes_cluster_services for pool in self.pools.values()):
            raise ValueError(
                "every pool has taints that DNS and the storage driver do not tolerate, so they would stay pending: "
                "set system to true on one pool, or give one pool no taints"
            )
        return self

    @model_validator(mode="after")
    def _something_scales_what_is_autoscaled(self) -> Self:
        scaled = [name for name, pool in self.pools.items() if pool.autoscaled]
        if self.autoscaler == "karpenter" and scaled:
            raise ValueError(
                f"Karpenter adds nodes of its own and never resizes a group, so {', '.join(scaled)} would stay at any "
                "size: set autoscaled to false, or autoscaler to cluster-autoscaler"
            )
        return self

    def _entrants(self) -> Iterator[tuple[str, str]]:
        yield "deployer", self.deployer
        yield from ((f"admins.{name}", principal) for name, principal in self.admins.items())
        yield from ((f"viewers.{name}", viewer.principal) for name, viewer in self.viewers.items())
        yield from ((f"members.{name}", principal) for name, principal in self.members.items())

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the cluster that somebody is in."""
        return tuple(group_of(name) for name in (*self.admins, *self.viewers, *self.members))


def production_faults(spec: ClusterSpec) -> list[str]:
    """Return what production does not accept of a cluster that EKS would accept, each with its way out."""
    faults = [
        f"public_access_cidrs: {cidr} lets a large part of the internet try the API: name the ranges of the office, "
        "the VPN or the pipeline (/16 or narrower)"
        for cidr in spec.public_access_cidrs
        if cidr.prefixlen < 16
    ]
    missing = [kind for kind in LOG_TYPES if kind not in spec.log_types]
    if missing:
        faults.append(
            f"log_types: {', '.join(missing)} would be missing from an investigation: leave log_types out"
        )
    if spec.log_days < PRODUCTION_LOG_DAYS:
        faults.append(
            f"log_days: {spec.log_days} is shorter than an audit looks back: set {PRODUCTION_LOG_DAYS} or more"
        )
    if spec.extended_support:
        faults.append(
            f"extended_support: production follows standard support: set version to {versions.DEFAULT}"
        )
    if spec.node_role_has_cni_policy:
        faults.append(
            "node_role_has_cni_policy: every pod could use the node's rights over networks: leave it out"
        )
    return faults + list(_pool_faults(spec))


def _pool_faults(spec: ClusterSpec) -> Iterator[str]:
    system = {name: pool for name, pool in spec.pools.items() if pool.system}
    if not system:
        yield "pools: no pool is system, so applications can starve DNS and ingress: set system to true on one"
    for name, pool in system.items():
        if len(pool.zones) < 3 or pool.least_nodes < 3:
            yield (
                f"pools.{name}: {pool.least_nodes} nodes in {len(pool.zones)} zones do not outlast the loss of one: name "
                "three zones and set min to 3 (1 with per_zone)"
            )
        if pool.capacity == "spot":
            yield f"pools.{name}.capacity: spot nodes of a system pool vanish on two minutes' notice: set on-demand"
