"""A VPC of three tiers: reachable from the internet, reaching it, and neither."""

from dataclasses import dataclass
from typing import cast

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.networking.adopted_defaults import adopt_defaults
from components.networking.endpoints import gateway_endpoints, interface_endpoints
from components.networking.flow_logs import flow_logs
from components.networking.network_spec import CLUSTER_SERVICES, NetworkSpec, production_faults
from components.networking.routing import routing
from components.networking.site import Site
from components.networking.subnets import Tier, subnets
from components.networking.zones import zone_faults

__all__ = ["CLUSTER_SERVICES", "Network", "NetworkArgs", "NetworkSpec", "production_faults", "zone_faults"]


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """A network's spec, its place, and what it is wired to.

    ``logs_key_arn`` encrypts the record of connections; ``cluster_name`` is whose nodes Karpenter may
    place in the private subnets.
    """

    spec: NetworkSpec
    placement: AwsPlacement
    labels: Labels
    logs_key_arn: Wire[str]
    cluster_name: str


class Network(Component):
    """A VPC with public, private and isolated subnets in each of its zones.

    Public subnets hold load balancers and NAT gateways and give nothing a public address of itself. Private
    ones leave through NAT as ``nat`` says. Isolated ones, for data stores, have no route out of the VPC but
    those to S3 and DynamoDB. All traffic is recorded.

    Outputs, the maps keyed by zone letter: ``vpc_id``, ``public_subnet_ids``, ``private_subnet_ids``,
    ``isolated_subnet_ids``, ``pod_subnet_ids`` (empty without ``pod_cidr``) and ``nat_public_ips``, the
    addresses that the outside sees.

    Beside them, for wiring before anything runs: ``public``, ``private``, ``isolated`` and ``pods`` (zone ->
    subnet id), ``private_route_tables`` (zone -> id), ``isolated_route_table``, and ``ready``, the resources
    that must stand before a host in a private subnet reaches anything.

    :raises ValueError: if a zone of the spec cannot be used in the region.
    """

    urn_type = "platform:networking:Network"

    vpc_id: Output[str]
    public_subnet_ids: Output[dict[str, str]]
    private_subnet_ids: Output[dict[str, str]]
    isolated_subnet_ids: Output[dict[str, str]]
    pod_subnet_ids: Output[dict[str, str]]
    nat_public_ips: Output[dict[str, str]]

    def __init__(self, name: str, args: NetworkArgs, opts: ResourceOptions | None = None) -> None:
        _refuse_foreign_zones(name, args)
        super().__init__(name, opts)
        site = self._site(name, args)
        adopt_defaults(site)
        tiers = subnets(site, args.spec, args.cluster_name)
        tables = routing(site, args.spec, tiers)
        endpoints = [
            *gateway_endpoints(site, tables),
            *interface_endpoints(site, args.spec, tiers.private),
        ]
        flow_logs(site, args.logs_key_arn, args.spec.flow_log_days)

        self.public, self.private = _ids(tiers.public), _ids(tiers.private)
        self.isolated, self.pods = _ids(tiers.isolated), _ids(tiers.pods)
        self.private_route_tables = {str(zone): table.id for zone, table in tables.private.items()}
        self.isolated_route_table = tables.isolated.id
        self.ready = [*tables.ready, *endpoints]

        self.vpc_id = site.vpc.id
        self.public_subnet_ids = _together(self.public)
        self.private_subnet_ids = _together(self.private)
        self.isolated_subnet_ids = _together(self.isolated)
        self.pod_subnet_ids = _together(self.pods)
        self.nat_public_ips = _together({str(zone): ip for zone, ip in tables.nat_public_ips.items()})
        self.publish()

    def _site(self, name: str, args: NetworkArgs) -> Site:
        vpc = aws.ec2.Vpc(
            name,
            region=args.placement.region,
            cidr_block=str(args.spec.cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            enable_network_address_usage_metrics=True,
            tags=args.labels.aws(name),
            opts=self.child(),
        )
        return Site(owner=self, name=name, vpc=vpc, placement=args.placement, labels=args.labels)


def _refuse_foreign_zones(name: str, args: NetworkArgs) -> None:
    faults = zone_faults(args.spec.zones, args.placement.region)
    if faults:
        raise ValueError(f"network {name}: {'; '.join(faults)}")


def _ids(tier: Tier) -> dict[str, Output[str]]:
    return {str(zone): subnet.id for zone, subnet in tier.items()}


def _together(values: dict[str, Output[str]]) -> Output[dict[str, str]]:
    # The SDK unwraps Outputs inside a mapping; its type speaks of the mapping alone.
    return cast("Output[dict[str, str]]", Output.from_input(values))
