"""What Prometheus is asked about a service: the same as the workflow in the cluster asks."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial

import requests

from components.delivery.incidents.queries import STEP_SECONDS, asked
from operations.incident.answers import Answer, Refused

MOST_BYTES = 20_000_000
TOKEN = "PROMETHEUS_TOKEN"  # noqa: S105 - the name of the variable, not the token


def questions(
    address: str,
    *,
    service: str,
    namespace: str,
    span: tuple[datetime, datetime],
    token: str | None,
    seconds: int,
) -> list[Answer]:
    """Return the questions about a service in a span of time."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return [
        Answer(
            f"metrics/{name}.json",
            partial(_ask, address, query, span, headers, seconds),
        )
        for name, query in asked(service, namespace).items()
    ]


def _ask(
    address: str, query: str, span: tuple[datetime, datetime], headers: Mapping[str, str], seconds: int
) -> bytes:
    """Ask for a range. What is answered on a failure is not repeated: it may quote the request, and with it the token."""
    start, end = (when.timestamp() for when in span)
    # No more points than Prometheus returns of a series, which is 11,000.
    step = max(STEP_SECONDS, int((end - start) / 10_000) + 1)
    try:
        answer = requests.get(
            f"{address.rstrip('/')}/api/v1/query_range",
            params={"query": query, "start": f"{start:.0f}", "end": f"{end:.0f}", "step": str(step)},
            headers=dict(headers),
            timeout=seconds,
            # A token goes to the address that was named, and nowhere else.
            allow_redirects=False,
        )
    except requests.RequestException as fault:
        raise Refused(f"Prometheus does not answer ({type(fault).__name__})") from None
    if answer.status_code != requests.codes.ok:
        raise Refused(f"Prometheus answers {answer.status_code}")
    content = answer.content[:MOST_BYTES]
    try:
        known = json.loads(content)["status"] == "success"
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise Refused("answers with something else than Prometheus would")
    return content
