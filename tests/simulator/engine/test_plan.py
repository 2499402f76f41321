"""The plan between what stands and what a program registers: the decisions of Pulumi's engine."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.plan import Step, plan
from simulator.program import Run, run
from simulator.state import State
from simulator.values import UNKNOWN_SENTINEL

Runner = Callable[..., Run]
Entry = Callable[[Run, str], dict[str, Any]]
Write = Callable[..., Path]

NET = 'net = aws.ec2.Vpc("net", cidr_block="{cidr}", region="us-east-1", tags={{"team": "{team}"}}{more})\n'
PART = 'part = aws.ec2.Subnet("part", vpc_id=net.id, cidr_block="10.0.1.0/24", region="us-east-1")\n'
KEY = 'key = aws.kms.Key("key", region="us-east-1", customer_master_key_spec="{spec}"{more})\n'


def net(cidr: str = "10.0.0.0/16", team: str = "a", options: str = "") -> str:
    return NET.format(cidr=cidr, team=team, more=f", opts=ResourceOptions({options})" if options else "")


def key(spec: str = "SYMMETRIC_DEFAULT", options: str = "") -> str:
    return KEY.format(spec=spec, more=f", opts=ResourceOptions({options})" if options else "")


def name_of(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def told(steps: list[Step]) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return {name_of(step.urn): (step.op, step.changed, step.replacing) for step in steps if step.op != "same"}


@pytest.fixture
def steps(write: Write) -> Callable[..., list[Step]]:
    """Deploy one program, then preview another on its state, and return the plan."""

    def steps(before: str, after: str, *, through_a_file: bool = False) -> list[Step]:
        first = run(write(before), "dev", preview=False)
        assert first.faults == ()
        state = first.state
        if through_a_file:
            state = State.of_export(json.loads(state.text()), stack="dev")
        second = run(write(after), "dev", preview=True, baseline=state)
        assert second.faults == ()
        return plan(state, second)

    return steps


Steps = Callable[..., list[Step]]


def test_on_nothing_everything_is_created(preview: Runner) -> None:
    found = plan(None, preview(net() + PART))
    assert [(step.op, name_of(step.urn)) for step in found] == [
        ("create", "platform-dev"),
        ("create", "default_7_51_1"),
        ("create", "net"),
        ("create", "part"),
    ]


@pytest.mark.parametrize("through_a_file", [False, True])
def test_the_same_program_changes_nothing(steps: Steps, through_a_file: bool) -> None:
    program = net() + PART + 'pulumi.export("id", part.id)\n'
    found = steps(program, program, through_a_file=through_a_file)
    assert {step.op for step in found} == {"same"}
    assert len(found) == 4


def test_an_unchanged_resource_keeps_its_outputs_in_a_preview(write: Write, entry: Entry) -> None:
    first = run(write(net()), "dev", preview=False)
    second = run(write(net() + PART), "dev", preview=True, baseline=first.state)
    assert entry(second, "net") == entry(first, "net")
    assert entry(second, "part")["inputs"]["vpcId"] == entry(first, "net")["id"]
    assert "id" not in entry(second, "part")


def test_a_change_in_place_is_an_update_and_keeps_the_id(write: Write, entry: Entry) -> None:
    first = run(write(net()), "dev", preview=False)
    second = run(write(net(team="b")), "dev", preview=True, baseline=first.state)
    assert told(plan(first.state, second)) == told(plan(second.baseline, second))
    assert told(plan(second.baseline, second)) == {"net": ("update", ("tags.team", "tagsAll.team"), ())}
    assert entry(second, "net")["id"] == entry(first, "net")["id"]
    assert entry(second, "net")["outputs"]["tags"] == {"team": "b"}


def test_a_change_that_cannot_be_made_in_place_replaces_and_says_why(steps: Steps) -> None:
    found = steps(net(), net(cidr="10.1.0.0/16"))
    assert told(found) == {"net": ("replace", ("cidrBlock",), ("cidrBlock",))}
    (step,) = [step for step in found if step.op == "replace"]
    (reason,) = step.reasons
    assert reason.startswith("cidrBlock cannot change in place; source: ")
    assert len(reason) > len("cidrBlock cannot change in place; source: ") + 10


def test_what_hangs_on_a_replaced_resource_is_judged_with_its_new_id_unknown(
    write: Write, entry: Entry
) -> None:
    first = run(write(net() + PART), "dev", preview=False)
    second = run(write(net(cidr="10.1.0.0/16") + PART), "dev", preview=True, baseline=first.state)
    found = plan(second.baseline, second)
    assert told(found)["part"] == ("replace", ("vpcId",), ("vpcId",))
    assert entry(second, "part")["inputs"]["vpcId"] == UNKNOWN_SENTINEL
    (step,) = [step for step in found if name_of(step.urn) == "part"]
    assert step.reasons[0].startswith(
        "vpcId cannot change in place (its new value is not known before the deployment); source: "
    )


def test_what_is_no_longer_registered_is_deleted_dependents_first(steps: Steps) -> None:
    found = steps(net() + PART, "")
    assert [(step.op, name_of(step.urn)) for step in found if step.op != "same"] == [
        ("delete", "part"),
        ("delete", "net"),
        ("delete", "default_7_51_1"),
    ]


def test_a_renamed_resource_with_an_alias_is_the_same(steps: Steps) -> None:
    after = net(options='aliases=[pulumi.Alias(name="net")]').replace('"net", cidr', '"network", cidr')
    found = steps(net() + PART, after + PART)
    assert told(found) == {}
    (step,) = [step for step in found if name_of(step.urn) == "network"]
    assert (step.op, name_of(step.was)) == ("same", "net")


def test_a_renamed_component_takes_its_children_along(write: Write, entry: Entry) -> None:
    component = """
        class Holder(ComponentResource):
            def __init__(self, name, opts=None):
                super().__init__("platform:test:Holder", name, None, opts)
                aws.ec2.Vpc(f"{{name}}-net", cidr_block="10.0.0.0/16", region="us-east-1",
                            opts=ResourceOptions(parent=self))
                self.register_outputs({{}})

        Holder({made})
    """
    first = run(write(component.format(made='"old"')), "dev", preview=False)
    renamed = component.format(made='"new", ResourceOptions(aliases=[pulumi.Alias(name="old")])')
    second = run(write(renamed), "dev", preview=True, baseline=first.state)
    assert told(plan(second.baseline, second)) == {}
    assert entry(second, "new-net")["aliases"] == [entry(first, "old-net")["urn"]]
    assert entry(second, "new-net")["id"] == entry(first, "old-net")["id"]


def test_a_moved_resource_without_an_alias_is_made_anew(steps: Steps) -> None:
    found = steps(net(), net().replace('"net", cidr', '"network", cidr'))
    assert {name: op for name, (op, _, _) in told(found).items()} == {"net": "delete", "network": "create"}


def test_ignored_changes_are_left_as_they_stand(write: Write, entry: Entry) -> None:
    first = run(write(net()), "dev", preview=False)
    program = net(cidr="10.1.0.0/16", team="b", options='ignore_changes=["cidrBlock", "tags.team"]')
    second = run(write(program), "dev", preview=True, baseline=first.state)
    assert told(plan(second.baseline, second)) == {}
    assert entry(second, "net")["inputs"] == entry(first, "net")["inputs"]


def test_a_change_that_the_program_wants_to_replace_for_replaces(steps: Steps) -> None:
    found = steps(net(), net(team="b", options='replace_on_changes=["tags"]'))
    (step,) = [step for step in found if step.op == "replace"]
    assert step.replacing == ("tags.team",)
    assert step.reasons == ("tags.team changed and the program names it in replaceOnChanges",)


def test_a_component_whose_inputs_change_is_updated(steps: Steps) -> None:
    component = """
        class Holder(ComponentResource):
            def __init__(self):
                super().__init__("platform:test:Holder", "holder", {{"size": {size}}})
                self.register_outputs({{}})

        Holder()
    """
    assert told(steps(component.format(size=1), component.format(size=2))) == {
        "holder": ("update", ("size",), ())
    }


SECRET = """
import pulumi_random as random
password = random.RandomPassword("password", length={length})
aws.secretsmanager.Secret("secret", name="app", region="us-east-1")
aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1",
            tags={{"login": Output.json_dumps({{"password": password.result}})}})
"""


def test_what_is_made_from_a_sealed_secret_counts_as_unchanged(steps: Steps) -> None:
    program = SECRET.format(length=20)
    assert told(steps(program, program, through_a_file=True)) == {}


@pytest.mark.parametrize("through_a_file", [False, True])
def test_a_secret_that_is_made_anew_changes_what_is_made_from_it(steps: Steps, through_a_file: bool) -> None:
    found = told(steps(SECRET.format(length=20), SECRET.format(length=24), through_a_file=through_a_file))
    assert found["password"] == ("replace", ("length",), ("length",))
    assert found["net"][0] == "update"
    assert "tags.login" in found["net"][1]


def test_a_state_the_run_did_not_start_from_can_be_compared_too(write: Write) -> None:
    first = run(write(net() + PART), "dev", preview=False)
    second = run(write(net(team="b")), "dev", preview=False)
    assert told(plan(first.state, second)) == {
        "net": ("update", ("tags.team", "tagsAll.team"), ()),
        "part": ("delete", (), ()),
    }


def test_an_earlier_preview_can_be_compared_with(write: Write) -> None:
    first = run(write(net() + PART), "dev", preview=True)
    judged = State.of_judgement({"stack": "dev", "resources": first.resources}, stack="dev")
    again = run(write(net() + PART), "dev", preview=True, baseline=judged)
    assert told(plan(judged, again)) == {}
    other = run(write(net(team="b") + PART), "dev", preview=True, baseline=judged)
    assert told(plan(judged, other)) == {"net": ("update", ("tags.team", "tagsAll.team"), ())}


def test_what_an_interrupted_deployment_left_behind_is_deleted(write: Write) -> None:
    first = run(write(net()), "dev", preview=False)
    content = first.state.export()
    content["deployment"]["resources"].append(
        {**content["deployment"]["resources"][-1], "id": "vpc-0", "delete": True}
    )
    state = State.of_export(content, stack="dev")
    steps = plan(state, run(write(net()), "dev", preview=True, baseline=state))
    assert [(step.op, name_of(step.urn)) for step in steps if step.op != "same"] == [("delete", "net")]


def test_a_step_as_json_has_every_field_that_others_read() -> None:
    step = Step("replace", "urn:x", ("a", "b"), ("a",), ("because",), guarded=True)
    assert step.as_json() == {
        "op": "replace",
        "urn": "urn:x",
        "changed": ["a", "b"],
        "replacing": ["a"],
        "reasons": ["because"],
        "guarded": True,
    }
    assert Step("delete", "urn:x", refused="no").as_json()["refused"] == "no"


def test_what_a_stopped_deployment_deleted_and_did_not_make_again_is_created(write: Write) -> None:
    content = run(write(net()), "dev", preview=False).state.export()
    content["deployment"]["resources"][-1]["pendingReplacement"] = True
    state = State.of_export(content, stack="dev")
    assert told(plan(state, run(write(net()), "dev", preview=True, baseline=state))) == {
        "net": ("create", (), ())
    }


def marked(write: Write, program: str, name: str, marks: dict[str, Any]) -> State:
    """Return the state after a program, with what an engine noted of one resource."""
    content = run(write(program), "dev", preview=False).state.export()
    (entry,) = [entry for entry in content["deployment"]["resources"] if name_of(entry["urn"]) == name]
    entry |= marks
    return State.of_export(content, stack="dev")


def test_what_is_tainted_is_replaced_and_guarded(write: Write) -> None:
    tainted = marked(write, key(), "key", {"taint": True})
    done = run(write(key()), "dev", preview=True, baseline=tainted)
    (step,) = [step for step in plan(tainted, done) if step.op != "same"]
    assert (step.op, step.changed, step.replacing, step.guarded) == ("replace", ("id",), ("id",), True)
    assert step.reasons == (
        "the state marks it as tainted; `pulumi state untaint` would keep it; source: Pulumi's engine",
    )
    assert "taint" not in next(entry for entry in done.resources if name_of(entry["urn"]) == "key")


def test_what_was_left_half_made_is_updated(write: Write) -> None:
    half = marked(write, key(), "key", {"initErrors": ["no answer"]})
    done = run(write(key()), "dev", preview=True, baseline=half)
    (step,) = [step for step in plan(half, done) if step.op != "same"]
    assert (step.op, step.changed, step.replacing, step.guarded) == ("update", (), (), False)


def test_a_key_that_an_interrupted_deployment_left_to_delete_is_guarded(write: Write) -> None:
    old = marked(write, key(), "key", {"delete": True})
    steps = plan(old, run(write(""), "dev", preview=True, baseline=old))
    assert [(step.op, step.guarded) for step in steps if name_of(step.urn) == "key"] == [("delete", True)]
