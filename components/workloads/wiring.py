"""What a workload is connected to: by the platform that it runs on, not by the team that owns it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any

from pulumi import Output, Resource

from components.foundation.spec import Wire
from components.workloads.spec import WorkloadSpec


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """The way in: the Gateway that routes hang on, and the namespace and labels of the pods that pass requests on.

    ``account`` is the service account that these run as, by which a mesh knows them.
    """

    name: str
    namespace: str
    account: str
    pods: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class QueueMetric:
    """A queue whose waiting messages are counted: its address, and who may ask for the number."""

    url: Wire[str]
    region: str
    authentication: str


@dataclass(frozen=True, kw_only=True)
class Collector:
    """Where traces are sent by OTLP over gRPC: the address, and the pods that listen there."""

    address: str
    namespace: str
    pods: Mapping[str, str]
    port: int


@dataclass(frozen=True, kw_only=True)
class WorkloadArgs:
    """A workload's name and spec, and what it is wired to.

    ``image`` is the reference that its pods run. ``annotations`` are those of its service account, which bind it to
    ``granted``, its identity in the cloud. ``queues`` are the metrics of queues that its scaling names, ``addresses``
    those of the queues that it writes to and reads from, by the queue's key. ``database`` and ``cache`` are ranges in
    which these stand outside of the cluster. ``takeover`` are the fields of a Rollout's spec by which a version takes over,
    which every strategy but rolling needs. ``trust_domain`` is what identities of the mesh begin with that its namespace
    is part of, and None outside of a mesh. ``called`` are the ports of the workloads that it calls, by namespace/name.
    ``collector`` takes its traces, where the cluster has one.
    ``prometheus`` is the address at which queries are asked. ``namespace`` is the tenant's, as an output, and ``after``
    what everything in it waits for.
    """

    name: str
    spec: WorkloadSpec
    image: Wire[str]
    namespace: Wire[str]
    after: Sequence[Resource] = ()
    annotations: Wire[dict[str, str]] | None = None
    account_labels: Mapping[str, str] = field(default_factory=dict)
    granted: Sequence[Resource] = ()
    pod_identity: bool = False
    queues: Mapping[str, QueueMetric] = field(default_factory=dict)
    addresses: Mapping[str, Output[str]] = field(default_factory=dict)
    database: tuple[IPv4Network, ...] = ()
    cache: tuple[IPv4Network, ...] = ()
    gateway: Gateway | None = None
    collector: Collector | None = None
    trust_domain: str | None = None
    called: Mapping[str, int] = field(default_factory=dict)
    takeover: Mapping[str, Any] = field(default_factory=dict)
    prometheus: str | None = None
    monitored: bool = False

    def __post_init__(self) -> None:
        if self.spec.strategy != "rolling" and not self.takeover:
            raise ValueError(
                f"{self.name}: the strategy {self.spec.strategy} needs Argo Rollouts, and says nothing of how a version "
                "takes over: give it the fields of its Rollout, or use rolling"
            )
