"""How traces and logs of a cluster fit the region that it stands in."""

from collections.abc import Iterator
from typing import Final

from components.observability.logs.spec import LogsSpec
from components.observability.tracing.places import AGENT_HOST
from components.observability.tracing.spec import TracingSpec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.rules.parts import Parts

REGIONS: Final[Path] = ("aws", "regions")


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for telemetry that would go where nothing takes it."""
    for region, specs in parts.items():
        platform, here = specs.get("platform"), (*REGIONS, region)
        if not isinstance(platform, PlatformSettings):
            continue
        kept = file.at((*here, "search")) is not None
        place: Path = (*here, "platform")
        if platform.tracing is not None:
            yield from _traces(file, (*place, "tracing"), platform.tracing, kept=kept)
        if platform.logs is not None:
            yield from _logs(file, (*place, "logs"), platform.logs, kept=kept)
        yield from _of_the_mesh(file, place, platform)
        for key, system in (("tracing", platform.tracing), ("logs", platform.logs)):
            if system is not None and system.destinations.all and platform.external_secrets is None:
                yield file.fault(
                    (*place, key, "destinations"),
                    "want credentials, and nothing fetches them; describe external_secrets, or take them out",
                )


def _traces(file: StackFile, place: Path, spec: TracingSpec, *, kept: bool) -> Iterator[Fault]:
    if spec.storage == "search" and not kept:
        yield file.fault(
            place,
            "keeps traces in the region's search domain, and the region has none; describe `search`, set storage to memory "
            "where traces may be lost with a pod, or take it out",
        )


def _of_the_mesh(file: StackFile, place: Path, platform: PlatformSettings) -> Iterator[Fault]:
    mesh = platform.mesh
    if mesh is None or mesh.tracing is None or platform.tracing is not None:
        return
    if mesh.tracing.service == AGENT_HOST:
        yield file.fault(
            (*place, "mesh", "tracing"),
            "sends traces to the platform's collectors, and there are none; describe tracing, or take it out",
        )


def _logs(file: StackFile, place: Path, spec: LogsSpec, *, kept: bool) -> Iterator[Fault]:
    if spec.search and not kept:
        yield file.fault(
            (*place, "search"),
            "is true, and the region has no search domain to send logs to; describe `search`, or set it to false",
        )
