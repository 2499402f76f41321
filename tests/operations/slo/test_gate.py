"""The gate of error budgets, before a Prometheus that we play on loopback."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from operations.faults import CANNOT_JUDGE, FINE, FOUND_WANTING
from tests.operations.commands import Ended, infra

SENTINEL = "token-that-nobody-may-see"


@dataclass
class Played:
    """What a played Prometheus answers, and what it was asked."""

    status: int = 200
    body: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    address: str = ""

    def holds(self, **left: str) -> None:
        """Record what is left of budgets, by ``service__objective``."""
        result = [
            {"metric": dict(zip(("service", "slo"), name.split("__"), strict=True)), "value": [1, value]}
            for name, value in left.items()
        ]
        self.body = json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}})


@pytest.fixture
def prometheus() -> Iterator[Played]:
    played = Played()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            played.asked.append((asked.path, parse_qs(asked.query)["query"][0]))
            played.tokens.append(self.headers.get("Authorization"))
            played.moments.append(self.headers.get("X-Amz-Date", ""))
            self.send_response(played.status)
            if played.status == 302:
                self.send_header("Location", f"{played.address}/elsewhere?query=x")
            self.end_headers()
            self.wfile.write(played.body.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    played.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield played
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def gate(prometheus: Played, capsys: pytest.CaptureFixture[str]) -> Any:
    def gate(*arguments: str, environment: str = "production", at: str | None = None) -> Ended:
        place = at or prometheus.address
        return infra(
            "slo", "gate", environment, "--prometheus", place, *arguments, capsys=capsys, project=None
        )

    return gate


def test_a_budget_that_is_half_there_is_free(prometheus: Played, gate: Any) -> None:
    prometheus.holds(api__availability="0.5", api__latency="1")
    ended = gate()
    assert ended.code == FINE
    assert ended.out == (
        "api availability: 50.0% of the budget left; free to deploy\napi latency: 100.0% of the budget left; free to deploy\n"
    )
    assert prometheus.asked == [("/api/v1/query", "slo:period_error_budget_remaining:ratio")]
    assert prometheus.tokens == [None]


def test_below_a_half_somebody_approves(prometheus: Played, gate: Any) -> None:
    prometheus.holds(api__availability="0.499", api__latency="1")
    refused = gate()
    assert (refused.code, refused.out.splitlines()[0]) == (
        FOUND_WANTING,
        "api availability: 49.9% of the budget left; somebody has to approve it: --approved-by NAME",
    )
    # A variable of a pipeline that nobody filled approves nothing.
    assert gate("--approved-by", "").code == FOUND_WANTING
    allowed = gate("--approved-by", "ada")
    assert (allowed.code, allowed.out.splitlines()[0]) == (
        FINE,
        "api availability: 49.9% of the budget left; approved by ada",
    )


@pytest.mark.parametrize("left", ["0.0999", "0", "-2.5"])
def test_below_a_tenth_nobody_can(prometheus: Played, gate: Any, left: str) -> None:
    prometheus.holds(api__availability=left)
    ended = gate("--approved-by", "ada")
    assert ended.code == FOUND_WANTING
    assert "deployments are frozen until there is 10 % again" in ended.out


def test_a_service_is_judged_by_its_own_budgets(prometheus: Played, gate: Any) -> None:
    prometheus.holds(api__availability="0", web__availability="1")
    assert gate("--service", "web").code == FINE
    assert gate("--service", "web", "--service", "api").code == FOUND_WANTING


UNKNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "nothing recorded": ({"body": '{"data": {"result": []}}'}, "nothing is recorded"),
    "an error": ({"status": 503}, "--prometheus: answers 503; look at its address"),
    "a login": ({"status": 302}, "--prometheus: answers 302"),
    "a web page": ({"body": "<html>"}, "answers with something else than Prometheus would"),
    "another document": ({"body": '{"data": []}'}, "answers with something else than Prometheus would"),
    "no number": (
        {"body": '{"data": {"result": [{"metric": {"service": "api", "slo": "a"}, "value": [1, "NaN"]}]}}'},
        "api a: what is left is no number",
    ),
}


@pytest.mark.parametrize(("answer", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_known_keeps_production_as_it_is(
    prometheus: Played, gate: Any, answer: dict[str, Any], said: str
) -> None:
    for key, value in answer.items():
        setattr(prometheus, key, value)
    shut = gate("--approved-by", "ada")
    assert shut.code == CANNOT_JUDGE
    assert said in shut.err
    assert shut.err.endswith("production stays as it is until it is known\n")
    open_ = gate(environment="staging")
    assert (open_.code, said in open_.err) == (FINE, True)
    assert open_.err.endswith("allowed, because this is staging\n")


def test_a_service_without_a_budget_is_not_known(prometheus: Played, gate: Any) -> None:
    prometheus.holds(api__availability="1")
    ended = gate("--service", "wbe")
    assert (ended.code, "--service wbe: no budget of it is recorded" in ended.err) == (CANNOT_JUDGE, True)


def test_nobody_there_is_not_known(gate: Any) -> None:
    ended = gate(at="http://127.0.0.1:9")
    assert ended.code == CANNOT_JUDGE
    assert "--prometheus: does not answer (ConnectionError)" in ended.err


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("prometheus:9090", "is no address"),
        ("file:///etc/passwd", "is no address"),
        ("http://[", "is no address"),
        (f"https://ada:{SENTINEL}@prometheus.example.com", "holds a password, which logs would show"),
    ],
)
def test_what_is_no_address_is_refused(gate: Any, at: str, said: str) -> None:
    for environment in ("dev", "production"):
        ended = gate(at=at, environment=environment)
        assert (ended.code, said in ended.err, SENTINEL in ended.err) == (CANNOT_JUDGE, True, False)


def test_an_environment_that_there_is_not_is_refused(gate: Any) -> None:
    ended = gate(environment="prod")
    assert ended.err == "prod: is no environment; name one of dev, staging, production\n"


def test_the_token_goes_to_prometheus_and_nowhere_else(
    prometheus: Played, gate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_TOKEN", SENTINEL)
    prometheus.holds(api__availability="1")
    said = [gate()]
    prometheus.status = 302
    said.append(gate())
    assert prometheus.tokens == [f"Bearer {SENTINEL}"] * 2
    assert [path for path, _ in prometheus.asked] == ["/api/v1/query"] * 2
    said.append(gate(at="http://127.0.0.1:9"))
    assert not any(SENTINEL in one.out + one.err for one in said)


def signature_of(played: Played, moment: str, secret: str) -> str:
    """Return the signature that AWS would compute of the question that was asked."""
    path, query = played.asked[0]
    request = AWSRequest(method="GET", url=f"{played.address}{path}?query={quote(query, safe='')}")
    request.context["timestamp"] = moment
    request.headers["X-Amz-Date"] = moment
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", secret), "aps", "us-east-1")
    return str(signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request))


def test_a_store_of_aws_reads_who_asks_from_a_signature(
    prometheus: Played, gate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SENTINEL)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    prometheus.holds(api__availability="0.75")
    ended = gate("--sigv4-region", "us-east-1")
    assert ended.code == FINE
    (told,) = prometheus.tokens
    assert told is not None
    assert "Credential=AKIDEXAMPLE/" in told
    assert "/us-east-1/aps/aws4_request" in told
    assert told.endswith(f"Signature={signature_of(prometheus, prometheus.moments[0], SENTINEL)}")
    assert SENTINEL not in ended.out + ended.err + told


def test_without_credentials_nothing_is_signed_and_production_stays(
    prometheus: Played, gate: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    ended = gate("--sigv4-region", "us-east-1")
    assert (ended.code, prometheus.asked) == (CANNOT_JUDGE, [])
    assert "no credentials of AWS to sign with" in ended.err


def test_one_proof_is_enough(gate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_TOKEN", SENTINEL)
    ended = gate("--sigv4-region", "us-east-1")
    assert ended.code == CANNOT_JUDGE
    assert "leave one of them out" in ended.err
    assert SENTINEL not in ended.err


def test_a_store_of_several_clusters_says_which(prometheus: Played, gate: Any) -> None:
    metric = {"service": "api", "slo": "availability", "cluster": "production-us-east-1"}
    prometheus.body = json.dumps({"data": {"result": [{"metric": metric, "value": [1, "0.05"]}]}})
    ended = gate()
    assert ended.code == FOUND_WANTING
    assert ended.out.startswith("api availability of production-us-east-1: 5.0% of the budget left")
