"""Delivery to a cluster: Argo CD with its secrets and its way in, workflows, and images that are raised in git."""

from dataclasses import dataclass

from components.delivery.argo.cd import NAMESPACE as CD
from components.delivery.argo.cd import ArgoCd, ArgoCdArgs
from components.delivery.argo.cd.gates import gates as cd_gates
from components.delivery.argo.cd.secrets import wanted as wanted_of_cd
from components.delivery.argo.images import ImageUpdater, ImageUpdaterArgs, ImageUpdatesSpec, OwnRegistry
from components.delivery.argo.images.updater import ACCOUNT as UPDATER_ACCOUNT
from components.delivery.argo.images.updater import wanted as wanted_of_images
from components.delivery.argo.workflows import NAMESPACE as WORKFLOWS
from components.delivery.argo.workflows import RUNNER, WORK, ArgoWorkflows, ArgoWorkflowsArgs, Artifacts
from components.delivery.argo.workflows.argo_workflows import gates as workflow_gates
from components.delivery.argo.workflows.argo_workflows import wanted as wanted_of_workflows
from components.delivery.argo.workflows.values import SERVER_ACCOUNT
from components.delivery.incidents.incidents import NAMESPACE as INCIDENTS
from components.foundation.cluster.entrance import Entrance
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.kubernetes.identity_policies.image_reader import image_reader
from components.kubernetes.identity_policies.workflow_artifacts import artifact_reader, artifact_writer
from components.kubernetes.workload_identity import WorkloadIdentity
from components.mesh.gateway import Gateway
from components.security.cluster.secrets.operator import ExternalSecrets
from stacks.layers.platform.entrances import entrance
from stacks.layers.platform.site import AwsSide, PlatformSite
from stacks.layers.platform.wanted import fetched


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What delivers to a cluster; what the cluster does not have is None."""

    argo_cd: ArgoCd | None = None
    workflows: ArgoWorkflows | None = None
    images: ImageUpdater | None = None


def build(site: PlatformSite, kept: ExternalSecrets | None, gateway: Gateway | None) -> Delivery:
    """Build what delivers to the cluster, where the settings have it.

    :param gateway: the way in to its web pages; without one, people come by a tunnel of the API server's.
    """
    way_in = entrance(gateway) if gateway else None
    namespace = _argo_cd_namespace(site, way_in)
    argo_cd = _argo_cd(site, kept, way_in, namespace) if namespace else None
    return Delivery(
        argo_cd=argo_cd,
        workflows=_workflows(site, kept, way_in),
        images=_images(site, namespace, argo_cd) if namespace and argo_cd else None,
    )


def _argo_cd_namespace(site: PlatformSite, entrance: Entrance | None) -> PlatformNamespace | None:
    spec = site.spec.argo_cd
    if spec is None:
        return None
    gates = cd_gates(spec, entrance, updates=site.spec.image_updates is not None, cloud=site.cluster.cloud)
    return _namespace(site, CD, gates, entrance)


def _argo_cd(
    site: PlatformSite, kept: ExternalSecrets | None, entrance: Entrance | None, namespace: PlatformNamespace
) -> ArgoCd | None:
    spec, updates = site.spec.argo_cd, site.spec.image_updates
    if spec is None:
        return None
    brought = [*wanted_of_cd(spec), *([wanted_of_images(updates)] if updates else [])]
    return ArgoCd(
        site.cluster,
        ArgoCdArgs(
            spec=spec,
            namespace=namespace,
            secrets=fetched(site, kept, CD, brought, namespace.ready),
            entrance=entrance,
            monitored=site.monitored,
        ),
    )


def _workflows(
    site: PlatformSite, kept: ExternalSecrets | None, entrance: Entrance | None
) -> ArgoWorkflows | None:
    spec = site.spec.argo_workflows
    if spec is None:
        return None
    namespace = _namespace(site, WORKFLOWS, workflow_gates(site.cluster, entrance), entrance)
    artifacts, runner, server = _artifacts(site)
    return ArgoWorkflows(
        site.cluster,
        ArgoWorkflowsArgs(
            spec=spec,
            namespace=namespace,
            secrets=fetched(site, kept, WORKFLOWS, wanted_of_workflows(spec), namespace.ready),
            entrance=entrance,
            monitored=site.monitored,
            artifacts=artifacts,
            elsewhere=(INCIDENTS,) if site.spec.incidents else (),
            runner_annotations=runner.annotations if runner else None,
            server_annotations=server.annotations if server else None,
            granted=[*(runner.granted if runner else ()), *(server.granted if server else ())],
        ),
    )


def _artifacts(
    site: PlatformSite,
) -> tuple[Artifacts | None, WorkloadIdentity | None, WorkloadIdentity | None]:
    """Return the region's bucket, who writes what workflows leave behind and who reads it; a region may have none."""
    side = site.aws
    store = side.stores.artifacts if side and side.stores else None
    if side is None or store is None:
        return None, None, None
    place, key = side.base.placement, side.base.keys.arns["artifacts"]
    kept = Artifacts(bucket=store.bucket_name, region=side.region, dns_suffix=place.dns_suffix, key_arn=key)
    writer = artifact_writer(placement=place, bucket_arn=store.bucket_arn, key_arn=key)
    reader = artifact_reader(placement=place, bucket_arn=store.bucket_arn, key_arn=key)
    return (
        kept,
        site.aws_identity(WORK, RUNNER, writer),
        site.aws_identity(WORKFLOWS, SERVER_ACCOUNT, reader),
    )


def _images(site: PlatformSite, namespace: PlatformNamespace, argo_cd: ArgoCd) -> ImageUpdater | None:
    spec, delivered = site.spec.image_updates, site.spec.argo_cd
    if spec is None or delivered is None:
        return None
    registry = _own_registry(site, site.aws) if site.aws else None
    identity = _image_reader(site, site.aws, spec) if site.aws and registry else None
    return ImageUpdater(
        site.cluster,
        ImageUpdaterArgs(
            spec=spec,
            namespace=namespace,
            namespace_name=CD,
            branches={name: one.revision for name, one in delivered.applications.items()},
            secrets=(),
            after=argo_cd.ready,
            registry=registry,
            monitored=site.monitored,
            annotations=identity.annotations if identity else None,
            granted=identity.granted if identity else (),
        ),
    )


def _own_registry(site: PlatformSite, side: AwsSide) -> OwnRegistry | None:
    if site.settings.aws.registry is None:
        return None
    place = side.base.placement
    return OwnRegistry(
        host=f"{place.account_id}.dkr.ecr.{place.region}.{place.dns_suffix}",
        prefix=f"{site.settings.environment}/",
        region=place.region,
    )


def _image_reader(site: PlatformSite, side: AwsSide, spec: ImageUpdatesSpec) -> WorkloadIdentity | None:
    own = {
        f"{site.settings.environment}/{one.image}"
        for followed in spec.applications.values()
        for one in followed.values()
        if one.own
    }
    if not own:
        return None
    grants = image_reader(placement=side.base.placement, repositories=sorted(own))
    return site.aws_identity(CD, UPDATER_ACCOUNT, grants)


def _namespace(site: PlatformSite, name: str, gates: Gates, entrance: Entrance | None) -> PlatformNamespace:
    labels = entrance.namespace_labels if entrance else {}
    args = PlatformNamespaceArgs(namespace=name, pod_security="restricted", gates=gates, labels=labels)
    return PlatformNamespace(site.cluster, args)
