"""Objectives as the requirements have them, for tests."""

import json
from typing import Any

from components.observability.slo import ObjectiveSpec

AVAILABILITY: dict[str, Any] = {
    "description": "Requests are answered.",
    "service": "backend-api",
    "owner": "backend-team",
    "target_percent": "99.9",
    "sli": {"kind": "ratio", "metric": "http_requests_total", "bad": "status", "bad_values": "5.."},
}
LATENCY: dict[str, Any] = {
    "description": "Requests are answered within half a second.",
    "service": "backend-api",
    "owner": "backend-team",
    "target_percent": "95",
    "sli": {"kind": "latency", "metric": "http_request_duration_seconds", "bound": "0.5"},
    "burns": [{"factor": "6", "hours": 1, "severity": "page"}],
}


def availability(**changes: Any) -> ObjectiveSpec:
    return ObjectiveSpec.model_validate_json(json.dumps({**AVAILABILITY, **changes}))


def latency(**changes: Any) -> ObjectiveSpec:
    return ObjectiveSpec.model_validate_json(json.dumps({**LATENCY, **changes}))


PROBE: dict[str, Any] = {
    "description": "The database answers.",
    "service": "postgresql",
    "owner": "database-team",
    "target_percent": "99.9",
    "sli": {"kind": "probe", "metric": "pg_up"},
}


def probe(**changes: Any) -> ObjectiveSpec:
    return ObjectiveSpec.model_validate_json(json.dumps({**PROBE, **changes}))
