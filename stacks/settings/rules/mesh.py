"""How the mesh and the way into a cluster fit each other, the namespaces and the way in before it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from components.foundation.cluster.mesh import GATEWAY_NAMESPACE
from components.kubernetes.namespaces import NamespaceSpec
from components.mesh.gateway_spec import outside_zone
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, shown
from stacks.settings.platform_model import PlatformSettings

REGIONS: Final[Path] = ("aws", "regions")
OUTSIDERS: Final = (GATEWAY_NAMESPACE,)
"""Namespaces of the platform's own that call tenants by the mesh. What scrapes is no member: it may not stop with the mesh."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A cluster's platform in a file, with its tenants; parts that are unsound by themselves are left out."""

    file: StackFile
    path: Path
    region: str | None
    spec: PlatformSettings
    namespaces: dict[str, NamespaceSpec]
    domain: str | None
    balancers: tuple[str, ...]
    pool: str | None = None
    """The edge's name for the entrance of another cloud's cluster."""

    def fault(self, key: str, text: str) -> Fault:
        """Return a fault of one of the platform's keys."""
        return self.file.fault((*self.path, "platform", *key.split(".")), text)


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each system that lacks another, and for each name that leads nowhere."""
    for place in places(file):
        yield from _gateway(place)
        yield from _load_balancers(place)
        yield from _members(place)
        yield from _allows(place)
        yield from _routes(place)
        yield from _nginx(place)


def _nginx(place: Place) -> Iterator[Fault]:
    """Yield a fault where two ways in would own the zone's hosts, or the retired one would have nothing to stand on."""
    spec = place.spec
    if spec.nginx is None:
        return
    if spec.gateway is not None:
        yield place.fault(
            "nginx",
            "and gateway would both own every host of the zone and fill the same target groups; keep one, gateway rather",
        )
    if place.region is None:
        yield place.fault("nginx", "is for clusters behind AWS's load balancers; describe `gateway` here")
        return
    if place.region not in place.balancers:
        yield place.fault(
            "nginx",
            f"stands behind no load balancer; describe one in aws.traffic.load_balancers.{place.region}",
        )
    for name, found in (("certificates", spec.certificates), ("load_balancers", spec.load_balancers)):
        if found is None:
            yield place.fault("nginx", f"needs {name}, which this cluster does not have; describe `{name}`")


def _routes(place: Place) -> Iterator[Fault]:
    """Yield a fault for each route that no gateway takes."""
    for name, workload in place.spec.workloads.items():
        if workload.route is None or place.domain is None:
            continue
        namespace = place.namespaces.get(workload.namespace)
        if place.spec.gateway is None:
            yield place.fault(
                f"workloads.{name}.route",
                "has no gateway to hang on, so that nobody would get there; describe platform.gateway, or take it out",
            )
        elif namespace is not None and not namespace.routed:
            yield place.fault(
                f"workloads.{name}.route",
                f"is of the namespace {workload.namespace}, whose routes the gateway does not take; set "
                f"namespaces.{workload.namespace}.routed",
            )


def _gateway(place: Place) -> Iterator[Fault]:
    spec = place.spec
    if spec.gateway is None:
        return
    wanted = {
        "mesh": (spec.mesh, "the gateways are Istio's: describe `mesh`"),
        "certificates": (
            spec.certificates,
            "they would have no certificate: describe `certificates`",
        ),
    }
    for name, (found, way_out) in wanted.items():
        if found is None:
            yield place.fault("gateway", f"needs {name}, which this cluster does not have; {way_out}")
    if place.domain is not None and (outside := outside_zone(spec.gateway.hosts, place.domain)):
        yield place.fault(
            "gateway.hosts",
            f"{', '.join(outside)} does not lie in the zone {place.domain}, so that no certificate could be proved for it "
            f"and no name would lead here; take names below {place.domain}",
        )
    if place.region is None:
        yield from _beyond(place)
        return
    if place.region not in place.balancers:
        yield place.fault(
            "gateway",
            f"stands behind no load balancer; describe one in aws.traffic.load_balancers.{place.region}",
        )
    elif spec.load_balancers is None:
        yield place.fault(
            "gateway",
            "needs load_balancers, the controller that puts gateways into the target groups; describe `load_balancers`",
        )


def _beyond(place: Place) -> Iterator[Fault]:
    """Yield a fault for gateways of another cloud that have no name, or that the edge never sends anybody to."""
    if place.domain is None:
        yield place.fault(
            "gateway",
            "has no zone that its certificate could be of, and none whose word would prove the edge; describe aws.traffic",
        )
    if place.pool is not None and place.pool not in place.file.mapping(("cloudflare", "balancing", "pools")):
        yield place.fault(
            "gateway",
            f"takes requests from the edge alone, and the edge has no pool {place.pool} to send any; add it to "
            "cloudflare.balancing.pools, or leave it out",
        )


def _load_balancers(place: Place) -> Iterator[Fault]:
    spec = place.spec.load_balancers
    if spec is None:
        return
    if place.region is None:
        yield place.fault("load_balancers", "is of AWS, and no other cloud's cluster needs it; leave it out")
        return
    if place.spec.certificates is None:
        yield place.fault("load_balancers", "needs certificates for its webhook; describe `certificates`")
    if place.region not in place.balancers and not spec.makes_balancers:
        yield place.fault(
            "load_balancers",
            f"has no target group to fill; describe aws.traffic.load_balancers.{place.region}, or leave it out",
        )


def _members(place: Place) -> Iterator[Fault]:
    mesh = place.spec.mesh
    for name, namespace in place.namespaces.items():
        path: Path = (*place.path, "namespaces", name)
        if namespace.routed and place.spec.gateway is None:
            yield place.file.fault(
                (*path, "routed"),
                "is set, and there is no gateway that could take the routes; describe platform.gateway",
            )
        if namespace.mesh is None:
            continue
        if mesh is None:
            yield place.file.fault(
                (*path, "mesh"),
                "is set, and there is no mesh that could take the pods; describe platform.mesh",
            )
        elif namespace.mesh != mesh.mode:
            yield place.file.fault(
                (*path, "mesh"),
                f"is {namespace.mesh} and the mesh is {mesh.mode}, so that the pods would stay outside and be refused; set "
                f"it to {mesh.mode}",
            )
        elif namespace.mesh_revision == "next" and not mesh.standby:
            yield place.file.fault(
                (*path, "mesh_revision"),
                "is next, and no control plane stands by, so that no proxy would be configured; set platform.mesh.standby",
            )


def _allows(place: Place) -> Iterator[Fault]:
    """Yield a fault for each rule about pods outside the mesh: it binds nobody, and nobody there can prove who calls."""
    mesh = place.spec.mesh
    if mesh is None:
        return
    members = {name for name, namespace in place.namespaces.items() if namespace.mesh}
    for name, allow in mesh.allows.items():
        strangers = sorted({one.partition("/")[0] for one in allow.callers} - members - set(OUTSIDERS))
        if allow.to not in members:
            yield place.fault(
                f"mesh.allows.{name}.to",
                f"{shown(allow.to)} is no namespace of the mesh, so that the rule would bind nobody; name one of "
                f"{', '.join(sorted(members)) or 'none, as none has joined'}",
            )
        if strangers:
            yield place.fault(
                f"mesh.allows.{name}.callers",
                f"{', '.join(map(shown, strangers))} has not joined the mesh and could not prove who calls; set `mesh` on "
                "the namespace, or leave the caller out",
            )


def places(file: StackFile) -> Iterator[Place]:
    """Yield each cluster's platform of a file that is sound by itself."""
    domain = file.at(("aws", "traffic", "domain"))
    balancers = tuple(file.mapping(("aws", "traffic", "load_balancers")))
    clouds: list[tuple[Path, str | None, Path | None]] = [
        *(((*REGIONS, region), region, None) for region in file.mapping(REGIONS)),
        (("gcp",), None, ("gcp", "region")),
        (("azure",), None, ("azure", "location")),
    ]
    for path, region, where in clouds:
        spec = _sound(PlatformSettings, file.at((*path, "platform")))
        namespaces = file.mapping((*path, "namespaces"))
        if region and spec is None and file.at((*path, "platform")) is None:
            spec = PlatformSettings()
        if spec is None:
            continue
        sound = {name: _sound(NamespaceSpec, content) for name, content in namespaces.items()}
        yield Place(
            file=file,
            path=path,
            region=region,
            spec=spec,
            namespaces={name: one for name, one in sound.items() if one is not None},
            domain=domain if isinstance(domain, str) else None,
            balancers=balancers,
            pool=f"{path[0]}-{file.at(where)}" if where and file.at(where) else None,
        )


def _sound(kind: Any, content: object) -> Any:
    if not isinstance(content, dict):
        return None
    try:
        return kind.model_validate_json(json.dumps(content))
    except ValidationError:
        return None  # reported by the model itself
