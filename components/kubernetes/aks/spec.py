"""What an environment decides about its cluster on AKS, and what Azure is known to refuse of it."""

from ipaddress import IPv4Address
from typing import Annotated, Final, Literal, Self

from pydantic import Field, PlainValidator, StringConstraints, WithJsonSchema, model_validator

from components.foundation.addresses import Cidr
from components.foundation.azure.placement import AzureZone
from components.foundation.spec import RefusalError, Spec
from components.kubernetes.aks.versions import DEFAULT, version_fault
from components.kubernetes.aks.vm_sizes import NodeSize, parsed
from components.kubernetes.node_pools import Taint, label_faults

AksPoolName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,7}$")]
"""At most eight characters: AKS takes twelve lower-case letters and digits, and zone and generation are four of them."""

CRITICAL_ADDONS: Final = Taint(key="CriticalAddonsOnly", value="true")
"""The only taint that AKS accepts on a system pool; its own add-ons tolerate it (Azure/AKS#2578)."""

SYSTEM_NODES: Final = 3
SYSTEM_VCPUS: Final = 4
"""What a system pool needs at least: a node for each zone, with room for AKS's own add-ons (AKS system node pools)."""

KEPT_LABELS: Final = ("kubernetes.azure.com", "kubernetes.io", "k8s.io")
"""Domains of labels that AKS and the kubelet keep for themselves (AKS, reserved system labels)."""

WORLD: Final = 8
"""A range with a shorter prefix than this is no list of known addresses any more."""

MOST_RANGES: Final = 2000
"""Ranges that AKS takes for an API server that stands in a network of ours; without that it takes 200."""

LARGEST_SERVICES, SMALLEST_SERVICES = 13, 28
"""Prefixes that the range of services may have: AKS takes what is smaller than a /12 (AKS, IP address planning), and
fewer than sixteen addresses hold no cluster's own services."""


def _address(value: object) -> IPv4Address:
    if isinstance(value, IPv4Address):
        return value
    try:
        return IPv4Address(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is not an address; write one such as 172.20.80.10") from None


Address = Annotated[
    IPv4Address, PlainValidator(_address), WithJsonSchema({"type": "string", "format": "ipv4"})
]


class PoolSpec(Spec):
    """What every pool of nodes decides. ``os_disk_gib`` lies on the node's temporary disk and dies with it."""

    vm_size: NodeSize
    min: int = Field(ge=0, le=1000)
    max: int = Field(ge=1, le=1000)
    zones: tuple[AzureZone, ...] = Field(min_length=1)
    os_disk_gib: int = Field(default=75, ge=30, le=2048)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        faults = []
        if self.min > self.max:
            faults.append(
                f"min {self.min} is above max {self.max}, and AKS refuses such a pool: keep min <= max"
            )
        if len(set(self.zones)) != len(self.zones):
            faults.append(f"zones {', '.join(self.zones)} name one twice: name each once")
        size = parsed(self.vm_size)
        if size is not None and self.os_disk_gib > size.local_gib:
            faults.append(
                f"os_disk_gib is {self.os_disk_gib} and the temporary disk of {self.vm_size} has {size.local_gib:g} GiB, so "
                "that AKS refuses an ephemeral system disk of that size: lower it, or choose a larger size"
            )
        if faults:
            raise RefusalError(*faults)
        return self


class SystemPoolSpec(PoolSpec):
    """The pool that runs the cluster itself, spread over its zones by AKS.

    It is made with the cluster and not changed with it: AKS rolls all pools when an inline one changes, and refuses
    another size. ``min`` and ``max`` count all its nodes.
    """

    taints: tuple[Taint, ...] = (CRITICAL_ADDONS,)

    @model_validator(mode="after")
    def _can_run_a_cluster(self) -> Self:
        faults = []
        size = parsed(self.vm_size)
        if size is not None and size.vcpus < SYSTEM_VCPUS:
            faults.append(
                f"vm_size {self.vm_size} has {size.vcpus} virtual CPUs, and AKS asks a system pool for {SYSTEM_VCPUS} or "
                "more: choose a larger one"
            )
        if self.min < SYSTEM_NODES:
            faults.append(
                f"min is {self.min}: the system pool keeps {SYSTEM_NODES} nodes, so that losing one, or upgrading one, "
                f"leaves a quorum; set it to {SYSTEM_NODES} or more"
            )
        if any(taint != CRITICAL_ADDONS for taint in self.taints):
            faults.append(
                "taints: AKS refuses any taint on a system pool but CriticalAddonsOnly=true:NoSchedule; leave the list out, "
                "and taint a pool under `pools` instead"
            )
        if faults:
            raise RefusalError(*faults)
        return self


class UserPoolSpec(PoolSpec):
    """A pool for applications: one of its own in each zone, because disks and ways out are zonal.

    ``min`` and ``max`` count the nodes of each zone. ``labels`` and ``taints`` are those of Kubernetes.
    """

    labels: dict[str, str] = Field(default_factory=dict)
    taints: tuple[Taint, ...] = ()

    @model_validator(mode="after")
    def _labels_are_ours_to_set(self) -> Self:
        faults = label_faults(self.labels, keeper="AKS", kept=KEPT_LABELS)
        if faults:
            raise RefusalError(*faults)
        return self


class AksSpec(Spec):
    """The size and shape of the cluster.

    ``pod_cidr`` is an overlay that nothing outside the cluster routes to, ``service_cidr`` exists inside it alone, and
    ``dns_service_ip`` is an address of it, the tenth if left out. ``private`` hides the API server in the network;
    otherwise only ``authorized_ranges`` reach it. ``upgrade_channel`` decides whether AKS upgrades patches, minors
    too (``stable``) or nothing by itself; ``node_os_channel`` how nodes are patched. ``maintenance_day`` and ``_hour``
    (UTC) are when, for ``maintenance_hours``.
    """

    version: str = DEFAULT
    tier: Literal["Free", "Standard"] = "Standard"
    pod_cidr: Cidr
    service_cidr: Cidr
    dns_service_ip: Address | None = None
    private: bool = True
    authorized_ranges: tuple[Cidr, ...] = Field(default=(), max_length=MOST_RANGES)
    upgrade_channel: Literal["none", "patch", "stable"] = "patch"
    node_os_channel: Literal["SecurityPatch", "NodeImage"] = "NodeImage"
    maintenance_day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] = (
        "Sunday"
    )
    maintenance_hour: int = Field(default=6, ge=0, le=23)
    maintenance_hours: int = Field(default=6, ge=4, le=24)
    system: SystemPoolSpec
    pools: dict[AksPoolName, UserPoolSpec] = Field(default_factory=dict)

    @property
    def dns_address(self) -> IPv4Address:
        """Where the cluster's DNS answers."""
        return self.dns_service_ip or self.service_cidr.network_address + 10

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = [fault for fault in (version_fault(self.version), *self._address_faults()) if fault]
        if not self.private and not self.authorized_ranges:
            faults.append(
                "authorized_ranges names nobody, which AKS reads as everybody: name who may reach the API server, or set "
                "private to true"
            )
        if self.private and self.authorized_ranges:
            faults.append(
                "authorized_ranges has no meaning for a private cluster, and AKS refuses both together: leave one out"
            )
        world = [block for block in self.authorized_ranges if block.prefixlen < WORLD]
        if world:
            faults.append(
                f"authorized_ranges: {', '.join(map(str, world))} is most of the internet: name the addresses of those who "
                "work on the cluster"
            )
        if faults:
            raise RefusalError(*faults)
        return self

    def _address_faults(self) -> list[str]:
        service, given = self.service_cidr, self.dns_service_ip
        faults = []
        if not LARGEST_SERVICES <= service.prefixlen <= SMALLEST_SERVICES:
            faults.append(
                f"service_cidr: {service} is not between the /{LARGEST_SERVICES} and the /{SMALLEST_SERVICES} that a "
                "cluster takes: choose one of those sizes"
            )
        if given is not None and given not in service:
            faults.append(
                f"dns_service_ip {given} lies outside service_cidr {service}, so AKS refuses the cluster: take an address of "
                f"it, such as {service.network_address + 10}"
            )
        elif given is not None and given in (service.network_address, service.network_address + 1):
            faults.append(
                f"dns_service_ip {given} is one of the first two of service_cidr, which Kubernetes keeps: take "
                f"{service.network_address + 10}"
            )
        if self.pod_cidr.overlaps(service):
            faults.append(f"pod_cidr {self.pod_cidr} overlaps service_cidr {service}: move one of them")
        if self.pod_cidr.prefixlen > _longest_pod_prefix(self):
            faults.append(
                f"pod_cidr {self.pod_cidr} is too small: each node takes a /24 of it, and the pools may have "
                f"{_most_nodes(self)} nodes; take a /{_longest_pod_prefix(self)} or larger"
            )
        return faults


def _most_nodes(spec: AksSpec) -> int:
    return spec.system.max + sum(pool.max * len(pool.zones) for pool in spec.pools.values())


def _longest_pod_prefix(spec: AksSpec) -> int:
    """Return the longest prefix whose range holds a /24 for every node (Azure CNI Overlay, address planning)."""
    return 24 - (_most_nodes(spec) - 1).bit_length()


def production_faults(spec: AksSpec, *, recovering: bool) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out.

    :param recovering: that AWS is lost, and with it the usual way into the network.
    """
    faults = []
    if spec.tier != "Standard":
        faults.append(
            f"tier is {spec.tier}, whose control plane has no promised uptime and is throttled first; set it to Standard"
        )
    if not spec.private and not recovering:
        faults.append(
            "private is false: the API server answers the internet, though only to some; set it to true, unless a recovery "
            "is declared (azure.recovering)"
        )
    if len(spec.system.zones) < SYSTEM_NODES:
        faults.append("system.zones: one zone's failure could take the cluster's own parts; name all three")
    if spec.upgrade_channel == "none":
        faults.append("upgrade_channel is none: patches would wait for somebody; choose patch or stable")
    return faults
