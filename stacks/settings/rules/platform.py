"""How the workloads of a cluster fit their namespaces, their registries, their queues and their zone."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from components.data.cache import CacheSpec
from components.data.database_proxy import DatabaseProxySpec
from components.data.postgres import PostgresSpec
from components.foundation.cluster.quantities import amount
from components.foundation.spec import Spec
from components.kubernetes.eks.spec import ClusterSpec
from components.kubernetes.namespaces import NamespaceSpec
from components.workloads.spec import WorkloadSpec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.images import own_repository
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.rules.parts import Parts

REGIONS: Final[Path] = ("aws", "regions")

KEPT_FOR_PEOPLE: Final = 20
"""Connections that no pool may take: those of PostgreSQL's own superusers and of whoever repairs it."""

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
        if not isinstance(platform, PlatformSettings):
            continue
        yield from _data_access(file, here, platform, specs)
        yield from _nodes(file, here, platform, specs.get("cluster"))
        tenants = _tenants(file, here)
        for name, workload in platform.workloads.items():
            place: Path = (*here, "platform", "workloads", name)
            yield from _namespace(file, place, workload, tenants)
            yield from _image(file, place, workload, platform)
            yield from _queues(file, place, workload, file.mapping((*here, "queues")))
            yield from _host(file, place, workload)
            yield from _resized(file, place, workload, platform)
        for namespace, spec in tenants.items():
            yield from _quota(file, (*here, "namespaces", namespace), namespace, spec, platform.workloads)


def _data_access(
    file: StackFile, here: Path, platform: PlatformSettings, specs: Mapping[str, Spec]
) -> Iterator[Fault]:
    """Compare what stands before the data stores with the stores that there are."""
    for key, store in (
        ("database_pool", "database"),
        ("postgres_exporter", "database"),
        ("redis_exporter", "cache"),
    ):
        if getattr(platform, key) is not None and file.at((*here, store)) is None:
            yield file.fault(
                (*here, "platform", key),
                f"stands before the {store} of this region, and it has none; move it to the region that describes {store}, "
                "or take it out",
            )
    exporter, cache = platform.redis_exporter, specs.get("cache")
    if exporter is not None and isinstance(cache, CacheSpec) and exporter.user not in cache.users:
        yield file.fault(
            (*here, "platform", "redis_exporter"),
            f"logs in as {exporter.user}, whom the cache does not know ({', '.join(cache.users)}); add it to cache.users, "
            "read-only",
        )
    pool, database, proxy = platform.database_pool, specs.get("database"), specs.get("database_proxy")
    if pool is None or not isinstance(database, PostgresSpec):
        return
    taken = proxy.pool_percent if isinstance(proxy, DatabaseProxySpec) else 0
    left = database.max_connections * (100 - taken) // 100 - KEPT_FOR_PEOPLE
    if pool.peak > left:
        whose = f" beside the {taken} % of database_proxy" if taken else ""
        yield file.fault(
            (*here, "platform", "database_pool", "most"),
            f"is {pool.most}, and {pool.replicas} replicas with the one more of an upgrade may take {pool.peak} "
            f"connections, where{whose} max_connections {database.max_connections} leaves {left}; lower it or replicas, "
            "or raise database.max_connections",
        )


def _nodes(file: StackFile, here: Path, platform: PlatformSettings, cluster: object) -> Iterator[Fault]:
    """Compare what adds nodes inside the cluster with the half of it in AWS."""
    spec = platform.node_autoscaler
    if spec is None or not isinstance(cluster, ClusterSpec):
        return
    if cluster.autoscaler == "karpenter" and not spec.pools:
        yield file.fault(
            (*here, "platform", "node_autoscaler"),
            "names no pools, and Karpenter makes nodes for pools alone; describe one under pools",
        )
    if cluster.autoscaler != "karpenter" and spec.pools:
        yield file.fault(
            (*here, "platform", "node_autoscaler", "pools"),
            "are Karpenter's, and the cluster autoscaler looks at node groups alone; take them out, or set "
            "cluster.autoscaler to karpenter",
        )


def _resized(
    file: StackFile, place: Path, workload: WorkloadSpec, platform: PlatformSettings
) -> Iterator[Fault]:
    """Refuse a workload that waits for sizes that nobody gives it."""
    mode = workload.vertical.mode if workload.vertical else "Off"
    giver = platform.vertical_autoscaler
    if mode != "Off" and (giver is None or not giver.applies):
        yield file.fault(
            (*place, "vertical", "mode"),
            f"is {mode}, and nothing on this cluster gives sizes; set platform.vertical_autoscaler.applies to true, or "
            "the mode to Off",
        )


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
    if workload.route is None:
        return
    zones = [
        zone
        for path in (("aws", "traffic", "domain"), ("cloudflare", "zone"))
        if isinstance(zone := file.at(path), str)
    ]
    if not zones:
        yield file.fault(
            (*place, "route"), "has no zone to be found in; describe aws.traffic, or take it out"
        )
        return
    for index, host in enumerate(workload.route.hosts):
        if not any(host == zone or host.endswith(f".{zone}") for zone in zones):
            yield file.fault(
                (*place, "route", "hosts", index),
                f"{host} lies outside of the zone {' and of '.join(zones)}, so nobody would find it and no certificate "
                f"names it; end it with .{zones[0]}",
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
            figure = Decimal(needed) / 2**30 if unit == "GiB" else Decimal(needed)
            yield file.fault(
                (*place, "quota", field),
                f"is {held}, and its workloads need {figure.normalize():f} {unit} while a version takes over at the most "
                f"replicas ({shown}); raise it, or lower sizes or scaling.max",
            )
