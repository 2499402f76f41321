"""What the edge costs, to the cent where the program decides it."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.cost.estimate import Estimate

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]
Fixed = Callable[..., dict[str, tuple[str, str, str]]]

ZONE, CHECK = "aws:route53/zone:Zone", "aws:route53/healthCheck:HealthCheck"
BALANCER, ACL = "aws:lb/loadBalancer:LoadBalancer", "aws:wafv2/webAcl:WebAcl"
CDN, FUNCTION = "aws:cloudfront/distribution:Distribution", "aws:cloudfront/function:Function"


def same(amount: str) -> tuple[str, str, str]:
    return amount, amount, amount


def assumed(estimate: Estimate) -> set[str]:
    return {line.item for line in estimate.lines if line.usage}


def test_a_zone_costs_half_a_dollar_and_a_public_one_its_queries(
    make: Make, price: Price, fixed: Fixed
) -> None:
    public, private = make(ZONE, "zone"), make(ZONE, "inside", vpcs=[{"vpcId": "vpc-1"}])

    assert fixed(public) == fixed(private) == {"Hosted zone": same("0.50")}
    assert assumed(price(public)) == {"DNS queries"}
    assert assumed(price(private)) == set()


@pytest.mark.parametrize(
    ("inputs", "options"),
    [
        ({"type": "HTTP"}, None),
        ({"type": "CALCULATED"}, None),
        ({"type": "HTTPS"}, "1.00"),
        ({"type": "HTTPS_STR_MATCH"}, "2.00"),
        ({"type": "HTTPS_STR_MATCH", "requestInterval": 10, "measureLatency": True}, "4.00"),
    ],
)
def test_a_health_check_costs_a_dollar_for_each_option(
    make: Make, fixed: Fixed, inputs: dict[str, Any], options: str | None
) -> None:
    expected = {"Health check": same("0.50")}
    if options is not None:
        expected["Options of a health check"] = same(options)
    assert fixed(make(CHECK, "check", **inputs)) == expected


def test_a_load_balancer_costs_its_hours_and_an_address_in_each_zone(
    make: Make, price: Price, fixed: Fixed
) -> None:
    public = make(BALANCER, "edge", subnets=["a", "b", "c"])
    inside = make(BALANCER, "edge", subnets=["a", "b"], internal=True)

    assert fixed(public) == {"Load balancer": same("16.42"), "Public addresses in 3 zones": same("10.95")}
    assert fixed(inside) == {"Load balancer": same("16.42")}
    assert assumed(price(public)) == {"Load balancer capacity", "Answers to the internet"}
    assert assumed(price(inside)) == {"Load balancer capacity"}


def test_a_network_load_balancer_costs_less_for_what_it_carries(
    make: Make, price: Price, fixed: Fixed
) -> None:
    network = make(BALANCER, "n", loadBalancerType="network", subnets=["a", "b"])

    assert fixed(network) == {"Load balancer": same("16.42"), "Public addresses in 2 zones": same("7.30")}
    (capacity,) = (line for line in price(network).lines if line.item == "Load balancer capacity")
    assert (capacity.key, f"{capacity.price.expected}") == ("nlb.lcu", "0.006")


def test_a_balancer_of_another_type_has_no_price(make: Make, price: Price) -> None:
    (note,) = {
        one.reason for one in price(make(BALANCER, "n", loadBalancerType="gateway", internal=True)).unpriced
    }
    assert note == "no price of a load balancer of type gateway is recorded; add it to policies/cost"


def test_a_web_acl_costs_five_dollars_and_one_a_rule(make: Make, price: Price, fixed: Fixed) -> None:
    acl = make(ACL, "edge", rules=[{"name": str(number)} for number in range(6)])

    assert fixed(acl) == {"Web ACL": same("5.00"), "Rules of a web ACL": same("6.00")}
    assert {line.category for line in price(acl).lines} == {"security"}


def test_rules_in_json_cannot_be_counted(make: Make, price: Price) -> None:
    assert [one.reason for one in price(make(ACL, "edge", ruleJson="[]")).unpriced] == [
        "the rules of the web ACL cannot be counted; write them as rules"
    ]


def test_the_cdn_costs_what_it_answers(make: Make, price: Price, fixed: Fixed) -> None:
    cdn, function = make(CDN, "cdn"), make(FUNCTION, "pointer", keyValueStoreAssociations=["arn:store"])

    assert fixed(cdn) == fixed(function) == {}
    assert assumed(price(cdn)) == {"Data to viewers", "HTTPS requests"}
    assert assumed(price(function)) == {"Runs of a function", "Reads of the key-value store"}
