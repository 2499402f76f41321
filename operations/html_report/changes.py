"""What would change: the dangerous first, then replacements, deletions and updates one by one, and creations by kind."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from operations.html_report.components import Tops, layer_of
from operations.judgement import Judgement
from operations.reports.summary import danger, name_of, refusal, short_type, type_of
from simulator.plan import Step

ORDER: Final = {"delete": 0, "replace": 1, "update": 2}


@dataclass(frozen=True, slots=True)
class Row:
    """A step that touches what stands."""

    op: str
    kind: str
    name: str
    urn: str
    changed: tuple[str, ...]
    replacing: tuple[str, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Created:
    """New resources of one type in one layer."""

    layer: str
    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All steps. ``dangers`` are the sentences that come before everything else."""

    counts: dict[str, int]
    dangers: tuple[str, ...]
    rows: tuple[Row, ...]
    created: tuple[Created, ...]


def changes(judgement: Judgement) -> Changes:
    """Return the steps of a judgement as the page shows them."""
    counted = Counter(step.op for step in judgement.steps)
    touching = sorted((step for step in judgement.steps if step.op in ORDER), key=_order)
    return Changes(
        counts={op: counted[op] for op in ("create", "update", "replace", "delete", "same")},
        dangers=(*map(danger, judgement.guarded), *map(refusal, judgement.refused)),
        rows=tuple(map(_row, touching)),
        created=_created(
            [step for step in judgement.steps if step.op == "create"], Tops(judgement.run.resources)
        ),
    )


def _order(step: Step) -> tuple[bool, bool, int, str]:
    return (not step.refused, not step.guarded, ORDER[step.op], step.urn)


def _row(step: Step) -> Row:
    flags = [
        text
        for text, holds in (("data would be lost", step.guarded), ("Pulumi stops here", step.refused))
        if holds
    ]
    if step.was:
        flags.append(f"was {name_of(step.was)}")
    return Row(
        step.op, short_type(type_of(step.urn)), name_of(step.urn), step.urn, step.changed, step.replacing, step.reasons,
        tuple(flags),
    )  # fmt: skip


def _created(steps: Sequence[Step], tops: Tops) -> tuple[Created, ...]:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for step in steps:
        groups[layer_of(tops.of(step.urn)), short_type(type_of(step.urn))].append(name_of(step.urn))
    return tuple(Created(layer, kind, _sorted(names)) for (layer, kind), names in sorted(groups.items()))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))
