"""What people hear: in Slack while it happens, in a report afterwards. The webhook's address is never shown."""

import json
import sys
import time
from datetime import UTC, datetime
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from .told import Place

SECONDS = 10


def log(text: str) -> None:
    """Say a sentence in the log."""
    sys.stdout.write(f"chaos: {text}\n")
    sys.stdout.flush()


def say(place: Place, text: str) -> bool:
    """Say a sentence in the log and in Slack; return False if somebody was to hear it and could not."""
    log(text)
    if place.slack is None:
        return True
    try:
        address = place.slack.read_text().strip()
        body = json.dumps({"channel": place.channel, "text": text}).encode()
        request = Request(address, data=body, headers={"Content-Type": "application/json"})  # noqa: S310 - a secret's
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            answer.read(1000)
    except (URLError, OSError, ValueError) as fault:
        # Not what it says, which may hold the address.
        log(f"Slack could not be told ({type(fault).__name__})")
        return False
    return True


def keep(place: Place, report: dict[str, Any]) -> None:
    """Write the report where the workflow takes it from."""
    text = json.dumps(report, indent=2, sort_keys=True)
    if place.report is not None:
        place.report.write_text(text + "\n")


def moment() -> str:
    """Return the time, in UTC and to the second."""
    return datetime.fromtimestamp(time.time(), tz=UTC).isoformat(timespec="seconds")
