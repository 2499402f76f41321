"""The addresses at which the public finds the platform, as far as the settings say so.

Behind a balancer that only the edge may reach nobody else gets an answer, so that names that lead there are not asked: the
edge is, in front of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from components.networking.cloudflare.record_spec import full_name
from components.workloads.spec import RouteSpec, WorkloadSpec
from stacks.settings.model import Settings
from stacks.settings.platform_model import PlatformSettings


@dataclass(frozen=True)
class PublicAddress:
    """A host with the path at which it answers. ``signs_on`` says that it leads whoever comes to a sign-on."""

    host: str
    path: str
    signs_on: bool = False

    @property
    def name(self) -> str:
        """The host, as a name of an object."""
        return self.host.replace(".", "-")


def edge_host(settings: Settings) -> str | None:
    """Return the host that the edge balances, if it balances one."""
    edge = settings.cloudflare
    if edge is None or edge.balancing is None or edge.balancing.host == "*":
        return None
    return full_name(edge.balancing.host, edge.zone)


def public_addresses(settings: Settings) -> tuple[PublicAddress, ...]:
    """Return each public host once: of the edge, of applications, of the CDN, and of Argo."""
    found: dict[str, PublicAddress] = {}
    for address in (*_edge(settings), *_applications(settings), *_cdn(settings), *_argo(settings)):
        found.setdefault(address.host, address)
    return tuple(found.values())


def _edge(settings: Settings) -> Iterator[PublicAddress]:
    host, edge = edge_host(settings), settings.cloudflare
    if host is not None and edge is not None and edge.balancing is not None:
        yield PublicAddress(host, edge.balancing.health_path)


def _applications(settings: Settings) -> Iterator[PublicAddress]:
    """Yield hosts at which an application itself answers for its health: its route has to lead there."""
    for region, platform in _platforms(settings).items():
        for workload in platform.workloads.values():
            route = workload.route
            if route is not None and _leads(route, workload):
                for host in route.hosts:
                    if _public(settings, region, host):
                        yield PublicAddress(host, workload.probes.ready.path)


def _cdn(settings: Settings) -> Iterator[PublicAddress]:
    traffic = settings.aws.traffic
    if traffic is not None and traffic.cdn is not None:
        yield PublicAddress(f"{traffic.cdn.host}.{traffic.domain}", "/")


def _argo(settings: Settings) -> Iterator[PublicAddress]:
    for region, platform in _platforms(settings).items():
        pages = (
            (platform.argo_cd, "/healthz", False),
            (platform.argo_workflows, "/", True),
        )
        for spec, path, signs_on in pages:
            if spec is not None and _public(settings, region, spec.host):
                yield PublicAddress(spec.host, path, signs_on)


def _platforms(settings: Settings) -> Mapping[str, PlatformSettings]:
    """Return the platforms of AWS, which is where applications have their hosts; other clouds stand behind the edge."""
    return {region: content.platform for region, content in settings.aws.regions.items() if content.platform}


def _leads(route: RouteSpec, workload: WorkloadSpec) -> bool:
    below = route.path.rstrip("/")
    asked = workload.probes.ready.path
    return asked == below or asked.startswith(f"{below}/")


def _public(settings: Settings, region: str, host: str) -> bool:
    """Tell whether the public gets an answer at a host: through the edge, or at a balancer that is open to the world."""
    traffic, edge = settings.aws.traffic, settings.cloudflare
    if traffic is not None and (host == traffic.domain or host.endswith(f".{traffic.domain}")):
        balancer = traffic.load_balancers.get(region)
        return balancer is not None and not balancer.locked
    return edge is not None and (host == edge.zone or host.endswith(f".{edge.zone}"))
