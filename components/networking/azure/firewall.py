"""Which packets each subnet lets in. Azure's own rules let the whole network in and the rest out; these say less.

A rule's priority is part of its name's place in the table, from 100 on in steps of ten, and the last one refuses what the
network itself sends. What comes from outside is refused by Azure's own last rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from pulumi_azure_native import network

from components.foundation.cloudflare_ranges import IPV4 as CLOUDFLARE
from components.networking.azure.spec import SubnetPlan

POSTGRES_PORTS: Final = ("5432", "6432")
"""PostgreSQL, and the pooler that every flexible server brings."""

LAST: Final = 4096
"""The lowest priority that a rule of ours may have."""


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """One door: who comes in by which ports, and why."""

    name: str
    why: str
    sources: tuple[str, ...]
    ports: tuple[str, ...]


def subnet_entrances(plan: SubnetPlan) -> Mapping[str, Sequence[Entrance]]:
    """Return the doors of each kind of subnet."""
    nodes = (str(plan.system), *(str(block) for block in plan.nodes.values()))
    return {
        "nodes": _node_entrances(plan, nodes),
        "endpoints": (
            Entrance(name="nodes", why="Nodes reach private endpoints", sources=nodes, ports=("443",)),
        ),
        "database": (
            Entrance(name="nodes", why="Applications reach PostgreSQL", sources=nodes, ports=POSTGRES_PORTS),
            Entrance(
                name="standby",
                why="A server and its standby reach each other",
                sources=(str(plan.database),),
                ports=POSTGRES_PORTS,
            ),
        ),
        "api-server": (
            Entrance(name="nodes", why="Nodes reach the API server", sources=nodes, ports=("443", "4443")),
            Entrance(
                name="itself",
                why="The API server's parts reach each other",
                sources=(str(plan.api_server),),
                ports=("*",),
            ),
            Entrance(
                name="probes",
                why="Azure's load balancer probes the API server",
                sources=("AzureLoadBalancer",),
                ports=("9988",),
            ),
        ),
    }


def _node_entrances(plan: SubnetPlan, nodes: tuple[str, ...]) -> tuple[Entrance, ...]:
    """Let nodes reach one another, the API server its kubelets and webhooks, and Cloudflare the ingress."""
    edge = tuple(map(str, CLOUDFLARE))
    return (
        Entrance(name="nodes", why="Nodes reach one another", sources=nodes, ports=("*",)),
        Entrance(
            name="api-server",
            why="The API server reaches kubelets and webhooks",
            sources=(str(plan.api_server),),
            ports=("*",),
        ),
        Entrance(
            name="probes",
            why="Azure's load balancer probes the ingress",
            sources=("AzureLoadBalancer",),
            ports=("*",),
        ),
        Entrance(name="edge", why="Cloudflare reaches the ingress", sources=edge, ports=("443",)),
    )


def security_rules(entrances: Sequence[Entrance]) -> list[network.SecurityRuleArgs]:
    """Return the rules of a security group: its doors, and a wall towards the rest of the network."""
    doors = [_allow(entrance, 100 + 10 * place) for place, entrance in enumerate(entrances)]
    return [*doors, _wall()]


def _allow(entrance: Entrance, priority: int) -> network.SecurityRuleArgs:
    single = len(entrance.sources) == 1
    return network.SecurityRuleArgs(
        name=f"from-{entrance.name}",
        description=entrance.why,
        priority=priority,
        direction=network.SecurityRuleDirection.INBOUND,
        access=network.SecurityRuleAccess.ALLOW,
        protocol=network.SecurityRuleProtocol.TCP if "*" not in entrance.ports else "*",
        # A single source may be a service tag, which the plural form does not take.
        source_address_prefix=entrance.sources[0] if single else None,
        source_address_prefixes=None if single else list(entrance.sources),
        source_port_range="*",
        destination_address_prefix="*",
        destination_port_range=entrance.ports[0] if len(entrance.ports) == 1 else None,
        destination_port_ranges=None if len(entrance.ports) == 1 else list(entrance.ports),
    )


def _wall() -> network.SecurityRuleArgs:
    return network.SecurityRuleArgs(
        name="from-elsewhere-in-the-network",
        description="Whatever no rule above lets in",
        priority=LAST,
        direction=network.SecurityRuleDirection.INBOUND,
        access=network.SecurityRuleAccess.DENY,
        protocol="*",
        source_address_prefix="*",
        source_port_range="*",
        destination_address_prefix="*",
        destination_port_range="*",
    )


def ranges(plan: SubnetPlan) -> Mapping[str, IPv4Network]:
    """Return every range of a plan by the name of its subnet."""
    return {
        "system": plan.system,
        "endpoints": plan.endpoints,
        "database": plan.database,
        "api-server": plan.api_server,
        **{f"nodes-{zone}": block for zone, block in plan.nodes.items()},
    }
