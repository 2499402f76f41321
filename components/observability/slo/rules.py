"""The rules of an objective: what is recorded of its events, its budget, and the alerts on how fast that burns.

Three things are kept exact. Budgets are decimals. A window's ratio is that of its events and no mean of ratios, so that a
bad minute of a quiet night weighs what its requests weigh. And where nothing was asked there is no ratio, rather than one of
nothing by nothing: a service that nobody uses is neither good nor bad, and one that is not measured is told of by itself.
"""

from collections.abc import Mapping
from typing import Any, Final

from components.foundation.spec import RefusalError
from components.observability.alert_links import base_faults, links
from components.observability.slo.spec import BurnRate, LatencySli, ObjectiveSpec, ProbeSli, Told, plain

BASE: Final = "5m"
"""The window of what is recorded first; a target scraped four times a minute has twenty samples in it."""

INTERVAL: Final = "30s"
RAW_HOURS: Final = 6
"""Up to here windows are read from the counters themselves; longer ones from what was recorded, or they would cost more than
they tell. Sums of recorded rates weigh by events, as the counters do."""

ABSENT_FOR: Final = "15m"

BUDGET_LEFT: Final = "slo:period_error_budget_remaining:ratio"
"""What is left of a budget, which the gate of deployments reads."""

SEVERITIES: Final[Mapping[Told, str]] = {"page": "critical", "ticket": "warning"}
"""What an objective says of a burn -> the label that Alertmanager routes by."""

DASHBOARD: Final = "slo"
"""The uid of the dashboard of objectives."""
BURN_RATE: Final = "slo:current_burn_rate:ratio"
"""How fast a budget burns: 1 uses it up at its window's end."""

Rule = dict[str, Any]


def rule_groups(
    objectives: Mapping[str, ObjectiveSpec], runbooks: str, dashboards: str
) -> list[dict[str, Any]]:
    """Return the groups of rules of objectives by their names, as Prometheus reads them.

    ``runbooks`` is the address of the folder of runbooks, ``dashboards`` that of Grafana: every alert leads to both.

    Records, each with the labels ``slo``, ``service`` and ``owner``:

    - ``slo:sli_bad:rate5m`` and ``slo:sli_total:rate5m``, events a second;
    - ``slo:sli_error:ratio_rate{window}``, the share of bad events;
    - ``slo:error_budget:ratio``, the share that may be bad;
    - ``slo:current_burn_rate:ratio``, times as fast as would use it up at the window's end;
    - ``slo:period_error_budget_remaining:ratio``, what is left of it: 1 whole, 0 used up, negative broken.

    :raises RefusalError: for an address that no link can begin with.
    """
    if faults := base_faults(runbooks=runbooks, dashboards=dashboards):
        raise RefusalError(*faults)
    return [
        {
            "name": f"slo-{name}",
            "interval": INTERVAL,
            "rules": [
                *_records(name, spec),
                *(
                    _linked(alert, runbooks, dashboards)
                    for alert in (*_burns(name, spec), _absence(name, spec))
                ),
            ],
        }
        for name, spec in sorted(objectives.items())
    ]


def _linked(alert: Rule, runbooks: str, dashboards: str) -> Rule:
    led = links(alert["alert"], DASHBOARD, runbooks=runbooks, dashboards=dashboards)
    return {**alert, "annotations": {**alert["annotations"], **led}}


def _records(name: str, spec: ObjectiveSpec) -> list[Rule]:
    labels, budget = _labels(name, spec), plain(spec.budget)
    windows = sorted({window for burn in spec.burns for window in burn.windows} | {BASE}, key=_minutes)
    rules = {
        f"slo:sli_total:rate{BASE}": _total(spec, BASE),
        f"slo:sli_bad:rate{BASE}": f"({_bad(spec, BASE)}) and {_total(spec, BASE)}",
        **{f"slo:sli_error:ratio_rate{window}": _ratio(name, spec, window) for window in windows},
        "slo:error_budget:ratio": f"vector({budget})",
        BURN_RATE: f"{_error(name, BASE)} / {budget}",
        BUDGET_LEFT: f"1 - ({_recorded(name, f'{spec.window_days}d')}) / {budget}",
    }
    return [{"record": record, "expr": expression, "labels": labels} for record, expression in rules.items()]


def _burns(name: str, spec: ObjectiveSpec) -> list[Rule]:
    """Return an alert for each severity: any of its burns, in its long window and in its short one."""
    rules = []
    for told, severity in SEVERITIES.items():
        burns = [burn for burn in spec.burns if burn.severity == told]
        if not burns:
            continue
        said = ", or ".join(f"{burn.factor} times as fast over {burn.hours} h" for burn in burns)
        rules.append(
            {
                "alert": "SloBudgetBurns",
                "expr": " or ".join(f"({_burning(name, spec, burn)})" for burn in burns),
                "labels": {**_labels(name, spec), "severity": severity},
                "annotations": {
                    "summary": f"{spec.service}: the error budget of {name} burns {said}",
                    "description": f"{spec.description} {{{{ $value | humanizePercentage }}}} of the events are bad, and "
                    f"{plain(spec.budget * 100)} % may be over {spec.window_days} days.",
                },
            }
        )
    return rules


def _burning(name: str, spec: ObjectiveSpec, burn: BurnRate) -> str:
    threshold = plain(burn.factor * spec.budget)
    both = " and ".join(f"{_error(name, window)} > {threshold}" for window in burn.windows)
    if not spec.least_events:
        return both
    counting = "count_over_time" if isinstance(spec.sli, ProbeSli) else "increase"
    seen = f"sum({counting}({_counted(spec)}[{burn.windows[0]}]))"
    return f"{both} and on() ({seen} >= {spec.least_events})"


def _absence(name: str, spec: ObjectiveSpec) -> Rule:
    """Tell of an objective whose events nobody counts: it would never be broken. A service without use is counted, at 0."""
    metric = _bucket(spec.sli) if isinstance(spec.sli, LatencySli) else _counted(spec)
    return {
        "alert": "SloNotMeasured",
        # Without a sum it would bear the labels that the selector is made of, of which le is none of an alert.
        "expr": f"sum(absent({metric}))",
        "for": ABSENT_FOR,
        "labels": {**_labels(name, spec), "severity": SEVERITIES["ticket"]},
        "annotations": {
            "summary": f"{spec.service}: nothing is measured of {name}",
            "description": f"{metric} has no series, so that no breach would be seen: look at the service's targets.",
        },
    }


def _labels(name: str, spec: ObjectiveSpec) -> dict[str, str]:
    return {"slo": name, "service": spec.service, "owner": spec.owner}


def _error(name: str, window: str) -> str:
    """Return what was recorded as the share of bad events in a window."""
    return f'slo:sli_error:ratio_rate{window}{{slo="{name}"}}'


def _ratio(name: str, spec: ObjectiveSpec, window: str) -> str:
    if _minutes(window) > RAW_HOURS * 60:
        return _recorded(name, window)
    return f"({_bad(spec, window)}) / ({_total(spec, window)} > 0)"


def _recorded(name: str, window: str) -> str:
    """Return the ratio of a long window. Samples of both stand at the same times, so that means weigh as sums would."""
    bad, total = (
        f'avg_over_time(slo:sli_{of}:rate{BASE}{{slo="{name}"}}[{window}])' for of in ("bad", "total")
    )
    return f"{bad} / ({total} > 0)"


def _total(spec: ObjectiveSpec, window: str) -> str:
    counting = "count_over_time" if isinstance(spec.sli, ProbeSli) else "rate"
    return f"sum({counting}({_counted(spec)}[{window}]))"


def _bad(spec: ObjectiveSpec, window: str) -> str:
    """Return the bad events a second: none as long as the first one has not made its series."""
    sli = spec.sli
    if isinstance(sli, ProbeSli):
        return f"{_total(spec, window)} - sum(sum_over_time({_counted(spec)}[{window}]))"
    if isinstance(sli, LatencySli):
        good = f"sum(rate({_bucket(sli)}[{window}]))"
        # A scrape may read the bucket after the count, and then there seem to be more good events than events.
        return f"clamp_min({_total(spec, window)} - {good}, 0)"
    bad = _selector(sli.metric, sli.where, f'{sli.bad}=~"{_escaped(sli.bad_values)}"')
    return f"sum(rate({bad}[{window}])) or vector(0)"


def _counted(spec: ObjectiveSpec) -> str:
    sli = spec.sli
    return _selector(f"{sli.metric}_count" if isinstance(sli, LatencySli) else sli.metric, sli.where)


def _bucket(sli: LatencySli) -> str:
    return _selector(f"{sli.metric}_bucket", sli.where, f'le="{sli.bound}"')


def _selector(metric: str, where: Mapping[str, str], *matchers: str) -> str:
    matched = ",".join([*(f'{label}="{value}"' for label, value in sorted(where.items())), *matchers])
    return f"{metric}{{{matched}}}" if matched else metric


def _escaped(expression: str) -> str:
    r"""Return a regular expression as it stands in PromQL's quotes, where ``\`` is written twice."""
    return expression.replace("\\", "\\\\")


def _minutes(window: str) -> int:
    return int(window[:-1]) * {"m": 1, "h": 60, "d": 1440}[window[-1]]
