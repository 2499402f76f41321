"""What is asked of public addresses, and which answers are good ones."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import RefusalError
from components.observability.probes.blackbox import Probes, ProbesArgs, probe_spec
from components.observability.probes.modules import modules
from components.observability.probes.spec import ProbeSpec, ProbesSpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
PROBE = "kubernetes:monitoring.coreos.com/v1:Probe"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"

WWW = ProbeSpec(url="https://www.example.com/health")
PLAIN = ProbeSpec(url="http://example.com/", module="http_redirect", interval_seconds=60)


def built(targets: dict[str, ProbeSpec] | None = None, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        Probes(site, ProbesArgs(targets={"www": WWW} if targets is None else targets))

    return on_site(program, **decided)


def values(**decided: Any) -> dict[str, Any]:
    found: dict[str, Any] = built(**decided).only(RELEASE).inputs["values"]
    return found


def gates(targets: dict[str, ProbeSpec]) -> dict[str, Any]:
    return {one.inputs["metadata"]["name"]: one.inputs["spec"] for one in built(targets).of(POLICY)}


def probe(name: str, url: str, module: str, interval: str) -> dict[str, Any]:
    return {
        "jobName": "probes",
        "interval": interval,
        "scrapeTimeout": "10s",
        "module": module,
        "prober": {"url": "blackbox.probes.svc:9115", "scheme": "http", "path": "/probe"},
        "targets": {"staticConfig": {"static": [url], "labels": {"probe": name}}},
    }


def test_each_address_has_a_probe_that_says_which_it_is() -> None:
    specs = {
        one.inputs["metadata"]["name"]: one.inputs["spec"]
        for one in built({"www": WWW, "plain": PLAIN}).of(PROBE)
    }
    assert specs == {
        "www": probe("www", "https://www.example.com/health", "http_2xx", "30s"),
        "plain": probe("plain", "http://example.com/", "http_redirect", "60s"),
    }
    assert_sound(of_component(built()), Probes, regions=set())


def test_prometheus_waits_longer_than_the_exporter_and_never_longer_than_the_next_question() -> None:
    waits = probe_spec("www", ProbeSpec(url=WWW.url, interval_seconds=15))["scrapeTimeout"]
    for module in modules().values():
        assert int(module["timeout"][:-1]) < int(waits[:-1]) < 15


def test_answers_come_over_tls_of_today_by_ipv4_and_say_what_is_expected() -> None:
    found = modules()
    for module in found.values():
        asked = module["http"]
        assert (asked["preferred_ip_protocol"], asked["ip_protocol_fallback"]) == ("ip4", False)
        assert asked["tls_config"] == {"min_version": "TLS12"}
    page, sign_on, plain = (found[name]["http"] for name in ("http_2xx", "http_sign_on", "http_redirect"))
    assert (page["fail_if_not_ssl"], page["follow_redirects"]) == (True, True)
    assert "valid_status_codes" not in page
    assert (sign_on["fail_if_not_ssl"], sign_on["follow_redirects"]) == (True, False)
    assert not set(sign_on["valid_status_codes"]) & {404, 500, 502, 503}
    assert plain["fail_if_ssl"] is True
    assert plain["valid_status_codes"] == [301, 302, 307, 308]
    assert plain["fail_if_header_not_matches"] == [
        {"header": "Location", "regexp": "^https://", "allow_missing": False}
    ]


def test_it_is_closed_but_for_what_it_asks() -> None:
    always = {"default-deny", "allow-dns", "allow-metrics"}
    assert set(gates({"www": WWW})) == {*always, "allow-https"}
    both = gates({"www": WWW, "plain": PLAIN})
    assert set(both) == {*always, "allow-https", "allow-http"}
    (rule,) = both["allow-http"]["egress"]
    assert rule["ports"] == [{"protocol": "TCP", "port": 80}]
    assert rule["to"] == [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}}]
    assert set(gates({"plain": PLAIN})) == {*always, "allow-http"}


def test_two_of_them_outlast_a_node_and_one_needs_no_budget() -> None:
    found = values()
    assert (found["replicas"], found["podDisruptionBudget"]) == (2, {"maxUnavailable": 1})
    (spread,) = found["topologySpreadConstraints"]
    assert spread["labelSelector"] == {
        "matchLabels": {
            "app.kubernetes.io/name": "prometheus-blackbox-exporter",
            "app.kubernetes.io/instance": "blackbox",
        }
    }
    alone = values(replicas=1)
    assert (alone["podDisruptionBudget"], alone["topologySpreadConstraints"]) == ({}, [])
    assert found["securityContext"]["readOnlyRootFilesystem"] is True
    assert found["podSecurityContext"]["runAsNonRoot"] is True


def test_asking_nothing_is_refused() -> None:
    with pytest.raises(RefusalError, match="ask for nothing, so that no outage would be told"):
        ProbesArgs(targets={})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"url": "http://www.example.com/"}, "is asked in plain text, and http_2xx accepts no answer but"),
        ({"url": "https://a.example.com/", "module": "http_redirect"}, "is encrypted already"),
        ({"url": "https://www.example.com/?token=1"}, "String should match pattern"),
        ({"url": "https://www.example.com:8443/"}, "String should match pattern"),
        ({"url": "https://user:word@www.example.com/"}, "String should match pattern"),
        ({"url": "https://localhost/"}, "String should match pattern"),
        ({"url": WWW.url, "interval_seconds": 14}, "greater than or equal to 15"),
        ({"url": WWW.url, "module": "icmp"}, "Input should be"),
    ],
)
def test_what_would_never_succeed_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ProbeSpec.model_validate(given)


def test_further_addresses_have_names_of_objects() -> None:
    with pytest.raises(ValidationError, match="pattern"):
        ProbesSpec.model_validate({"targets": {"WWW": {"url": WWW.url}}})


@pytest.mark.skipif(shutil.which("blackbox_exporter") is None, reason="blackbox_exporter is not installed")
def test_the_exporter_itself_takes_the_modules(tmp_path: Path) -> None:
    (tmp_path / "blackbox.yaml").write_text(yaml.safe_dump({"modules": modules()}))
    told = subprocess.run(
        ["blackbox_exporter", "--config.check", "--config.file=blackbox.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
