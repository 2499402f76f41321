"""How the workloads of a cluster fit their namespaces, their registries, their queues and their zone."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import ValidationError

from components.foundation.cluster.quantities import amount
from components.kubernetes.namespaces import NamespaceSpec
from components.workloads.spec import WorkloadSpec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.images import own_repository
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.rules.parts import Parts

REGIONS: Final[Path] = ("aws", "regions")

HELD: Final = (
    ("requests_cpu", "requests", "cpu", "cores"),
    ("requests_memory", "requests", "memory", "GiB"),
    ("limits_cpu", "limits", "cpu", "cores"),
    ("limits_memory", "limits", "memory", "GiB"),
)
"""A quota's field, what of a container counts against it, and in which unit people read it."""


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything in which workloads contradict what is around them."""
    for region, specs in parts.items():
        platform, here = specs.get("platform"), (*REGIONS, region)
        if not isinstance(platform, PlatformSettings) or not platform.workloads:
            continue
        tenants = _tenants(file, here)
        for name, workload in platform.workloads.items():
            place: Path = (*here, "platform", "workloads", name)
            yield from _namespace(file, place, workload, tenants)
            yield from _image(file, place, workload, platform)
            yield from _queues(file, place, workload, file.mapping((*here, "queues")))
            yield from _host(file, place, workload)
        for namespace, spec in tenants.items():
            yield from _quota(file, (*here, "namespaces", namespace), namespace, spec, platform.workloads)


def _tenants(file: StackFile, here: Path) -> dict[str, NamespaceSpec]:
    """Return the namespaces of a region that are sound by themselves."""
    tenants = {}
    for name, content in file.mapping((*here, "namespaces")).items():
        try:
            tenants[str(name)] = NamespaceSpec.model_validate_json(json.dumps(content or {}))
        except ValidationError:
            continue  # reported by the model itself
    return tenants


def _namespace(
    file: StackFile, place: Path, workload: WorkloadSpec, tenants: Mapping[str, NamespaceSpec]
) -> Iterator[Fault]:
    tenant = tenants.get(workload.namespace)
    if tenant is None:
        known = ", ".join(tenants) or "none"
        yield file.fault(
            (*place, "namespace"),
            f"{workload.namespace} is no namespace of this region ({known}); name one of them, or add it to namespaces",
        )
        return
    most = tenant.limits.container_max
    for kind in ("cpu", "memory"):
        size, bound = getattr(workload.sizes.limits, kind), getattr(most, kind)
        if amount(size) > amount(bound):
            yield file.fault(
                (*place, "sizes", "limits", kind),
                f"{size} exceeds the {bound} that a container of {workload.namespace} may have, and no pod would be let "
                f"in; lower it, or raise namespaces.{workload.namespace}.limits.container_max",
            )
        if workload.vertical is None:
            continue
        proposed = getattr(workload.vertical, f"most_{kind}")
        if amount(proposed) > amount(bound):
            yield file.fault(
                (*place, "vertical", f"most_{kind}"),
                f"{proposed} exceeds the {bound} that a container of {workload.namespace} may have; lower it",
            )


def _image(
    file: StackFile, place: Path, workload: WorkloadSpec, platform: PlatformSettings
) -> Iterator[Fault]:
    own, repositories = own_repository(workload.image), file.at(("aws", "registry", "repositories"))
    if own is None:
        if not any(workload.image.startswith(f"{one.rstrip('/')}/") for one in platform.registries):
            yield file.fault(
                (*place, "image"),
                f"{workload.image} is from a registry that is not allowed here; take it from one of "
                f"{', '.join(platform.registries)}, or add its registry to platform.registries",
            )
    elif not isinstance(repositories, list):
        yield file.fault(
            (*place, "image"),
            f"{workload.image} is of the account's own registry, which has none; describe aws.registry, or write the "
            "image with its registry's host",
        )
    elif own not in repositories:
        yield file.fault(
            (*place, "image"),
            f"{own} is no repository of the account's registry ({', '.join(map(str, repositories))}); name one of them, "
            "or add it to aws.registry.repositories",
        )


def _queues(
    file: StackFile, place: Path, workload: WorkloadSpec, queues: Mapping[str, object]
) -> Iterator[Fault]:
    named = (
        *((("scaling", "queues", queue), queue) for queue in workload.scaling.queues),
        *((("sends_to", index), queue) for index, queue in enumerate(workload.sends_to)),
        *((("takes_from", index), queue) for index, queue in enumerate(workload.takes_from)),
    )
    for path, queue in named:
        if queue not in queues:
            known = ", ".join(map(str, queues)) or "none"
            yield file.fault(
                (*place, *path),
                f"{queue} is no queue of this region ({known}); name one of them, or add it to queues",
            )


def _host(file: StackFile, place: Path, workload: WorkloadSpec) -> Iterator[Fault]:
    zone = file.at(("aws", "traffic", "domain"))
    if workload.route is None:
        return
    host = workload.route.host
    if not isinstance(zone, str):
        yield file.fault(
            (*place, "route"), "has no zone to be found in; describe aws.traffic, or take it out"
        )
    elif not host.endswith(f".{zone}"):
        yield file.fault(
            (*place, "route", "host"),
            f"{host} lies outside of the zone {zone}, so nobody would find it and no certificate names it; end it with "
            f".{zone}",
        )


def _quota(
    file: StackFile,
    place: Path,
    namespace: str,
    spec: NamespaceSpec,
    workloads: Mapping[str, WorkloadSpec],
) -> Iterator[Fault]:
    """Compare a namespace's quota with its workloads at their most replicas, while their versions take over."""
    inhabitants = {name: one for name, one in workloads.items() if one.namespace == namespace}
    if not inhabitants:
        return
    peak = {name: one.peak_pods for name, one in inhabitants.items()}
    shown = " + ".join(f"{pods} x {name}" for name, pods in peak.items())
    pods = sum(peak.values())
    if pods > spec.quota.pods:
        yield file.fault(
            (*place, "quota", "pods"),
            f"is {spec.quota.pods}, and its workloads need {pods} while a version takes over at the most replicas "
            f"({shown}); raise it, or lower scaling.max",
        )
    for field, bound, kind, unit in HELD:
        needed = sum(
            peak[name] * amount(getattr(getattr(one.sizes, bound), kind)) for name, one in inhabitants.items()
        )
        allowed = amount(held := getattr(spec.quota, field))
        if needed > allowed:
            figure = needed / 2**30 if unit == "GiB" else needed
            yield file.fault(
                (*place, "quota", field),
                f"is {held}, and its workloads need {figure.normalize():f} {unit} while a version takes over at the most "
                f"replicas ({shown}); raise it, or lower sizes or scaling.max",
            )
