"""Network policies."""

import ipaddress

from simulator.clouds.kubernetes.pods import expressions
from simulator.clouds.refusals import Given, Refused, one_of


def _network_policy(given: Given) -> Refused:
    yield from one_of("spec.policyTypes", ("Egress", "Ingress"))(given)
    yield from expressions(given, "spec.podSelector")
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for path, rule in given.objects(f"spec.{direction}"):
            for place, port in rule.objects("ports"):
                yield from ((f"{path}.{place}.{inside}", reason) for inside, reason in _port(port))
            for place, peer in rule.objects(peers):
                yield from ((f"{path}.{place}{inside}", reason) for inside, reason in _peer(peer))


def _port(port: Given) -> Refused:
    yield from one_of("protocol", ("SCTP", "TCP", "UDP"))(port)
    low, high = port.number("port"), port.number("endPort")
    for name, number in (("port", low), ("endPort", high)):
        if number is not None and not 1 <= number <= 65535:
            yield name, f"{name} must be between 1 and 65535, not {number}"
    if high is not None and port.lacks("port"):
        yield "endPort", "endPort needs port to be set"
    if low is not None and high is not None and high < low:
        yield "endPort", f"endPort {high} is below port {low}"


def _peer(peer: Given) -> Refused:
    if peer.has("ipBlock") and (peer.has("podSelector") or peer.has("namespaceSelector")):
        yield ".ipBlock", "ipBlock conflicts with podSelector and namespaceSelector"
    if not peer.inputs:
        yield "", "a peer must have an ipBlock, a podSelector or a namespaceSelector"
    outer = _network(peer.text("ipBlock.cidr"))
    if peer.text("ipBlock.cidr") is not None and outer is None:
        yield (
            ".ipBlock.cidr",
            f"ipBlock.cidr must be a network such as 10.0.0.0/16, not {peer.text('ipBlock.cidr')!r}",
        )
    for index, text in enumerate(peer.items("ipBlock.except")):
        inner = _network(text) if isinstance(text, str) else None
        if isinstance(text, str) and (inner is None or (outer is not None and not _within(inner, outer))):
            yield (
                f".ipBlock.except[{index}]",
                f"ipBlock.except {text} does not lie in {peer.text('ipBlock.cidr')}",
            )


def _network(text: str | None) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text or "")
    except ValueError:
        return None


def _within(
    inner: ipaddress.IPv4Network | ipaddress.IPv6Network, outer: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> bool:
    if isinstance(inner, ipaddress.IPv4Network) and isinstance(outer, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    return (
        isinstance(inner, ipaddress.IPv6Network)
        and isinstance(outer, ipaddress.IPv6Network)
        and inner.subnet_of(outer)
    )


RULES = {"NetworkPolicy": (_network_policy,)}
