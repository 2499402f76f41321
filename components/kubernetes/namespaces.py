"""A tenant's place in a cluster: pod security, a share of its capacity, and no traffic that nobody asked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import LimitRangeSpecArgs
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs
from pulumi_kubernetes.networking.v1 import NetworkPolicy, NetworkPolicySpecArgs
from pydantic import Field, StringConstraints

from components.foundation.cluster.flows import DNS, POD_IDENTITY, nothing
from components.foundation.cluster.mesh import ROUTED, MeshMode, Revision, mesh_gates, mesh_labels
from components.foundation.cluster.pod_security import PodSecurity, pod_security_labels
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Spec
from components.kubernetes import versions
from components.kubernetes.quotas import LimitsSpec, QuotaSpec

SYSTEM_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
"""The namespaces that Kubernetes makes for itself; a tenant does not live there."""

NAME_FORM = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"

NamespaceName = Annotated[str, StringConstraints(pattern=NAME_FORM)]
"""A DNS label, which is what Kubernetes accepts as a namespace's name."""


class NamespaceSpec(Spec):
    """What an environment decides about a namespace.

    The defaults of quota and limits are those that the platform's owner set for a back end.
    ``pod_security_version`` pins the standard, so that a cluster's upgrade does not tighten it unannounced.
    ``pod_identity`` lets pods reach the agent on their node that hands out AWS credentials. ``mesh`` brings pods into the
    service mesh, whose mode it names, and ``mesh_revision`` says by which of its control planes. ``routed`` lets the
    gateway take the namespace's routes.
    """

    pod_security: PodSecurity = "restricted"
    pod_security_version: str = Field(default=f"v{versions.DEFAULT}", pattern=r"^v1\.\d+$")
    pod_identity: bool = False
    mesh: MeshMode | None = None
    mesh_revision: Revision = "stable"
    routed: bool = False
    quota: QuotaSpec = QuotaSpec()
    limits: LimitsSpec = LimitsSpec()

    def pod_security_labels(self) -> dict[str, str]:
        """Return the labels by which the API server refuses, records and warns of pods below the standard."""
        return pod_security_labels(self.pod_security, self.pod_security_version)

    def mesh_labels(self) -> dict[str, str]:
        """Return the labels by which pods join the mesh and routes the gateway."""
        joined = mesh_labels(self.mesh, self.mesh_revision) if self.mesh else {}
        return {**joined, **(ROUTED if self.routed else {})}


@dataclass(frozen=True, kw_only=True)
class NamespaceArgs:
    """A namespace's name and spec, and what everything in the cluster waits for.

    ``annotations`` open it to a system that acts on its pods, such as the engine of chaos experiments.

    :raises ValueError: for a name that is not a DNS label, or that belongs to Kubernetes itself.
    """

    namespace: str
    spec: NamespaceSpec
    labels: Labels
    ready: Sequence[Resource]
    annotations: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.match(NAME_FORM, self.namespace):
            raise ValueError(
                f"namespace {self.namespace!r} is not a DNS label, and Kubernetes refuses it: use at most 63 lower-case "
                "letters, digits and hyphens, with no hyphen at either end"
            )
        if self.namespace in SYSTEM_NAMESPACES:
            raise ValueError(
                f"namespace {self.namespace} belongs to Kubernetes, and quotas or a default deny would stop it: "
                "choose a name of your own"
            )


class TenantNamespace(Component):
    """A namespace in which nothing is reachable, nothing is reached and no token is handed out unless asked for.

    Pods find names through DNS in kube-system; every other connection needs a policy of its own. ``opts``
    carries the cluster's provider, and ``ready`` comes from the cluster. ``ready`` of the namespace itself is
    what its tenants' resources wait for.
    """

    urn_type = "platform:kubernetes:TenantNamespace"

    namespace: Output[str]

    def __init__(self, name: str, args: NamespaceArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.name = name
        self.args = args
        made = kubernetes.core.v1.Namespace(
            f"{name}-namespace",
            metadata={
                "name": args.namespace,
                "labels": {
                    **args.labels.kubernetes(),
                    **args.spec.pod_security_labels(),
                    **args.spec.mesh_labels(),
                },
                **({"annotations": dict(args.annotations)} if args.annotations else {}),
            },
            opts=self.child(depends_on=args.ready),
        )
        # By text: read off the namespace it would be unknown in every preview before the cluster stands.
        self.namespace = Output.from_input(args.namespace)
        inside = self.child(depends_on=[*args.ready, made])
        self.ready: list[Resource] = [made, *self._bounds(inside), *self._closed(inside)]
        self._default_account(inside)
        self.publish()

    def _metadata(self, object_name: str) -> ObjectMetaArgs:
        return ObjectMetaArgs(
            name=object_name, namespace=self.namespace, labels=self.args.labels.kubernetes()
        )

    def _bounds(self, opts: ResourceOptions) -> list[Resource]:
        """Return the namespace's share of the cluster, and the bounds of each pod within it."""
        quota = kubernetes.core.v1.ResourceQuota(
            f"{self.name}-quota",
            metadata=self._metadata(f"{self.args.namespace}-quota"),
            spec={"hard": self.args.spec.quota.hard()},
            opts=opts,
        )
        limits = kubernetes.core.v1.LimitRange(
            f"{self.name}-limits",
            metadata=self._metadata(f"{self.args.namespace}-limits"),
            spec=LimitRangeSpecArgs(limits=self.args.spec.limits.rows()),
            opts=opts,
        )
        return [quota, limits]

    def _closed(self, opts: ResourceOptions) -> list[Resource]:
        """Return the policies that close the namespace both ways, save for what every pod needs."""
        closed: list[Resource] = [
            self._policy("default-deny", nothing(), opts),
            self._policy("allow-dns", DNS.policy(), opts),
        ]
        if self.args.spec.pod_identity:
            closed.append(self._policy("allow-pod-identity", POD_IDENTITY.policy(), opts))
        gates = mesh_gates(self.args.spec.mesh) if self.args.spec.mesh else {}
        return [*closed, *(self._policy(role, gate.policy(), opts) for role, gate in gates.items())]

    def _policy(self, role: str, spec: NetworkPolicySpecArgs, opts: ResourceOptions) -> NetworkPolicy:
        return NetworkPolicy(f"{self.name}-{role}", metadata=self._metadata(role), spec=spec, opts=opts)

    def _default_account(self, opts: ResourceOptions) -> None:
        """Stop the account that pods get unasked from handing out a token to the API."""
        kubernetes.core.v1.ServiceAccountPatch(
            f"{self.name}-default-account",
            metadata={
                "name": "default",
                "namespace": self.namespace,
                "annotations": {"pulumi.com/patchForce": "true"},
            },
            automount_service_account_token=False,
            opts=opts,
        )
