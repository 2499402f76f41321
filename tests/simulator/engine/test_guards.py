"""What a plan must not do by accident: lose a data store, a cluster or a key, or touch what is protected."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator import schema
from simulator.engine.guarded import GUARDED, loss_of
from simulator.plan import Step, plan
from simulator.program import run

Write = Callable[..., Path]

NET = 'aws.ec2.Vpc("net", cidr_block="{cidr}", region="us-east-1")\n'
KEY = 'key = aws.kms.Key("key", region="us-east-1", customer_master_key_spec="{spec}"{more})\n'


def net(cidr: str = "10.0.0.0/16") -> str:
    return NET.format(cidr=cidr)


def key(spec: str = "SYMMETRIC_DEFAULT", options: str = "") -> str:
    return KEY.format(spec=spec, more=f", opts=ResourceOptions({options})" if options else "")


def name_of(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


@pytest.fixture
def steps(write: Write) -> Callable[..., list[Step]]:
    """Deploy one program, then preview another on its state, and return the plan."""

    def steps(before: str, after: str) -> list[Step]:
        state = run(write(before), "dev", preview=False).state
        second = run(write(after), "dev", preview=True, baseline=state)
        assert second.faults == ()
        return plan(state, second)

    return steps


Steps = Callable[..., list[Step]]


def test_replacing_a_key_is_guarded(steps: Steps) -> None:
    found = steps(key() + net(), key("RSA_2048") + net(cidr="10.1.0.0/16"))
    assert {name_of(step.urn): step.guarded for step in found if step.op == "replace"} == {
        "key": True,
        "net": False,
    }


def test_deleting_a_key_is_guarded_and_keeping_it_is_not(steps: Steps) -> None:
    assert [step.guarded for step in steps(key(), "") if name_of(step.urn) == "key"] == [True]
    assert [step.guarded for step in steps(key(), key()) if name_of(step.urn) == "key"] == [False]


def test_a_key_that_is_retained_is_not_lost(steps: Steps) -> None:
    (step,) = [step for step in steps(key(options="retain_on_delete=True"), "") if name_of(step.urn) == "key"]
    assert (step.op, step.guarded) == ("delete", False)


def test_a_protected_resource_is_neither_replaced_nor_deleted(steps: Steps) -> None:
    (replaced,) = [
        step
        for step in steps(key(options="protect=True"), key("RSA_2048", options="protect=True"))
        if name_of(step.urn) == "key"
    ]
    assert (replaced.op, replaced.refused) == (
        "replace",
        "is protected, and replacing it would delete it: unset protect, deploy that, and replace it then",
    )
    (deleted,) = [step for step in steps(key(options="protect=True"), "") if name_of(step.urn) == "key"]
    assert deleted.refused == (
        "is protected: unset protect and deploy that, or run `pulumi state unprotect` on it, and delete it then"
    )


def test_protection_may_be_lifted_with_the_replacement(steps: Steps) -> None:
    (step,) = [
        step for step in steps(key(options="protect=True"), key("RSA_2048")) if name_of(step.urn) == "key"
    ]
    assert (step.op, step.refused) == ("replace", "")


@pytest.mark.parametrize("token", sorted(GUARDED))
def test_every_guarded_type_exists(token: str) -> None:
    assert schema.declaration_of(token) is not None


def test_a_network_is_not_guarded() -> None:
    assert loss_of("aws:ec2/vpc:Vpc") == ""
