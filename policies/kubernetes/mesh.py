"""Istio: that both sides prove who they are, and that nobody is let in by a rule that asks nothing.

Istio serves both versions of its policies, v1 and v1beta1, and reads them alike.
"""

from typing import Final

from policies.framework import tokens
from policies.framework.facts import fact
from policies.framework.resources import Resource
from policies.framework.rules import PRODUCTION, Context, Outcomes, require, resource_rule

DOCS: Final = "https://istio.io/latest/docs/reference/config/security/"


@resource_rule(
    name="mesh-strict-mtls",
    title="Members of the mesh take calls of members alone",
    types=(tokens.PEER_AUTHENTICATION, tokens.PEER_AUTHENTICATION_BETA),
    severity="critical",
    levels=PRODUCTION,
    remediation="Set spec.mtls.mode to STRICT. Where something outside of the mesh must ask, open that one port of selected pods "
    "with portLevelMtls PERMISSIVE.",
    kyverno=("enforce-strict-mtls",),
    url=DOCS + "peer_authentication/",
)
def mesh_strict_mtls(policy: Resource, _: Context) -> Outcomes:
    """Require STRICT in writing: left out, the mode is what another object says, and in the end PERMISSIVE.

    A single port of selected pods may take plain text beside mutual TLS, for what asks from outside of the mesh, such as
    Prometheus. It may not be without TLS altogether, and a policy that selects nothing has no such port: Istio reads
    ports only with a selector.
    """
    strict = policy.at("spec", "mtls", "mode").equals("STRICT")
    yield from require(
        strict, "whoever reaches a pod may call it in plain text: set spec.mtls.mode to STRICT"
    )
    ports = policy.at("spec", "portLevelMtls")
    if ports.unknown:
        yield from require(ports.undecided(), "one of its ports is without TLS")
    selects = policy.at("spec", "selector", "matchLabels").given()
    for _port, level in ports.entries():
        mode = level["mode"]
        closed = mode.equals("STRICT", "UNSET") | fact(mode.absent)
        yield from require(
            closed | (mode.equals("PERMISSIVE") & selects),
            f"{level.where} is open to plain text: set STRICT, or PERMISSIVE for a port of selected pods",
        )


@resource_rule(
    name="mesh-no-open-allow",
    title="A policy that allows says whom or what",
    types=(tokens.AUTHORIZATION_POLICY, tokens.AUTHORIZATION_POLICY_BETA),
    severity="critical",
    levels=PRODUCTION,
    remediation="Name callers in `from`, operations in `to`, or conditions in `when`.",
    url=DOCS + "authorization-policy/",
)
def mesh_no_open_allow(policy: Resource, _: Context) -> Outcomes:
    """Refuse a rule of an ALLOW that asks nothing, which undoes each other policy; ALLOW is what none says."""
    action = policy.at("spec", "action")
    allows = action.equals("ALLOW") | fact(action.absent)
    for rule in policy.at("spec", "rules").items():
        asks = rule["from"].given() | rule["to"].given() | rule["when"].given()
        said = asks if not rule.unknown else rule.undecided()
        yield from require(
            ~allows | said, f"{rule.where} lets everybody in: name callers, operations or conditions"
        )


RULES = (mesh_strict_mtls, mesh_no_open_allow)
