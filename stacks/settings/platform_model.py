"""The platform on a cluster: which of its systems a cluster has and how large they are. One tree for all clouds."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from components.delivery.argo.cd.spec import ArgoCdSpec
from components.delivery.argo.images.spec import ImageUpdatesSpec
from components.delivery.argo.rollouts.spec import RolloutsSpec
from components.delivery.argo.workflows.spec import ArgoWorkflowsSpec
from components.delivery.incidents.spec import IncidentsSpec
from components.delivery.preview_cleanup.spec import PreviewCleanupSpec
from components.foundation.spec import Spec
from components.kubernetes.scaling.specs import (
    DeschedulerSpec,
    KedaSpec,
    NodeAutoscalerSpec,
    VerticalAutoscalerSpec,
)
from components.mesh.certificates_spec import CertificatesSpec
from components.mesh.external_dns import ExternalDnsSpec
from components.mesh.gateway_spec import GatewaySpec
from components.mesh.load_balancer_controller import LoadBalancerControllerSpec
from components.mesh.mesh_spec import MeshSpec
from components.mesh.nginx import NginxSpec
from components.observability.cloudwatch_exporter.spec import CloudwatchExporterSpec
from components.observability.logs.spec import LogsSpec
from components.observability.metrics.spec import MetricsSpec
from components.observability.probes.spec import ProbesSpec
from components.observability.tracing.spec import TracingSpec
from components.resilience.backup_copies.spec import BackupCopiesSpec
from components.resilience.chaos.spec import OPENED, ChaosSpec
from components.resilience.cluster_backups.spec import ClusterBackupsSpec
from components.resilience.database_dumps.spec import DatabaseDumpsSpec
from components.resilience.database_restore.spec import DatabaseRestoreSpec
from components.security.cluster.access.spec import AccessSpec
from components.security.cluster.runtime.spec import RuntimeDetectionSpec
from components.security.cluster.secrets.sealed import SealedSecretsSpec
from components.security.cluster.secrets.spec import ExternalSecretsSpec
from components.security.cluster.supply_chain.admission_spec import AdmissionSpec
from components.security.cluster.supply_chain.scanning_spec import ScanningSpec
from components.workloads.data_access.specs import PgBouncerSpec, PostgresExporterSpec, RedisExporterSpec
from components.workloads.spec import WorkloadName, WorkloadSpec

Registry = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+(:\d+)?(/[a-z0-9._/-]+)?$")]
"""The host of an image registry, with a path or without."""

REGISTRIES = (
    "docker.io/falcosecurity",
    "docker.io/grafana",
    "docker.io/fluent",
    "docker.io/istio",
    "docker.io/velero",
    "gcr.io/cloud-sql-connectors",
    "ghcr.io",
    "public.ecr.aws",
    "quay.io",
    "registry.k8s.io",
)
"""Where the projects that the platform installs publish their images."""


class PlatformSettings(Spec):
    """The systems on a cluster. Each is left out by leaving out its key."""

    replicas: int = Field(
        default=2,
        ge=1,
        le=5,
        description="How many of each controller run: two or more outlast the loss of a node.",
    )
    registries: tuple[Registry, ...] = Field(
        default=REGISTRIES, min_length=1, description="Prefixes of the images that may run on the cluster."
    )
    metrics_definitions: bool = Field(
        default=False,
        description="The definitions by which systems say how they are scraped; with them each of them does.",
    )
    metrics: MetricsSpec | None = Field(
        default=None, description="Prometheus, Alertmanager and Grafana, with what is promised of services."
    )
    certificates: CertificatesSpec | None = Field(
        default=None, description="cert-manager, with an issuer that proves domains in Route 53."
    )
    names: ExternalDnsSpec | None = Field(
        default=None, description="external-dns, which publishes names of the zone and deletes none."
    )
    mesh: MeshSpec | None = Field(default=None, description="Istio: who may speak with whom.")
    gateway: GatewaySpec | None = Field(
        default=None, description="The way in: gateways of Istio, told by the Gateway API."
    )
    nginx: NginxSpec | None = Field(
        default=None,
        description="ingress-nginx in the place of gateways: retired, and warned of at each change.",
    )
    load_balancers: LoadBalancerControllerSpec | None = Field(
        default=None, description="The AWS Load Balancer Controller, which fills target groups with pods."
    )
    rollouts: RolloutsSpec | None = Field(
        default=None, description="Argo Rollouts, which judges new versions and takes back what is worse."
    )
    argo_cd: ArgoCdSpec | None = Field(
        default=None, description="Argo CD: what is in git runs, and previews of pull requests."
    )
    argo_workflows: ArgoWorkflowsSpec | None = Field(
        default=None, description="Argo Workflows: jobs of several steps."
    )
    image_updates: ImageUpdatesSpec | None = Field(
        default=None, description="Images that are raised in git as new ones are published."
    )
    keda: KedaSpec | None = Field(
        default=None,
        description="KEDA, which scales workloads by queues and by what they tell of themselves.",
    )
    vertical_autoscaler: VerticalAutoscalerSpec | None = Field(
        default=None, description="The vertical pod autoscaler, which proposes what pods request."
    )
    node_autoscaler: NodeAutoscalerSpec | None = Field(
        default=None,
        description="What adds and removes nodes of EKS; `cluster.autoscaler` says which of the two it is.",
    )
    descheduler: DeschedulerSpec | None = Field(
        default=None, description="The descheduler, which moves pods at hours at which nobody notices."
    )
    database_pool: PgBouncerSpec | None = Field(
        default=None, description="PgBouncer, before the PostgreSQL of the cluster's own region."
    )
    postgres_exporter: PostgresExporterSpec | None = Field(
        default=None, description="What measures the region's PostgreSQL, at postgres-exporter:9187."
    )
    redis_exporter: RedisExporterSpec | None = Field(
        default=None, description="What measures the region's cache, at redis-exporter:9121."
    )
    cloudwatch_exporter: CloudwatchExporterSpec | None = Field(
        default=None,
        description="YACE, which reads what CloudWatch measures of the region's services.",
    )
    probes: ProbesSpec | None = Field(
        default=None, description="The blackbox exporter, which asks the platform's public addresses."
    )
    workloads: dict[WorkloadName, WorkloadSpec] = Field(
        default_factory=dict, description="Applications that run on the cluster, by name."
    )
    backups: ClusterBackupsSpec | None = Field(
        default=None, description="Velero: backups of the cluster's objects and volumes."
    )
    dumps: DatabaseDumpsSpec | None = Field(
        default=None, description="The nightly dump of the region's primary, encrypted before it leaves."
    )
    access: AccessSpec | None = Field(
        default=None, description="Who may do what in the cluster: people by their group, accounts."
    )
    sealed_secrets: SealedSecretsSpec | None = Field(
        default=None, description="Sealed Secrets, for what a team wants to keep in git."
    )
    scanning: ScanningSpec | None = Field(default=None, description="Trivy, which scans the images that run.")
    admission: AdmissionSpec | None = Field(
        default=None, description="Which images may run: their registries, versions and signatures."
    )
    runtime_detection: RuntimeDetectionSpec | None = Field(
        default=None, description="Falco, which watches what pods do."
    )
    external_secrets: ExternalSecretsSpec | None = Field(
        default=None, description="External Secrets, and what namespaces fetch from the cloud's store."
    )
    copies: BackupCopiesSpec | None = Field(
        default=None, description="The jobs that copy the home region's backups to the other clouds."
    )
    preview_cleanup: PreviewCleanupSpec | None = Field(
        default=None, description="The job that removes previews that nobody removed; production has none."
    )
    incidents: IncidentsSpec | None = Field(
        default=None,
        description="The workflow of an incident: who is paged, what is kept, what is mended unasked.",
    )
    restore: DatabaseRestoreSpec | None = Field(
        default=None,
        description="The job that restores the newest dump into this cloud's database, once it is run.",
    )
    chaos: ChaosSpec | None = Field(
        default=None, description="Experiments that break things on purpose, watched, at working hours."
    )

    tracing: TracingSpec | None = Field(
        default=None, description="Collectors of traces and Jaeger, which keeps and shows them."
    )
    logs: LogsSpec | None = Field(
        default=None, description="Fluent Bit, which sends the logs of pods to where they are kept."
    )

    @property
    def writes_to_search(self) -> bool:
        """Whether anything on the cluster writes to the region's search domain."""
        traced = self.tracing is not None and self.tracing.storage == "search"
        return traced or (self.logs is not None and self.logs.search)

    @property
    def encrypts_backups(self) -> bool:
        """Whether anything on the cluster encrypts backups or reads encrypted ones."""
        return any(one is not None for one in (self.backups, self.dumps, self.restore))

    @property
    def data_namespaces(self) -> tuple[str, ...]:
        """The namespaces of what stands between applications and their data, as far as there is any."""
        held = {"database": self.database_pool or self.postgres_exporter, "cache": self.redis_exporter}
        return tuple(namespace for namespace, system in held.items() if system is not None)

    def opened(self, namespace: str) -> Mapping[str, str]:
        """Return the annotations that open a namespace to what acts on its pods, none unless that is about it."""
        return OPENED if self.chaos is not None and namespace in self.chaos.namespaces else {}
