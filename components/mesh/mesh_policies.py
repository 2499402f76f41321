"""What holds in the mesh: proof on both sides, refusal by default, who may call whom, what may be called outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi import Output, Resource, ResourceOptions

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.mesh import CONTROL_NAMESPACE
from components.foundation.cluster.site import ClusterSite
from components.mesh.istio_values import TRACER
from components.mesh.mesh_spec import AllowSpec, MeshSpec, OutsideSpec

SECURITY: Final = "security.istio.io/v1"
NETWORKING: Final = "networking.istio.io/v1"
TELEMETRY: Final = "telemetry.istio.io/v1"


@dataclass(frozen=True, kw_only=True)
class MeshPoliciesArgs:
    """A mesh's spec, what defines the kinds of its policies and judges them, and what makes each namespace, by name."""

    spec: MeshSpec
    after: Sequence[Resource]
    namespaces: Mapping[str, Sequence[Resource]] = field(default_factory=dict)


class MeshPolicies(ClusterComponent):
    """The policies of the whole mesh, in the control plane's namespace, and the allows of each namespace.

    Output: ``trust_domain``, what certificates of the mesh begin with. ``made`` are the policies themselves.
    """

    urn_type = "platform:mesh:MeshPolicies"

    trust_domain: Output[str]

    def __init__(
        self, site: ClusterSite, args: MeshPoliciesArgs, opts: ResourceOptions | None = None
    ) -> None:
        super().__init__("mesh-policies", site, opts)
        self.args, spec = args, args.spec
        self.made: list[Resource] = [
            self._whole(
                "strict", SECURITY, "PeerAuthentication", {"mtls": {"mode": "STRICT"}}, name="default"
            ),
            self._whole("default-deny", SECURITY, "AuthorizationPolicy", {}),
            self._whole("telemetry", TELEMETRY, "Telemetry", telemetry(spec), name="default"),
            self._whole("health", NETWORKING, "DestinationRule", locality(spec)),
            *(self._allow(name, allow) for name, allow in spec.allows.items()),
        ]
        if spec.egress:
            self.made += [self._outside(name, one) for name, one in spec.egress.services.items()]
        self.trust_domain = Output.from_input(spec.trust_domain)
        self.publish()

    def _whole(
        self, role: str, api_version: str, kind: str, spec: Mapping[str, Any], *, name: str | None = None
    ) -> Resource:
        """Make a policy of the whole mesh: one that stands in the control plane's namespace and selects nothing."""
        metadata = self.metadata(name or role, CONTROL_NAMESPACE)
        return self.custom(role, api_version, kind, metadata, spec, after=self.args.after)

    def _allow(self, name: str, allow: AllowSpec) -> Resource:
        return self.custom(
            f"allow-{name}",
            SECURITY,
            "AuthorizationPolicy",
            self.metadata(name, allow.to),
            {"action": "ALLOW", "rules": [rule(allow, self.args.spec.trust_domain)]},
            after=[*self.args.after, *self.args.namespaces.get(allow.to, ())],
        )

    def _outside(self, name: str, service: OutsideSpec) -> Resource:
        return self.custom(
            f"outside-{name}",
            NETWORKING,
            "ServiceEntry",
            self.metadata(name, CONTROL_NAMESPACE),
            outside(service),
            after=self.args.after,
        )


def rule(allow: AllowSpec, domain: str) -> dict[str, Any]:
    """Return one rule of an authorisation: named callers by their certificate, whole namespaces by their name."""
    accounts = [one.split("/") for one in allow.callers if "/" in one]
    principals = [f"{domain}/ns/{namespace}/sa/{account}" for namespace, account in accounts]
    namespaces = [one for one in allow.callers if "/" not in one]
    sources: list[dict[str, Any]] = []
    if principals:
        sources.append({"source": {"principals": principals}})
    if namespaces:
        sources.append({"source": {"namespaces": namespaces}})
    operation: dict[str, Any] = {
        "ports": [str(port) for port in allow.ports],
        "methods": list(allow.methods),
        "paths": list(allow.paths),
    }
    asked = {key: found for key, found in operation.items() if found}
    return {"from": sources, **({"to": [{"operation": asked}]} if asked else {})}


def telemetry(spec: MeshSpec) -> dict[str, Any]:
    """Return what proxies report. Metrics need no word: they are on, and scraped through the port that merges them."""
    report: dict[str, Any] = {"accessLogging": [_logging(spec)]}
    if spec.tracing:
        report["tracing"] = [
            {
                "providers": [{"name": TRACER}],
                "randomSamplingPercentage": spec.tracing.percent,
            }
        ]
    return report


def _logging(spec: MeshSpec) -> dict[str, Any]:
    written: dict[str, Any] = {"providers": [{"name": "envoy"}]}
    if spec.access_logs == "none":
        return {**written, "disabled": True}
    if spec.access_logs == "faults":
        return {**written, "filter": {"expression": "response.code >= 400"}}
    return written


def locality(spec: MeshSpec) -> dict[str, Any]:
    """Return how gateways and sidecars choose among the pods of a service: near ones first, and none that keeps failing.

    The tunnels of an ambient mesh know what is near from the Services themselves (``trafficDistribution``).
    """
    failover = [{"from": here, "to": there} for here, there in sorted(spec.failover.items())]
    return {
        "host": "*.local",
        "trafficPolicy": {
            # Without this Envoy never learns that the near pods are ill, and locality has no effect at all.
            "outlierDetection": {
                "consecutive5xxErrors": 5,
                "interval": "10s",
                "baseEjectionTime": "30s",
                "maxEjectionPercent": 50,
            },
            "loadBalancer": {
                "localityLbSetting": {"enabled": True, **({"failover": failover} if failover else {})}
            },
        },
    }


def outside(service: OutsideSpec) -> dict[str, Any]:
    """Return something outside the mesh, which proxies pass on to unchanged."""
    whole = any(host.startswith("*.") for host in service.hosts)
    by_name = not whole and not service.addresses
    return {
        "hosts": list(service.hosts),
        "location": "MESH_EXTERNAL",
        "resolution": "DNS" if by_name else "NONE",
        "ports": [
            {
                "number": service.port,
                "name": f"{service.protocol.lower()}-{service.port}",
                "protocol": service.protocol,
            }
        ],
        **({"addresses": [str(one) for one in service.addresses]} if service.addresses else {}),
    }
