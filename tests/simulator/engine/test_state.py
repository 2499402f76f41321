"""States are read and written in Pulumi's own format, and anything else is refused in one sentence."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from simulator.program import Run
from simulator.state import State, StateError
from simulator.values import Unreadable

Runner = Callable[..., Run]

STACK = "urn:pulumi:dev::platform::pulumi:pulumi:Stack::platform-dev"
NET = "urn:pulumi:dev::platform::aws:ec2/vpc:Vpc::net"
SEALED = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}

EXPORT: dict[str, Any] = {
    "version": 3,
    "deployment": {
        "manifest": {"time": "2026-11-23T11:05:01Z", "magic": "ab35", "version": "v3.259.0"},
        "secrets_providers": {"type": "passphrase", "state": {"salt": "v1:uk7"}},
        "resources": [
            {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack", "created": "2026-11-23T11:02:40Z"},
            {
                "urn": NET,
                "custom": True,
                "id": "vpc-1",
                "type": "aws:ec2/vpc:Vpc",
                "inputs": {"cidrBlock": "10.0.0.0/16", "tags": {"token": SEALED}},
                "outputs": {"arn": "arn:1", "cidrBlock": "10.0.0.0/16"},
                "parent": STACK,
                "protect": True,
                "propertyDependencies": {"cidrBlock": []},
                "sourcePosition": "project:///__main__.py#12",
                "ignoreChanges": ["tags.x"],
            },
        ],
    },
}


def changed(path: str, value: Any) -> Any:
    content = copy.deepcopy(EXPORT)
    *steps, last = path.split("/")
    target: Any = content
    for step in steps:
        target = target[int(step) if step.isdigit() else step]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return content


def test_an_export_is_read_whole() -> None:
    net = State.of_export(EXPORT, stack="dev").live[NET]
    assert (net.id, net.parent, net.protected) == ("vpc-1", STACK, True)
    assert net.inputs["cidrBlock"] == "10.0.0.0/16"
    assert isinstance(net.inputs["tags"]["token"].value, Unreadable)
    assert net.settings == {"protect": True, "ignoreChanges": ["tags.x"]}


def test_what_was_read_is_written_in_the_same_shape() -> None:
    (stack, net) = State.of_export(EXPORT, stack="dev").export()["deployment"]["resources"]
    assert stack == {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack"}
    original = EXPORT["deployment"]["resources"][1]
    assert net.keys() == original.keys() - {"sourcePosition"}
    assert {name: net[name] for name in net if name != "inputs"} == {
        name: original[name] for name in net if name != "inputs"
    }


def test_a_runs_state_reads_back_as_it_was_written(up: Runner) -> None:
    done = up("""
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", tags={"t": Output.secret("hide")})
        aws.ec2.Subnet("part", vpc_id=net.id, cidr_block="10.0.0.0/24", region="us-east-1")
    """)
    text = done.state.text()
    again = State.of_export(json.loads(text), stack="dev")
    assert again.text() == text
    assert again.resources == done.resources
    assert "hide" not in text


def test_entries_follow_what_they_need(up: Runner) -> None:
    done = up("""
        z = aws.ec2.Vpc("z", cidr_block="10.0.0.0/16", region="us-east-1")
        aws.ec2.Vpc("y", cidr_block="10.0.0.0/16", region="us-east-1", opts=ResourceOptions(deleted_with=z))
        aws.ec2.Vpc("x", cidr_block="10.0.0.0/16", region="us-east-1", opts=ResourceOptions(depends_on=[z]))
    """)
    names = [entry["urn"].rsplit("::", 1)[-1] for entry in done.resources]
    assert names == ["platform-dev", "default_7_51_1", "z", "x", "y"]


def test_an_earlier_judgement_is_a_state() -> None:
    entries = [{**entry, "external": False} for entry in EXPORT["deployment"]["resources"]]
    assert (
        State.of_judgement({"stack": "dev", "resources": entries, "steps": []}, stack="dev").live[NET].id
        == "vpc-1"
    )


def test_what_an_interrupted_deployment_left_behind_stays_apart() -> None:
    old = {**EXPORT["deployment"]["resources"][1], "id": "vpc-0", "delete": True}
    state = State.of_export(
        changed("deployment/resources", [*EXPORT["deployment"]["resources"], old]), stack="dev"
    )
    assert ([resource.id for resource in state.condemned], state.live[NET].id) == (["vpc-0"], "vpc-1")
    assert state.export()["deployment"]["resources"][-1]["delete"] is True


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            changed("version", 2),
            "is version 2 of the state format, not 3 or 4; export it with a current Pulumi CLI",
        ),
        (
            changed("version", 5),
            "is version 5 of the state format, not 3 or 4; export it with a current Pulumi CLI",
        ),
        (changed("version", ...), "is no exported state: it has no version; export it again with"),
        ([], "is no exported state: it has no version; export it again with"),
        (changed("deployment", ...), "is only half a state: it has no deployment with a manifest; export it"),
        (changed("deployment/manifest", ...), "is only half a state: it has no deployment with a manifest"),
        (changed("deployment/resources", {}), "is only half a state: its resources are no list"),
        (changed("deployment/resources/1/urn", "net"), "is damaged: entry 1 has no URN and type; export it"),
        (changed("deployment/resources/1/type", ...), "is damaged: entry 1 has no URN and type; export it"),
        (changed("deployment/resources/1/inputs", []), f"is damaged: inputs of {NET} is a list; export it"),
        (changed("deployment/resources/1/id", 5), f"is damaged: id of {NET} is a int; export it"),
        (
            changed("deployment/resources/1/protect", "yes"),
            f"is damaged: protect of {NET} is a str; export it",
        ),
        (
            changed("deployment/resources/1/dependencies", [1, {}]),
            f"is damaged: a dependency of {NET} is no URN; export it",
        ),
        (
            changed("deployment/resources/1/propertyDependencies", {"tags": "x"}),
            f"is damaged: a dependency of {NET} is no URN; export it",
        ),
        (
            changed("deployment/resources/1/urn", NET.replace(":dev:", ":prod:")),
            "is the state of stack prod of project platform, not of dev of platform; give the export of this stack",
        ),
        (
            changed("deployment/resources/0/urn", STACK.replace("platform", "shop")),
            "is the state of stack dev of project shop, not of dev of platform; give the export of this stack",
        ),
        (
            changed("deployment/resources", EXPORT["deployment"]["resources"][1:] * 2),
            "names a resource twice; mend the stack with `pulumi state repair` and export it again",
        ),
    ],
)
def test_what_is_no_state_of_this_stack_is_refused(content: Any, sentence: str) -> None:
    if isinstance(content, dict) and isinstance(content.get("deployment", {}).get("resources"), dict):
        content["deployment"]["resources"] = {"0": {}}
    with pytest.raises(StateError) as refusal:
        State.of_export(content, stack="dev")
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"resources": []}, "is no judgement: it has no stack and resources; write it again with --json"),
        (
            {"stack": "prod", "resources": []},
            "is a judgement of stack prod, not dev; compare a stack with itself",
        ),
        ({"stack": "dev", "resources": None}, "is only half a state: its resources are no list"),
    ],
)
def test_a_judgement_of_something_else_is_refused(content: Any, sentence: str) -> None:
    with pytest.raises(StateError) as refusal:
        State.of_judgement(content, stack="dev")
    assert str(refusal.value).startswith(sentence)


def test_a_state_that_names_the_features_it_uses_is_read_as_well() -> None:
    later = EXPORT | {"version": 4, "features": ["refreshBeforeUpdate"]}
    assert list(State.of_export(later, stack="dev").live) == list(State.of_export(EXPORT, stack="dev").live)
