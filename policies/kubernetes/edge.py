"""Ways into a cluster by gateways: over TLS alone, and for hosts that are named."""

from collections.abc import Sequence
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact, every, some
from policies.framework.index import Stack, alike
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PROMOTED,
    Context,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value
from policies.kubernetes.namespaces import by_cluster, cluster_of

GATEWAYS: Final = "https://gateway-api.sigs.k8s.io/guides/"


@stack_rule(
    name="gateway-tls",
    title="Gateways answer over TLS, and in plain text with a redirect alone",
    types=(tokens.GATEWAY,),
    severity="critical",
    levels=ALWAYS,
    remediation="Set protocol HTTPS with tls.certificateRefs. A listener for HTTP takes routes of its own namespace, each of "
    "which redirects to https.",
    url=GATEWAYS + "tls/",
)
def gateway_tls(stack: Stack, _: Context) -> Outcomes:
    """Refuse a listener without a certificate, unless nothing can be had from it but the address of the other one."""
    routes = by_cluster(stack, tokens.HTTP_ROUTE)
    for gateway in stack.of(tokens.GATEWAY):
        beside = routes.get(cluster_of(gateway), ())
        for listener in gateway.at("spec", "listeners").items():
            protocol, tls = listener["protocol"], listener["tls"]
            kept = tls["mode"].equals("Passthrough") | tls["certificateRefs"].given()
            secure = protocol.equals("HTTPS", "TLS") & kept
            sent_on = protocol.equals("HTTP") & _redirects_alone(beside, gateway, listener)
            message = f"{listener.where} can be read on the way: give it a certificate, or redirect alone"
            yield from require(secure | sent_on, message, of=gateway)


def _redirects_alone(beside: Sequence[Resource], gateway: Resource, listener: Value) -> Fact:
    """Return whether routes of the gateway's own namespace alone reach a listener, and each of them redirects."""
    bounded = listener.at("allowedRoutes", "namespaces", "from").test(lambda raw: raw == "Same", absent=True)
    return bounded & every(_redirects(route) | ~_attached(route, gateway, listener) for route in beside)


def _attached(route: Resource, gateway: Resource, listener: Value) -> Fact:
    here = alike(route.at("metadata", "namespace"), gateway.at("metadata", "namespace"))
    return here & some(
        alike(parent["name"], gateway.at("metadata", "name"))
        & (
            parent["sectionName"].test(lambda _: False, absent=True)
            | alike(parent["sectionName"], listener["name"])
        )
        for parent in route.at("spec", "parentRefs").items()
    )


def _redirects(route: Resource) -> Fact:
    """Return whether every rule of a route sends whoever asks to https."""
    rules = route.at("spec", "rules")
    return rules.given() & every(
        some(step.at("requestRedirect", "scheme").equals("https") for step in rule["filters"].items())
        for rule in rules.items()
    )


def _to_the_letter(route: Resource) -> Fact:
    """Return whether a route answers for single pages alone, each named to the letter, as probes ask for them."""
    rules = route.at("spec", "rules")
    return rules.given() & every(
        rule["matches"].given()
        & every(match.at("path", "type").equals("Exact") for match in rule["matches"].items())
        for rule in rules.items()
    )


@resource_rule(
    name="route-host-named",
    title="Routes name the hosts that they answer for",
    types=(tokens.HTTP_ROUTE,),
    severity="high",
    levels=PROMOTED,
    remediation="Write each host into spec.hostnames. A redirect needs none, nor does a single page with a path of the type Exact.",
    url=GATEWAYS + "http-routing/",
)
def route_host_named(route: Resource, _: Context) -> Outcomes:
    """Refuse a route for whatever host is asked for, which answers for a name that somebody else points here."""
    hosts = route.at("spec", "hostnames")
    bare = hosts.given() | _redirects(route) | _to_the_letter(route)
    yield from require(bare, "it answers for every host: set spec.hostnames")
    for host in hosts.items():
        wild = host.test(lambda raw: str(raw).startswith("*"))
        yield from require(~wild, f"{host.where} takes in hosts that nobody named: write each")


RULES = (gateway_tls, route_host_named)
