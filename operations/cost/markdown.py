"""A statement as a comment on a pull request: the same bytes each time, found again by its first line."""

from collections.abc import Iterator

from operations.cost.namespaces import FIGURES, MEANING, TEXTS, rows, title
from operations.cost.statement import ROUNDING, TOP, Statement
from operations.reports.markdown import escaped, whole_or_cut
from operations.reports.summary import about, cost_change, money, name_of, signed
from policies.cost.advice.advisers import largest_total, shown, together
from policies.cost.amounts import ZERO
from policies.cost.namespaces.said import notes


def marker(stack: str) -> str:
    """Return the hidden line by which a later run finds this stack's comment, to update it in place."""
    return f"<!-- infra cost {stack} -->"


def render(statement: Statement, *, namespaces: bool = False) -> str:
    """Return the comment, with the account of each namespace if asked for; it never exceeds what GitHub accepts."""
    return whole_or_cut("\n".join(_lines(statement, namespaces=namespaces)) + "\n")


def _lines(statement: Statement, *, namespaces: bool) -> Iterator[str]:
    monthly = statement.cost.monthly
    yield marker(statement.stack)
    sign = "❌" if statement.against else "✅"
    yield (
        f"### {sign} `{statement.stack}`: {money(monthly.expected)} USD a month "
        f"(from {money(monthly.least)} to {money(monthly.most)})"
    )
    for sentence in statement.against:
        yield ""
        yield f"> {escaped(sentence)}"
    yield from _categories(statement)
    yield from _changes(statement)
    yield from _largest(statement)
    yield from _advice(statement)
    if namespaces:
        yield from _namespaces(statement)
    for sentence in statement.crowded:
        yield ""
        yield escaped(f"May exceed: {sentence}")
    yield ""
    yield ROUNDING


def _categories(statement: Statement) -> Iterator[str]:
    yield ""
    yield "| category | min | expected | max | budget | headroom |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    budget = statement.cost.budget
    for standing in (*budget.categories.values(), budget.whole):
        amount = standing.amount
        figures = (amount.least, amount.expected, amount.most, standing.limit, standing.headroom)
        name = "**total**" if standing is budget.whole else standing.name
        yield f"| {name} | {' | '.join(map(money, figures))} |"


def _changes(statement: Statement) -> Iterator[str]:
    change = statement.change
    if change is None:
        return
    yield ""
    yield f"{escaped(cost_change(change))} Base: {escaped(statement.origin)}."
    if not change.changes:
        return
    yield ""
    yield "| | item | resource | before | after | difference |"
    yield "| --- | --- | --- | ---: | ---: | ---: |"
    for one in change.drivers(TOP):
        cells = (one.kind, escaped(one.item), f"`{name_of(one.urn)}`", money(one.before), money(one.after))
        yield f"| {' | '.join(cells)} | {signed(one.delta)} |"
    rest = change.changes[TOP:]
    if rest:
        yield f"| | {len(rest)} more | | | | {signed(sum((one.delta for one in rest), ZERO))} |"


def _largest(statement: Statement) -> Iterator[str]:
    yield ""
    yield f"<details><summary>The {TOP} largest lines</summary>"
    yield ""
    yield "| item | resource | region | expected |"
    yield "| --- | --- | --- | ---: |"
    for line in statement.largest():
        yield f"| {escaped(line.item)} | `{name_of(line.urn)}` | {line.region} | {money(line.monthly.expected)} |"
    yield ""
    yield "</details>"


def _namespaces(statement: Statement) -> Iterator[str]:
    for account in statement.accounts:
        yield ""
        yield f"<details><summary>{escaped(title(account))}</summary>"
        yield ""
        yield f"| {' | '.join((*TEXTS, *FIGURES))} |"
        yield f"|{' --- |' * len(TEXTS)}{' ---: |' * len(FIGURES)}"
        for row in rows(account):
            yield f"| {' | '.join(map(escaped, row))} |"
        for note in notes(account):
            yield ""
            yield escaped(note)
        yield ""
        yield "</details>"
    if statement.accounts:
        yield ""
        yield escaped(MEANING)


def _advice(statement: Statement) -> Iterator[str]:
    if not statement.advice:
        return
    most = largest_total(statement.advice)
    yield ""
    yield f"<details><summary>What would cost less: {money(most)} USD a month at the most</summary>"
    yield ""
    yield "| saving | resources | advice | if | arithmetic |"
    yield "| ---: | --- | --- | --- | --- |"
    groups = together(statement.advice)
    pieces = shown(groups, TOP)
    for one in pieces:
        saving = f"{one.before_saving}{money(one.saving)}"
        names = about([name_of(urn) for urn in one.urns])
        cells = (saving, *map(escaped, (names, one.advice, one.condition, "; ".join(one.arithmetic))))
        yield f"| {' | '.join(cells)} |"
    if len(groups) > len(pieces):
        yield ""
        yield f"and {len(groups) - len(pieces)} more in the JSON"
    yield ""
    yield "</details>"
