"""A network in Google Cloud: one subnet, nothing with a public address in it, and one way out."""

from dataclasses import dataclass

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from components.networking.gcp.firewall import gcp_firewall
from components.networking.gcp.network_spec import GcpNetworkSpec
from components.networking.gcp.private_dns import private_dns

PODS, SERVICES = "pods", "services"
"""The names of the subnet's secondary ranges, by which a cluster takes them."""


@dataclass(frozen=True, kw_only=True)
class GcpNetworkArgs:
    """A spec, where it stands, and the APIs that have to be on. ``vpc`` is the network's physical name."""

    spec: GcpNetworkSpec
    placement: GcpPlacement
    labels: Labels
    vpc: str
    services: tuple[Resource, ...]


class GcpNetwork(Component):
    """A custom-mode VPC with flow logs, NAT, private access to Google's services and a firewall that refuses by default.

    Outputs: ``network_id`` and ``subnetwork_id`` are full paths; ``network_name``; ``ingress_address`` is the reserved
    address that the outside world's traffic comes in by, and ``ingress_name`` how a Service asks for it. Beside them, for
    wiring: ``node_tag``, which the firewall knows nodes by; ``private_services``, which Cloud SQL waits for; ``ready``,
    which nodes wait for.
    """

    urn_type = "platform:networking:GcpNetwork"

    network_id: Output[str]
    network_name: Output[str]
    subnetwork_id: Output[str]
    ingress_address: Output[str]
    ingress_name: Output[str]
    private_services_range: Output[str]

    def __init__(self, name: str, args: GcpNetworkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        network = self._network(name, args)
        self.node_tag = f"{args.vpc}-node"
        subnet = self._subnet(name, args, network)
        way_out = self._way_out(name, args, network, subnet)
        reserved = self._private_services_range(name, args, network)
        self.private_services: Resource = gcp.servicenetworking.Connection(
            f"{name}-private-services",
            network=network.id,
            service="servicenetworking.googleapis.com",
            reserved_peering_ranges=[reserved.name],
            # The producer's side of the peering outlives the last database by days; do not wait for it.
            deletion_policy="ABANDON",
            opts=self.child(),
        )
        walls = gcp_firewall(
            self, name, network=network.id, vpc=args.vpc, control_plane=str(args.spec.control_plane),
            node_tag=self.node_tag, placement=args.placement,
        )  # fmt: skip
        names = private_dns(
            self, name, network=network.id, vpc=args.vpc, placement=args.placement, labels=args.labels,
            services=args.services,
        )  # fmt: skip
        self.ready: list[Resource] = [*way_out, *walls, *names]
        self.network_id = network.id
        self.network_name = network.name
        self.subnetwork_id = subnet.id
        self.private_services_range = reserved.name
        reserved_for_visitors = self._ingress(name, args)
        self.ingress_address, self.ingress_name = reserved_for_visitors.address, reserved_for_visitors.name
        self.publish()

    def _network(self, name: str, args: GcpNetworkArgs) -> gcp.compute.Network:
        return gcp.compute.Network(
            f"{name}-vpc",
            name=args.vpc,
            project=args.placement.project,
            description=f"The platform's network of {args.labels.environment}",
            auto_create_subnetworks=False,
            routing_mode="GLOBAL",
            delete_default_routes_on_create=True,
            opts=self.child(depends_on=args.services),
        )

    def _subnet(
        self, name: str, args: GcpNetworkArgs, network: gcp.compute.Network
    ) -> gcp.compute.Subnetwork:
        spec, placement = args.spec, args.placement
        if spec.proxies is not None:
            gcp.compute.Subnetwork(
                f"{name}-proxies",
                name=f"{args.vpc}-proxies",
                project=placement.project,
                region=placement.region,
                network=network.id,
                ip_cidr_range=str(spec.proxies),
                purpose="REGIONAL_MANAGED_PROXY",
                role="ACTIVE",
                opts=self.child(),
            )
        return gcp.compute.Subnetwork(
            f"{name}-nodes",
            name=f"{args.vpc}-nodes",
            project=placement.project,
            region=placement.region,
            network=network.id,
            ip_cidr_range=str(spec.nodes),
            private_ip_google_access=True,
            secondary_ip_ranges=[
                {"range_name": PODS, "ip_cidr_range": str(spec.pods)},
                {"range_name": SERVICES, "ip_cidr_range": str(spec.services)},
            ],
            log_config={
                "aggregation_interval": "INTERVAL_10_MIN",
                "flow_sampling": spec.flow_log_sampling,
                "metadata": "INCLUDE_ALL_METADATA",
            },
            opts=self.child(),
        )

    def _way_out(
        self, name: str, args: GcpNetworkArgs, network: gcp.compute.Network, subnet: gcp.compute.Subnetwork
    ) -> list[Resource]:
        placement = args.placement
        route = gcp.compute.Route(
            f"{name}-egress",
            name=f"{args.vpc}-egress",
            project=placement.project,
            network=network.id,
            description="The one way out, which Cloud NAT translates; nothing inside has a public address",
            dest_range="0.0.0.0/0",
            next_hop_gateway="default-internet-gateway",
            priority=1000,
            opts=self.child(),
        )
        router = gcp.compute.Router(
            f"{name}-router",
            name=f"{args.vpc}-router",
            project=placement.project,
            region=placement.region,
            network=network.id,
            opts=self.child(),
        )
        nat = gcp.compute.RouterNat(
            f"{name}-nat",
            name=f"{args.vpc}-nat",
            project=placement.project,
            region=placement.region,
            router=router.name,
            nat_ip_allocate_option="AUTO_ONLY",
            source_subnetwork_ip_ranges_to_nat="LIST_OF_SUBNETWORKS",
            subnetworks=[{"name": subnet.id, "source_ip_ranges_to_nats": ["ALL_IP_RANGES"]}],
            # Dynamic ports and endpoint-independent mapping exclude one another (Cloud NAT, port reservation).
            enable_dynamic_port_allocation=True,
            enable_endpoint_independent_mapping=False,
            min_ports_per_vm=64,
            max_ports_per_vm=4096,
            log_config={"enable": True, "filter": "ERRORS_ONLY"},
            opts=self.child(),
        )
        return [route, nat]

    def _private_services_range(
        self, name: str, args: GcpNetworkArgs, network: gcp.compute.Network
    ) -> gcp.compute.GlobalAddress:
        return gcp.compute.GlobalAddress(
            f"{name}-private-services-range",
            name=f"{args.vpc}-private-services",
            project=args.placement.project,
            description="Handed to Google for the instances of Cloud SQL",
            purpose="VPC_PEERING",
            address_type="INTERNAL",
            address=str(args.spec.private_services.network_address),
            prefix_length=args.spec.private_services.prefixlen,
            network=network.id,
            labels=args.labels.gcp(),
            opts=self.child(),
        )

    def _ingress(self, name: str, args: GcpNetworkArgs) -> gcp.compute.Address:
        """Reserve an address of the region: a Service takes no global one (GKE, LoadBalancer Service parameters)."""
        return gcp.compute.Address(
            f"{name}-ingress",
            name=f"{args.vpc}-ingress",
            project=args.placement.project,
            region=args.placement.region,
            description="Where the edge sends traffic when AWS is gone",
            address_type="EXTERNAL",
            network_tier="PREMIUM",
            labels=args.labels.gcp(),
            opts=self.child(depends_on=args.services),
        )
