"""A namespace of the platform's own systems: its Pod Security level, a wall around it, and the gates in the wall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import LimitRangeItemArgs, LimitRangeSpecArgs
from pulumi_kubernetes.networking.v1 import NetworkPolicy, NetworkPolicySpecArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import (
    DNS,
    INTERNET,
    POD_IDENTITY,
    Flow,
    Peer,
    Port,
    nothing,
    ranges,
)
from components.foundation.cluster.pod_security import PodSecurity, pod_security_labels
from components.foundation.cluster.site import ClusterSite

MONITORING = "monitoring"
"""The namespace of what scrapes metrics."""


@dataclass(frozen=True, kw_only=True)
class Gates:
    """What passes through the wall, beside DNS, which always does.

    ``api`` lets pods call the API server. ``webhooks`` are ports on which the API server calls pods, ``metrics`` those
    that are scraped, ``cloud`` opens the way to HTTPS anywhere (a cloud's own APIs stand at no fixed addresses) and to
    the agent that hands out AWS credentials. ``within`` lets the pods of the namespace speak with each other. ``flows``
    are gates of any other kind, by name.
    """

    api: bool = True
    webhooks: tuple[Port, ...] = ()
    metrics: tuple[Port, ...] = ()
    cloud: bool = False
    within: bool = False
    flows: Mapping[str, Flow] = field(default_factory=dict)

    def all(self, site: ClusterSite) -> dict[str, Flow]:
        """Return every gate by the name of its policy."""
        opened: dict[str, Flow] = {"allow-dns": DNS}
        if self.api:
            opened["allow-api-server"] = Flow(
                direction="to", peers=ranges(site.api_server), ports=(443, 6443)
            )
        if self.webhooks:
            opened["allow-webhooks"] = Flow(
                direction="from", peers=ranges(site.api_server), ports=self.webhooks
            )
        if self.metrics:
            opened["allow-metrics"] = Flow(
                direction="from", peers=(Peer(namespace=MONITORING),), ports=self.metrics
            )
        if self.cloud:
            opened["allow-cloud"] = Flow(direction="to", peers=(INTERNET,), ports=(443,))
            if site.cloud == "aws":
                opened["allow-pod-identity"] = POD_IDENTITY
        if self.within:
            opened["allow-within-in"] = Flow(direction="from", peers=(Peer(),))
            opened["allow-within-out"] = Flow(direction="to", peers=(Peer(),))
        return {**opened, **self.flows}


@dataclass(frozen=True, kw_only=True)
class Share:
    """The most that a namespace may request of the cluster, and what a container gets that does not say.

    Processor is bounded by what is requested alone: a limit would throttle controllers just when they catch up. The
    share holds twice what a system runs with, so that an upgrade finds room beside what it replaces. ``largest`` is the
    most memory of a single container.
    """

    cpu: str = "8"
    memory: str = "16Gi"
    pods: int = 100
    usual_cpu: str = "50m"
    usual_memory: str = "128Mi"
    usual_memory_limit: str = "512Mi"
    largest: str = "8Gi"

    def hard(self) -> dict[str, str]:
        """Return the quota as Kubernetes writes it."""
        return {"requests.cpu": self.cpu, "requests.memory": self.memory, "pods": str(self.pods)}

    def row(self) -> LimitRangeItemArgs:
        """Return the limits as Kubernetes writes them."""
        return LimitRangeItemArgs(
            type="Container",
            default={"memory": self.usual_memory_limit},
            default_request={"cpu": self.usual_cpu, "memory": self.usual_memory},
            max={"memory": self.largest},
        )


@dataclass(frozen=True, kw_only=True)
class PlatformNamespaceArgs:
    """A namespace's name, the standard that its pods keep, its share and its gates.

    ``labels`` are further ones, and ``annotations`` what opens it to a system that acts on others' pods.
    """

    namespace: str
    pod_security: PodSecurity
    gates: Gates
    share: Share = Share()
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    after: Sequence[Resource] = ()


class PlatformNamespace(ClusterComponent):
    """A namespace that is closed both ways but for its gates, and whose default account hands out no token.

    ``namespace`` is its name as an output; ``ready`` is what everything in it waits for.

    :raises ValueError: if another component of the cluster makes a namespace of that name.
    """

    urn_type = "platform:kubernetes:PlatformNamespace"

    namespace: Output[str]

    def __init__(
        self, site: ClusterSite, args: PlatformNamespaceArgs, opts: ResourceOptions | None = None
    ) -> None:
        own = f"the namespace {args.namespace}"
        if site.ledger.owner("namespace", args.namespace) == own:
            raise ValueError(
                f"cluster {site.name}: two components make the namespace {args.namespace}, and would undo each other for "
                "ever: let one make it with the gates of both, and hand it to the other"
            )
        site.ledger.claim("namespace", args.namespace, own)
        super().__init__(f"{args.namespace}-namespace", site, opts)
        self.args = args
        made = kubernetes.core.v1.Namespace(
            self.name,
            metadata=self.metadata(
                args.namespace,
                labels={**pod_security_labels(args.pod_security, site.pod_security_version), **args.labels},
                annotations=dict(args.annotations),
            ),
            opts=self.inside(args.after),
        )
        # By text: read off the namespace it would be unknown in every preview before the cluster stands.
        self.namespace = Output.from_input(args.namespace)
        gates = {"default-deny": nothing()} | {
            role: gate.policy() for role, gate in args.gates.all(site).items()
        }
        self.ready: list[Resource] = [
            made,
            *(self._policy(role, spec, made) for role, spec in gates.items()),
            *self._bounds(made),
        ]
        kubernetes.core.v1.ServiceAccountPatch(
            f"{self.name}-default-account",
            metadata={
                "name": "default",
                "namespace": self.namespace,
                "annotations": {"pulumi.com/patchForce": "true"},
            },
            automount_service_account_token=False,
            opts=self.inside([made]),
        )
        self.publish()

    def _bounds(self, made: Resource) -> list[Resource]:
        share, opts = self.args.share, self.inside([made])
        quota = kubernetes.core.v1.ResourceQuota(
            f"{self.name}-quota",
            metadata=self.metadata("share", self.namespace),
            spec={"hard": share.hard()},
            opts=opts,
        )
        limits = kubernetes.core.v1.LimitRange(
            f"{self.name}-limits",
            metadata=self.metadata("share", self.namespace),
            spec=LimitRangeSpecArgs(limits=[share.row()]),
            opts=opts,
        )
        return [quota, limits]

    def _policy(self, role: str, spec: NetworkPolicySpecArgs, made: Resource) -> NetworkPolicy:
        return NetworkPolicy(
            f"{self.name}-{role}",
            metadata=self.metadata(role, self.namespace),
            spec=spec,
            opts=self.inside([made]),
        )
