"""The whole posture: stores, schedules, what is protected, and where things stand."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from operations.html_report.recovery.schedules import Schedule, schedules
from operations.html_report.recovery.stores import Store, place_of, stores
from operations.judgement import PROJECT, Judgement
from operations.reports.summary import name_of, short_type
from simulator.engine.guarded import loss_of

AIMS: Final = (
    "The platform aims to lose 15 minutes of data at the most (RPO) and to be back within an hour (RTO); "
    "docs/decisions/0009-what-stands-in-one-region.md says by what."
)


@dataclass(frozen=True, slots=True)
class Protection:
    """How many resources of a type whose loss is one of data, a cluster or a key Pulumi refuses to delete."""

    loss: str
    kind: str
    count: int
    protected: int
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A region, and how much stands in it."""

    name: str
    resources: int
    stores: int


@dataclass(frozen=True, slots=True)
class Posture:
    """Everything that the page says of recovery. ``aims`` is empty for projects that are not ours."""

    aims: str
    stores: tuple[Store, ...]
    schedules: tuple[Schedule, ...]
    protections: tuple[Protection, ...]
    places: tuple[Place, ...]


def posture(judgement: Judgement) -> Posture:
    """Return the posture of a judged stack."""
    resources = judgement.run.resources
    found = stores(resources)
    return Posture(
        aims=AIMS if judgement.run.project.name == PROJECT else "",
        stores=found,
        schedules=schedules(resources),
        protections=_protections(resources),
        places=_places(resources, found),
    )


def _protections(resources: Sequence[Mapping[str, Any]]) -> tuple[Protection, ...]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for entry in resources:
        if loss := loss_of(str(entry["type"])):
            groups[loss, short_type(str(entry["type"]))].append(entry)
    return tuple(
        Protection(
            loss,
            kind,
            len(entries),
            sum(1 for entry in entries if entry.get("protect")),
            tuple(sorted(name_of(str(entry["urn"])) for entry in entries if not entry.get("protect"))),
        )
        for (loss, kind), entries in sorted(groups.items())
    )


def _places(resources: Sequence[Mapping[str, Any]], found: Sequence[Store]) -> tuple[Place, ...]:
    counts = Counter(place for entry in resources if (place := place_of(entry)))
    holding = Counter(store.place for store in found)
    return tuple(Place(name, count, holding[name]) for name, count in sorted(counts.items()))
