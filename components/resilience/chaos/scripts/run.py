"""One experiment from its gate to its report: ask, throw, make, watch, take back."""

import signal
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from .dice import throw
from .kube import Cluster, RefusedError
from .prometheus import UnknownError, breaches, read
from .telling import keep, log, moment, say
from .told import Experiment, Place

FINE, FOUND_WANTING, DOES_NOT_ANSWER, LEFT_BEHIND = 0, 1, 69, 75


class StoppedError(Exception):
    """Somebody stops the experiment: the workflow's end, or its node's."""


@dataclass
class Run:
    """What came of an experiment so far."""

    experiment: Experiment
    place: Place
    cluster: Cluster
    readings: list[dict[str, Any]] = field(default_factory=list)
    thrown: dict[str, Any] = field(default_factory=dict)
    began: bool = False

    @property
    def name(self) -> str:
        """The object's name. The run ends it, so that no two are the same."""
        return f"{self.experiment.name}-{self.place.run}"[:63].rstrip("-.")

    def fault(self) -> tuple[int, str] | None:
        """Return why no experiment may go on, or nothing. What is not known is a reason."""
        told = self.experiment
        try:
            readings = read(self.place.prometheus, told.queries)
        except UnknownError as unknown:
            self.readings.append({"at": moment(), "unknown": str(unknown)})
            return DOES_NOT_ANSWER, str(unknown)
        self.readings.append({"at": moment(), **readings})
        said = breaches(readings, told.safeguards)
        return (FOUND_WANTING, "; ".join(said)) if said else None

    def end(self, code: int, outcome: str, reason: str = "") -> int:
        """Keep the report, tell people unless nothing happened, and return the exit code."""
        told = self.experiment
        told_text = f"{told.cluster}: {told.name} {outcome}" + (f": {reason}" if reason else "")
        if outcome == "spared":
            log(told_text)
        else:
            say(self.place, told_text)
        keep(
            self.place,
            {
                "experiment": told.name,
                "cluster": told.cluster,
                "run": self.place.run,
                "object": {"path": told.made.path, "name": self.name, "spec": told.made.body.get("spec")},
                "seconds": told.seconds,
                "probability": told.probability,
                "dry_run": told.dry_run,
                "safeguards": told.safeguards,
                "throw": self.thrown,
                "readings": self.readings,
                "began": self.began,
                "outcome": outcome,
                "reason": reason,
                "ended": moment(),
            },
        )
        return code


def run(experiment: Experiment, place: Place, cluster: Cluster) -> int:
    """Run an experiment if it may and should be, and return the exit code.

    0: it ran to its end, or its die spared it. 1: a safeguard kept it from beginning or stopped it, or it hit nothing.
    69: Prometheus, the API server or Slack does not answer. 75: it could not be taken back.
    """
    going = Run(experiment, place, cluster)
    closed = going.fault()
    if closed is not None:
        return going.end(closed[0], "was not begun", closed[1])
    today = datetime.fromtimestamp(time.time(), tz=experiment.timezone).date()
    thrown = throw(experiment.cluster, experiment.name, today, experiment.probability)
    going.thrown = asdict(thrown)
    if not thrown.hit:
        return going.end(FINE, "spared", f"{thrown.value:.4f} is not below {experiment.probability:g}")
    if experiment.dry_run:
        return _rehearse(going)
    if not say(place, f"{experiment.cluster}: {experiment.name} begins, for {experiment.seconds} s"):
        return going.end(DOES_NOT_ANSWER, "was not begun", "nobody could be told of it")
    return _make(going)


def _rehearse(going: Run) -> int:
    told = going.experiment
    try:
        going.cluster.make(told.made, going.name, told.name, judge_only=True)
    except RefusedError as fault:
        return going.end(DOES_NOT_ANSWER, "would not have begun", str(fault))
    return going.end(FINE, "would have begun (a dry run)")


def _make(going: Run) -> int:
    told, code, outcome, reason = going.experiment, DOES_NOT_ANSWER, "was stopped", ""
    try:
        going.cluster.make(told.made, going.name, told.name)
        code, outcome, reason = _watch(going)
    except RefusedError as fault:
        outcome, reason = "did not begin", str(fault)
    except StoppedError:
        code, outcome, reason = FOUND_WANTING, "was stopped", "its pod was told to end"
    finally:
        deaf()
        # Whatever happened, also an answer that was lost on its way: what may have been made is taken back.
        gone = going.cluster.remove(told.made.path, going.name)
    if not gone:
        return going.end(LEFT_BEHIND, "could not be taken back", f"delete {told.made.path}/{going.name}")
    return going.end(code, outcome, reason)


def _watch(going: Run) -> tuple[int, str, str]:
    """Look after a running experiment until it ends, and return the code, the outcome and the reason."""
    told = going.experiment
    began, end = time.monotonic(), time.monotonic() + told.seconds
    while True:
        fault = going.fault()
        if fault is not None:
            return fault[0], "was halted", fault[1]
        try:
            going.began = going.began or going.cluster.began(told.made, going.name)
        except RefusedError as unknown:
            return DOES_NOT_ANSWER, "was halted", str(unknown)
        now = time.monotonic()
        if not going.began and now >= min(began + told.settle_seconds, end):
            return FOUND_WANTING, "hit nothing", "no pod that it was made for took it"
        if now >= end:
            return FINE, "ran to its end", ""
        time.sleep(max(0.0, min(told.watch_seconds, end - now)))


def clean(place: Place, cluster: Cluster, collections: list[str]) -> int:
    """Take back whatever any run has left below some paths, and return the exit code."""
    code = FINE
    for path in collections:
        try:
            names = cluster.marked(path)
        except RefusedError as fault:
            say(place, f"what experiments left below {path} could not be looked for: {fault}")
            code = max(code, DOES_NOT_ANSWER)
            continue
        for name in names:
            if cluster.remove(path, name):
                say(place, f"{name} was left behind, and is taken back")
            else:
                say(place, f"{name} could not be taken back: delete {path}/{name}")
                code = LEFT_BEHIND
    return code


def stop(*_: object) -> None:
    """Turn the first signal to end into an exception, after which what is running takes back what it made.

    :raises StoppedError: always.
    """
    deaf()
    raise StoppedError


def deaf() -> None:
    """Hear no further signal to end: taking back is not interrupted."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
