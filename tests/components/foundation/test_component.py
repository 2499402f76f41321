"""The contract that every component inherits."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.foundation.component import Component
from tests.components.recording import record


class Parts(Component):
    urn_type = "platform:test:Parts"

    vpc_id: pulumi.Output[str]

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **options: Any) -> None:
        super().__init__(name, opts)
        vpc = aws.ec2.Vpc(f"{name}-vpc", opts=self.child(**options))
        self.plain = "not an output"
        self.vpc_id = vpc.id
        self.publish()


class MoreParts(Parts):
    urn_type = "platform:test:MoreParts"

    subnet_id: pulumi.Output[str]

    def __init__(self, name: str) -> None:
        self.subnet_id = pulumi.Output.from_input("subnet")
        super().__init__(name)


class Forgetful(Component):
    urn_type = "platform:test:Forgetful"

    vpc_id: pulumi.Output[str]

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.publish()


class Careless(Component):
    urn_type = "platform:test:Careless"

    vpc_id: Any

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.vpc_id = "vpc-1"
        self.publish()


def test_declared_outputs_are_published_and_nothing_else() -> None:
    recording = record(lambda: Parts("one"))
    assert recording.only(Parts).published == {"vpc_id": "one-vpc-id"}


def test_inherited_outputs_are_published_too() -> None:
    recording = record(lambda: MoreParts("one"))
    assert recording.only(MoreParts).published == {"vpc_id": "one-vpc-id", "subnet_id": "subnet"}


def test_an_output_that_was_never_assigned_is_refused() -> None:
    with pytest.raises(AttributeError, match="vpc_id"):
        record(lambda: Forgetful("one"))


def test_an_output_that_is_a_plain_value_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Careless\.vpc_id is declared as an output but holds a plain value"):
        record(lambda: Careless("one"))


def test_a_child_hangs_under_its_component_whatever_else_it_is_given() -> None:
    def program() -> None:
        other = aws.ec2.Vpc("other")
        Parts("one", protect=True, depends_on=[other], ignore_changes=["cidr_block"])

    recording = record(program)
    child = recording.named(aws.ec2.Vpc)["one-vpc"]
    assert child.parent == recording.only(Parts).urn
    assert child.protect
    assert recording.depends_on(child, aws.ec2.Vpc) == {"other"}
    assert child.ignore_changes == ("cidrBlock",)


def test_children_inherit_protection_and_provider_from_the_component_alone() -> None:
    def program() -> None:
        provider = aws.Provider("chosen", region="us-west-2")
        Parts("one", pulumi.ResourceOptions(protect=True, providers={"aws": provider}))

    recording = record(program)
    child = recording.only(aws.ec2.Vpc)
    assert child.protect
    assert child.provider.startswith(recording.only("pulumi:providers:aws").urn)


def test_a_caller_s_alias_and_dependencies_stay_with_the_component() -> None:
    def program() -> None:
        other = aws.ec2.Vpc("other")
        Parts("one", pulumi.ResourceOptions(depends_on=[other]))

    recording = record(program)
    assert recording.depends_on(recording.only(Parts), aws.ec2.Vpc) == {"other"}
    assert recording.depends_on(recording.named(aws.ec2.Vpc)["one-vpc"], aws.ec2.Vpc) == set()


def test_a_child_can_be_given_nothing_that_would_lose_it() -> None:
    def program() -> None:
        Parts("one", parent=None)

    with pytest.raises(TypeError, match="unexpected keyword argument 'parent'"):
        record(program)
