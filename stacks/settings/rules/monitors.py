"""Systems that are nothing but what Prometheus reads, on clusters where nothing could say that it does."""

from collections.abc import Iterator
from typing import Final

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path

READ: Final = ("cloudwatch_exporter", "probes")


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each system whose figures nobody would read."""
    places: list[Path] = [("aws", "regions", region) for region in file.mapping(("aws", "regions"))]
    for place in (*places, ("gcp",), ("azure",)):
        platform: Path = (*place, "platform")
        if file.at((*platform, "metrics_definitions")) is True:
            continue
        for key in READ:
            if file.at((*platform, key)) is not None:
                yield file.fault(
                    (*platform, key),
                    "is read by Prometheus alone, and without metrics_definitions nothing on this cluster says that it is "
                    "to be read; set metrics_definitions to true, or take it out",
                )
