"""A network of Google Cloud: its ranges, its one way out, who is let in, and how Google's names are answered."""

from typing import Any

import pulumi_gcp as gcp

from components.networking.gcp.network import GcpNetwork, GcpNetworkArgs
from components.networking.gcp.network_spec import GcpNetworkSpec, production_faults
from tests.components.google import LABELS, PLACE, recorded
from tests.components.recording import Recording, assert_sound

RANGES: dict[str, Any] = {
    "nodes": "10.18.0.0/17",
    "pods": "10.64.0.0/14",
    "services": "172.20.64.0/20",
    "control_plane": "10.18.146.0/28",
    "private_services": "10.18.128.0/20",
}


def spec(**changes: Any) -> GcpNetworkSpec:
    return GcpNetworkSpec.model_validate({**RANGES, **changes})


def built(**changes: Any) -> Recording:
    def program() -> dict[str, Any]:
        args = GcpNetworkArgs(
            spec=spec(**changes), placement=PLACE, labels=LABELS, vpc="production-us-central1", services=()
        )
        made = GcpNetwork("main", args)
        return {"ingress": made.ingress_address, "range": made.private_services_range}

    return recorded(program)


def test_everything_hangs_under_the_network() -> None:
    recording = built()
    assert_sound(recording, GcpNetwork, set())
    assert recording.counts() == {
        "gcp:compute/address:Address": 1,
        "gcp:compute/firewall:Firewall": 4,
        "gcp:compute/globalAddress:GlobalAddress": 1,
        "gcp:compute/network:Network": 1,
        "gcp:compute/route:Route": 1,
        "gcp:compute/router:Router": 1,
        "gcp:compute/routerNat:RouterNat": 1,
        "gcp:compute/subnetwork:Subnetwork": 1,
        "gcp:dns/managedZone:ManagedZone": 3,
        "gcp:dns/recordSet:RecordSet": 6,
        "gcp:servicenetworking/connection:Connection": 1,
        "platform:networking:GcpNetwork": 1,
    }


def test_the_subnet_has_named_ranges_records_and_private_access() -> None:
    inputs = built().only(gcp.compute.Subnetwork).inputs
    assert inputs["secondaryIpRanges"] == [
        {"rangeName": "pods", "ipCidrRange": "10.64.0.0/14"},
        {"rangeName": "services", "ipCidrRange": "172.20.64.0/20"},
    ]
    assert inputs["privateIpGoogleAccess"] is True
    assert inputs["logConfig"]["flowSampling"] == 0.5


def test_proxies_have_a_subnet_of_their_own_where_they_are_asked_for() -> None:
    proxies = built(proxies="10.18.144.0/23").named(gcp.compute.Subnetwork)["main-proxies"].inputs
    assert (proxies["purpose"], proxies["role"]) == ("REGIONAL_MANAGED_PROXY", "ACTIVE")


def test_there_is_one_way_out_and_it_shares_its_ports_as_needed() -> None:
    recording = built()
    network = recording.only(gcp.compute.Network).inputs
    assert (network["autoCreateSubnetworks"], network["deleteDefaultRoutesOnCreate"]) == (False, True)
    nat = recording.only(gcp.compute.RouterNat).inputs
    assert (nat["enableDynamicPortAllocation"], nat["enableEndpointIndependentMapping"]) == (True, False)
    assert nat["logConfig"] == {"enable": True, "filter": "ERRORS_ONLY"}


def test_nobody_comes_in_but_for_these() -> None:
    rules = {name: entry.inputs for name, entry in built().named(gcp.compute.Firewall).items()}
    allowed = {
        name: (inputs["sourceRanges"], inputs["allows"][0]["ports"])
        for name, inputs in rules.items()
        if "allows" in inputs
    }
    assert allowed == {
        "main-iap-ssh": (["35.235.240.0/20"], ["22"]),
        "main-health-checks": (
            ["35.191.0.0/16", "130.211.0.0/22"],
            ["80", "443", "8080", "8443", "10256", "15021", "30000-32767"],
        ),
        "main-webhooks": (["10.18.146.0/28"], ["8443", "9443", "15017"]),
    }
    assert {tuple(inputs["targetTags"]) for inputs in rules.values() if "allows" in inputs} == {
        ("production-us-central1-node",)
    }
    last = rules["main-deny-ingress"]
    assert (last["priority"], last["sourceRanges"], last["denies"]) == (
        65534,
        ["0.0.0.0/0"],
        [{"protocol": "all"}],
    )
    assert {"logConfig" in inputs for inputs in rules.values()} == {True}


def test_googles_names_lead_to_addresses_inside() -> None:
    records = built().of(gcp.dns.RecordSet)
    assert {record.inputs["name"] for record in records} == {
        name for domain in ("googleapis.com.", "gke.goog.", "pkg.dev.") for name in (domain, f"*.{domain}")
    }
    assert {tuple(record.inputs["rrdatas"]) for record in records} == {
        ("199.36.153.8", "199.36.153.9", "199.36.153.10", "199.36.153.11")
    }


def test_databases_are_reached_over_a_range_that_google_is_handed() -> None:
    recording = built()
    reserved = recording.named(gcp.compute.GlobalAddress)["main-private-services-range"].inputs
    assert (reserved["address"], reserved["prefixLength"], reserved["purpose"]) == (
        "10.18.128.0",
        20,
        "VPC_PEERING",
    )
    assert recording.only(gcp.servicenetworking.Connection).inputs["reservedPeeringRanges"] == [
        "production-us-central1-private-services"
    ]


def test_visitors_come_by_an_address_of_the_region_as_a_service_takes_no_other() -> None:
    recording = built()
    reserved = recording.only(gcp.compute.Address).inputs
    assert {key: reserved[key] for key in ("name", "region", "addressType", "networkTier")} == {
        "name": "production-us-central1-ingress",
        "region": "us-central1",
        "addressType": "EXTERNAL",
        "networkTier": "PREMIUM",
    }
    assert recording.returned["ingress"] == "34.1.2.3"


def test_proxies_added_later_change_nothing_that_stands() -> None:
    before, after = built(), built(proxies="10.18.144.0/23")
    assert {urn: entry.inputs for urn, entry in before.by_urn.items()} == {
        urn: entry.inputs for urn, entry in after.by_urn.items() if urn in before.by_urn
    }
    assert {entry.name for entry in after.entries} - {entry.name for entry in before.entries} == {
        "main-proxies"
    }


def test_production_records_enough_flows() -> None:
    assert production_faults(spec(flow_log_sampling=0.1)) == [
        "flow_log_sampling: 0.1 of the flows are too few to trace an intruder by: set 0.5 or more"
    ]
    assert production_faults(spec()) == []
