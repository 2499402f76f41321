"""The floor of production: what its settings may not go below, whatever else they decide.

Components say what is too little for their own entity; this file asks them, and adds what only a whole
environment can break.
"""

from collections.abc import Iterator
from typing import Any

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.rules.parts import ACCOUNT, REGIONAL, Parts, shortfalls, sound


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything in which a production file is below the floor."""
    if file.at(("environment",)) != "production":
        return
    if file.at(("protected",)) is False:
        yield file.fault(
            ("protected",), "is false: one wrong command would delete data stores; production sets it to true"
        )
    if file.mapping(("aws",)) and not file.at(("aws", "alarm_emails")):
        yield file.fault(
            ("aws", "alarm_emails"),
            "names nobody: alarms would wake no one; name who is on call for production",
        )
    yield from shortfalls(file, ("aws",), ACCOUNT, sound(ACCOUNT, file.mapping(("aws",))))
    yield from _of_regions(file, file.mapping(("aws", "regions")))
    for region, specs in parts.items():
        yield from shortfalls(file, ("aws", "regions", region), REGIONAL, specs)


def _of_regions(file: StackFile, regions: dict[str, Any]) -> Iterator[Fault]:
    place: Path = ("aws", "regions")
    if len(regions) == 1:
        yield file.fault(
            place,
            "names one region: production survives the loss of a region only with a second one; describe it",
        )
    described = [region for region in regions.values() if isinstance(region, dict)]
    if any(region.get("database") for region in described) and not any(
        region.get("recovery") for region in described
    ):
        yield file.fault(
            place,
            "holds no recovery: the database would be lost with its region; describe `recovery` in the second one",
        )
