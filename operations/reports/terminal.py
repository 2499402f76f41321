"""A judgement on a terminal: the dangers, the tree of resources, the findings and the bill."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from operations.judgement import Judgement
from operations.reports.summary import (
    OPERATIONS,
    SIMULATED,
    cost_change,
    counts,
    danger,
    money,
    name_of,
    short_type,
    type_of,
    verdict,
)
from simulator.plan import Step

STYLES = {"create": "green", "update": "yellow", "replace": "bold red", "delete": "red", "same": "dim"}
SEVERITIES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim"}
DRIVERS = 10
BILL = ("min", "expected", "max", "budget", "headroom")


def show(judgement: Judgement, console: Console, *, full: bool = False) -> None:
    """Print the whole judgement; ``full`` names every resource instead of grouping alike ones."""
    if judgement.guarded:
        lines = "\n".join(danger(step) for step in judgement.guarded)
        console.print(Panel(Text(lines), title="GUARDED: data would be lost", border_style="bold red"))
    console.print(_tree(judgement, full=full))
    console.print(_findings(judgement))
    console.print(_bill(judgement))
    style = "green" if judgement.exit_code == 0 else "bold red"
    console.print(f"{judgement.stack}: {counts(judgement.steps)}.", highlight=False)
    console.print(verdict(judgement), style=style, highlight=False)
    console.print(SIMULATED, style="dim", highlight=False)


def _tree(judgement: Judgement, *, full: bool) -> Tree:
    steps = {step.urn: step for step in judgement.steps}
    below: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for resource in judgement.run.resources:
        below[resource.get("parent") or ""].append(resource)
    root = Tree(f"[bold]{escape(judgement.stack)}[/bold]")
    for stack in below[""]:
        if stack["type"] == "pulumi:pulumi:Stack":
            _branch(root, below[stack["urn"]], below, steps, full=full)
    gone = [step for step in judgement.steps if step.op == "delete"]
    for step in gone:
        root.add(_line(step, [step.urn]))
    return root


def _branch(
    node: Tree,
    children: Sequence[dict[str, Any]],
    below: dict[str, list[dict[str, Any]]],
    steps: dict[str, Step],
    *,
    full: bool,
) -> None:
    leaves = [child for child in children if child["urn"] not in below and _worth_showing(child)]
    for (op, token), group in groupby(
        sorted(leaves, key=lambda leaf: (steps[leaf["urn"]].op, leaf["type"], leaf["urn"])),
        key=lambda leaf: (steps[leaf["urn"]].op, leaf["type"]),
    ):
        urns = [leaf["urn"] for leaf in group]
        if op == "same" and not full:
            node.add(f"[dim]= {len(urns)} {escape(short_type(token))} unchanged[/dim]")
            continue
        for some in [[urn] for urn in urns] if full else [urns]:
            node.add(_line(steps[some[0]], some))
    for child in children:
        if child["urn"] in below:
            label = Text(name_of(child["urn"]), style="bold").append(
                f"  {short_type(child['type'])}", style="cyan"
            )
            _branch(node.add(label), below[child["urn"]], below, steps, full=full)


def _worth_showing(resource: dict[str, Any]) -> bool:
    return not resource["type"].startswith("pulumi:providers:")


def _line(step: Step, urns: Sequence[str]) -> Text:
    sign, style = OPERATIONS[step.op], STYLES[step.op]
    text = Text(f"{sign} ", style=style)
    count = f"{len(urns)} x " if len(urns) > 1 else ""
    text.append(f"{count}{short_type(type_of(step.urn))}  ")
    names = [name_of(urn) for urn in urns]
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    text.append(shown, style="dim")
    if len(urns) == 1 and (paths := step.replacing or step.changed):
        text.append(f"  [{', '.join(paths)}]", style=style)
    return text


def _findings(judgement: Judgement) -> RenderableType:
    findings = judgement.verdicts.findings
    if not findings:
        return Text(f"Rules: {judgement.evaluated} checks, no finding.", style="green")
    table = Table(title="Findings", title_justify="left", expand=False)
    for column in ("severity", "level", "policy", "resource", "what is wrong"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        level = finding.verdict if finding.verdict != "fail" else finding.level
        table.add_row(
            Text(finding.severity, style=SEVERITIES[finding.severity]),
            level,
            finding.policy,
            name_of(finding.urn),
            Text(finding.message),
        )
    return table


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
