"""What the program is told: by its environment, by the experiment's file, and by what is mounted."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PLAIN = ("PROMETHEUS", "API", "TOKEN_FILE", "CA_FILE", "RUN")


class ToldWrongError(Exception):
    """A setting is missing or senseless; trying again would not help."""


@dataclass(frozen=True)
class Made:
    """An object that an experiment makes: where, and what. ``began`` is how it says that the fault is in place."""

    path: str
    body: dict[str, Any]
    began: str


@dataclass(frozen=True)
class Place:
    """Where the program runs: whom it asks, whom it tells, and which run of a workflow it belongs to."""

    prometheus: str
    api: str
    token: Path
    authority: Path
    run: str
    slack: Path | None
    channel: str
    report: Path | None


@dataclass(frozen=True)
class Experiment:
    """One experiment as the cluster's settings have it. Times are in seconds."""

    name: str
    cluster: str
    timezone: ZoneInfo
    probability: float
    seconds: int
    watch_seconds: float
    settle_seconds: float
    dry_run: bool
    queries: dict[str, str]
    safeguards: dict[str, float]
    made: Made


def place() -> Place:
    """Return where the program runs.

    :raises ToldWrongError: for what is missing.
    """
    missing = [name for name in PLAIN if not os.environ.get(name)]
    if missing:
        raise ToldWrongError(f"{', '.join(missing)} is not set")
    slack, report = os.environ.get("SLACK_FILE"), os.environ.get("REPORT")
    return Place(
        prometheus=os.environ["PROMETHEUS"].rstrip("/"),
        api=os.environ["API"].rstrip("/"),
        token=Path(os.environ["TOKEN_FILE"]),
        authority=Path(os.environ["CA_FILE"]),
        run=os.environ["RUN"],
        slack=Path(slack) if slack else None,
        channel=os.environ.get("SLACK_CHANNEL", ""),
        report=Path(report) if report else None,
    )


def experiment() -> Experiment:
    """Return the experiment of the file that ``EXPERIMENT`` names.

    :raises ToldWrongError: for a file that cannot be read, or holds something else.
    """
    file = os.environ.get("EXPERIMENT", "")
    try:
        told = json.loads(Path(file).read_text())
        made = Made(**told.pop("made"))
        return Experiment(made=made, timezone=ZoneInfo(told.pop("timezone")), **told)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise ToldWrongError(
            f"EXPERIMENT names {file!r}, which is no experiment ({type(fault).__name__})"
        ) from None


def collections() -> list[str]:
    """Return the paths below which experiments are made, of the file that ``COLLECTIONS`` names.

    :raises ToldWrongError: for a file that cannot be read, or holds something else.
    """
    file = os.environ.get("COLLECTIONS", "")
    try:
        told = json.loads(Path(file).read_text())
    except (OSError, ValueError) as fault:
        raise ToldWrongError(
            f"COLLECTIONS names {file!r}, which is no list ({type(fault).__name__})"
        ) from None
    if not isinstance(told, list) or not told or not all(isinstance(one, str) for one in told):
        raise ToldWrongError(f"COLLECTIONS names {file!r}, which is no list of paths")
    return told
