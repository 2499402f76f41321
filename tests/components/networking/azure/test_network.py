"""Azure's network: how it is cut, what each subnet lets in, how it leaves, and what it refuses."""

from collections.abc import Mapping
from functools import cache
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import network, privatedns
from pydantic import ValidationError

from components.foundation.cloudflare_ranges import IPV4 as CLOUDFLARE
from components.networking.azure.firewall import ranges
from components.networking.azure.flow_log import FlowLog, FlowLogArgs
from components.networking.azure.ingress_address import IngressAddress, IngressAddressArgs
from components.networking.azure.private_names import (
    PrivateEndpoint,
    PrivateEndpointArgs,
    PrivateZones,
    PrivateZonesArgs,
)
from components.networking.azure.spec import AzureNetworkSpec, production_faults, subnet_plan
from components.networking.azure.virtual_network import VirtualNetwork, VirtualNetworkArgs
from tests.components.azure import ANSWERS, LABELS, PLACEMENT, TAGS, roles
from tests.components.recording import Recording, assert_sound, record

SOUND: dict[str, Any] = {"cidr": "10.19.0.0/16", "zones": ("1", "2", "3")}


def spec(**changes: Any) -> AzureNetworkSpec:
    return AzureNetworkSpec.model_validate({**SOUND, **changes})


@cache
def made(*zones: str) -> Recording:
    def program() -> pulumi.Output[dict[str, str]]:
        args = VirtualNetworkArgs(
            spec=spec(zones=zones),
            placement=PLACEMENT,
            labels=LABELS,
            stem="production-eastus",
            group="group",
        )
        return VirtualNetwork("net", args).nat_public_ips

    return record(program, answers=ANSWERS)


@pytest.mark.parametrize("prefix", [16, 18, 20])
def test_a_network_is_cut_without_overlaps_and_with_room_for_three_zones(prefix: int) -> None:
    whole = IPv4Network(f"10.16.0.0/{prefix}")
    blocks = list(ranges(subnet_plan(whole)).values())
    assert len(blocks) == 7
    assert all(block.subnet_of(whole) for block in blocks)
    assert not any(one.overlaps(two) for one in blocks for two in blocks if one is not two)
    assert [block.prefixlen for block in subnet_plan(whole).nodes.values()] == [prefix + 2] * 3


def test_subnets_take_their_ranges_from_the_plan_and_leave_by_their_zone() -> None:
    recording = made("1", "2", "3")
    assert_sound(recording, VirtualNetwork, regions=set())
    subnets = {
        name.removeprefix("net-"): entry.inputs for name, entry in recording.named(network.Subnet).items()
    }
    assert {name: inputs["addressPrefix"] for name, inputs in subnets.items()} == {
        "system": "10.19.0.0/21",
        "endpoints": "10.19.8.0/26",
        "database": "10.19.16.0/26",
        "api-server": "10.19.24.0/28",
        "nodes-1": "10.19.64.0/18",
        "nodes-2": "10.19.128.0/18",
        "nodes-3": "10.19.192.0/18",
    }
    assert {name: inputs.get("natGateway") for name, inputs in subnets.items()} == {
        "system": {"id": "net-nat-1-id"},
        "endpoints": None,
        "database": None,
        "api-server": None,
        "nodes-1": {"id": "net-nat-1-id"},
        "nodes-2": {"id": "net-nat-2-id"},
        "nodes-3": {"id": "net-nat-3-id"},
    }
    assert {inputs["defaultOutboundAccess"] for inputs in subnets.values()} == {False}
    assert {
        name: inputs["delegations"][0]["serviceName"]
        for name, inputs in subnets.items()
        if "delegations" in inputs
    } == {
        "api-server": "Microsoft.ContainerService/managedClusters",
        "database": "Microsoft.DBforPostgreSQL/flexibleServers",
    }


def test_subnets_come_one_after_another() -> None:
    """Azure refuses a second change of a network while one is under way."""
    recording = made("1", "2", "3")
    waits = {
        entry.name: recording.depends_on(entry, network.Subnet) for entry in recording.of(network.Subnet)
    }
    assert sorted(len(before) for before in waits.values()) == [0, 1, 1, 1, 1, 1, 1]
    assert len(set().union(*waits.values())) == 6


def test_a_gateway_and_its_address_stand_in_one_zone() -> None:
    recording = made("1", "2", "3")
    for kind in (network.NatGateway, network.PublicIPAddress):
        assert {entry.name: entry.inputs["zones"] for entry in recording.of(kind)} == {
            f"net-nat-{zone}": [zone] for zone in "123"
        }
    assert recording.returned == {zone: f"net-nat-{zone}-address" for zone in "123"}


def test_a_network_without_nodes_has_no_way_out() -> None:
    recording = made()
    assert recording.of(network.NatGateway) == []
    assert set(recording.named(network.Subnet)) == {
        "net-system",
        "net-endpoints",
        "net-database",
        "net-api-server",
    }
    assert all("natGateway" not in entry.inputs for entry in recording.of(network.Subnet))


def doors(kind: str) -> Mapping[str, Any]:
    group = made("1", "2", "3").named(network.NetworkSecurityGroup)[f"net-{kind}"]
    return {rule["name"]: rule for rule in group.inputs["securityRules"]}


@pytest.mark.parametrize("kind", ["nodes", "endpoints", "database", "api-server"])
def test_the_last_rule_of_each_filter_refuses_the_rest_of_the_network(kind: str) -> None:
    *before, last = sorted(doors(kind).values(), key=lambda rule: rule["priority"])
    assert (last["access"], last["priority"], last["sourceAddressPrefix"]) == ("Deny", 4096, "*")
    assert len({rule["priority"] for rule in before}) == len(before)
    assert {rule["access"] for rule in before} == {"Allow"}
    assert {rule["direction"] for rule in [*before, last]} == {"Inbound"}


def test_only_cloudflare_reaches_nodes_from_outside_and_only_over_tls() -> None:
    edge = doors("nodes")["from-edge"]
    assert edge["sourceAddressPrefixes"] == [*map(str, CLOUDFLARE)]
    assert (edge["protocol"], edge["destinationPortRange"]) == ("Tcp", "443")
    nodes = doors("nodes")["from-nodes"]
    assert nodes["sourceAddressPrefixes"] == [
        "10.19.0.0/21",
        "10.19.64.0/18",
        "10.19.128.0/18",
        "10.19.192.0/18",
    ]


def test_a_database_takes_postgresql_from_nodes_alone() -> None:
    rules = doors("database")
    assert set(rules) == {"from-nodes", "from-standby", "from-elsewhere-in-the-network"}
    assert rules["from-nodes"]["destinationPortRanges"] == ["5432", "6432"]
    assert rules["from-standby"]["sourceAddressPrefix"] == "10.19.16.0/26"


def test_the_api_server_is_reached_by_nodes_and_probed() -> None:
    rules = doors("api-server")
    assert rules["from-nodes"]["destinationPortRanges"] == ["443", "4443"]
    assert (rules["from-probes"]["sourceAddressPrefix"], rules["from-probes"]["destinationPortRange"]) == (
        "AzureLoadBalancer",
        "9988",
    )


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "too small": ({"cidr": "10.19.0.0/21"}, "10.19.0.0/21 cannot be cut into three zones"),
    "too large": ({"cidr": "10.0.0.0/15"}, "take a /16 to /20"),
    "public": ({"cidr": "20.0.0.0/16"}, "20.0.0.0/16 is not private address space"),
    "zone twice": ({"zones": ("1", "1")}, "zones 1, 1 name one twice"),
    "unheard of": ({"zones": ("4",)}, "Input should be '1', '2' or '3'"),
    "no record": ({"flow_log_days": 0}, "greater than or equal to 1"),
}


@pytest.mark.parametrize(("changes", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_cut_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        spec(**changes)
    assert sentence in str(refused.value)


def test_production_asks_for_all_zones_and_a_quarter_of_a_year() -> None:
    assert production_faults(spec()) == []
    said = production_faults(spec(zones=("1", "2"), flow_log_days=30))
    assert [sentence.split(":")[0] for sentence in said] == ["zones", "flow_log_days"]


def test_a_flow_log_is_written_by_an_identity_that_may() -> None:
    args = FlowLogArgs(
        placement=PLACEMENT,
        labels=LABELS,
        stem="production-eastus",
        group="group",
        vnet_id="vnet",
        storage_account_id="account",
        days=90,
    )
    recording = record(lambda: FlowLog("log", args) and None, answers=ANSWERS)
    log = recording.only(network.FlowLog)
    assert (log.inputs["networkWatcherName"], log.inputs["resourceGroupName"]) == (
        "NetworkWatcher_eastus",
        "NetworkWatcherRG",
    )
    assert (log.inputs["targetResourceId"], log.inputs["storageId"]) == ("vnet", "account")
    assert (log.inputs["enabled"], log.inputs["retentionPolicy"]) == (True, {"days": 90, "enabled": True})
    assert roles(recording)["log-writes"][:2] == ("Storage Blob Data Contributor", "account")
    assert recording.depends_on(log, "azure-native:authorization:RoleAssignment") == {"log-writes"}


def test_the_ingress_address_survives_every_zone() -> None:
    args = IngressAddressArgs(placement=PLACEMENT, labels=LABELS, stem="production-eastus", group="group")
    address = record(lambda: IngressAddress("in", args) and None, answers=ANSWERS).only(
        network.PublicIPAddress
    )
    assert address.inputs["zones"] == ["1", "2", "3"]
    assert address.inputs["publicIPAllocationMethod"] == "Static"
    assert address.inputs["tags"] == TAGS


def test_a_zone_that_a_service_links_itself_is_not_linked_by_us() -> None:
    args = PrivateZonesArgs(
        labels=LABELS,
        group="group",
        zones={"vault": "privatelink.vaultcore.azure.net"},
        linked_by_their_service={"cluster": "privatelink.eastus.azmk8s.io"},
        vnet_id="vnet",
    )
    recording = record(lambda: PrivateZones("zones", args) and None, answers=ANSWERS)
    assert {entry.inputs["privateZoneName"] for entry in recording.of(privatedns.PrivateZone)} == {
        "privatelink.vaultcore.azure.net",
        "privatelink.eastus.azmk8s.io",
    }
    link = recording.only(privatedns.VirtualNetworkLink).inputs
    assert (link["virtualNetwork"], link["registrationEnabled"]) == ({"id": "vnet"}, False)


@pytest.mark.parametrize(
    ("service", "part"), [("vault", "vault"), ("blob", "blob"), ("registry", "registry")]
)
def test_an_endpoint_joins_one_part_of_a_service_and_is_named_in_its_zone(service: Any, part: str) -> None:
    args = PrivateEndpointArgs(
        placement=PLACEMENT,
        labels=LABELS,
        group="group",
        physical="production-eastus-x",
        service=service,
        target_id="target",
        subnet_id="subnet",
        zone_id="zone",
    )
    recording = record(lambda: PrivateEndpoint("end", args) and None, answers=ANSWERS)
    (joined,) = recording.only(network.PrivateEndpoint).inputs["privateLinkServiceConnections"]
    assert (joined["privateLinkServiceId"], joined["groupIds"]) == ("target", [part])
    (named,) = recording.only(network.PrivateDnsZoneGroup).inputs["privateDnsZoneConfigs"]
    assert named["privateDnsZoneId"] == "zone"
