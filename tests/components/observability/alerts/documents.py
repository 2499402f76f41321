"""The pages that are made from the catalogue: docs/alerts.md and the index of docs/runbooks."""

from pathlib import Path
from typing import Final, get_args

from components.foundation.cluster.tool_images import POSTGRES
from components.observability.alerts import THRESHOLDS, Alert, catalogue
from components.observability.alerts.catalogue import GROUPS
from components.observability.alerts.model import Severity

DOCS: Final = Path(__file__).resolve().parents[4] / "docs"
RUNBOOKS: Final = DOCS / "runbooks"
INDEX: Final = RUNBOOKS / "README.md"
TABLE: Final = DOCS / "alerts.md"
WRITE: Final = "WRITE_INVENTORIES"

OF_OBJECTIVES: Final = {
    "SloBudgetBurns": (
        "critical or warning",
        "the objective's",
        "The error budget of an objective burns too fast",
    ),
    "SloNotMeasured": ("warning", "the objective's", "Nothing is measured of an objective"),
}
"""Alerts that components/observability/slo makes for each objective: severity, owner, what they tell."""

MADE: Final = (
    "Made by tests/components/observability/alerts/test_documents.py; `WRITE_INVENTORIES=1` writes it anew."
)


def alerts_page() -> str:
    """Return docs/alerts.md."""
    lines = [
        "# Alerts",
        MADE,
        "",
        "`critical` wakes somebody (PagerDuty and Slack), `warning` is a ticket by day (Slack), `info` is told to nobody: it is",
        "shown, and mutes. An alert is there where the cluster has what exports its metrics (its trait). What mutes what stands",
        "in `components/observability/alerts/inhibitions.py`; what was corrected against the requirements, and why, stands at",
        "the head of each group in `components/observability/alerts/groups`.",
        "",
    ]
    for group in GROUPS:
        lines += [
            f"## {group.name}",
            "| alert | severity | for | owner | trait | judged by |",
            "| --- | --- | --- | --- | --- | --- |",
            *(_row(alert) for alert in group.alerts),
            "",
        ]
    lines += [
        "## Of each objective",
        "| alert | severity | owner |",
        "| --- | --- | --- |",
        *(
            f"| [{name}](runbooks/{name}.md) | {severity} | {owner} |"
            for name, (severity, owner, _) in OF_OBJECTIVES.items()
        ),
        "",
        "## Thresholds",
        "| threshold | figure | told when | what it judges | from |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| `{one.name}` | {one.text} | {one.side} | {one.meaning} | {one.source} |"
            for one in THRESHOLDS.values()
        ),
        "",
    ]
    return "\n".join(lines)


def _row(alert: Alert) -> str:
    figures = ", ".join(f"{THRESHOLDS[name].text} (`{name}`)" for name in alert.thresholds) or "-"
    wait = alert.for_ if int(alert.for_[:-1]) else "-"
    link = f"[{alert.name}](runbooks/{alert.name}.md)"
    return f"| {link} | {alert.severity} | {wait} | {alert.owner} | {alert.needs} | {figures} |"


HEAD: Final = """\
# Runbooks
A page for each alert: what users feel, what to look at, what to do, whom to call. {made}

## Before you begin
```sh
export ENV=production AWS_REGION=us-east-1        # the labels environment and region of the alert
aws eks update-kubeconfig --name "$ENV-$AWS_REGION"
kubectl -n monitoring port-forward svc/prometheus-operated 9090 &
pq() {{ promtool query instant http://localhost:9090 "$1"; }}
# A session at PostgreSQL, from a pod that may reach it. It asks for the password, which is in Secrets Manager.
sql() {{
  pod=$(kubectl -n database get pods -l app=pgbouncer -o name | head -1)
  host=$(aws rds describe-db-instances --db-instance-identifier "$ENV-postgresql" --query 'DBInstances[0].Endpoint.Address' --output text)
  kubectl -n database debug -it "$pod" --profile=restricted --image={psql} -- \\
    psql "host=$host user=platform_owner dbname=platform sslmode=require" -c "$1"
}}
```
Words in capitals (`NS`, `POD`, `SERVICE`, `NODE`) are the labels of the alert: put its values there. A change by hand holds
until Pulumi or Argo CD takes it back: put it into the settings or into git by day. First stop the harm, then look for the
cause; write the times down.

| severity | who hears | acknowledged within |
| --- | --- | --- |
| critical | the on-call, by PagerDuty, and Slack | 5 minutes (sev1), 15 minutes (sev2) |
| warning | Slack and a ticket | 1 hour in working time (sev3) |
| info | nobody | - |
"""


def index_page() -> str:
    """Return docs/runbooks/README.md."""
    lines = HEAD.format(made=MADE, psql=POSTGRES["15"]).splitlines()
    for severity in get_args(Severity):
        lines += ["", f"## {severity}", "| alert | owner | what it tells |", "| --- | --- | --- |"]
        told: dict[str, tuple[str, str]] = {
            alert.name: (alert.owner, _plain(alert.summary))
            for alert in catalogue()
            if alert.severity == severity
        }
        told |= {
            name: (owner, summary)
            for name, (severities, owner, summary) in OF_OBJECTIVES.items()
            if severities.startswith(severity)
        }
        lines += [
            f"| [{name}]({name}.md) | {owner} | {said} |" for name, (owner, said) in sorted(told.items())
        ]
    return "\n".join([*lines, ""])


def _plain(summary: str) -> str:
    """Return a summary as a page shows it: a label by its name."""
    return summary.replace("{{ $labels.", "`").replace(" }}", "`")
