"""All alerts of the platform, and the rules of those whose metrics a cluster has."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any, Final, get_args

from components.foundation.spec import RefusalError
from components.observability.alert_links import base_faults
from components.observability.alerts.groups import (
    application,
    aws,
    backups,
    budgets,
    certificates,
    control_plane,
    delivery,
    infrastructure,
    mesh,
    nodes,
    performance,
    postgres,
    probes,
    prometheus,
    redis,
    workloads,
)
from components.observability.alerts.model import ORDER, Alert, Group, Trait
from components.observability.alerts.thresholds import THRESHOLDS

INTERVAL: Final = "30s"
"""How often rules are evaluated (requirements, 11.2)."""

GROUPS: Final = (
    application.GROUP,
    infrastructure.GROUP,
    performance.GROUP,
    nodes.GROUP,
    workloads.GROUP,
    control_plane.GROUP,
    postgres.GROUP,
    redis.GROUP,
    aws.GROUP,
    certificates.GROUP,
    backups.GROUP,
    mesh.GROUP,
    delivery.GROUP,
    probes.GROUP,
    prometheus.GROUP,
    budgets.GROUP,
)


def catalogue(groups: Iterable[Group] = GROUPS) -> tuple[Alert, ...]:
    """Return all alerts, in the order of their groups.

    :raises RefusalError: for two of one name, and where a harder figure tells no harder than the milder one before it.
    """
    alerts = tuple(alert for group in groups for alert in group.alerts)
    names = [alert.name for alert in alerts]
    faults = [
        f"alert {name}: there are {names.count(name)} of this name, and Alertmanager could not tell them apart: rename one"
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    faults += _ladder_faults(alerts)
    if faults:
        raise RefusalError(*faults)
    return alerts


def _ladder_faults(alerts: Collection[Alert]) -> list[str]:
    faults = []
    for alert in alerts:
        for threshold in (THRESHOLDS[name] for name in alert.thresholds):
            faults += [
                f"alert {alert.name}: it is {alert.severity} beyond {threshold.text}, and {other.name} is {other.severity} "
                f"at the milder {THRESHOLDS[threshold.milder].text}: the warning has to come first"
                for other in alerts
                if threshold.milder in other.thresholds and ORDER[other.severity] >= ORDER[alert.severity]
                if threshold.milder is not None
            ]
    return faults


def rule_groups(
    present: Collection[Trait], runbooks: str, dashboards: str, *, monthly_usd: Decimal | None = None
) -> list[dict[str, Any]]:
    """Return the groups of a cluster, in the shape of Prometheus' files of rules.

    ``present`` is what exports metrics there; a group without any of it is left out. ``runbooks`` is the address of the
    folder of runbooks, ``dashboards`` that of Grafana. ``monthly_usd`` is what the environment may cost in a month; without
    it MonthlyBudgetVariance has nothing to compare with and stays silent.

    :raises RefusalError: for a trait that is none, or an address that no link can begin with.
    """
    faults = base_faults(runbooks=runbooks, dashboards=dashboards)
    faults += [
        f"present: {trait} is no trait of a cluster: choose from {', '.join(get_args(Trait))}"
        for trait in sorted(set(present) - set(get_args(Trait)))
    ]
    if monthly_usd is not None and monthly_usd <= 0:
        faults.append(
            f"monthly_usd: a budget of {monthly_usd} USD is none: leave it out, or give what a month may cost"
        )
    if faults:
        raise RefusalError(*faults)
    catalogue()
    rendered = []
    for group in GROUPS:
        rules = [record.rule() for record in group.records if record.needs in present]
        if group is budgets.GROUP and "billing" in present and monthly_usd is not None:
            rules.append({"record": budgets.MONTH, "expr": f"vector({monthly_usd.normalize():f})"})
        rules += [alert.rule(runbooks, dashboards) for alert in group.alerts if alert.needs in present]
        if rules:
            rendered.append({"name": group.name, "interval": INTERVAL, "rules": rules})
    return rendered
