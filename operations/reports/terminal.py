"""A judgement on a terminal: the dangers, the tree of resources, the findings and the bill."""

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from operations.judgement import Judgement
from operations.reports.summary import (
    SIMULATED,
    cost_change,
    counts,
    danger,
    money,
    name_of,
    refusal,
    remarks,
    verdict,
)
from operations.reports.tree import ResourceTree
from policies.framework.findings import Judgement as Verdicts

SEVERITIES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim"}
DRIVERS = 10
BILL = ("min", "expected", "max", "budget", "headroom")


def show(judgement: Judgement, console: Console, *, full: bool = False) -> None:
    """Print the whole judgement; ``full`` names every resource instead of grouping alike ones."""
    if judgement.guarded:
        console.print("GUARDED: data would be lost", style="bold white on red")
        for step in judgement.guarded:
            console.print(danger(step), style="bold red", highlight=False, soft_wrap=True)
    for step in judgement.refused:
        console.print(refusal(step), style="bold red", highlight=False, soft_wrap=True)
    console.print(ResourceTree(judgement, full=full).draw())
    for log in judgement.said:
        console.print(Text(f"the program says: {log.severity}: {log.message}", style="yellow"))
    console.print(rules(judgement.verdicts))
    console.print(_bill(judgement))
    style = "green" if judgement.exit_code == 0 else "bold red"
    console.print(f"{judgement.stack}: {counts(judgement.steps)}.", highlight=False)
    console.print(verdict(judgement), style=style, highlight=False)
    console.print(SIMULATED, style="dim", highlight=False, soft_wrap=True)


def rules(verdicts: Verdicts) -> Text:
    """Return what the rules found, alike findings together."""
    found = remarks(verdicts)
    if not found:
        return Text(f"Rules: {verdicts.evaluated} checks, no finding.", style="green")
    text = Text(f"Rules: {verdicts.evaluated} checks, {len(verdicts.findings)} finding(s)")
    for remark in found:
        text.append(f"\n{remark.severity:<8} ", style=SEVERITIES[remark.severity])
        text.append(f"{remark.policy} ({remark.standing}): {remark.message}")
        text.append(f"\n         {remark.about()}", style="dim")
    return text


def _bill(judgement: Judgement) -> RenderableType:
    cost = judgement.cost.as_json()
    table = Table(title="Cost, USD a month", title_justify="left")
    table.add_column("category")
    for column in BILL:
        table.add_column(column, justify="right")
    for name, row in cost["categories"].items():
        table.add_row(name, *(money(row[column]) for column in BILL))
    table.add_section()
    whole = {**cost, **cost["budget"]}
    table.add_row("total", *(money(whole[column]) for column in BILL))
    parts: list[RenderableType] = [table, _drivers(judgement)]
    if judgement.change:
        parts.append(Text(cost_change(judgement.change)))
    parts += [
        Text(f"no price: {name_of(note.urn)}: {note.reason}", style="red") for note in judgement.cost.unpriced
    ]
    parts += [Text(f"may exceed: {warning}", style="yellow") for warning in judgement.cost.budget.warnings()]
    return Group(*parts)


def _drivers(judgement: Judgement) -> Table:
    table = Table(title=f"The {DRIVERS} largest items", title_justify="left", show_header=True)
    table.add_column("item")
    table.add_column("resource")
    table.add_column("expected", justify="right")
    lines = sorted(judgement.cost.lines, key=lambda line: (-line.monthly.expected, line.urn, line.item))
    for line in lines[:DRIVERS]:
        table.add_row(line.item, name_of(line.urn), money(line.monthly.expected))
    return table
