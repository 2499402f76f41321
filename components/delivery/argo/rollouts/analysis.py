"""How a new version is judged: four measurements that every rollout of a cluster may ask for by name.

A measurement has three ends: success, failure, and neither. Neither is what no traffic gives: Prometheus then answers with
an empty vector, or with 0/0, which is neither below nor above any bound. No evidence is not a pass, so a measurement that
stays without an answer makes the run inconclusive, and the rollout waits for a person.
Source: Argo Rollouts, "Analysis & Progressive Delivery" (conditions, inconclusive runs) and "Prometheus Metrics".
"""

from collections.abc import Mapping
from typing import Any, Final

from components.delivery.argo.rollouts.spec import RolloutsSpec

TARGETS_UP: Final = "targets-up"
ERROR_RATE: Final = "error-rate"
LATENCY_P95: Final = "latency-p95"
PUBLIC_HEALTH: Final = "public-health"
ERROR_BUDGET: Final = "error-budget"

SELECTED: Final = (
    'namespace="{{args.namespace}}",service="{{args.service}}",rollouts_pod_template_hash="{{args.version}}"'
)
"""What Prometheus calls the pods of one version of a workload, each of which it asks once, whichever Services choose it."""

WINDOW: Final = "2m"
"""Over how long a rate is taken: eight samples, with a scrape each 15 seconds."""

ERRORS: Final = (
    f'(sum(rate(http_requests_total{{{SELECTED},status=~"5.."}}[{WINDOW}])) or vector(0))'
    f" / sum(rate(http_requests_total{{{SELECTED}}}[{WINDOW}]))"
)
"""Without a single error the numerator has no series at all, so that it is written as zero."""

LATENCY: Final = (
    "histogram_quantile(0.95, sum by (le) "
    f"(rate(http_request_duration_seconds_bucket{{{SELECTED}}}[{WINDOW}])))"
)


def templates(
    spec: RolloutsSpec, prometheus: str, budget_left: str | None = None
) -> dict[str, dict[str, Any]]:
    """Return the specs of the ClusterAnalysisTemplates by name.

    :param prometheus: the address of Prometheus, as ``http://...``.
    :param budget_left: the record of what is left of each objective's budget, where something is promised.
    """
    promised = {} if budget_left is None else {ERROR_BUDGET: _budget(spec, prometheus, budget_left)}
    version = ("namespace", "service", "version")
    return {
        **promised,
        TARGETS_UP: _template(
            TARGETS_UP,
            _args(*version),
            _asked(prometheus, f"min(up{{{SELECTED}}})"),
            # One replica that cannot be scraped is one that does not answer.
            {**_bounded("== 1", "< 1"), "interval": "20s", "count": 3, "failureLimit": 1},
        ),
        ERROR_RATE: _template(
            ERROR_RATE,
            _args(*version, limit=_number(spec.error_percent / 100)),
            _asked(prometheus, ERRORS),
            {**_bounded("<= {{args.limit}}", "> {{args.limit}}"), **_patient()},
        ),
        LATENCY_P95: _template(
            LATENCY_P95,
            _args(*version, limit=_number(spec.latency_seconds)),
            _asked(prometheus, LATENCY),
            {**_bounded("<= {{args.limit}}", "> {{args.limit}}"), **_patient()},
        ),
        PUBLIC_HEALTH: _template(
            PUBLIC_HEALTH,
            _args("url"),
            {"web": {"url": "{{args.url}}", "timeoutSeconds": 10}},
            # Any answer but 2xx, and any that is no JSON, is an error of the measurement; two in a row end the run.
            {
                "successCondition": "true",
                "initialDelay": "30s",
                "interval": "20s",
                "count": 3,
                "failureLimit": 0,
                "consecutiveErrorLimit": 1,
            },
        ),
    }


def _budget(spec: RolloutsSpec, prometheus: str, record: str) -> dict[str, Any]:
    """Return what lets no version begin while deployments of its service are frozen, the least budget of all deciding."""
    return _template(
        ERROR_BUDGET,
        _args("promised", left=_number(spec.frozen_below_percent / 100)),
        _asked(prometheus, f'min({record}{{service="{{{{args.promised}}}}"}})'),
        {**_bounded(">= {{args.left}}", "< {{args.left}}"), "count": 1, "failureLimit": 0},
    )


def _template(
    name: str, args: list[dict[str, str]], provider: Mapping[str, Any], judged: Mapping[str, Any]
) -> dict[str, Any]:
    metric = {"name": name, "provider": provider, "consecutiveErrorLimit": 2, **judged}
    return {"args": args, "metrics": [metric]}


def _args(*needed: str, **defaults: str) -> list[dict[str, str]]:
    return [{"name": name} for name in needed] + [
        {"name": name, "value": value} for name, value in defaults.items()
    ]


def _asked(address: str, query: str) -> dict[str, Any]:
    return {"prometheus": {"address": address, "query": query, "timeout": 20}}


def _bounded(success: str, failure: str) -> dict[str, Any]:
    """Return both conditions; an empty answer meets neither."""
    return {
        "successCondition": f"len(result) > 0 && result[0] {success}",
        "failureCondition": f"len(result) > 0 && result[0] {failure}",
    }


def _patient() -> dict[str, Any]:
    """Five measurements in five minutes, of which one may be bad and two without an answer.

    The first comes when the rate no longer holds what the version answered before the switch.
    """
    return {
        "initialDelay": WINDOW,
        "interval": "60s",
        "count": 5,
        "failureLimit": 1,
        "inconclusiveLimit": 2,
    }


def _number(value: float) -> str:
    """Write a number without an exponent and without the dust of binary fractions."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
