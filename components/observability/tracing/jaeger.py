"""Jaeger: the pods that keep traces and show them.

Its chart is not used: at 4.11.1 it installs Jaeger 2.19, which cannot write to a domain that wants signed requests (a body
is left out of the signature; mended in 2.20, jaegertracing/jaeger pull request 8768); it keeps traces in memory, and says
nothing, unless one key among several with the same purpose is set; and it makes no budget of disruptions.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import (
    ConfigMapVolumeSourceArgs,
    ContainerArgs,
    ContainerPortArgs,
    EmptyDirVolumeSourceArgs,
    EnvVarArgs,
    HTTPGetActionArgs,
    PodSecurityContextArgs,
    PodSpecArgs,
    PodTemplateSpecArgs,
    ProbeArgs,
    ResourceRequirementsArgs,
    SeccompProfileArgs,
    ServicePortArgs,
    ServiceSpecArgs,
    TopologySpreadConstraintArgs,
    VolumeArgs,
    VolumeMountArgs,
)
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs, ObjectMetaArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.job_pods import confined
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.observability.tracing.jaeger_config import ADDRESS
from components.observability.tracing.places import (
    COLLECTOR,
    HEALTH,
    JAEGER,
    JAEGER_PODS,
    OTLP_GRPC,
    OWN_METRICS,
    QUERY,
    QUERY_ADDRESS,
)

# renovate: datasource=docker depName=quay.io/jaegertracing/jaeger
VERSION: Final = "2.20.0"
IMAGE: Final = f"quay.io/jaegertracing/jaeger:{VERSION}"

USER: Final = 10001
FILE: Final = "config.yaml"
CONFIG: Final = "/etc/jaeger"
PORTS: Final[Mapping[str, int]] = {
    "otlp": OTLP_GRPC,
    "query": QUERY,
    "metrics": OWN_METRICS,
    "health": HEALTH,
}


@dataclass(frozen=True, kw_only=True)
class JaegerArgs:
    """Jaeger's configuration and what it is wired to.

    ``address`` is the domain's, None where traces are kept in memory, which more pods than one would each have a part of.
    ``annotations`` bind its account to ``granted``; ``after`` is what makes the domain ready to be written to.
    """

    namespace: PlatformNamespace
    config: Mapping[str, Any]
    address: Wire[str] | None
    annotations: Wire[dict[str, str]] | None
    granted: Sequence[Resource]
    after: Sequence[Resource]
    monitored: bool


class Jaeger(ClusterComponent):
    """Pods that each take traces and show them; their state is in the domain.

    Output: ``query``, where Grafana asks. ``ready`` is what waits for them.
    """

    urn_type = "platform:observability:Jaeger"

    query: Output[str]

    def __init__(self, site: ClusterSite, args: JaegerArgs, opts: ResourceOptions) -> None:
        super().__init__(JAEGER, site, opts)
        self.args = args
        self.replicas = site.replicas if args.address is not None else 1
        held = self._config()
        account = kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata=self.metadata(JAEGER, args.namespace.namespace, annotations=args.annotations),
            automount_service_account_token=False,
            opts=self.inside(args.namespace.ready),
        )
        services = self._services()
        self.ready: list[Resource] = [
            *services,
            *self._budget(),
            self._deployment([held, account, *args.granted, *args.after]),
        ]
        if args.monitored:
            self._monitor(services)
        self.query = Output.from_input(QUERY_ADDRESS)
        self.publish()

    def _written(self) -> str:
        return json.dumps(self.args.config, indent=2, sort_keys=True)

    def _config(self) -> Resource:
        return kubernetes.core.v1.ConfigMap(
            f"{self.name}-config",
            metadata=self.metadata(JAEGER, self.args.namespace.namespace),
            data={FILE: self._written()},
            opts=self.inside(self.args.namespace.ready),
        )

    def _services(self) -> list[Resource]:
        """Make one Service for traces, whose clients look up the pods and take turns, and one for people and Prometheus."""
        headless = ServiceSpecArgs(
            cluster_ip="None",
            selector=dict(JAEGER_PODS),
            ports=[
                ServicePortArgs(name="otlp", port=OTLP_GRPC, target_port="otlp", app_protocol="grpc"),
            ],
        )
        shown = ServiceSpecArgs(
            type="ClusterIP",
            selector=dict(JAEGER_PODS),
            ports=[
                ServicePortArgs(name="query", port=QUERY, target_port="query", app_protocol="http"),
                ServicePortArgs(name="metrics", port=OWN_METRICS, target_port="metrics"),
            ],
        )
        return [
            kubernetes.core.v1.Service(
                f"{self.name}-{role}",
                metadata=self.metadata(
                    name, self.args.namespace.namespace, labels={**JAEGER_PODS, "role": role}
                ),
                spec=spec,
                opts=self.inside(self.args.namespace.ready),
            )
            for role, name, spec in (("collector", COLLECTOR, headless), ("query", JAEGER, shown))
        ]

    def _budget(self) -> list[Resource]:
        if self.replicas < 2:
            return []
        bounds: Any = {"maxUnavailable": 1, "selector": {"matchLabels": dict(JAEGER_PODS)}}
        return [
            kubernetes.policy.v1.PodDisruptionBudget(
                f"{self.name}-budget",
                metadata=self.metadata(JAEGER, self.args.namespace.namespace),
                spec=bounds,
                opts=self.inside(self.args.namespace.ready),
            )
        ]

    def _deployment(self, after: Sequence[Resource]) -> Resource:
        site, args = self.site, self.args
        labels = {**site.labels.kubernetes(), **JAEGER_PODS}
        # Changed settings are another version of the pods; otherwise they would run on with what they have read.
        seen = hashlib.sha256(self._written().encode()).hexdigest()
        return kubernetes.apps.v1.Deployment(
            f"{self.name}-deployment",
            metadata=self.metadata(JAEGER, args.namespace.namespace),
            spec=kubernetes.apps.v1.DeploymentSpecArgs(
                replicas=self.replicas,
                revision_history_limit=3,
                selector=LabelSelectorArgs(match_labels=dict(JAEGER_PODS)),
                template=PodTemplateSpecArgs(
                    metadata=ObjectMetaArgs(
                        labels=labels, annotations={"platform.internal/config": seen[:16]}
                    ),
                    spec=self._pod(),
                ),
            ),
            opts=self.inside([*args.namespace.ready, *after]),
        )

    def _pod(self) -> PodSpecArgs:
        return PodSpecArgs(
            service_account_name=JAEGER,
            automount_service_account_token=False,
            security_context=PodSecurityContextArgs(
                run_as_non_root=True,
                run_as_user=USER,
                run_as_group=USER,
                fs_group=USER,
                seccomp_profile=SeccompProfileArgs(type="RuntimeDefault"),
            ),
            containers=[self._container()],
            volumes=[
                VolumeArgs(name="config", config_map=ConfigMapVolumeSourceArgs(name=JAEGER)),
                VolumeArgs(name="tmp", empty_dir=EmptyDirVolumeSourceArgs(size_limit="64Mi")),
            ],
            node_selector={"kubernetes.io/os": "linux"},
            topology_spread_constraints=[
                TopologySpreadConstraintArgs(
                    max_skew=1,
                    topology_key=key,
                    when_unsatisfiable="ScheduleAnyway",
                    label_selector=LabelSelectorArgs(match_labels=dict(JAEGER_PODS)),
                )
                for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
            ],
        )

    def _container(self) -> ContainerArgs:
        address = self.args.address
        healthy = ProbeArgs(
            http_get=HTTPGetActionArgs(path="/status", port="health"), period_seconds=10, failure_threshold=6
        )
        return ContainerArgs(
            name=JAEGER,
            image=self.site.refuse_foreign(IMAGE, "Jaeger"),
            args=[f"--config={CONFIG}/{FILE}"],
            env=[] if address is None else [EnvVarArgs(name=ADDRESS, value=address)],
            ports=[ContainerPortArgs(name=name, container_port=port) for name, port in PORTS.items()],
            readiness_probe=healthy,
            liveness_probe=healthy,
            resources=ResourceRequirementsArgs(**share("200m", "512Mi", "1Gi")),
            security_context=confined(),
            volume_mounts=[
                VolumeMountArgs(name="config", mount_path=CONFIG, read_only=True),
                VolumeMountArgs(name="tmp", mount_path="/tmp"),  # noqa: S108 - a volume of the pod
            ],
        )

    def _monitor(self, after: Sequence[Resource]) -> None:
        self.custom(
            "monitor",
            "monitoring.coreos.com/v1",
            "ServiceMonitor",
            self.metadata(JAEGER, self.args.namespace.namespace),
            {
                "selector": {"matchLabels": {**JAEGER_PODS, "role": "query"}},
                "endpoints": [{"port": "metrics"}],
            },
            after=after,
        )
