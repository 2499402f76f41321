"""``infra incident declare``: a record first, then a page, so that an incident is known even where nobody can be paged."""

import os
import shlex
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from components.delivery.incidents.redaction import redact
from components.delivery.incidents.severities import MEANINGS, RESPONSES, SEVERITIES, Severity
from operations.faults import FINE, FOUND_WANTING, CannotJudge
from operations.incident.moments import acknowledge_by, now, respond_by, written
from operations.incident.paging import KEY, key_and_place, page
from operations.incident.record import NAME, Page, Record, add, replace

LONGEST = 500
"""Characters of a summary: what is longer belongs into the timeline."""


def declare(
    *,
    severity: str,
    service: str,
    summary: str,
    namespace: str | None,
    folder: Path,
    pages: bool,
    variables: Mapping[str, str] = os.environ,
    at: datetime | None = None,
) -> int:
    """Write the record, page, and say what comes next. Return 0, or 1 where somebody should have been paged and was not.

    :raises CannotJudge: for arguments that make no sense, and a record that is there already or cannot be written.
    """
    known = _severity(severity, _argument_faults(service, summary, namespace))
    key, place = key_and_place(variables) if pages else (None, "")
    when = at or now()
    record = Record(
        id=f"inc-{when:%Y%m%d-%H%M}-{service}",
        severity=known,
        service=service,
        namespace=namespace,
        summary=redact(" ".join(summary.split())),
        declared_at=when,
        targets=RESPONSES[known],
        page=Page(state="nobody", detail=_nobody(pages=pages)),
    ).also(when, "declared")
    stands = add(folder, record)
    if key is not None:
        record = record.model_copy(update={"page": page(record, key, place)})
        record = record.also(now() if at is None else when, f"page: {record.page.detail}")
        replace(folder, record)
    _say(record, stands, folder)
    return FINE if record.page.state == "paged" or not pages else FOUND_WANTING


def _argument_faults(service: str, summary: str, namespace: str | None) -> list[str]:
    faults = [
        f"{option}: {given!r} is no name of Kubernetes; write it in small letters, digits and hyphens, as backend-api"
        for option, given in (("--service", service), ("--namespace", namespace))
        if given is not None and not NAME.fullmatch(given)
    ]
    if not summary.strip():
        faults.append("--summary: is empty; say in a sentence what people see")
    if len(summary) > LONGEST:
        faults.append(f"--summary: has {len(summary)} characters; say it in {LONGEST} or fewer")
    return faults


def _severity(given: str, faults: list[str]) -> Severity:
    for known in SEVERITIES:
        if known == given and not faults:
            return known
    if given not in SEVERITIES:
        table = ", ".join(f"{name} ({MEANINGS[name]})" for name in SEVERITIES)
        faults.insert(0, f"--severity: {given!r} is none; name one of {table}")
    raise CannotJudge(*faults)


def _nobody(*, pages: bool) -> str:
    return f"no {KEY} is set" if pages else "--no-page was given"


def _say(record: Record, stands: Path, folder: Path) -> None:
    state, targets = record.page.state, record.targets
    lines = [f"{record.id}: {record.severity}, {MEANINGS[record.severity]}", f"record: {stands}"]
    if state == "paged":
        lines.append(f"paged: {record.page.detail}")
    else:
        lines.append(f"NOBODY WAS PAGED: {record.page.detail}")
        lines.append(
            f"  page by hand in PagerDuty, or set {KEY} to the routing key of its integration Events API v2 next time; "
            "or call whoever is on call"
        )
    lines += [
        f"targets: {targets.wording}",
        f"  acknowledge by {written(acknowledge_by(record.declared_at, targets))}",
        f"  respond by     {written(respond_by(record.declared_at, targets))}",
        "next:",
        *(f"  {command}" for command in _next(record, folder)),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _next(record: Record, folder: Path) -> list[str]:
    where = [] if folder == Path("incidents") else ["--dir", str(folder)]
    space = record.namespace or "NAMESPACE"
    named = [] if record.namespace else ["--namespace", space]
    workflow = [
        *("argo", "submit", "--namespace", "sre", "--from", "workflowtemplate/incident-response"),
        *("-p", f"severity={record.severity}", "-p", f"service={record.service}", "-p", f"namespace={space}"),
        *("-p", f"description={record.summary}", "-p", f"incident={record.id}"),
    ]
    return [
        shlex.join(["infra", "incident", "collect", record.id, *named, *where]),
        shlex.join(workflow),
        shlex.join(["infra", "incident", "close", record.id, "--cause", "WHAT LED TO IT", *where]),
    ]
