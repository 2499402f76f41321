"""Which addresses are asked unbidden: those at which the public gets an answer, and no other."""

import json
from copy import deepcopy
from typing import Any

import pytest

from components.observability.probes.spec import ProbeSpec
from stacks.layers.platform.cloudwatch import services
from stacks.layers.platform.probes import known
from stacks.layers.public_addresses import PublicAddress, edge_host, public_addresses
from stacks.settings.model import Settings
from tests.stacks.systems import DEV, SHIPPED

EDGE = PublicAddress("example.com", "/health")
WWW = PublicAddress("www.example.com", "/health")
CDN = PublicAddress("app.aws.example.com", "/")


def settings(tree: Any = SHIPPED, **changes: Any) -> Settings:
    return Settings.model_validate_json(json.dumps({**tree, **changes}))


def opened() -> Any:
    """Return production with balancers that are open to the world."""
    tree = deepcopy(SHIPPED)
    for balancer in tree["aws"]["traffic"]["load_balancers"].values():
        balancer["ingress"] = "world"
    return tree


def test_behind_the_edge_only_what_it_serves_is_asked() -> None:
    assert edge_host(settings()) == "example.com"
    assert public_addresses(settings()) == (EDGE, WWW, CDN)


def test_a_host_whose_route_does_not_lead_to_health_is_left_to_whoever_knows_one() -> None:
    """The back end is routed below /api and tells its health at /health, which nobody outside reaches."""
    tree = deepcopy(SHIPPED)
    for region in tree["aws"]["regions"].values():
        region["platform"]["workloads"]["backend-api"]["route"]["path"] = "/"
    assert PublicAddress("api.example.com", "/health") in public_addresses(settings(tree))
    assert "api.example.com" not in {one.host for one in public_addresses(settings())}


def test_balancers_that_are_open_are_asked_with_argo_behind_them() -> None:
    found = public_addresses(settings(opened()))
    assert PublicAddress("argocd.aws.example.com", "/healthz") in found
    assert PublicAddress("workflows.aws.example.com", "/", signs_on=True) in found
    assert PublicAddress("origin.aws.example.com", "/health") in found
    assert len({one.host for one in found}) == len(found)


def test_without_an_edge_and_a_way_in_there_is_nothing_to_ask() -> None:
    assert public_addresses(settings(DEV)) == ()
    assert edge_host(settings(DEV)) is None


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("example-com", ProbeSpec(url="https://example.com/health")),
        (
            "example-com-plain",
            ProbeSpec(url="http://example.com/", module="http_redirect", interval_seconds=60),
        ),
        ("app-aws-example-com", ProbeSpec(url="https://app.aws.example.com/")),
    ],
)
def test_each_is_asked_by_its_name(name: str, asked: ProbeSpec) -> None:
    assert known(settings())[name] == asked


def test_a_page_that_leads_to_a_sign_on_may_do_so() -> None:
    found = known(settings(opened()))
    assert found["workflows-aws-example-com"].module == "http_sign_on"
    assert found["argocd-aws-example-com"].module == "http_2xx"


def test_only_services_that_a_region_has_are_read() -> None:
    every = {"ApplicationELB", "Backup", "ElastiCache", "Kinesis", "NATGateway", "RDS", "S3", "SQS"}
    assert set(services(settings(), "us-east-1")) == every
    tree = deepcopy(SHIPPED)
    west = tree["aws"]["regions"]["us-west-2"]
    for gone in ("cache", "queues", "streams", "recovery"):
        west.pop(gone)
    west.pop("platform")
    traffic = tree["aws"]["traffic"]
    traffic["load_balancers"].pop("us-west-2")
    traffic["routing"] = None
    assert set(services(settings(tree), "us-west-2")) == {"Backup", "NATGateway", "S3"}
