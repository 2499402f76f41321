"""How a program is run: what it sees, when it ends, and what of it never shows."""

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

Runner = Callable[..., Run]
Entry = Callable[[Run, str], dict[str, Any]]
Write = Callable[..., Path]

SEAL = "4dabf18193072939515e22adb298388d"
SENTINEL = "sentinel-of-a-secret-7c1"

NETS = """
provider = aws.Provider("aws", region="us-east-1", allowed_account_ids=["210987654321"])
child = ResourceOptions(provider=provider)
nets = [aws.ec2.Vpc(f"net-{number}", cidr_block="10.0.0.0/16", tags={"b": "1", "a": "2", "c": "3"}, opts=child)
        for number in range(5)]
tags = {net._name: net.arn for net in nets}
part = aws.ec2.Subnet("part", vpc_id=nets[0].id, cidr_block="10.0.1.0/24", tags=tags, opts=child)
pulumi.export("nets", [net.id for net in nets])
"""


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


def test_a_run_leaves_the_environment_as_it_was(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIVEN", "before")
    run(write("import os\nos.environ['GIVEN'] = os.environ['ADDED'] = 'after'\n"), "dev", preview=True)
    assert (os.environ["GIVEN"], "ADDED" in os.environ) == ("before", False)


def test_what_a_program_prints_goes_to_stderr_and_it_reads_nothing(
    write: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    done = run(
        write("""
            import os, sys
            print("printed")
            os.system("echo from a process")
            assert sys.stdin.read() == ""
        """),
        "dev",
        preview=True,
    )
    assert done.faults == ()
    out, err = capfd.readouterr()
    assert (out, sorted(err.split("\n"))) == ("", ["", "from a process", "printed"])


def test_the_provider_functions_are_answered_and_refused_at_their_line(up: Runner) -> None:
    done = up(
        'pulumi.export("account", aws.get_caller_identity().account_id)\naws.ec2.get_ami(owners=["self"])\n',
        config={"aws:region": "us-west-2"},
    )
    (fault,) = done.faults
    assert fault.place == "__main__.py:6"
    assert (
        fault.sentence
        == "the simulator has no function aws:ec2/getAmi:getAmi; add it to simulator/clouds/aws"
    )
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
        "the program raised KeyError inside .apply() of a secret, so its text is not shown",
        "the program raised ValueError: refused [secret]",
    ]
    assert [log.message for log in done.logs] == ["[secret] is logged"]
    assert set(done.resources[0]["outputs"]["token"]) == {SEAL, "ciphertext"}


def test_what_a_provider_hands_back_hidden_stays_readable_if_it_was_given_in_plain(write: Write) -> None:
    """Google's provider hides all labels, and every sentence would lose its ``production`` with them."""
    folder = write("""
        from pulumi_gcp import storage
        storage.Bucket("b", location="US", project="p-123456", labels={"environment": "production"})
        raise ValueError("refused in production")
    """)
    (fault,) = run(folder, "dev", preview=False).faults
    assert fault.sentence == "the program raised ValueError: refused in production"


def test_the_same_program_gives_the_same_bytes_in_any_process(write: Write) -> None:
    folder = write(NETS)
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
