"""Metrics of a cluster as tests decide them."""

import json
from typing import Any

from components.observability.metrics.spec import AlertingSpec, MetricsSpec

SIGN_ON: dict[str, Any] = {
    "issuer": "https://login.example.com",
    "client_id": "grafana",
    "secret": "observability/grafana",
    "administrators": ["platform-team"],
    "deployers": ["release-managers"],
    "authorize": "https://login.example.com/authorize",
    "token": "https://login.example.com/oauth/token",
    "user_info": "https://login.example.com/userinfo",
}
ALERTING: dict[str, Any] = {
    "slack": "alerts",
    "channels": {"database-team": "databases"},
    "quiet_hours": {},
}
METRICS: dict[str, Any] = {
    "runbooks": "https://docs.example.com/runbooks",
    "alerting": ALERTING,
    "grafana": {"host": "grafana.example.com", "sign_on": SIGN_ON},
}


def metrics(**changes: Any) -> MetricsSpec:
    return MetricsSpec.model_validate_json(json.dumps({**METRICS, **changes}))


def alerting(**changes: Any) -> AlertingSpec:
    return AlertingSpec.model_validate_json(json.dumps({**ALERTING, **changes}))
