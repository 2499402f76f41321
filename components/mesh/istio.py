"""Istio: the control plane, and what puts pods into the mesh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import Flow, Peer
from components.foundation.cluster.mesh import CONTROL, CONTROL_NAMESPACE, MEMBER, Revision
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from components.mesh import istio_values as values
from components.mesh.mesh_policies import MeshPolicies, MeshPoliciesArgs
from components.mesh.mesh_spec import MeshSpec

Slot = Literal["blue", "green"]

CHARTS: Final[dict[Slot, str]] = {"blue": "istiod", "green": "istiod-green"}
"""The rows of the chart table: each slot has a version of its own."""


def control_namespace(site: ClusterSite, spec: MeshSpec) -> PlatformNamespace:
    """Build the namespace of the control planes, into which their authority is brought before they start."""
    return PlatformNamespace(
        site,
        PlatformNamespaceArgs(
            namespace=CONTROL_NAMESPACE,
            pod_security="restricted",
            gates=_gates(),
            labels={"topology.istio.io/network": spec.trust.network} if spec.trust else {},
        ),
    )


@dataclass(frozen=True, kw_only=True)
class MeshArgs:
    """A spec, the control plane's namespace (:func:`control_namespace`), and what has to stand before the mesh.

    ``after`` are the definitions of the Gateway API, ``authority`` what brings the authority of a shared trust into the
    namespace, before a control plane starts. ``namespaces`` are those of applications, by name, with what makes them.

    :raises ValueError: if the mesh shares its trust with other clusters and nobody brings its authority.
    """

    spec: MeshSpec
    namespace: PlatformNamespace
    after: Sequence[Resource] = ()
    authority: Sequence[Resource] = ()
    namespaces: Mapping[str, Sequence[Resource]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.spec.trust is not None and not self.authority:
            raise ValueError(
                "the mesh shares its trust, and nobody brings its authority: its control plane would make a root of its own, "
                "which no other cluster knows; have External Secrets fetch it, or leave trust out"
            )


class Mesh(ClusterComponent):
    """Istio's definitions, plugin, control planes and, in an ambient mesh, tunnels; and the policies of the mesh.

    Calls are encrypted and proved on both sides everywhere, and refused unless the spec allows them. Outputs: ``mode``,
    ``revision`` (the tag of the serving control plane). ``ready`` is what workloads of the mesh wait for.
    """

    urn_type = "platform:mesh:Mesh"

    mode: Output[str]
    revision: Output[str]

    def __init__(self, site: ClusterSite, args: MeshArgs) -> None:
        super().__init__("mesh", site)
        spec = args.spec
        namespace = args.namespace
        before = [*namespace.ready, *args.after]
        base = self._release("base", values.base(spec), namespace, before, release="istio-base")
        agent = self._release("cni", values.node_agent(site, spec), None, base.ready, release="istio-cni")
        planes = self._control_planes(spec, namespace, [*agent.ready, *args.authority])
        stands = [*base.ready, *(one for plane in planes for one in plane.ready)]
        if spec.mode == "ambient":
            stands = self._release("ztunnel", values.tunnels(site, spec), None, stands).ready
        policies = MeshPolicies(
            site, MeshPoliciesArgs(spec=spec, after=stands, namespaces=args.namespaces), self.child()
        )
        self.mode, self.revision = Output.from_input(spec.mode), Output.from_input("stable")
        self.ready: list[Resource] = [*stands, *policies.made]
        self.publish()

    def _control_planes(
        self, spec: MeshSpec, namespace: PlatformNamespace, after: Sequence[Resource]
    ) -> list[ChartRelease]:
        """Return the serving control plane, and the one on standby if there is one."""
        other: Slot = "green" if spec.slot == "blue" else "blue"
        running: list[tuple[Slot, Revision]] = [(spec.slot, "stable")]
        if spec.standby:
            running.append((other, "next"))
        return [
            self._release(
                CHARTS[slot],
                values.control_plane(self.site, spec, slot, tag),
                namespace,
                after,
                release=f"istiod-{slot}",
            )
            for slot, tag in running
        ]

    def _release(
        self,
        chart: str,
        told: values.Values,
        namespace: PlatformNamespace | None,
        after: Sequence[Resource],
        release: str | None = None,
    ) -> ChartRelease:
        args = ChartArgs(chart=chart, values=told, namespace=namespace, release=release, after=after)
        return ChartRelease(self.site, args, self.child())


def _gates() -> Gates:
    """Proxies fetch certificates and configuration; the tunnels' proxies do so from kube-system."""
    asked = Flow(
        direction="from",
        peers=(Peer(namespaces=MEMBER), Peer(namespace=values.SYSTEM)),
        ports=(CONTROL,),
    )
    return Gates(
        webhooks=(values.WEBHOOK,), metrics=(values.CONTROL_METRICS,), flows={"allow-proxies": asked}
    )
