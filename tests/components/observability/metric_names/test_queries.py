"""What is said of a query, and of which there is nothing to say."""

import pytest

from components.observability.metric_names.queries import faults, names
from components.observability.metric_names.stand_ins import replaced

DURATION = "http_request_duration_seconds"


@pytest.mark.parametrize(
    "query",
    [
        "up",
        'sum by (service) (rate(http_requests_total{status=~"5.."}[$__rate_interval]))',
        f"histogram_quantile(0.95, sum by (le, service) (rate({DURATION}_bucket[5m])))",
        f"histogram_quantile(0.95, sum without (pod) (rate({DURATION}_bucket[5m])))",
        f'sum(rate({DURATION}_bucket{{le="0.5"}}[5m])) / sum(rate({DURATION}_count[5m]))',
        f"sum(topk(5, rate({DURATION}_count[5m])))",
        "absent(http_requests_total)",
        "count(http_requests_total)",
        "count by (service) (http_requests_total offset 1h)",
        "up and on (job) http_requests_total",
        "up unless http_requests_total",
        "max_over_time(rate(http_requests_total[5m])[1h:1m])",
        "rate(http_requests_total[1h:1m])",
        "increase(kube_pod_container_status_restarts_total[15m]) > 3",
        "delta(active_connections[5m])",
        "prometheus_engine_query_duration_seconds",
        '{__name__="up", job="node"}',
        "time() - max by (schedule) (velero_backup_last_successful_timestamp)",
        "vector(1)",
    ],
)
def test_nothing_is_said_of_a_good_query(query: str) -> None:
    assert faults(query) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "sum(rate(http_requests_total[5m])",
            "sum(rate(http_requests_total[5m]) does not parse: unclosed left parenthesis",
        ),
        (
            "rate(http_requests_total)",
            "rate(http_requests_total) does not parse: expected type matrix in call to function 'rate', got vector",
        ),
        (
            "rate(http_request_total[5m])",
            (
                "http_request_total is exported by nothing that metrics.yaml knows; the nearest known name is "
                "http_requests_total"
            ),
        ),
        (
            "aws_billing_estimated_charges",
            (
                "aws_billing_estimated_charges is exported by nothing that metrics.yaml knows; the nearest known name is "
                "aws_billing_estimated_charges_maximum"
            ),
        ),
        (
            f"rate({DURATION}[5m])",
            (
                f"{DURATION} is a histogram, and has no series of that name: ask for {DURATION}_bucket, {DURATION}_sum, "
                f"{DURATION}_count"
            ),
        ),
        (
            "http_requests_total > 5",
            "http_requests_total is a counter, whose height says only how long it has counted: ask for its rate()",
        ),
        (
            "sum(http_requests_total) / count(up)",
            "http_requests_total is a counter, whose height says only how long it has counted: ask for its rate()",
        ),
        (
            "rate(sum(http_requests_total)[5m:])",
            "http_requests_total is a counter, whose height says only how long it has counted: ask for its rate()",
        ),
        (
            "increase(topk(5, http_requests_total)[5m:])",
            "http_requests_total is a counter, whose height says only how long it has counted: ask for its rate()",
        ),
        (
            "increase(active_connections[5m])",
            (
                "active_connections is a gauge, of which increase() takes every fall for a restart: ask for its delta() or "
                "deriv()"
            ),
        ),
        (
            f"histogram_quantile(0.95, sum by (service) (rate({DURATION}_bucket[5m])))",
            f"{DURATION}_bucket is summed over le, which counts a request once for every bucket: keep le in by()",
        ),
        (
            f"sum(sum by (le) (rate({DURATION}_bucket[5m])))",
            f"{DURATION}_bucket is summed over le, which counts a request once for every bucket: keep le in by()",
        ),
        (
            f"avg without (le) (rate({DURATION}_bucket[5m]))",
            f"{DURATION}_bucket is summed over le, which counts a request once for every bucket: keep le in by()",
        ),
        ('{job="node"}', '{job="node"} names no metric, and would read whatever has such labels'),
        ("", " does not parse: no expression found in input"),
    ],
)
def test_a_fault_is_one_sentence(query: str, said: str) -> None:
    assert faults(query) == [said]


def test_all_faults_come_at_once_and_none_twice() -> None:
    told = faults("sum(http_requests_total) + sum(http_requests_total) + nothing_like_it + rate(up[5m])")
    assert [sentence.split()[0] for sentence in told] == ["http_requests_total", "nothing_like_it", "up"]


def test_records_are_known_where_they_are_named_and_their_values_are_not_judged() -> None:
    record = "slo:sli_error:ratio_rate1h"
    assert faults(f"{record} / 2", recorded={record}) == []
    assert faults(f"rate({record}[5m])", recorded=[record]) == []
    (told,) = faults("slo:sli_error:ratio_rate2h", recorded=[record])
    assert told.endswith(f"the nearest known name is {record}")
    assert len(faults(record)) == 1


def test_a_long_query_is_cut_where_a_sentence_could_not_hold_it() -> None:
    (told,) = faults(f"sum(\n  {'up + ' * 60} up")
    assert told.startswith("sum( up + up")
    assert "\n" not in told
    assert len(told) < 200


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("rate(x[$__rate_interval])", "rate(x[1m])"),
        ("rate(x[${__rate_interval}])", "rate(x[1m])"),
        ("x[$__range:1m]", "x[1h:1m]"),
        ("topk($count, x)", "topk(1, x)"),
        ('x{a=~"$namespace"}', 'x{a=~"any"}'),
        ('x{a=~"${namespace:regex}-$b", c="$__range"}', 'x{a=~"any-any", c="any"}'),
        (r'x{a=~"a\"$b"} > $limit', r'x{a=~"a\"any"} > 1'),
        ("x{a='$b'}", "x{a='any'}"),
        ('x{a=~"5.."}', 'x{a=~"5.."}'),
    ],
)
def test_variables_of_grafana_are_read_as_what_they_stand_for(written: str, read: str) -> None:
    assert replaced(written) == read


def test_the_names_of_a_query_are_those_of_its_selectors() -> None:
    assert names('sum(rate(a_total{x="$y"}[$__range])) / on (b) {__name__="c"} or vector(1)') == {
        "a_total",
        "c",
    }
