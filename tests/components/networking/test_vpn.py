"""The VPN gateway: its keys, whom it admits, what its machine runs, and what stands in the cloud for it."""

import base64
import json
import subprocess
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pulumi_aws as aws
import pulumi_random as random
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import ValidationError

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.networking.vpn import VpnGateway, VpnGatewayArgs, VpnSpec, production_faults
from components.networking.vpn.boot import boot_script
from components.networking.vpn.configuration import configuration
from components.networking.vpn.curve25519 import public_key
from tests.components.recording import Recording, assert_sound, record

ADA, GRACE = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=", "3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08="
PRIVATE = base64.b64encode(
    bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c4a72b4b6b5b0a4f0d3b7f1c2e2d3")
).decode()
SPEC: dict[str, Any] = {
    "clients": "10.255.0.0/16",
    "listen_to": ("203.0.113.0/24",),
    "peers": {
        "grace": {"public_key": GRACE, "address": "10.255.0.11"},
        "ada": {"public_key": ADA, "address": "10.255.0.10"},
    },
}


def a_spec(**changes: Any) -> VpnSpec:
    return VpnSpec(**{**SPEC, **changes})


ARGS = VpnGatewayArgs(
    spec=a_spec(),
    placement=AwsPlacement(account_id="123456789012", region="us-east-1"),
    labels=Labels(environment="production", owner="platform-team", cost_center="core-services"),
    protected=True,
    vpc_id="vpc-1",
    subnet_id="subnet-a",
    private_route_tables={"a": "rtb-a", "b": "rtb-b"},
    own=IPv4Network("10.16.0.0/16"),
    others={"us-west-2": IPv4Network("10.17.0.0/16")},
    secret_name="production/vpn/wireguard",
    secrets_key_arn="arn:secrets-key",
    ebs_key_arn="arn:ebs-key",
    alarm_topic_arn="arn:alarms",
)


def built(**changes: Any) -> Recording:
    args = replace(ARGS, **changes)
    return record(
        lambda: VpnGateway("vpn", args),
        answers={
            random.RandomBytes: {"base64": PRIVATE},
            aws.ec2.Eip: {"allocationId": "eipalloc-1", "publicIp": "198.51.100.7"},
            aws.ec2.LaunchTemplate: {"latestVersion": 1},
            aws.secretsmanager.SecretVersion: {"secretArn": "arn:secret"},
        },
    )


def test_the_public_half_of_a_key_is_that_of_the_rfc() -> None:
    """RFC 7748, section 6.1: Bob's keys."""
    private = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    public = bytes.fromhex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    assert public_key(base64.b64encode(private).decode()) == base64.b64encode(public).decode()


@pytest.mark.parametrize("seed", [0, 1, 127, 255])
def test_the_public_half_of_any_key_is_what_a_library_says(seed: int) -> None:
    private = bytes((seed + place * 7) % 256 for place in range(32))
    theirs = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    assert public_key(base64.b64encode(private).decode()) == base64.b64encode(theirs).decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"clients": "198.51.100.0/24"}, "198.51.100.0/24 is not private address space"),
        ({"clients": "10.255.0.0/30", "peers": {}}, "10.255.0.0/30 holds too few clients"),
        ({"listen_to": ("0.0.0.0/0",)}, "0.0.0.0/0 is most of the internet"),
        ({"listen_to": ("10.1.0.0/16",)}, "10.1.0.0/16 is private and never arrives"),
        ({"instance_type": "t3.micro"}, "t3.micro cannot start the gateway's image"),
        (
            {"peers": {"ada": {"public_key": ADA, "address": "10.1.0.1"}}},
            "peers.ada.address: 10.1.0.1 is outside 10.255.0.0/16",
        ),
        (
            {"peers": {"ada": {"public_key": ADA, "address": "10.255.0.1"}}},
            "peers.ada.address: 10.255.0.1 is the gateway's own address",
        ),
        (
            {
                "peers": {
                    "ada": {"public_key": ADA, "address": "10.255.0.9"},
                    "bob": {"public_key": GRACE, "address": "10.255.0.9"},
                }
            },
            "peers.bob.address: 10.255.0.9 is ada's already",
        ),
        (
            {
                "peers": {
                    "ada": {"public_key": ADA, "address": "10.255.0.9"},
                    "bob": {"public_key": ADA, "address": "10.255.0.8"},
                }
            },
            "peers.bob.public_key: is ada's key too",
        ),
        ({"peers": {"ada": {"public_key": ADA[:-4], "address": "10.255.0.9"}}}, "is not a WireGuard key"),
        (
            {"peers": {"ada": {"public_key": "A" * 43 + "!", "address": "10.255.0.9"}}},
            "is not a WireGuard key",
        ),
        ({"peers": {"ada": {"public_key": ADA, "address": "ten"}}}, "'ten' is not an IPv4 address"),
    ],
)
def test_what_could_not_work_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        a_spec(**changes)
    assert sentence in str(caught.value)


def test_production_wants_somebody_to_let_in() -> None:
    assert production_faults(a_spec()) == []
    (fault,) = production_faults(a_spec(peers={}))
    assert fault.startswith("peers: names no device")


def test_the_configuration_names_the_peers_in_a_fixed_order() -> None:
    assert configuration(a_spec(), "PRIVATE") == (
        "[Interface]\nPrivateKey = PRIVATE\nListenPort = 51820\n\n"
        f"# ada\n[Peer]\nPublicKey = {ADA}\nAllowedIPs = 10.255.0.10/32\n\n"
        f"# grace\n[Peer]\nPublicKey = {GRACE}\nAllowedIPs = 10.255.0.11/32\n"
    )


def test_the_boot_script_is_sound_bash_without_a_secret() -> None:
    script = boot_script(
        a_spec(),
        region="us-east-1",
        own=ARGS.own,
        reachable=(ARGS.own, *ARGS.others.values()),
        interface_id="eni-1",
        secret_arn="arn:secret",
        group="production-vpn",
        hook="tunnel-is-up",
    )
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    inner = script.split("<<'SCRIPT'\n")[1].split("\nSCRIPT\n")[0]
    subprocess.run(["bash", "-n"], input=inner, text=True, check=True)
    assert "ip daddr { 10.16.0.0/16, 10.17.0.0/16 } accept" in script
    assert "ip daddr != 10.16.0.0/16 masquerade" in script
    assert "{{" not in script
    assert ADA not in script
    assert len(script.encode()) < 16384


def test_it_makes_exactly_this() -> None:
    recording = built()
    assert_sound(recording, VpnGateway, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:autoscaling/group:Group": 1,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 2,
        "aws:ec2/eip:Eip": 1,
        "aws:ec2/eipAssociation:EipAssociation": 1,
        "aws:ec2/launchTemplate:LaunchTemplate": 1,
        "aws:ec2/networkInterface:NetworkInterface": 1,
        "aws:ec2/route:Route": 2,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:iam/instanceProfile:InstanceProfile": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
        "aws:secretsmanager/secret:Secret": 1,
        "aws:secretsmanager/secretVersion:SecretVersion": 1,
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 3,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
        "platform:networking:VpnGateway": 1,
        "random:index/randomBytes:RandomBytes": 1,
    }


def test_the_key_is_in_the_secret_alone() -> None:
    recording = built()
    version = recording.only(aws.secretsmanager.SecretVersion)
    assert "secretString" in version.secret_inputs
    assert PRIVATE in version.inputs["secretString"]
    others = [
        entry for entry in recording.entries if entry is not version and PRIVATE in json.dumps(entry.inputs)
    ]
    assert others == []
    published = recording.only(VpnGateway).published or {}
    assert published["server_public_key"] == public_key(PRIVATE)
    assert "server_public_key" not in recording.only(VpnGateway).secret_outputs


def test_the_interface_forwards_and_clients_have_a_way_back() -> None:
    recording = built()
    assert recording.only(aws.ec2.NetworkInterface).inputs["sourceDestCheck"] is False
    assert {
        (entry.inputs["routeTableId"], entry.inputs["destinationCidrBlock"])
        for entry in recording.of(aws.ec2.Route)
    } == {("rtb-a", "10.255.0.0/16"), ("rtb-b", "10.255.0.0/16")}


def test_another_peer_changes_the_secret_and_no_machine() -> None:
    more = {**SPEC["peers"], "lin": {"public_key": PRIVATE, "address": "10.255.0.12"}}
    before, after = built(), built(spec=a_spec(peers=more))
    changed = {
        urn.rsplit("::", 1)[-1]
        for urn, entry in after.by_urn.items()
        if entry.inputs != before.by_urn[urn].inputs
    }
    assert changed == {"vpn-configuration"}
