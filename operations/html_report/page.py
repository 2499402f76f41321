"""The page as data: everything that it shows, before a single tag is written."""

from dataclasses import dataclass

from operations.html_report.bill import Bill, bill
from operations.html_report.changes import Changes, changes
from operations.html_report.components import Layer, layers
from operations.html_report.drawing import Picture, inside, overview
from operations.html_report.findings import Group, groups
from operations.html_report.recovery.posture import Posture, posture
from operations.judgement import Judgement
from operations.network.ranges import NetworkMap
from operations.reports.summary import cost_change, counts, verdict


@dataclass(frozen=True)
class Page:
    """What the templates draw. ``resources`` counts the stack itself, as a preview does. ``said`` are the program's own warnings; ``day`` and ``base`` are empty if not given."""

    stack: str
    day: str
    base: str
    passes: bool
    verdict: str
    counts: str
    resources: int
    said: tuple[str, ...]
    evaluated: int
    layers: tuple[Layer, ...]
    overview: Picture
    insides: tuple[Picture, ...]
    changes: Changes
    findings: tuple[Group, ...]
    bill: Bill
    cost_change: str
    network: NetworkMap | None
    recovery: Posture

    @property
    def remarks(self) -> int:
        """How many findings there are."""
        return sum(group.count for group in self.findings)


def page_of(judgement: Judgement, network: NetworkMap | None, *, base: str = "", day: str = "") -> Page:
    """Return the page of a judgement.

    :param network: the map of its addresses; None where the settings say nothing of any.
    :param base: what it was compared with, as the user named it; nothing if with nothing.
    :param day: the day as of which it was judged, if the user named one. The page bears no other date, so that the
        same judgement makes the same bytes.
    """
    found = layers(judgement)
    return Page(
        stack=judgement.stack,
        day=day,
        base=base,
        passes=judgement.exit_code == 0,
        verdict=verdict(judgement),
        counts=counts(judgement.steps),
        resources=len(judgement.run.resources),
        said=tuple(f"{log.severity}: {log.message}" for log in judgement.said),
        evaluated=judgement.evaluated,
        layers=found,
        overview=overview(found),
        insides=tuple(map(inside, found)),
        changes=changes(judgement),
        findings=groups(judgement.verdicts),
        bill=bill(judgement),
        cost_change=cost_change(judgement.change) if judgement.change else "",
        network=network,
        recovery=posture(judgement),
    )
