"""The whole life of a stack on simulated clouds."""

from collections.abc import Callable
from pathlib import Path

from simulator.program import run
from simulator.rehearsal import destroy, drift, rehearse

Write = Callable[..., Path]

PROGRAM = """
net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", tags={"t": Output.secret("hide")})
aws.ec2.Subnet("part", vpc_id=net.id, cidr_block="10.0.0.0/24", region="us-east-1")
key = aws.kms.Key("key", region="us-east-1", opts=ResourceOptions(protect=True))
aws.kms.Alias("alias", name="alias/app", target_key_id=key.key_id, region="us-east-1")
"""


def test_a_sound_stack_is_rehearsed_clean(write: Write) -> None:
    done = rehearse(write(PROGRAM), "dev")
    assert done.clean
    assert [(phase.name, phase.summary, phase.offenders) for phase in done.phases] == [
        ("up", "6 created", ()),
        ("second up", "6 unchanged", ()),
        ("refresh", "4 read back from the clouds", ()),
        ("preview", "6 unchanged", ()),
        ("destroy", "6 deleted, 0 left, protection lifted from 1 for the rehearsal", ()),
    ]
    assert done.unprotected == ("urn:pulumi:dev::platform::aws:kms/key:Key::key",)
    assert all(phase.seconds > 0 for phase in done.phases)
    assert done.seconds == sum(phase.seconds for phase in done.phases)


def test_a_program_that_changes_with_every_run_is_found(write: Write) -> None:
    done = rehearse(
        write("""
            import itertools, builtins
            builtins.runs = getattr(builtins, "runs", None) or itertools.count()
            aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", tags={"run": str(next(builtins.runs))})
        """),
        "dev",
    )
    offenders = {phase.name: phase.offenders for phase in done.phases}
    assert not done.clean
    assert offenders["up"] == ()
    assert offenders["second up"] == ("update of tags.run, tagsAll.run: aws:ec2/vpc:Vpc net",)
    assert offenders["preview"] == ("update of tags.run, tagsAll.run: aws:ec2/vpc:Vpc net",)


def test_a_faulty_program_ends_the_rehearsal_with_its_faults(write: Write) -> None:
    done = rehearse(write("1 / 0\n"), "dev")
    assert not done.clean
    assert done.phases == ()
    assert [str(fault) for fault in done.faults] == [
        "__main__.py:5: the program raised ZeroDivisionError: division by zero"
    ]


def test_a_fault_of_the_preview_alone_is_found(write: Write) -> None:
    done = rehearse(write("if pulumi.runtime.is_dry_run():\n    1 / 0\n"), "dev")
    assert [phase.name for phase in done.phases] == ["up", "second up", "refresh"]
    assert [fault.place for fault in done.faults] == ["__main__.py:6"]


def test_destroying_goes_against_the_needs_and_leaves_nothing(write: Write) -> None:
    done = run(write(PROGRAM), "dev", preview=False)
    left, steps = destroy(done.state, unprotect=["urn:pulumi:dev::platform::aws:kms/key:Key::key"])
    gone = [step.urn.rsplit("::", 1)[-1] for step in steps]
    assert left.live == {}
    assert gone.index("part") < gone.index("net") < gone.index("default_7_51_1") < gone.index("platform-dev")
    assert gone.index("alias") < gone.index("key")


def test_a_protected_resource_stays_with_all_that_it_needs(write: Write) -> None:
    done = run(write(PROGRAM), "dev", preview=False)
    left, steps = destroy(done.state)
    assert {urn.rsplit("::", 1)[-1] for urn in left.live} == {"key", "default_7_51_1", "platform-dev"}
    assert {step.urn.rsplit("::", 1)[-1]: step.refused for step in steps if step.refused} == {
        "key": "is protected: run `pulumi state unprotect` on it before `pulumi destroy`",
        "default_7_51_1": "is still needed by aws:kms/key:Key key",
        "platform-dev": "is still needed by aws:kms/key:Key key",
    }


def test_what_was_changed_behind_the_stacks_back_is_drift(write: Write) -> None:
    state = run(write(PROGRAM), "dev", preview=False).state
    assert list(drift(state)) == []
    net = next(resource for resource in state.live.values() if resource.urn.endswith("::net"))
    net.outputs = {**net.outputs, "enableDnsHostnames": True}
    assert list(drift(state)) == [
        "aws:ec2/vpc:Vpc net: enableDnsHostnames in the cloud differ from the state"
    ]
