"""The rules of objectives, fired by promtool on series that we make up: when they must, and not when they must not.

Times are by hand. All requests fail from minute 480 on: of the hour before t minutes later t/60 are bad, and 0.0144 of them
after 0.9 minutes, and of six hours 0.006 after 2.2. Two of a hundred fail: 0.02 t/60 passes 0.0144 after 43.2 minutes, and 0.02 t/360 passes 0.006 after 108.
"""

import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.foundation.spec import RefusalError
from components.observability.slo import ObjectiveSpec, rule_groups
from tests.components.observability.slo.objectives import availability, latency

HEALTHY = 480
"""Minutes before anything happens, longer than any window of these alerts."""

OK, BAD = 'http_requests_total{status="200"}', 'http_requests_total{status="500"}'
COUNT = "http_request_duration_seconds_count"
BUCKET = 'http_request_duration_seconds_bucket{le="0.5"}'

Series = dict[str, str]

RUNBOOKS, DASHBOARDS = "https://git.example/runbooks", "https://grafana.example"


def rules_of(objectives: dict[str, ObjectiveSpec]) -> list[dict[str, Any]]:
    return rule_groups(objectives, RUNBOOKS, DASHBOARDS)


def steps(*rates: tuple[int, float]) -> str:
    """Return a counter as promtool reads it: for so many minutes so many events a minute, one sample each minute."""
    value, parts = 0.0, []
    for minutes, rate in rates:
        parts.append(f"{value:.2f}+{rate:.2f}x{minutes - 1}")
        value += rate * minutes
    return " ".join(parts)


def test_an_objective_has_its_records_and_alerts() -> None:
    (group,) = rules_of({"api": availability()})
    records = {rule["record"]: rule["expr"] for rule in group["rules"] if "record" in rule}
    assert set(records) == {
        "slo:sli_total:rate5m",
        "slo:sli_bad:rate5m",
        *(f"slo:sli_error:ratio_rate{window}" for window in ("5m", "30m", "1h", "6h")),
        "slo:error_budget:ratio",
        "slo:current_burn_rate:ratio",
        "slo:period_error_budget_remaining:ratio",
    }
    assert records["slo:error_budget:ratio"] == "vector(0.001)"
    alerts = [(rule["alert"], rule["labels"]["severity"]) for rule in group["rules"] if "alert" in rule]
    assert alerts == [
        ("SloBudgetBurns", "critical"),
        ("SloBudgetBurns", "warning"),
        ("SloNotMeasured", "warning"),
    ]
    for rule in group["rules"]:
        assert (
            rule["labels"].items()
            >= {"slo": "api", "service": "backend-api", "owner": "backend-team"}.items()
        )


def test_every_alert_leads_to_its_runbook_and_to_the_dashboard_of_objectives() -> None:
    (group,) = rules_of({"api": availability()})
    alerts = [rule for rule in group["rules"] if "alert" in rule]
    assert [rule["annotations"]["runbook_url"] for rule in alerts] == [
        f"{RUNBOOKS}/SloBudgetBurns.md",
        f"{RUNBOOKS}/SloBudgetBurns.md",
        f"{RUNBOOKS}/SloNotMeasured.md",
    ]
    assert {rule["annotations"]["dashboard_url"] for rule in alerts} == {f"{DASHBOARDS}/d/slo"}
    assert all({"summary", "description"} < set(rule["annotations"]) for rule in alerts)


@pytest.mark.parametrize(
    "base", ["", "git.example/runbooks", "https://git.example/", "https://git.example/?q=1"]
)
def test_an_address_that_no_link_can_begin_with_is_refused(base: str) -> None:
    with pytest.raises(RefusalError) as refused:
        rule_groups({"api": availability()}, base, base)
    assert [said.partition(":")[0] for said in refused.value.sentences] == ["runbooks", "dashboards"]


def test_thresholds_are_the_products_to_the_last_digit() -> None:
    (group,) = rules_of({"api": availability(target_percent="99.95")})
    page, ticket = (rule["expr"] for rule in group["rules"] if rule.get("alert") == "SloBudgetBurns")
    assert (page.count("> 0.0072"), ticket.count("> 0.003")) == (2, 2)


def test_windows_beyond_six_hours_are_read_from_what_was_recorded() -> None:
    (group,) = rules_of({"api": availability(burns=[{"factor": "1", "hours": 72, "severity": "ticket"}])})
    records = {rule["record"]: rule["expr"] for rule in group["rules"] if "record" in rule}
    assert "http_requests_total" not in records["slo:sli_error:ratio_rate72h"]
    assert "http_requests_total" in records["slo:sli_error:ratio_rate6h"]


def test_a_regular_expression_is_written_as_promql_reads_it() -> None:
    sli = {
        "kind": "ratio",
        "metric": "grpc_total",
        "bad": "code",
        "bad_values": "Un\\\\w+",
        "where": {"job": "api"},
    }
    (group,) = rules_of({"api": availability(sli=sli)})
    assert 'grpc_total{job="api",code=~"Un\\\\\\\\w+"}' in group["rules"][1]["expr"]


@pytest.fixture
def promtool(tmp_path: Path) -> Callable[..., None]:
    """Return a function that has promtool run tests of the rules of objectives."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("needs promtool, which is not installed (apt: prometheus)")

    def run(tests: list[dict[str, Any]], objectives: dict[str, ObjectiveSpec], every: str = "1m") -> None:
        groups = [{**group, "interval": every} for group in rules_of(objectives)]
        (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}))
        whole = {"rule_files": ["rules.yaml"], "evaluation_interval": every, "tests": tests}
        (tmp_path / "tests.yaml").write_text(yaml.safe_dump(whole))
        done = subprocess.run(
            [program, "test", "rules", "tests.yaml"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def expects(name: str, at: int, alert: str, *severities: str) -> dict[str, Any]:
    """Return what promtool is to find at a minute: an alert of these severities, and of no other."""
    said = {
        "__name__": "ALERTS",
        "alertname": alert,
        "alertstate": "firing",
        "slo": name,
        "service": "backend-api",
        "owner": "backend-team",
    }
    shown = [
        "{" + ", ".join(f'{key}="{value}"' for key, value in {**said, "severity": severity}.items()) + "}"
        for severity in severities
    ]
    return {
        "expr": f'ALERTS{{alertname="{alert}", alertstate="firing"}}',
        "eval_time": f"{at}m",
        "exp_samples": [{"labels": labels, "value": 1} for labels in shown],
    }


def case(series: Series, *expected: dict[str, Any]) -> dict[str, Any]:
    given = [{"series": name, "values": text} for name, text in series.items()]
    return {"interval": "1m", "input_series": given, "promql_expr_test": list(expected)}


BURNS = "SloBudgetBurns"
PAGE, TICKET = "critical", "warning"


@pytest.mark.parametrize(
    ("series", "told"),
    [
        pytest.param(
            {OK: steps((HEALTHY, 600), (60, 0)), BAD: steps((HEALTHY, 0), (60, 600))},
            {HEALTHY: (), HEALTHY + 2: (PAGE,), HEALTHY + 4: (PAGE, TICKET)},
            id="all fail",
        ),
        pytest.param(
            {OK: steps((HEALTHY, 600), (180, 588)), BAD: steps((HEALTHY, 0), (180, 12))},
            {
                HEALTHY + 41: (),
                HEALTHY + 47: (PAGE,),
                HEALTHY + 105: (PAGE,),
                HEALTHY + 112: (PAGE, TICKET),
            },
            id="two of a hundred fail",
        ),
        pytest.param(
            {OK: steps((HEALTHY, 600), (600, 597)), BAD: steps((HEALTHY, 0), (600, 3))},
            {HEALTHY + 100: (), HEALTHY + 590: ()},
            id="five times as fast as evenly is slow enough",
        ),
        pytest.param(
            {OK: steps((HEALTHY, 600), (10, 0), (60, 600)), BAD: steps((HEALTHY, 0), (10, 600), (60, 0))},
            {HEALTHY + 9: (PAGE, TICKET), HEALTHY + 20: (TICKET,), HEALTHY + 45: ()},
            id="it ends soon after its cause",
        ),
        pytest.param(
            {OK: steps((HEALTHY, 600), (60, 600))},
            {HEALTHY + 30: ()},
            id="no error was ever counted",
        ),
        pytest.param(
            {OK: steps((HEALTHY, 600), (120, 0)), BAD: steps((HEALTHY, 0), (120, 0))},
            {HEALTHY + 5: (), HEALTHY + 119: ()},
            id="nobody asks",
        ),
        pytest.param(
            {
                OK: f"{steps((HEALTHY, 600))} {steps((60, 600))}",
                BAD: f"{steps((HEALTHY, 0.1))} {steps((60, 0.1))}",
            },
            {HEALTHY + 1: (), HEALTHY + 10: ()},
            id="counters begin anew",
        ),
        pytest.param(
            {
                **{
                    f'http_requests_total{{status="200",pod="{pod}"}}': steps((HEALTHY, 60), (60, 60))
                    for pod in range(9)
                },
                'http_requests_total{status="200",pod="9"}': steps((HEALTHY, 60), (60, 0)),
                'http_requests_total{status="500",pod="9"}': steps((HEALTHY, 0), (60, 60)),
            },
            {HEALTHY + 6: (), HEALTHY + 12: (PAGE,)},
            id="one of ten fails",
        ),
    ],
)
def test_it_fires_when_it_must_and_only_then(
    promtool: Callable[..., None], series: Series, told: dict[int, tuple[str, ...]]
) -> None:
    promtool(
        [case(series, *(expects("api", at, BURNS, *found) for at, found in told.items()))],
        {"api": availability()},
    )


def test_what_nobody_measures_is_told(promtool: Callable[..., None]) -> None:
    gone = {"up": "1+0x60"}
    quiet = {OK: "5+0x60"}
    missing = {COUNT: steps((60, 600)), 'http_request_duration_seconds_bucket{le="1"}': steps((60, 600))}
    alert = "SloNotMeasured"
    promtool(
        [
            case(gone, expects("api", 14, alert), expects("api", 16, alert, TICKET)),
            case(quiet, expects("api", 50, alert)),
        ],
        {"api": availability()},
    )
    # The bound is no bucket of the histogram.
    promtool(
        [case(missing, expects("slow", 16, alert, TICKET), expects("slow", 50, BURNS))], {"slow": latency()}
    )


def test_slow_requests_burn_their_budget(promtool: Callable[..., None]) -> None:
    """Of a hundred five may be slow; six times as many are thirty. Half are, so that the hour has them after 36 minutes."""
    series = {COUNT: steps((HEALTHY, 600), (90, 600)), BUCKET: steps((HEALTHY, 600), (90, 300))}
    promtool(
        [case(series, expects("slow", HEALTHY + 34, BURNS), expects("slow", HEALTHY + 40, BURNS, PAGE))],
        {"slow": latency()},
    )


def test_few_events_are_no_outage(promtool: Callable[..., None]) -> None:
    """Three requests an hour, of which all fail: told, unless a window has to have seen a hundred."""
    series = {BAD: steps((HEALTHY, 0.05), (60, 0.05))}
    promtool([case(series, expects("api", HEALTHY, BURNS, PAGE, TICKET))], {"api": availability()})
    promtool([case(series, expects("api", HEALTHY, BURNS))], {"api": availability(least_events=100)})


def shown(expression: str, at: int, *values: float) -> dict[str, Any]:
    """Return what promtool is to find recorded at a minute of the objective ``api``."""
    labels = '{slo="api", service="backend-api", owner="backend-team"}'
    return {
        "expr": expression,
        "eval_time": f"{at}m",
        "exp_samples": [{"labels": labels, "value": value} for value in values],
    }


def test_without_an_error_the_budget_is_whole(promtool: Callable[..., None]) -> None:
    """No series of errors is there before the first one, and the ratio is nought all the same."""
    ratio = 'sum by (slo, service, owner) (slo:sli_error:ratio_rate5m{slo="api"})'
    left = 'sum by (slo, service, owner) (slo:period_error_budget_remaining:ratio{slo="api"})'
    promtool([case({OK: steps((60, 600))}, shown(ratio, 30, 0), shown(left, 30, 1))], {"api": availability()})


def test_where_nobody_asks_there_is_no_ratio(promtool: Callable[..., None]) -> None:
    ratio = 'slo:sli_error:ratio_rate5m{slo="api"}'
    promtool([case({OK: "5+0x60", BAD: "1+0x60"}, shown(ratio, 30))], {"api": availability()})


def test_a_budget_is_used_up_by_events_and_not_by_minutes(promtool: Callable[..., None]) -> None:
    """Eighteen quiet hours with 1 % bad of 60 a minute, and six busy ones with none of 5,940: 0.03 % of all are bad.

    The mean of the ratios would be 0.75 %, and the budget broken seven times over.
    """
    days, quiet, busy = 7, 1080, 360
    series = {
        BAD: steps(*[(quiet, 0.6), (busy, 0.0)] * days),
        OK: steps(*[(quiet, 59.4), (busy, 5940.0)] * days),
    }
    bad = Decimal("0.6") * quiet / (60 * quiet + 5940 * busy)
    left = round(1 - bad / Decimal("0.001"), 2)
    recorded = (
        'sum by (slo, service, owner) (round(slo:period_error_budget_remaining:ratio{slo="api"}, 0.01))'
    )
    expected = shown(recorded, days * (quiet + busy) - 1, float(left))
    promtool([case(series, expected)], {"api": availability(window_days=7)}, every="5m")
