"""What an environment decides about the service mesh, and what a mode of it does not know."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.addresses import Cidr
from components.foundation.cluster.mesh import TUNNEL, MeshMode
from components.foundation.spec import RefusalError, Spec

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Namespace = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
Caller = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,63}(/[a-z0-9.-]{1,63})?$")]
"""A namespace, or a namespace and a service account of it, as ``frontend/frontend-app``."""

Host = Annotated[str, StringConstraints(pattern=r"^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$")]
SecretPath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$")]
RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class AllowSpec(Spec):
    """Who may call a namespace, beside what workloads say of themselves (`clients`, `route`, their metrics).

    What neither names is refused, whoever asks.
    """

    to: Namespace
    callers: tuple[Caller, ...] = Field(
        min_length=1, description="Namespaces, or service accounts as `namespace/name`, that may call."
    )
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = Field(
        default=(), description="Ports that the pods listen on; all of them if none is named."
    )
    methods: tuple[Literal["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"], ...] = ()
    paths: tuple[Annotated[str, StringConstraints(pattern=r"^[/*]\S*$")], ...] = ()


class OutsideSpec(Spec):
    """Something outside the mesh that its workloads may call.

    ``addresses`` are for protocols without a name on the wire, such as those of databases: the proxy then knows the
    other end by where it stands.
    """

    hosts: tuple[Host, ...] = Field(min_length=1)
    port: int = Field(default=443, ge=1, le=65535)
    protocol: Literal["TLS", "TCP", "HTTP"] = "TLS"
    addresses: tuple[Cidr, ...] = ()

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.protocol == "TCP" and not self.addresses:
            raise ValueError(
                f"{', '.join(self.hosts)} by TCP has no addresses, and a proxy cannot tell it from any other traffic on "
                f"port {self.port}, so all of that would pass: name the addresses, or use TLS"
            )
        return self


class EgressSpec(Spec):
    """What the mesh may call outside itself: the services that are named, and nothing else."""

    services: dict[Name, OutsideSpec] = Field(default_factory=dict)


class TracingSpec(Spec):
    """Where proxies send traces, by OTLP over gRPC."""

    service: Host = Field(description="The collector, as `otel-collector.monitoring.svc.cluster.local`.")
    port: int = Field(default=4317, ge=1, le=65535)
    percent: float = Field(default=1.0, ge=0, le=100)


class TrustSpec(Spec):
    """What clusters of one mesh have in common, so that a workload of one knows a workload of the other.

    The names are one half. The other is a root that is made offline and never enters a cluster: each cluster has an
    intermediate authority under it, kept as a secret that people bring and fetched before the control plane starts for the
    first time. ``infra mesh-authority`` makes them; docs/mesh-trust.md says what to do with them.
    """

    mesh: Name = Field(description="The mesh's name, the same in each of its clusters.")
    domain: Host = Field(description="The trust domain, the same in each cluster, as `mesh.example.com`.")
    network: Name = Field(
        description="Where the cluster's pods reach each other directly: each cluster of a mesh has its own."
    )
    authority: SecretPath = Field(
        description="Where the cluster's own authority is kept, after the environment's name: `mesh/us-east-1`."
    )


class MeshSpec(Spec):
    """Istio: who may speak with whom, encrypted and proved on both sides, whatever this says.

    ``ambient`` puts a tunnel on each node, and pods need nothing; ``sidecar`` puts a proxy into each pod, which counts
    against the namespace's quota and reads requests too.
    ``slot`` is the control plane that serves (tag ``stable``); ``standby`` runs the other one beside it (tag ``next``),
    with which a namespace is tried before the slots change roles.
    """

    mode: MeshMode = "ambient"
    allows: dict[Name, AllowSpec] = Field(
        default_factory=dict, description="Who else may call whom, by name."
    )
    egress: EgressSpec | None = Field(
        default=None, description="What may be called outside; None leaves it to network policies."
    )
    access_logs: Literal["all", "faults", "none"] = Field(
        default="faults", description="Which requests proxies write down; faults are answers of 400 and more."
    )
    tracing: TracingSpec | None = None
    failover: dict[RegionName, RegionName] = Field(
        default_factory=dict,
        description="Region -> the region that takes over when it has no healthy pod left.",
    )
    proxy_cpu: Annotated[str, StringConstraints(pattern=r"^[1-9]\d*m?$")] | None = Field(
        default=None, description="Processor that each sidecar requests; 20m if not said."
    )
    proxy_memory: Annotated[str, StringConstraints(pattern=r"^[1-9]\d*(Mi|Gi)$")] | None = Field(
        default=None,
        description="Memory that each sidecar requests, 64Mi if not said; it may use four times that.",
    )
    slot: Literal["blue", "green"] = "blue"
    standby: bool = False
    trust: TrustSpec | None = None

    @property
    def trust_domain(self) -> str:
        """What the identities of the mesh begin with."""
        return self.trust.domain if self.trust else "cluster.local"

    @model_validator(mode="after")
    def _a_mode_knows_its_options(self) -> Self:
        faults = [*self._sidecar_options(), *self._unreadable(), *self._loops()]
        if faults:
            raise RefusalError(*faults)
        return self

    def _sidecar_options(self) -> list[str]:
        if self.mode == "sidecar":
            return []
        faults = []
        if self.egress is not None:
            faults.append(
                "egress is enforced by sidecars, and an ambient mesh passes on what it does not know, so the list would "
                "bind nobody: leave egress out and let network policies decide, or use mode sidecar"
            )
        faults += [
            f"{name} is for sidecars, which an ambient mesh does not have: leave it out, or use mode sidecar"
            for name in ("proxy_cpu", "proxy_memory")
            if getattr(self, name) is not None
        ]
        return faults

    def _unreadable(self) -> list[str]:
        """Return what allows say that the tunnels cannot tell: they see who calls and on which port."""
        if self.mode == "sidecar":
            return []
        faults = [
            f"allows.{name} names methods or paths, which an ambient mesh without waypoints cannot read; it would refuse "
            "every call instead: leave them out, or use mode sidecar"
            for name, allow in self.allows.items()
            if allow.methods or allow.paths
        ]
        faults += [
            f"allows.{name}.ports: {TUNNEL} is the port of the tunnels, which put the port of the pods in its place before "
            "they judge, so that the rule would never hold: name what the pods listen on"
            for name, allow in self.allows.items()
            if TUNNEL in allow.ports
        ]
        return faults

    def _loops(self) -> list[str]:
        return [
            f"failover.{region} leads to itself, so that nothing would take over: name another region"
            for region, other in self.failover.items()
            if region == other
        ]


def production_faults(mesh: MeshSpec) -> list[str]:
    """Return what is too little for production, each with its consequence and way out."""
    faults = []
    if mesh.mode == "sidecar" and mesh.egress is None:
        faults.append(
            "mesh.egress is absent: a workload that is taken over may call any address that network policies leave open; "
            "name what is called outside"
        )
    faults += [
        f"mesh.allows.{name} names no ports, so that its callers reach whatever any pod of {allow.to} listens on: name the "
        "ports that they call"
        for name, allow in mesh.allows.items()
        if not allow.ports
    ]
    if mesh.access_logs == "none":
        faults.append("mesh.access_logs is none: nobody could say who called whom; set it to faults or all")
    return faults
