"""PagerDuty, told of an incident by its Events API v2: with a key that opens incidents and does nothing else.

Source: PagerDuty, "Events API v2: send an alert event". ``dedup_key`` is the incident's name, so that telling it twice
pages once.
"""

from collections.abc import Mapping
from typing import Final

import requests

from components.delivery.incidents.severities import EVENT_SEVERITIES
from operations.faults import CannotJudge
from operations.http_address import refuse_unsafe
from operations.incident.record import Page, Record

KEY: Final = "PAGERDUTY_ROUTING_KEY"
PLACE: Final = "PAGERDUTY_EVENTS"
USUAL: Final = "https://events.pagerduty.com"
SECONDS: Final = 10
ACCEPTED: Final = 202

_ALPHABET: Final = 32
"""Characters of a routing key (PagerDuty, "Events API v2")."""


def key_and_place(variables: Mapping[str, str]) -> tuple[str | None, str]:
    """Return the routing key, if there is one, and where PagerDuty listens.

    :raises CannotJudge: for a key or an address that cannot be one; neither is repeated.
    """
    key, place = variables.get(KEY) or None, variables.get(PLACE) or USUAL
    if key is not None and not (key.isascii() and key.isalnum() and len(key) == _ALPHABET):
        raise CannotJudge(
            f"{KEY}: is no routing key, which has {_ALPHABET} letters and digits; copy it from the integration Events API "
            "v2 of the PagerDuty service"
        )
    refuse_unsafe(PLACE, place, KEY, secret=True)
    return key, place


def page(record: Record, key: str, place: str) -> Page:
    """Tell PagerDuty, and return how it went. What it answers on a failure is not repeated: it may quote the key."""
    event = {
        "routing_key": key,
        "event_action": "trigger",
        "dedup_key": record.id,
        "payload": {
            "summary": f"[{record.severity}] {record.service}: {record.summary}"[:1_024],
            "source": record.service,
            "severity": EVENT_SEVERITIES[record.severity],
            "timestamp": record.declared_at.isoformat(),
            "component": record.service,
            "group": record.namespace or record.service,
            "custom_details": {"incident": record.id, "targets": record.targets.wording},
        },
    }
    try:
        answer = requests.post(
            f"{place.rstrip('/')}/v2/enqueue",
            json=event,
            timeout=SECONDS,
            # The key goes to the address that was named, and nowhere else.
            allow_redirects=False,
        )
    except requests.RequestException as fault:
        return Page(state="failed", detail=f"PagerDuty does not answer ({type(fault).__name__})")
    if answer.status_code != ACCEPTED:
        return Page(state="failed", detail=f"PagerDuty answers {answer.status_code}")
    try:
        taken = answer.json()["status"] == "success"
    except (KeyError, TypeError, ValueError):
        taken = False
    if not taken:
        return Page(state="failed", detail="PagerDuty answers with something else than PagerDuty would")
    return Page(state="paged", detail="PagerDuty has taken it")
