"""``infra policy check``: apply the packs to the resources of a file, in this process and without an account."""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from operations.faults import FINE, FOUND_WANTING, CannotJudge
from operations.files import STDOUT, require_writable, write
from operations.policy import baseline
from operations.policy.rulebook import chosen, policies, require_cost_data, require_unknowns, waivers_in_force
from operations.policy.state_file import StateFile, read
from operations.reports import junit, markdown, sarif, terminal
from operations.streams import printing
from policies.framework.findings import Judgement
from policies.framework.judge import judge

STALE = "prices-current"


@dataclass(frozen=True)
class Reports:
    """Where the judgement is written to beside the terminal; ``-`` is stdout."""

    json: Path | None = None
    markdown: Path | None = None
    sarif: Path | None = None
    junit: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """Those that are wanted."""
        return tuple(one for one in (self.json, self.markdown, self.sarif, self.junit) if one is not None)


def check(
    file: Path,
    *,
    packs: Sequence[str],
    reports: Reports,
    today: date,
    known_file: Path | None = None,
) -> int:
    """Judge the resources in ``file``, report, and return the exit code: 1 where a finding blocks.

    :param known_file: an earlier report, whose findings no longer block; one of them that is mended is found wanting.

    :raises CannotJudge: if the file, the waivers or the prices cannot be used, or a report cannot be written.
    """
    for report in reports.files:
        require_writable(report)
    if reports.files.count(STDOUT) > 1:
        raise CannotJudge("-: stdout can take one report; give the others a file")
    known = baseline.read(known_file) if known_file else frozenset()
    state = read(file)
    verdicts = baseline.settled(_judged(state, packs, today), known)
    mended = baseline.gone(verdicts.findings, known)
    with printing():
        _report(state, verdicts, reports, packs)
        if STDOUT not in reports.files:
            _show(state, verdicts)
    for sentence in mended:
        sys.stderr.write(f"{sentence}\n")
    return FINE if verdicts.passes and not mended else FOUND_WANTING


def _judged(state: StateFile, packs: Sequence[str], today: date) -> Judgement:
    in_force = chosen(list(packs))
    require_unknowns()
    if any(one.name == "cost" for one in in_force):
        require_cost_data()
    verdicts = judge(
        state.resources, stack=state.stack, today=today, waivers=waivers_in_force(), packs=in_force
    )
    stale = [one.message for one in verdicts.findings if one.policy == STALE]
    if stale:
        raise CannotJudge(*stale, "the bill cannot be judged by prices that old; leave it out with --pack")
    return verdicts


def _report(state: StateFile, verdicts: Judgement, reports: Reports, packs: Sequence[str]) -> None:
    if reports.json:
        write(reports.json, _document(state, verdicts))
    if reports.markdown:
        write(reports.markdown, _comment(state, verdicts))
    if reports.sarif:
        judged = [one for one in policies() if not packs or one.pack.name in packs]
        place = sarif.render(
            verdicts.findings, judged, stack=state.stack, file=_relative(state.file), lines=state.lines
        )
        write(reports.sarif, place)
    if reports.junit:
        write(reports.junit, junit.render(verdicts, stack=state.stack))


def _document(state: StateFile, verdicts: Judgement) -> str:
    """Return the judgement for other programs: the findings, and every verdict of every policy by resource."""
    said: dict[str, dict[str, list[str]]] = {}
    for policy, of_resources in verdicts.verdicts.items():
        kinds: dict[str, list[str]] = defaultdict(list)
        for urn, verdict in of_resources.items():
            kinds[verdict].append(urn)
        said[policy] = dict(sorted(kinds.items()))
    document = {
        "stack": state.stack,
        "resources": len(state.resources),
        "checks": verdicts.evaluated,
        "passes": verdicts.passes,
        "findings": [one.to_json() for one in verdicts.findings],
        "verdicts": said,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _comment(state: StateFile, verdicts: Judgement) -> str:
    sign = "✅" if verdicts.passes else "❌"
    lines = [
        f"<!-- infra policy check {state.stack} -->",
        f"### {sign} `{state.stack}`: {_verdict(verdicts)}",
        *markdown.rules(verdicts),
    ]
    return markdown.whole_or_cut("\n".join(lines) + "\n")


def _show(state: StateFile, verdicts: Judgement) -> None:
    console = Console()
    console.print(terminal.rules(verdicts))
    style = "green" if verdicts.passes else "bold red"
    sentence = f"{state.stack}, {len(state.resources)} resources: {_verdict(verdicts)}"
    console.print(sentence, style=style, highlight=False, soft_wrap=True)


def _verdict(verdicts: Judgement) -> str:
    blocking = sum(one.blocks for one in verdicts.findings)
    return f"found wanting, {blocking} mandatory finding(s)" if blocking else "passes, no mandatory finding"


def _relative(file: Path) -> str:
    """Return the path as code scanning wants it: from here where the file lies below, with slashes."""
    return Path(os.path.relpath(file.resolve())).as_posix()
