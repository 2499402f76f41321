"""A statement on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from operations.cost.namespaces import FIGURES, MEANING, TEXTS, rows, title
from operations.cost.statement import ROUNDING, TOP, Statement
from operations.reports.summary import about, cost_change, money, name_of, signed
from policies.cost.advice.advisers import largest_total, shown, together
from policies.cost.amounts import ZERO
from policies.cost.namespaces.account import Account
from policies.cost.namespaces.said import notes


def show(statement: Statement, console: Console, *, namespaces: bool = False) -> None:
    """Print the whole statement: standing, drivers, difference, advice, the namespaces if asked for, and verdict."""
    console.print(_standing(statement))
    console.print(_largest(statement))
    if statement.change is not None:
        console.print(Text(f"{cost_change(statement.change)} Base: {statement.origin}."))
        if statement.change.changes:
            console.print(_changes(statement))
    if statement.advice:
        console.print(_advice(statement))
    if namespaces:
        _show_namespaces(statement.accounts, console)
    for note in statement.cost.unpriced:
        console.print(Text(f"no price: {name_of(note.urn)}: {note.reason}", style="red"))
    for warning in statement.cost.budget.warnings():
        console.print(Text(f"may exceed: {warning}", style="yellow"))
    for crowded in statement.crowded:
        console.print(Text(f"may exceed: {crowded}", style="yellow"))
    console.print(Text(ROUNDING, style="dim"))
    if statement.against:
        console.print(Text(f"Found wanting: {'; '.join(statement.against)}.", style="bold red"))
    else:
        console.print(Text("Passes: inside every budget and threshold.", style="green"))


def _table(title: str, texts: tuple[str, ...], figures: tuple[str, ...] = ()) -> Table:
    table = Table(title=title, title_justify="left")
    for name in texts:
        table.add_column(name)
    for name in figures:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _standing(statement: Statement) -> Table:
    columns = ("min", "expected", "max", "budget", "headroom")
    table = _table(f"{statement.stack}, USD a month", ("category",), columns)
    budget = statement.cost.budget
    for standing in (*budget.categories.values(), budget.whole):
        if standing is budget.whole:
            table.add_section()
        amount = standing.amount
        figures = (amount.least, amount.expected, amount.most, standing.limit, standing.headroom)
        style = "bold red" if standing.over else None
        name = "total" if standing is budget.whole else standing.name
        table.add_row(name, *map(money, figures), style=style)
    return table


def _largest(statement: Statement) -> Table:
    table = _table(f"The {TOP} largest lines", ("item", "resource", "region"), ("expected",))
    for line in statement.largest():
        table.add_row(
            Text(line.item), Text(name_of(line.urn)), Text(line.region), money(line.monthly.expected)
        )
    return table


def _changes(statement: Statement) -> Table:
    change = statement.change
    table = _table(f"The {TOP} largest changes", ("", "item", "resource"), ("before", "after", "difference"))
    every = change.changes if change is not None else ()
    for one in every[:TOP]:
        figures = (money(one.before), money(one.after), signed(one.delta))
        table.add_row(one.kind, Text(one.item), Text(name_of(one.urn)), *figures)
    if rest := every[TOP:]:
        whole = sum((one.delta for one in rest), ZERO)
        table.add_row("", f"{len(rest)} more", "", "", "", signed(whole))
    return table


def _show_namespaces(accounts: Sequence[Account], console: Console) -> None:
    for account in accounts:
        table = _table(title(account), TEXTS, FIGURES)
        for row in rows(account):
            table.add_row(*map(Text, row))
        console.print(table)
        for note in notes(account):
            console.print(Text(note))
    console.print(Text(MEANING, style="dim"))


def _advice(statement: Statement) -> Table:
    most = money(largest_total(statement.advice))
    table = Table(title=f"What would cost less: {most} USD a month at the most", title_justify="left")
    table.add_column("saving", justify="right", no_wrap=True)
    for name in ("resource", "advice, if, and arithmetic"):
        table.add_column(name)
    groups = together(statement.advice)
    pieces = shown(groups, TOP)
    for one in pieces:
        said = "\n".join((f"{one.advice}, if {one.condition}", *one.arithmetic))
        saving = f"{one.before_saving}{money(one.saving)}"
        table.add_row(saving, Text(about([name_of(urn) for urn in one.urns])), Text(said))
    if len(groups) > len(pieces):
        table.add_row("", f"{len(groups) - len(pieces)} more", "in the JSON")
    return table
