"""What a run keeps of a program, in the shape of Pulumi's own state."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from simulator.program import Run, run
from simulator.project import PLACEHOLDER
from simulator.values import UNKNOWN, UNKNOWN_SENTINEL

Runner = Callable[..., Run]
Entry = Callable[[Run, str], dict[str, Any]]
Write = Callable[..., Path]

ROOT = "urn:pulumi:dev::platform::"
STACK = f"{ROOT}pulumi:pulumi:Stack::platform-dev"
SEAL = "4dabf18193072939515e22adb298388d"
SENTINEL = "sentinel-of-a-secret-7c1"

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
    assert {name: net[name] for name in sorted(net)[-9:] if name not in ("type", "urn")} | {
        "protect": net["protect"]
    } == {
        "propertyDependencies": {"cidrBlock": [], "region": []},
        "protect": True,
        "provider": net["provider"],
        "replaceOnChanges": ["enableDnsSupport"],
        "retainOnDelete": True,
        "outputs": net["outputs"],
        "parent": STACK,
    }
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


def test_applies_run_when_their_value_is_known_and_only_then(write: Write) -> None:
    folder = write("""
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        pulumi.export("seen", net.id.apply(lambda id: id[:4]))
        net.cidr_block.apply(lambda block: pulumi.log.info(f"cidr {block}"))
        net.id.apply(lambda id: pulumi.log.info(f"id {id[:4]}"))
    """)
    first, second = run(folder, "dev", preview=True), run(folder, "dev", preview=False)
    assert [log.message for log in first.logs] == ["cidr 10.0.0.0/16"]
    assert sorted(log.message for log in second.logs) == ["cidr 10.0.0.0/16", "id vpc-"]
    assert second.outputs == {"seen": "vpc-"}


def test_everything_has_landed_when_a_run_returns(up: Runner) -> None:
    done = up("""
        def follow(depth):
            def more(id):
                if depth < 5:
                    follow(depth + 1)
                return id
            net = aws.ec2.Vpc(f"net-{depth}", cidr_block="10.0.0.0/16", region="us-east-1")
            net.id.apply(more)
        follow(0)
    """)
    assert sum(entry["type"] == "aws:ec2/vpc:Vpc" for entry in done.resources) == 6


def test_the_program_sees_what_pulumi_would_show_it(write: Write) -> None:
    folder = write(
        """
        import os, sys
        config = pulumi.Config()
        pulumi.export("seen", [
            pulumi.get_stack(), pulumi.get_project(), pulumi.get_organization(),
            pulumi.runtime.is_dry_run(), os.getcwd(), sys.path[0], __name__,
            config.require_object("settings"), pulumi.get_root_directory(),
        ])
        pulumi.export("token", config.require_secret("token"))
        """,
        settings="{zones: [a, b]}\n  platform:token: {secure: v1:cipher}",
    )
    done = run(folder, "dev", preview=False)
    here = str(folder.resolve())
    assert done.faults == ()
    assert done.outputs["seen"] == [
        *("dev", "platform", "organization", False, here, here, "__main__"),
        *({"zones": ["a", "b"]}, here),
    ]
    assert done.outputs["token"].value == PLACEHOLDER
    assert set(done.resources[0]["outputs"]["token"]) == {SEAL, "ciphertext"}


def test_a_run_leaves_the_process_as_it_was(write: Write) -> None:
    before = Path.cwd(), list(sys.path), list(sys.argv)
    run(write("import sys\nsys.path.append('/nowhere')\n"), "dev", preview=True)
    assert (Path.cwd(), sys.path, sys.argv) == before


def test_the_provider_functions_are_answered_and_refused_at_their_line(up: Runner) -> None:
    done = up(
        'pulumi.export("account", aws.get_caller_identity().account_id)\naws.ec2.get_ami(owners=["self"])\n',
        config={"aws:region": "us-west-2"},
    )
    (fault,) = done.faults
    assert fault.place == "__main__.py:6"
    assert fault.sentence.startswith("the program raised Exception: invoke of aws:ec2/getAmi:getAmi failed: ")
    assert done.outputs["account"] == "123456789012"


def test_a_secret_never_shows(write: Write) -> None:
    folder = write(f"""
        import pulumi_random as random
        secret = Output.secret("{SENTINEL}")
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", tags={{"token": secret}})
        pulumi.log.info("{SENTINEL} is logged")
        pulumi.export("token", secret.apply(lambda value: [value]))
        random.RandomPassword("password", length=20, lower=True, opts=ResourceOptions(additional_secret_outputs=["id"]))
        secret.apply(lambda value: {{}}[value])
        raise ValueError(f"refused {SENTINEL}")
    """)
    done = run(folder, "dev", preview=False)
    shown = "\n".join(
        [
            *(json.dumps(done.resources), done.state.text(), repr(done), str(done.faults), str(done.logs)),
            *(str(fault) for fault in done.faults),
        ]
    )
    assert SENTINEL not in shown
    assert [fault.sentence for fault in done.faults] == [
        "the program raised KeyError: '[secret]'",
        "the program raised ValueError: refused [secret]",
    ]
    assert [log.message for log in done.logs] == ["[secret] is logged"]
    assert set(done.resources[0]["outputs"]["token"]) == {SEAL, "ciphertext"}


def test_the_same_program_gives_the_same_bytes_in_any_process(write: Write) -> None:
    folder = write(NESTED)
    here = json.dumps(run(folder, "dev", preview=True).resources)
    assert json.dumps(run(folder, "dev", preview=True).resources) == here
    code = (
        "import json, sys, pathlib; from simulator.program import run; "
        "print(json.dumps(run(pathlib.Path(sys.argv[1]), 'dev', preview=True).resources))"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            env=environment, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert (done.stdout.strip(), done.stderr) == (here, "")


def test_each_folder_runs_its_own_modules(tmp_path: Path) -> None:
    for name in ("old", "new"):
        folder = tmp_path / name
        folder.mkdir()
        folder.joinpath("Pulumi.yaml").write_text("name: platform\nruntime: python\n")
        folder.joinpath("Pulumi.dev.yaml").write_text("config: {}\n")
        folder.joinpath("layout_of_the_test.py").write_text(f"NAME = {name!r}\n")
        program = "import pulumi\nfrom layout_of_the_test import NAME\npulumi.export('name', NAME)\n"
        folder.joinpath("__main__.py").write_text(program)
    seen = [run(tmp_path / name, "dev", preview=True).outputs["name"] for name in ("new", "old", "new")]
    assert seen == ["new", "old", "new"]


@pytest.mark.parametrize("asynchronous", [True, False])
def test_an_asynchronous_program_runs_to_its_end(up: Runner, asynchronous: bool) -> None:
    program = """
        async def main():
            net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
            return {"net": net.id}
    """
    start = "pulumi.run(main)" if asynchronous else "pass"
    done = up(dedent(program) + start + "\n")
    assert bool(done.outputs) is asynchronous
