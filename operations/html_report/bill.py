"""The bill as the page shows it: by category, layer and region, line by line, and what would cost less."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from operations.html_report.charts import Chart, Row, chart, standing
from operations.html_report.components import Tops, layer_of
from operations.judgement import Judgement
from policies.cost.advice.advisers import Together, advise, largest_total, together
from policies.cost.amounts import Span, total
from policies.cost.difference import Change
from policies.cost.lines import Line, Unpriced


@dataclass(frozen=True)
class Bill:
    """Charts with their tables, the lines from the dearest on, the change to the base if there is one, and advice."""

    monthly: Span
    charts: tuple[Chart, ...]
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    advice: tuple[Together, ...]
    most_saved: Decimal
    unpriced: tuple[Unpriced, ...]
    warnings: tuple[str, ...]


def bill(judgement: Judgement) -> Bill:
    """Return the bill of a judgement."""
    cost = judgement.cost
    advice = advise(cost, judgement.run.resources)
    whole = standing(cost.budget.whole, "total")
    tops = Tops(judgement.run.resources)
    layers = [(layer_of(tops.of(line.urn)), line) for line in cost.lines]
    regions = [(line.region, line) for line in cost.lines]
    unlimited = Row("total", cost.monthly)
    categories = tuple(map(standing, cost.budget.categories.values()))
    return Bill(
        monthly=cost.monthly,
        charts=(
            chart("categories", "Cost by category, against its budget", "category", categories, whole),
            chart("layers", "Cost by layer", "layer", _rows(layers), unlimited),
            chart("regions", "Cost by region", "region", _rows(regions), unlimited),
        ),
        lines=tuple(sorted(cost.lines, key=lambda line: (-line.monthly.expected, line.urn, line.item))),
        changes=judgement.change.changes if judgement.change else (),
        advice=tuple(together(advice)),
        most_saved=largest_total(advice),
        unpriced=cost.unpriced,
        warnings=(*cost.budget.exceeded(), *cost.budget.warnings()),
    )


def _rows(lines: Sequence[tuple[str, Line]]) -> tuple[Row, ...]:
    groups: dict[str, list[Span]] = defaultdict(list)
    for name, line in lines:
        groups[name].append(line.monthly)
    rows = [Row(name, total(spans)) for name, spans in groups.items()]
    return tuple(sorted(rows, key=lambda row: (-row.amount.expected, row.label)))
