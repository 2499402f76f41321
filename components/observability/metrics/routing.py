"""Which alert is told to whom: Alertmanager's configuration, which holds no secret but the names of their files.

    Watchdog -> dead man's switch | critical -> whoever is on call, and the channel | warning -> a ticket and the channel of
    its owner, by day | info -> nobody | anything else -> a ticket and the channel, as a fault of whoever wrote the alert

Source: Alertmanager documentation, "Configuration".
"""

from typing import Any, Final

from components.observability.alerts.inhibitions import inhibit_rules
from components.observability.metrics.spec import AlertingSpec, QuietHoursSpec

SECRET: Final = "alertmanager-receivers"  # noqa: S105 - the name of a Secret
FILES: Final = f"/etc/alertmanager/secrets/{SECRET}"
"""Where the operator mounts a Secret that Alertmanager is told of."""

NOBODY, PAGE, WARNING, HEARTBEAT, UNROUTED = "nobody", "page", "warning", "heartbeat", "unrouted"
QUIET: Final = "quiet-hours"

WATCHDOG: Final = "Watchdog"


def configuration(spec: AlertingSpec | None) -> dict[str, Any]:
    """Return the configuration; without a spec every alert is shown and nobody is told."""
    if spec is None:
        return {
            "route": {"receiver": NOBODY, "routes": []},
            "receivers": [{"name": NOBODY}],
            "inhibit_rules": inhibit_rules(),
        }
    quiet = spec.quiet_hours
    return {
        "global": {"resolve_timeout": "5m"},
        "route": {
            "receiver": UNROUTED,
            "group_by": ["alertname", "cluster", "namespace", "service"],
            "group_wait": "30s",
            "group_interval": "5m",
            "repeat_interval": "12h",
            "routes": _routes(spec),
        },
        "receivers": _receivers(spec),
        "inhibit_rules": inhibit_rules(),
        "time_intervals": [_interval(quiet)] if quiet else [],
    }


def _routes(spec: AlertingSpec) -> list[dict[str, Any]]:
    heartbeat = {
        "receiver": HEARTBEAT if spec.heartbeat else NOBODY,
        "matchers": [f'alertname = "{WATCHDOG}"'],
        "group_wait": "0s",
        "group_interval": "30s",
        # What repeats no more often than its group does would come each minute or each second one, by chance.
        "repeat_interval": "55s",
    }
    page = {
        "receiver": PAGE,
        "matchers": ['severity = "critical"'],
        "group_wait": "10s",
        "repeat_interval": "1h",
    }
    quiet = {"mute_time_intervals": [QUIET]} if spec.quiet_hours else {}
    owners = [
        {"receiver": f"{WARNING}-{owner}", "matchers": [f'owner = "{owner}"'], **quiet}
        for owner in sorted(spec.channels)
    ]
    warning = {"receiver": WARNING, "matchers": ['severity = "warning"'], "routes": owners, **quiet}
    silent = {"receiver": NOBODY, "matchers": ['severity = "info"']}
    return [heartbeat, page, warning, silent]


def _receivers(spec: AlertingSpec) -> list[dict[str, Any]]:
    owners = [
        {"name": f"{WARNING}-{owner}", **_slack(channel), **_tickets(spec)}
        for owner, channel in sorted(spec.channels.items())
    ]
    page = {
        "name": PAGE,
        **(_pagerduty() if spec.pagerduty else _tickets(spec)),
        **_slack(spec.slack),
    }
    return [
        {"name": NOBODY},
        {"name": UNROUTED, **_slack(spec.slack), **_tickets(spec)},
        page,
        {"name": WARNING, **_slack(spec.slack), **_tickets(spec)},
        *owners,
        *([_heartbeat()] if spec.heartbeat else []),
    ]


def _pagerduty() -> dict[str, Any]:
    said = {
        "routing_key_file": f"{FILES}/pagerduty-routing-key",
        "send_resolved": True,
        "severity": "{{ .CommonLabels.severity }}",
        "class": "{{ .CommonLabels.alertname }}",
        "component": "{{ .CommonLabels.service }}",
        "group": "{{ .CommonLabels.cluster }}",
        "description": "{{ (index .Alerts 0).Annotations.summary }}",
        "details": {
            "description": "{{ (index .Alerts 0).Annotations.description }}",
            "owner": "{{ .CommonLabels.owner }}",
            "firing": "{{ .Alerts.Firing | len }}",
        },
        "links": [
            {"href": "{{ (index .Alerts 0).Annotations.runbook_url }}", "text": "Runbook"},
            {"href": "{{ (index .Alerts 0).Annotations.dashboard_url }}", "text": "Dashboard"},
        ],
    }
    return {"pagerduty_configs": [said]}


def _slack(channel: str | None) -> dict[str, Any]:
    if channel is None:
        return {}
    said = {
        "api_url_file": f"{FILES}/slack-webhook-url",
        "channel": f"#{channel}",
        "send_resolved": True,
        "title": "{{ .Status | toUpper }} {{ .CommonLabels.severity }}: {{ .CommonLabels.alertname }} "
        "({{ .CommonLabels.cluster }})",
        "text": "{{ range .Alerts }}*{{ .Annotations.summary }}*\n{{ .Annotations.description }}\n"
        "<{{ .Annotations.runbook_url }}|Runbook> <{{ .Annotations.dashboard_url }}|Dashboard>\n{{ end }}",
    }
    return {"slack_configs": [said]}


def _tickets(spec: AlertingSpec) -> dict[str, Any]:
    if not spec.tickets:
        return {}
    return {"webhook_configs": [{"url_file": f"{FILES}/tickets-url", "send_resolved": True}]}


def _heartbeat() -> dict[str, Any]:
    told = {"url_file": f"{FILES}/heartbeat-url", "send_resolved": False, "max_alerts": 1}
    return {"name": HEARTBEAT, "webhook_configs": [told]}


def _interval(quiet: QuietHoursSpec) -> dict[str, Any]:
    """Return the hours from an evening to a morning, which Alertmanager takes as two parts of a day."""
    ranges = [
        {"start_time": "00:00", "end_time": quiet.ends},
        {"start_time": quiet.begins, "end_time": "24:00"},
    ]
    parts: list[dict[str, Any]] = [{"times": ranges, "location": quiet.zone}]
    if quiet.weekends:
        parts.append({"weekdays": ["saturday", "sunday"], "location": quiet.zone})
    return {"name": QUIET, "time_intervals": parts}
