"""Private answers for Google's own names, so that a node without a public address reaches them inside the network."""

from collections.abc import Sequence
from typing import Final

import pulumi_gcp as gcp
from pulumi import Output, Resource

from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels

PRIVATE_ADDRESSES: Final = ("199.36.153.8", "199.36.153.9", "199.36.153.10", "199.36.153.11")
"""private.googleapis.com (VPC, Private Google Access): reached over the default route, but never over the internet."""

DOMAINS: Final = {"googleapis": "googleapis.com.", "gke": "gke.goog.", "packages": "pkg.dev."}
"""The APIs, the control planes' DNS endpoints, and the registries that images are pulled from."""


def private_dns(
    owner: Component,
    name: str,
    *,
    network: Output[str],
    vpc: str,
    placement: GcpPlacement,
    labels: Labels,
    services: Sequence[Resource],
) -> list[Resource]:
    """Make a zone for each of Google's domains, in which every name leads to the private addresses."""
    made: list[Resource] = []
    for key, domain in DOMAINS.items():
        zone = gcp.dns.ManagedZone(
            f"{name}-{key}",
            name=f"{vpc}-{key}",
            project=placement.project,
            dns_name=domain,
            description=f"Answers for {domain} with addresses inside the network",
            visibility="private",
            private_visibility_config={"networks": [{"network_url": network}]},
            labels=labels.gcp(),
            opts=owner.child(depends_on=services),
        )
        made.append(zone)
        made += [
            gcp.dns.RecordSet(
                f"{name}-{key}-{role}",
                project=placement.project,
                managed_zone=zone.name,
                name=record,
                type="A",
                ttl=300,
                rrdatas=list(PRIVATE_ADDRESSES),
                opts=owner.child(),
            )
            for role, record in {"apex": domain, "all": f"*.{domain}"}.items()
        ]
    return made
