"""``infra incident collect``: what is known of a service, in one archive, while it is still there."""

import io
import json
import os
import sys
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from operations.faults import FINE, FOUND_WANTING, CannotJudge
from operations.http_address import refuse_unsafe
from operations.incident import kubectl, metrics
from operations.incident.answers import Answer, Found, ask
from operations.incident.kubectl import Kubectl
from operations.incident.moments import now, seconds
from operations.incident.record import NAME, Record, publish, read
from operations.incident.record import replace as rewrite

LONGEST: Final = 600
"""Seconds that a single question may be given."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for, as it was written."""

    identity: str | None
    service: str | None
    namespace: str | None
    kubeconfig: Path | None
    context: str | None
    since: str
    prometheus: str | None
    timeout: int


def gather(asked: Asked, *, out: Path, folder: Path, variables: Mapping[str, str] = os.environ) -> int:
    """Gather, write the archive, and say what is in it. Return 0, or 1 where nothing answered.

    :raises CannotJudge: for arguments that make no sense, and an archive that cannot be written.
    """
    record = read(folder, asked.identity) if asked.identity is not None else None
    if record is not None:
        asked = replace(
            asked,
            service=asked.service or record.service,
            namespace=asked.namespace or record.namespace,
        )
    span = _span(asked)
    service, when = str(asked.service), now()
    name = f"{record.id if record else service}-evidence-{when:%Y%m%dT%H%M%SZ}"
    found = _found(asked, service, (when - timedelta(seconds=span), when), variables)
    place = out / f"{name}.tar.gz"
    publish(place, _archive(name, found, when), "wait a second and gather again")
    if record is not None:
        _note(folder, record, place, found, when)
    return _say(place, found)


def _span(asked: Asked) -> int:
    """Return the seconds to look back.

    :raises CannotJudge: with every fault of the arguments.
    """
    faults, span = [], 0
    if asked.service is None:
        faults.append("ID: neither an incident nor a service is named; name an incident, or --service")
    faults += [
        f"{option}: {given!r} is no name of Kubernetes; write it in small letters, digits and hyphens"
        for option, given in (("--service", asked.service), ("--namespace", asked.namespace))
        if given is not None and not NAME.fullmatch(given)
    ]
    if kubectl.unsafe([asked.context]):
        faults.append(
            f"--context: {asked.context!r} is no name of a context; look at kubectl config get-contexts"
        )
    if asked.kubeconfig is not None and not asked.kubeconfig.is_file():
        faults.append(f"--kubeconfig: {asked.kubeconfig} is no file; name another, or leave it out")
    if not 1 <= asked.timeout <= LONGEST:
        faults.append(
            f"--timeout: {asked.timeout} is not between 1 and {LONGEST} seconds; set it to 20, or leave it out"
        )
    try:
        span = seconds(asked.since)
    except ValueError:
        faults.append(f"--since: {asked.since!r} is no span of time; write it as 90m or 6h")
    if asked.prometheus is not None:
        try:
            refuse_unsafe("--prometheus", asked.prometheus, metrics.TOKEN)
        except CannotJudge as unusable:
            faults += unusable.sentences
    if faults:
        raise CannotJudge(*faults)
    return span


def _found(
    asked: Asked, service: str, span: tuple[datetime, datetime], variables: Mapping[str, str]
) -> list[Found]:
    others: list[Answer] = []
    if asked.prometheus is not None:
        others = metrics.questions(
            asked.prometheus,
            service=service,
            namespace=asked.namespace or ".*",
            span=span,
            token=variables.get(metrics.TOKEN),
            seconds=asked.timeout,
        )
    without = [] if others else [_left_out("metrics", "no --prometheus was named")]
    program = kubectl.found()
    if program is None:
        return [_left_out("kubectl", "kubectl is not installed here"), *ask(others), *without]
    cluster = Kubectl(
        program=program,
        seconds=asked.timeout,
        kubeconfig=asked.kubeconfig,
        context=asked.context,
        namespace=asked.namespace,
    )
    found = ask([kubectl.pods(cluster, service), *kubectl.questions(cluster, service), *others])
    return [*found, *ask(kubectl.logs(cluster, service, found[0].content, asked.since)), *without]


def _left_out(what: str, why: str) -> Found:
    return Found(name=what, seconds=0, content=None, why_not=why)


def _archive(name: str, found: Sequence[Found], when: datetime) -> bytes:
    listed = {"at": when.isoformat(), "collected": [one.line() for one in found]}
    files = {one.name: one.content for one in found if one.content is not None}
    files["collected.json"] = (json.dumps(listed, indent=1) + "\n").encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, content in sorted(files.items()):
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size, entry.mtime, entry.mode = len(content), int(when.timestamp()), 0o600
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _note(folder: Path, record: Record, place: Path, found: Sequence[Found], when: datetime) -> None:
    got = sum(one.why_not is None for one in found)
    noted = record.also(
        when, f"evidence gathered by hand: answers to {got} of {len(found)} questions in {place.name}"
    )
    rewrite(folder, noted.model_copy(update={"diagnostics": (*noted.diagnostics, str(place))}))


def _say(place: Path, found: Sequence[Found]) -> int:
    missing = [one for one in found if one.why_not is not None]
    got = sum(one.why_not is None for one in found)
    lines = [f"{place}: answers to {got} of {len(found)} questions, without their secrets"]
    lines += [
        f"  not {'whole' if one.content is not None else 'there'}: {one.name}: {one.why_not}"
        for one in missing
    ]
    if not got:
        lines.append("nothing answered: look at the context of kubectl and at the network, and gather again")
    sys.stdout.write("\n".join(lines) + "\n")
    return FINE if got else FOUND_WANTING
