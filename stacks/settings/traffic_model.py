"""What an environment decides about the way in on AWS: names, certificates, load balancers, firewalls and the CDN."""

from typing import Self

from pydantic import Field, model_validator

from components.foundation.log_retention import PRODUCTION_LOG_DAYS, LogDays
from components.foundation.placement import AwsRegion
from components.foundation.spec import RefusalError, Spec
from components.networking.cdn import CdnSpec
from components.networking.certificates import CertificatesSpec
from components.networking.dns import DomainName, HealthCheckSpec, RoutingSpec
from components.networking.load_balancer import LoadBalancerSpec
from components.networking.web_firewall import WebFirewallSpec

MOST_REGIONS = 2
"""A failover record knows a primary and a secondary (Route 53 developer guide, failover routing)."""


class TrafficSettings(Spec):
    """The way in: a delegated zone, load balancers in front of the clusters, and the frontend's CDN."""

    domain: DomainName = Field(
        description="The zone that Cloudflare delegates to Route 53, below cloudflare.zone, such as aws.example.com."
    )
    query_log_days: LogDays = 30
    lock_version: int = Field(default=1, ge=1, description="Raise it to have the origin secret replaced.")
    certificates: CertificatesSpec = CertificatesSpec()
    checks: HealthCheckSpec = HealthCheckSpec()
    routing: RoutingSpec | None = Field(
        default=None, description="How `balanced.<domain>` spreads requests over the regions."
    )
    load_balancers: dict[AwsRegion, LoadBalancerSpec] = Field(
        default_factory=dict, description="Load balancers by region; the home region's is the primary."
    )
    firewall: WebFirewallSpec = WebFirewallSpec()
    cdn: CdnSpec | None = Field(default=None, description="The frontend's CDN.")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = []
        regions = set(self.load_balancers)
        if len(regions) > MOST_REGIONS:
            faults.append(
                f"load_balancers names {len(regions)} regions, and failover knows a primary and a secondary: keep "
                f"{MOST_REGIONS}"
            )
        if self.routing is not None and set(self.routing.by_region) != regions:
            faults.append(
                f"routing weighs {', '.join(sorted(self.routing.by_region))} and load_balancers stand in "
                f"{', '.join(sorted(regions)) or 'no region'}, so that a name would lead nowhere: weigh each of those"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(traffic: TrafficSettings) -> list[str]:
    """Return what is too little for production, each with its consequence and way out."""
    faults = []
    if len(traffic.load_balancers) == 1:
        faults.append(
            "load_balancers stand in one region: its loss would close the way in; describe one in a second region"
        )
    for where, days in (
        ("query_log_days", traffic.query_log_days),
        ("firewall.log_days", traffic.firewall.log_days),
    ):
        if days < PRODUCTION_LOG_DAYS:
            faults.append(
                f"{where} is {days}: an incident could not be traced back; set it to {PRODUCTION_LOG_DAYS} or more"
            )
    return faults
