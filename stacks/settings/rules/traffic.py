"""How the way in fits the regions that it leads to, and what production asks of it."""

import json
from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, shown
from stacks.settings.traffic_model import TrafficSettings, production_faults

TRAFFIC: Final[Path] = ("aws", "traffic")


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each region that the way in names and the stack does not have, and for production's floor."""
    content = file.at(TRAFFIC)
    if not isinstance(content, dict):
        return
    regions = file.mapping(("aws", "regions"))
    named: list[tuple[Path, str]] = [
        ((*TRAFFIC, "load_balancers", region), region)
        for region in file.mapping((*TRAFFIC, "load_balancers"))
    ]
    second = file.at((*TRAFFIC, "cdn", "second_region"))
    if isinstance(second, str):
        named.append(((*TRAFFIC, "cdn", "second_region"), second))
    for path, region in named:
        if regions and region not in regions:
            yield file.fault(
                path,
                f"{shown(region)} is not among the regions ({', '.join(map(shown, regions))}), so there is no network for "
                "it; describe it there, or name one of them",
            )
    yield from _home(file)
    if file.at(("environment",)) == "production":
        yield from _production(file, content)


def _home(file: StackFile) -> Iterator[Fault]:
    home, balancers = file.at(("aws", "home_region")), file.mapping((*TRAFFIC, "load_balancers"))
    if balancers and isinstance(home, str) and home not in balancers:
        yield file.fault(
            (*TRAFFIC, "load_balancers"),
            f"names no load balancer in the home region {shown(home)}, which is the primary; describe one there",
        )
    if home is not None and file.at((*TRAFFIC, "cdn", "second_region")) == home:
        yield file.fault(
            (*TRAFFIC, "cdn", "second_region"),
            "is the home region, where the first copy of the pages is, and both would fail together; name another one",
        )


def _production(file: StackFile, content: object) -> Iterator[Fault]:
    try:
        traffic = TrafficSettings.model_validate_json(json.dumps(content))
    except ValidationError:
        return  # reported by the model itself
    for sentence in production_faults(traffic):
        yield file.fault(TRAFFIC, sentence)
