"""external-dns: names of the zone that lead to what runs on the cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pulumi import Output, Resource
from pydantic import Field

from components.foundation.cluster import token_role
from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Spec, Wire

NAMESPACE: Final = "external-dns"
SERVICE_ACCOUNT: Final = "external-dns"
METRICS: Final = 7979

TARGET: Final = ("external-dns.alpha.kubernetes.io/target", "external-dns.kubernetes.io/target")
"""Annotations of a Gateway that say where names of its routes lead; the second is read from 0.22 on (its documentation,
annotations, annotation prefix)."""

Source = Literal["gateway-httproute", "gateway-grpcroute", "service", "ingress", "crd"]


class ExternalDnsSpec(Spec):
    """Names that the cluster publishes. They are made and changed, and never deleted: that stays a person's decision."""

    sources: tuple[Source, ...] = Field(
        default=("gateway-httproute", "service"),
        min_length=1,
        description="Kinds of objects that bear names.",
    )
    interval_seconds: int = Field(default=60, ge=30, le=3600)


@dataclass(frozen=True, kw_only=True)
class ExternalDnsArgs:
    """A spec, the zone, names in it that are others' business, and the identity that may write there.

    ``role`` is a role of AWS that the service account assumes by a token of the cluster's own, where no agent of EKS hands
    out credentials.
    """

    spec: ExternalDnsSpec
    zone: str
    zone_id: Wire[str]
    excluded: tuple[str, ...]
    region: str
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    monitored: bool
    role: Wire[str] | None = None


class ExternalDns(ClusterComponent):
    """external-dns, which writes one zone, marks what is its own, and leaves everything else alone.

    Output: ``owner``, the mark by which it knows its records. ``ready`` is what waits for it.
    """

    urn_type = "platform:mesh:ExternalDns"

    owner: Output[str]

    def __init__(self, site: ClusterSite, args: ExternalDnsArgs) -> None:
        super().__init__("names", site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(metrics=(METRICS,), cloud=True),
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(
                chart="external-dns", namespace=namespace, values=_values(site, args), after=args.granted
            ),
            self.child(),
        )
        self.owner = Output.from_input(site.name)
        self.ready: list[Resource] = list(release.ready)
        self.publish()


def _values(site: ClusterSite, args: ExternalDnsArgs) -> dict[str, Any]:
    return {
        "provider": {"name": "aws"},
        "policy": "upsert-only",
        "registry": "txt",
        "txtOwnerId": site.name,
        # A CNAME and the TXT that marks it cannot share a name.
        "txtPrefix": "owner-%{record_type}-",
        "domainFilters": [args.zone],
        "excludeDomains": list(args.excluded),
        "managedRecordTypes": ["A", "AAAA", "CNAME"],
        "sources": list(args.spec.sources),
        "interval": f"{args.spec.interval_seconds}s",
        "triggerLoopOnEvent": True,
        "logFormat": "json",
        "extraArgs": [
            "--aws-zone-type=public",
            Output.concat("--zone-id-filter=", args.zone_id),
        ],
        # Two would write against each other: it elects no leader.
        "replicaCount": 1,
        "deploymentStrategy": {"type": "Recreate"},
        "serviceAccount": {"name": SERVICE_ACCOUNT, "annotations": args.annotations},
        "env": [
            {"name": "AWS_DEFAULT_REGION", "value": args.region},
            *(token_role.environment(args.role) if args.role is not None else []),
        ],
        "extraVolumes": [token_role.volume()] if args.role is not None else [],
        "extraVolumeMounts": [token_role.mount()] if args.role is not None else [],
        "resources": share("10m", "64Mi", "256Mi"),
        "serviceMonitor": {"enabled": args.monitored},
        **site.on_system_nodes(),
    }
