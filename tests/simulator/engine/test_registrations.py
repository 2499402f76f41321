"""What a run keeps of each registration, in the shape of Pulumi's own state."""

import json
from collections.abc import Callable
from typing import Any

from simulator.program import Run
from simulator.values import UNKNOWN, UNKNOWN_SENTINEL

Runner = Callable[..., Run]
Entry = Callable[[Run, str], dict[str, Any]]

ROOT = "urn:pulumi:dev::platform::"
STACK = f"{ROOT}pulumi:pulumi:Stack::platform-dev"
SEAL = "4dabf18193072939515e22adb298388d"

NESTED = """
class Inner(ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("platform:test:Inner", name, {"size": 3}, opts)
        child = ResourceOptions(parent=self)
        self.net = aws.ec2.Vpc(f"{name}-net", cidr_block="10.0.0.0/16", opts=child)
        self.register_outputs({"net_id": self.net.id})

class Outer(ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("platform:test:Outer", name, None, opts)
        self.inner = Inner(f"{name}-inner", ResourceOptions(parent=self))
        self.register_outputs({})

provider = aws.Provider("aws", region="us-east-1", allowed_account_ids=["210987654321"])
outer = Outer("outer", ResourceOptions(providers=[provider], protect=True))
part = aws.ec2.Subnet(
    "part", vpc_id=outer.inner.net.id, cidr_block="10.0.1.0/24", tags={"arn": outer.inner.net.arn},
    opts=ResourceOptions(provider=provider, depends_on=[outer]),
)
pulumi.export("net", outer.inner.net.id)
"""
NET = f"{ROOT}platform:test:Outer$platform:test:Inner$aws:ec2/vpc:Vpc::outer-inner-net"


def test_urns_carry_the_chain_of_types_but_not_the_stacks(up: Runner) -> None:
    assert [entry["urn"] for entry in up(NESTED).resources] == [
        STACK,
        f"{ROOT}platform:test:Outer::outer",
        f"{ROOT}platform:test:Outer$platform:test:Inner::outer-inner",
        f"{ROOT}pulumi:providers:aws::aws",
        NET,
        f"{ROOT}aws:ec2/subnet:Subnet::part",
    ]


def test_parents_protection_and_providers_reach_the_children(up: Runner, entry: Entry) -> None:
    done = up(NESTED)
    provider, net = entry(done, "aws"), entry(done, "outer-inner-net")
    assert net["parent"] == f"{ROOT}platform:test:Outer$platform:test:Inner::outer-inner"
    assert net["provider"] == f"{provider['urn']}::{provider['id']}"
    assert net["protect"] is True
    assert "provider" not in entry(done, "outer-inner")
    assert "protect" not in entry(done, "part")


def test_dependencies_are_kept_as_the_engine_keeps_them(up: Runner, entry: Entry) -> None:
    part = entry(up(NESTED), "part")
    assert part["dependencies"] == [NET]
    assert part["propertyDependencies"] == {"cidrBlock": [], "tags": [NET], "vpcId": [NET]}


def test_components_keep_their_inputs_and_what_they_publish(up: Runner, entry: Entry) -> None:
    done = up(NESTED)
    inner, net = entry(done, "outer-inner"), entry(done, "outer-inner-net")
    assert (inner["custom"], inner["inputs"], inner["outputs"]) == (False, {"size": 3}, {"net_id": net["id"]})
    assert inner["propertyDependencies"] == {"size": []}
    assert "id" not in inner


def test_the_stacks_outputs_are_those_of_the_run(up: Runner, entry: Entry) -> None:
    done = up(NESTED)
    assert done.outputs == {"net": entry(done, "outer-inner-net")["id"]}
    assert done.resources[0]["outputs"] == done.outputs


def test_a_provider_keeps_its_inputs_and_its_version(up: Runner, entry: Entry) -> None:
    provider = entry(up(NESTED), "aws")
    assert provider["inputs"] == {
        "__internal": {},
        "allowedAccountIds": '["210987654321"]',
        "region": "us-east-1",
        "skipCredentialsValidation": "false",
        "skipRegionValidation": "true",
        "version": "7.51.1",
    }
    assert provider["outputs"] == {
        name: value for name, value in provider["inputs"].items() if name != "__internal"
    }


def test_who_names_no_provider_gets_the_default_one_of_its_version(up: Runner, entry: Entry) -> None:
    done = up(
        'aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")\naws.ec2.Vpc("two", cidr_block="10.0.0.0/16")\n',
        config={"aws:region": "eu-west-1"},
    )
    provider = entry(done, "default_7_51_1")
    assert provider["urn"] == f"{ROOT}pulumi:providers:aws::default_7_51_1"
    assert provider["inputs"] == {"__internal": {}, "region": "eu-west-1", "version": "7.51.1"}
    assert "parent" not in provider
    assert entry(done, "net")["provider"] == f"{provider['urn']}::{provider['id']}"
    assert entry(done, "net")["inputs"]["region"] == "eu-west-1"
    assert len(done.resources) == 4


def test_every_option_is_kept_under_the_name_that_the_state_has_for_it(up: Runner, entry: Entry) -> None:
    done = up("""
        import pulumi_random as random
        first = aws.ec2.Vpc("first", cidr_block="10.0.0.0/16", region="us-east-1")
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", opts=ResourceOptions(
            protect=True, ignore_changes=["tags.team"], replace_on_changes=["enableDnsSupport"],
            additional_secret_outputs=["arn"], retain_on_delete=True, deleted_with=first,
            delete_before_replace=True,
            custom_timeouts=pulumi.CustomTimeouts(create="1h30m", delete="90s"),
        ))
    """)
    net = entry(done, "net")
    assert (net["protect"], net["retainOnDelete"]) == (True, True)
    assert net["replaceOnChanges"] == ["enableDnsSupport"]
    assert net["ignoreChanges"] == ["tags.team"]
    assert net["additionalSecretOutputs"] == ["arn"]
    assert net["deletedWith"] == f"{ROOT}aws:ec2/vpc:Vpc::first"
    assert net["customTimeouts"] == {"create": 5400, "delete": 90}
    assert net["outputs"]["arn"][SEAL] == "1b47061264138c4ac30d75fd1eb44270"
    assert "deleteBeforeReplace" not in net


def test_an_imported_resource_keeps_the_id_it_is_imported_by(up: Runner, entry: Entry) -> None:
    done = up(
        'aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", '
        'opts=ResourceOptions(import_="vpc-theirs"))'
    )
    assert (entry(done, "net")["id"], entry(done, "net")["importID"]) == ("vpc-theirs", "vpc-theirs")


def test_in_a_preview_ids_and_what_a_cloud_computes_are_unknown(preview: Runner, entry: Entry) -> None:
    done = preview(NESTED)
    net, part, provider = entry(done, "outer-inner-net"), entry(done, "part"), entry(done, "aws")
    assert "id" not in net
    assert "id" not in provider
    assert net["outputs"]["arn"] == UNKNOWN_SENTINEL
    assert net["outputs"]["cidrBlock"] == "10.0.0.0/16"
    assert net["provider"] == f"{provider['urn']}::{UNKNOWN_SENTINEL}"
    assert part["inputs"]["vpcId"] == UNKNOWN_SENTINEL
    assert done.outputs == {"net": UNKNOWN}


def test_in_an_up_nothing_is_unknown(up: Runner) -> None:
    done = up(NESTED)
    assert UNKNOWN_SENTINEL not in json.dumps(done.resources)


def test_in_a_preview_a_provider_that_is_not_known_yet_answers_nothing(
    up: Runner, preview: Runner, entry: Entry
) -> None:
    """The engine asks no provider while one of its own settings is unknown, as a cluster's that is not there yet."""
    program = """
net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
far = aws.Provider("far", region="us-east-1", profile=net.id)
part = aws.ec2.Vpc("part", cidr_block="10.1.0.0/16", region="us-east-1", opts=ResourceOptions(provider=far))
pulumi.export("range", part.cidr_block)
"""
    foreseen = preview(program)
    assert entry(foreseen, "part")["inputs"]["cidrBlock"] == "10.1.0.0/16"
    assert entry(foreseen, "part").get("outputs", {}) == {}
    assert foreseen.outputs == {"range": UNKNOWN}
    assert up(program).outputs == {"range": "10.1.0.0/16"}
