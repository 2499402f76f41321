"""What chaos experiments count on: what runs them, what measures, what they are made to, and who hears of them."""

from collections.abc import Iterator, Mapping
from typing import Final

from components.foundation.spec import Spec
from components.kubernetes.eks.spec import ClusterSpec
from components.resilience.chaos.experiments import (
    AnyExperiment,
    ConnectionFailureSpec,
    DiskFillSpec,
    PodExperiment,
)
from components.resilience.chaos.spec import ChaosSpec
from components.resilience.chaos.workflow import wanted
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.rules.brought import missing
from stacks.settings.rules.parts import Parts

REGIONS: Final[Path] = ("aws", "regions")

NEEDED: Final[Mapping[str, str]] = {
    "argo_workflows": "are run by Argo Workflows",
    "metrics": "begin and go on only by what Prometheus answers",
    "certificates": "are made by Chaos Mesh, whose webhooks have their certificates from cert-manager",
}
"""A system of the same cluster, and what experiments have of it."""


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything that experiments count on and do not find."""
    for region, specs in parts.items():
        platform, here = specs.get("platform"), (*REGIONS, region)
        if not isinstance(platform, PlatformSettings) or platform.chaos is None:
            continue
        place: Path = (*here, "platform", "chaos")
        for key, why in NEEDED.items():
            if getattr(platform, key) is None:
                yield file.fault(
                    place, f"{why}, which this cluster does not have; describe {key}, or take this out"
                )
        if file.at((*here, "stores", "artifacts")) is None:
            yield file.fault(
                place,
                "leave reports in the bucket of artifacts, and this region has none; describe stores.artifacts, or take this "
                "out",
            )
        if platform.metrics is not None and not platform.metrics.objectives:
            yield file.fault(
                place,
                "end where a budget burns, and nothing is promised here, so that none would ever begin; describe "
                "metrics.objectives, or take this out",
            )
        yield from _told(file, place, platform, platform.chaos)
        for name, one in platform.chaos.experiments.items():
            yield from _target(file, here, name, one, specs)


def _told(file: StackFile, place: Path, platform: PlatformSettings, spec: ChaosSpec) -> Iterator[Fault]:
    """Yield a fault for a webhook that nobody brings, or that nothing would fetch."""
    if spec.slack is None:
        return
    if platform.external_secrets is None:
        yield file.fault(
            (*place, "slack"),
            "has its webhook fetched by External Secrets, which this cluster does not have; describe external_secrets, or "
            "take slack out",
        )
    yield from missing(file, (*place, "slack"), wanted(spec))


def _target(
    file: StackFile, here: Path, name: str, one: AnyExperiment, specs: Mapping[str, Spec]
) -> Iterator[Fault]:
    """Yield a fault for an experiment with nothing to be made to, or with what runs the cluster."""
    place: Path = (*here, "platform", "chaos", "experiments", name)
    platform, cluster = specs.get("platform"), specs.get("cluster")
    if isinstance(one, PodExperiment) and isinstance(platform, PlatformSettings):
        tenants = [str(namespace) for namespace in file.mapping((*here, "namespaces"))]
        allowed = sorted({*tenants, *platform.data_namespaces})
        if one.namespace not in allowed:
            yield file.fault(
                (*place, "namespace"),
                f"{one.namespace} is neither a tenant's namespace nor one before the data stores ({', '.join(allowed) or 'none'}"
                "), and a fault in what runs the cluster would also take what is to end it; name one of them",
            )
    if isinstance(one, ConnectionFailureSpec) and file.at((*here, "database")) is None:
        yield file.fault(
            place,
            "cuts pods off from the database of this region, and it has none; move it to the region that describes database, "
            "or take it out",
        )
    if isinstance(one, DiskFillSpec) and isinstance(cluster, ClusterSpec):
        yield from _pool(file, (*place, "pool"), one, cluster)


def _pool(file: StackFile, place: Path, one: DiskFillSpec, cluster: ClusterSpec) -> Iterator[Fault]:
    pool = cluster.pools.get(one.pool)
    usual = [name for name, other in cluster.pools.items() if not other.system and not other.taints]
    if pool is None or one.pool not in usual:
        why = "is no pool of this cluster" if pool is None else "is kept for other work than applications'"
        yield file.fault(
            place,
            f"{one.pool} {why}, so that nothing would be filled there; name one of {', '.join(usual) or 'none'}",
        )
