"""``infra policy list`` and ``infra policy explain``: what the policies say about themselves."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from operations.faults import FINE
from operations.files import require_writable, write
from operations.policy import fixtures, page
from operations.policy.remedies import mends, require_paths, require_remedies
from operations.policy.rulebook import Policy, chosen, policies, policy
from operations.reports.terminal import SEVERITIES
from operations.streams import printing
from policies.framework.rules import Environment

ENVIRONMENTS: tuple[Environment, ...] = ("dev", "staging", "production")


def show(packs: Sequence[str], json_file: Path | None, page_file: Path | None) -> int:
    """List the policies of these packs, or write them down.

    :raises CannotJudge: for a pack that does not exist, a file that cannot be written, or a list of remedies that is wrong.
    """
    for file in (json_file, page_file):
        require_writable(file)
    names = {one.name for one in chosen(list(packs))}
    require_remedies()
    found = [one for one in policies() if one.pack.name in names]
    with printing():
        if json_file:
            write(json_file, json.dumps([as_json(one) for one in found], indent=1, ensure_ascii=False) + "\n")
        if page_file:
            write(page_file, page.render(found))
        if not json_file and not page_file:
            _table(found)
    return FINE


def explain(name: str) -> int:
    """Say all that one policy says about itself.

    :raises CannotJudge: if there is no such policy, or the list of remedies is wrong.
    """
    one = policy(name)
    require_paths([one])
    rule = one.rule
    levels = ", ".join(f"{rule.levels.of(place)} in {place}" for place in ENVIRONMENTS)
    rows = {
        "says": f"{rule.title}.",
        "because": page.reason(one),
        "severity": rule.severity,
        "enforced": levels,
        "judges": ", ".join(rule.types) or "the whole stack",
        "mend": rule.remediation,
        "remediate": mends(one) or "nothing: it says what is wrong and changes nothing",
        "standards": "; ".join(page.standards(one)) or "none names it",
        "scanners": page.scanners(one) or "none has it",
        "fixtures": page.counted(fixtures.kinds(one)) if fixtures.available() else "only in a checkout",
        "source": page.source(one),
        "read": rule.url,
    }
    with printing():
        console = Console()
        console.print(Text(one.name, style=SEVERITIES[rule.severity]))
        for label, text in rows.items():
            if text:
                console.print(f"  {label:<10}{text}", highlight=False, markup=False, soft_wrap=True)
    return FINE


def as_json(one: Policy) -> dict[str, Any]:
    """Return a policy as other programs read it."""
    rule = one.rule
    return {
        "name": one.name,
        "title": rule.title,
        "severity": rule.severity,
        "levels": {place: rule.levels.of(place) for place in ENVIRONMENTS},
        "types": list(rule.types),
        "remediation": rule.remediation,
        "remedies": mends(one),
        "url": rule.url,
        "controls": page.standards(one),
        "scanners": {scanner: list(ids) for scanner, ids in one.scanners.items()},
    }


def _table(found: Sequence[Policy]) -> None:
    """Print one line a policy, which ``grep`` finds whole: name, severity, the three levels, what it says."""
    console = Console()
    widest = max(len(one.name) for one in found)
    for one in found:
        rule = one.rule
        levels = "/".join(rule.levels.of(place) for place in ENVIRONMENTS)
        line = Text(f"{one.name:<{widest}}  ")
        line.append(f"{rule.severity:<8}", style=SEVERITIES[rule.severity])
        line.append(f"  {levels:<29}  {rule.title}")
        console.print(line, soft_wrap=True)
    console.print(
        f"{len(found)} policies, levels of dev/staging/production; `infra policy explain NAME` says more of one",
        highlight=False,
        soft_wrap=True,
    )
