"""The applications of a cluster, each wired to what it needs of the layers below."""

from collections.abc import Mapping
from typing import Any

from pulumi import Output

from components.delivery.argo.rollouts import BlueGreen, Canary
from components.foundation.cluster.mesh import GATEWAY_NAMESPACE
from components.kubernetes.identity_policies.queues import queue_clients
from components.kubernetes.workload_identity import WorkloadIdentity
from components.mesh.gateway_values import NAME as GATEWAY
from components.observability.tracing import places as tracing
from components.workloads.spec import WorkloadSpec
from components.workloads.versions import preview_name, service_name
from components.workloads.wiring import Collector, Gateway, QueueMetric, WorkloadArgs
from components.workloads.workload import Workload
from stacks.layers.platform.data_access import store_ranges
from stacks.layers.platform.ground import Ground
from stacks.layers.platform.network import Network
from stacks.layers.platform.site import AwsSide, PlatformSite
from stacks.settings.images import own_repository


def build(site: PlatformSite, ground: Ground) -> dict[str, Workload]:
    """Build every workload of the cluster, by name."""
    return {name: _workload(site, ground, name, spec) for name, spec in site.spec.workloads.items()}


def _workload(site: PlatformSite, ground: Ground, name: str, spec: WorkloadSpec) -> Workload:
    side = site.aws
    tenant = site.tenants.get(spec.namespace)
    identity = _identity(site, side, name, spec) if side else None
    if spec.secret is not None:
        site.cluster.ledger.need(
            "secret",
            f"{spec.namespace}/{spec.secret}",
            f"the workload {name}",
            "have external_secrets fetch it, or leave `secret` out",
        )
    return Workload(
        site.cluster,
        WorkloadArgs(
            name=name,
            spec=spec,
            image=_image(site, name, spec),
            namespace=tenant.namespace if tenant else spec.namespace,
            after=[*ground.ready, *(tenant.ready if tenant else ()), *ground.secrets_of(spec.namespace)],
            annotations=identity.annotations if identity else None,
            granted=identity.granted if identity else (),
            pod_identity=identity is not None,
            queues=_metrics(side, name, spec) if side else {},
            addresses=_addresses(side, spec) if side else {},
            database=store_ranges(site),
            cache=store_ranges(site),
            takeover=_takeover(site, name, spec),
            gateway=_gateway(ground.network),
            collector=_collector(site),
            trust_domain=_trust_domain(site, spec),
            called=_called(site, spec),
            monitored=site.monitored,
        ),
    )


def _gateway(network: Network) -> Gateway | None:
    """Return the way in, as a workload's route and network policy know it."""
    if network.gateway is None:
        return None
    return Gateway(name=GATEWAY, namespace=GATEWAY_NAMESPACE, account=GATEWAY, pods={"istio": GATEWAY})


def _collector(site: PlatformSite) -> Collector | None:
    """Return where traces go, which every node answers itself."""
    if site.spec.tracing is None:
        return None
    return Collector(
        address=tracing.AGENT_ADDRESS,
        namespace=tracing.NAMESPACE,
        pods=tracing.AGENT_PODS,
        port=tracing.OTLP_GRPC,
    )


def _trust_domain(site: PlatformSite, spec: WorkloadSpec) -> str | None:
    """Return what identities of the mesh begin with, for a workload whose namespace has joined it."""
    mesh, tenant = site.spec.mesh, site.tenants.get(spec.namespace)
    return mesh.trust_domain if mesh and tenant and tenant.args.spec.mesh else None


def _called(site: PlatformSite, spec: WorkloadSpec) -> dict[str, int]:
    """Return the ports of the workloads that a workload calls; of one that is not there the ledger tells."""
    ports = {f"{one.namespace}/{name}": one.port for name, one in site.spec.workloads.items()}
    return {called: ports[called] for called in spec.calls if called in ports}


def _locked(site: PlatformSite) -> bool:
    """Tell whether only the edge gets in from outside, so that nobody on a cluster can ask as the public does."""
    traffic = site.settings.aws.traffic
    balancers = traffic.load_balancers if traffic else {}
    return site.aws is not None and site.aws.region in balancers and balancers[site.aws.region].locked


def _takeover(site: PlatformSite, name: str, spec: WorkloadSpec) -> dict[str, Any]:
    """Return how a new version of a workload takes over, as delivery writes it for all."""
    if spec.strategy == "blue-green":
        route = None if _locked(site) else spec.route
        asked = f"https://{route.hosts[0]}{spec.probes.ready.path}" if route else None
        return BlueGreen(
            namespace=spec.namespace,
            active=service_name(name),
            preview=preview_name(name),
            health_url=asked,
            promised=_promised(site, name),
        ).rendered()
    if spec.strategy == "canary":
        return Canary(
            namespace=spec.namespace,
            stable=service_name(name),
            canary=preview_name(name),
            route=name,
            promised=_promised(site, name),
        ).rendered()
    return {}


def _promised(site: PlatformSite, name: str) -> str | None:
    """Return the workload's name as that of a service whose objectives somebody has, or nothing."""
    objectives = site.spec.metrics.objectives if site.spec.metrics else {}
    return name if any(one.service == name for one in objectives.values()) else None


def _image(site: PlatformSite, name: str, spec: WorkloadSpec) -> str:
    """Return the image as a node pulls it: from the account's registry of the cluster's own region, or as written."""
    own = own_repository(spec.image)
    if own is None or site.aws is None:
        return site.cluster.refuse_foreign(spec.image, f"the workload {name}")
    place = site.aws.base.placement
    host = f"{place.account_id}.dkr.ecr.{place.region}.{place.dns_suffix}"
    return f"{host}/{site.settings.environment}/{spec.image}"


def _identity(site: PlatformSite, side: AwsSide, name: str, spec: WorkloadSpec) -> WorkloadIdentity | None:
    """Return the role of a workload that works with queues; of any other there is nothing to grant."""
    queues = side.systems.queues
    if not spec.sends_to and not spec.takes_from:
        return None
    grants = queue_clients(
        sends_to=[queues[key].arn for key in spec.sends_to],
        takes_from=[queues[key].arn for key in spec.takes_from],
        key_arn=side.base.keys.arns["messaging"],
    )
    return site.aws_identity(spec.namespace, name, grants)


def _metrics(side: AwsSide, name: str, spec: WorkloadSpec) -> Mapping[str, QueueMetric]:
    return {
        key: QueueMetric(url=queue.url, region=side.region, authentication=f"{name}-queues")
        for key, queue in side.systems.queues.items()
        if key in spec.scaling.queues
    }


def _addresses(side: AwsSide, spec: WorkloadSpec) -> dict[str, Output[str]]:
    return {
        key: queue.url
        for key, queue in side.systems.queues.items()
        if key in {*spec.sends_to, *spec.takes_from}
    }
