"""An alert: what is wrong, how bad it is, who mends it and where they read how."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec
from components.observability.alert_links import links
from components.observability.alerts.thresholds import THRESHOLDS

Severity = Literal["critical", "warning", "info"]
"""critical wakes somebody, warning is a ticket by day, info is told to nobody: it is shown, and mutes."""

ORDER: Final[Mapping[Severity, int]] = {"info": 0, "warning": 1, "critical": 2}

Owner = Literal["backend-team", "database-team", "network-team", "platform-team"]
"""The teams of the requirements (11.2: backend, database, network, sre)."""

Trait = Literal[
    "application",
    "argo-cd",
    "backups",
    "billing",
    "certificates",
    "cilium",
    "cloudwatch",
    "control-plane",
    "copies",
    "dumps",
    "external-secrets",
    "keda",
    "mesh",
    "nodes",
    "postgres",
    "probes",
    "prometheus",
    "redis",
    "rollouts",
    "slo",
    "workloads",
]
"""What a cluster has to have so that somebody exports an alert's metrics.

``application``: workloads with the metrics of 5.1. ``nodes``: node-exporter, and the kubelets. ``workloads``:
kube-state-metrics and cAdvisor. ``control-plane``: the API server's own metrics. ``cloudwatch``: the CloudWatch exporter of
the region, ``billing`` the one that reads AWS/Billing (us-east-1). ``prometheus``: Prometheus and Alertmanager themselves.
"""

Dashboard = Literal[
    "clusters",
    "cost",
    "delivery",
    "edge-probes",
    "golden-signals",
    "mesh",
    "postgresql",
    "prometheus",
    "queues",
    "recovery",
    "redis",
    "slo",
    "workload",
]
"""The uid of the dashboard that an on-call opens first."""

AlertName = Annotated[str, StringConstraints(pattern=r"^([A-Z]+[a-z0-9]+){1,8}$")]
Duration = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)[smhd]$")]
Text = Annotated[str, StringConstraints(min_length=8, strip_whitespace=True)]

PLACE: Final = re.compile(r"<([a-z][a-z0-9_]*)>")


class Alert(Spec):
    """One alert. ``<name>`` in its texts is a threshold: its figure in the expression, its words in what people read."""

    name: AlertName = Field(description="CamelCase, and the name of its runbook.")
    expr: Text = Field(description="PromQL that has a series for each thing that is wrong.")
    for_: Duration = Field(description="How long it has to be wrong before somebody is told.")
    severity: Severity = Field(description="Whether somebody is woken, reads of it by day, or neither.")
    owner: Owner = Field(description="The team that mends it.")
    summary: Text = Field(description="What is wrong, in one line.")
    description: Text = Field(description="How wrong it is and what follows from it.")
    dashboard: Dashboard = Field(description="Where it is seen.")
    needs: Trait = Field(description="What has to be on the cluster for its metrics to be there.")

    @model_validator(mode="after")
    def _figures_are_known(self) -> Self:
        faults = [
            f"alert {self.name}: there is no threshold {name}: name it in components/observability/alerts/thresholds.py"
            for name in sorted(self._named() - set(THRESHOLDS))
        ]
        told = set(PLACE.findall(self.description)) - set(PLACE.findall(self.expr))
        faults += [
            f"alert {self.name}: its description tells of {name}, by which its expression does not judge"
            for name in sorted(told & set(THRESHOLDS))
        ]
        if faults:
            raise RefusalError(*faults)
        return self

    def _named(self) -> set[str]:
        return {name for text in (self.expr, self.description) for name in PLACE.findall(text)}

    @property
    def thresholds(self) -> tuple[str, ...]:
        """The names of the thresholds that it judges by, in the order of its expression."""
        return tuple(dict.fromkeys(PLACE.findall(self.expr)))

    def rule(self, runbooks: str, dashboards: str) -> dict[str, Any]:
        """Return it as a rule of Prometheus.

        ``runbooks`` is the address of the folder of runbooks, ``dashboards`` that of Grafana.
        """
        return {
            "alert": self.name,
            "expr": filled(self.expr),
            **({"for": self.for_} if int(self.for_[:-1]) else {}),
            "labels": {"severity": self.severity, "owner": self.owner},
            "annotations": {
                "summary": self.summary,
                "description": PLACE.sub(lambda found: THRESHOLDS[found[1]].text, self.description),
                **links(self.name, self.dashboard, runbooks=runbooks, dashboards=dashboards),
            },
        }


class Record(Spec):
    """A recording rule, named level:metric:operations (Prometheus documentation, recording rules)."""

    record: Annotated[str, StringConstraints(pattern=r"^[a-z_]+:[a-z0-9_]+:[a-z0-9_]+$")]
    expr: Text
    needs: Trait

    def rule(self) -> dict[str, Any]:
        """Return it as a rule of Prometheus."""
        return {"record": self.record, "expr": filled(self.expr)}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rules that are evaluated together, records before the alerts that read them."""

    name: str
    alerts: tuple[Alert, ...]
    records: tuple[Record, ...] = ()


def filled(expression: str) -> str:
    """Return an expression with its figures, on one line."""
    return PLACE.sub(lambda found: THRESHOLDS[found[1]].promql, " ".join(expression.split()))
