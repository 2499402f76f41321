"""Who may open a connection to what stands in a VPC of Google Cloud: nobody, but for these."""

from dataclasses import dataclass
from typing import Final

import pulumi_gcp as gcp
from pulumi import Output

from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement

IAP: Final = "35.235.240.0/20"
"""Where Identity-Aware Proxy connects from, which asks who is there before it lets anybody at SSH."""

HEALTH_CHECKS: Final = ("35.191.0.0/16", "130.211.0.0/22")
"""Where Google's load balancers and their health checks connect from."""

HEALTH_CHECKED: Final = ("80", "443", "8080", "8443", "10256", "15021", "30000-32767")
"""The ports that load balancers reach: of gateways and their readiness, of kube-proxy's health, of node ports."""

WEBHOOKS: Final = ("8443", "9443", "15017")
"""The ports on which admission webhooks of ingress, cert-manager and Istio hear the control plane. GKE opens 443 and
10250 alone by itself, and a webhook that cannot be reached stops every deployment."""

LAST: Final = 65534
"""The priority just before the rule that is implied: everything more particular comes first."""


@dataclass(frozen=True)
class Allowed:
    """One rule that lets TCP in: from where, to which ports, and why."""

    sources: tuple[str, ...]
    ports: tuple[str, ...]
    why: str


def gcp_firewall(
    owner: Component,
    name: str,
    *,
    network: Output[str],
    vpc: str,
    control_plane: str,
    node_tag: str,
    placement: GcpPlacement,
) -> list[gcp.compute.Firewall]:
    """Make the rules of a network: what is let in, and last the refusal of all else, which is logged."""
    rules = {
        "iap-ssh": Allowed((IAP,), ("22",), "People come in through Identity-Aware Proxy"),
        "health-checks": Allowed(HEALTH_CHECKS, HEALTH_CHECKED, "Load balancers and their health checks"),
        "webhooks": Allowed((control_plane,), WEBHOOKS, "The control plane calls admission webhooks"),
    }
    allowed = [
        gcp.compute.Firewall(
            f"{name}-{key}",
            name=f"{vpc}-{key}",
            project=placement.project,
            network=network,
            description=rule.why,
            direction="INGRESS",
            priority=1000,
            source_ranges=list(rule.sources),
            target_tags=[node_tag],
            allows=[{"protocol": "tcp", "ports": list(rule.ports)}],
            log_config={"metadata": "INCLUDE_ALL_METADATA"},
            opts=owner.child(),
        )
        for key, rule in rules.items()
    ]
    refusal = gcp.compute.Firewall(
        f"{name}-deny-ingress",
        name=f"{vpc}-deny-ingress",
        project=placement.project,
        network=network,
        description="Whatever no other rule lets in is refused and logged",
        direction="INGRESS",
        priority=LAST,
        source_ranges=["0.0.0.0/0"],
        denies=[{"protocol": "all"}],
        log_config={"metadata": "INCLUDE_ALL_METADATA"},
        opts=owner.child(),
    )
    return [*allowed, refusal]
