"""The recording engine itself: what it keeps, and what it fails on."""

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest

from tests.components.recording import UNKNOWN, is_regional, record


def test_inputs_parents_options_and_dependencies_are_kept() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("main", cidr_block="10.0.0.0/16", region="us-east-1")
        aws.ec2.Subnet(
            "main-a", vpc_id=vpc.id, opts=pulumi.ResourceOptions(parent=vpc, protect=True, depends_on=[vpc])
        )

    recording = record(program)
    vpc, subnet = recording.only(aws.ec2.Vpc), recording.only(aws.ec2.Subnet)
    assert vpc.inputs == {"cidrBlock": "10.0.0.0/16", "region": "us-east-1"}
    assert subnet.inputs == {"vpcId": "main-id"}
    assert subnet.parent == vpc.urn
    assert subnet.protect
    assert not vpc.protect
    assert subnet.property_dependencies == {"vpcId": frozenset({vpc.urn})}
    assert recording.depends_on(subnet, aws.ec2.Vpc) == {"main"}


def test_a_computed_value_is_unknown_in_a_preview() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("main", cidr_block="10.0.0.0/16")
        aws.ec2.Subnet("main-a", vpc_id=vpc.id, cidr_block=vpc.cidr_block)

    recording = record(program, preview=True)
    assert recording.only(aws.ec2.Subnet).inputs == {"vpcId": UNKNOWN, "cidrBlock": "10.0.0.0/16"}


def test_a_password_stays_secret_downstream() -> None:
    def program() -> pulumi.Output[str]:
        password = random.RandomPassword("token", length=20)
        aws.secretsmanager.SecretVersion("token", secret_id="s", secret_string=password.result)
        return password.result

    recording = record(program, answers={random.RandomPassword: {"result": "hunter2"}})
    version = recording.only(aws.secretsmanager.SecretVersion)
    assert version.inputs["secretString"] == "hunter2"
    assert version.secret_inputs == {"secretString"}
    assert recording.returned == "hunter2"


def test_the_same_name_twice_fails() -> None:
    def program() -> None:
        aws.ec2.Vpc("main")
        aws.ec2.Vpc("main")

    with pytest.raises(AssertionError, match="registered twice"):
        record(program)


def test_a_provider_function_fails() -> None:
    def program() -> None:
        aws.get_availability_zones_output()

    with pytest.raises(AssertionError, match="aws:index/getAvailabilityZones"):
        record(program)


def test_a_fault_of_the_program_is_raised_as_it_is() -> None:
    def program() -> None:
        raise LookupError("in the program")

    with pytest.raises(LookupError, match="in the program"):
        record(program)


def test_regional_types_are_told_by_the_sdk() -> None:
    assert is_regional("aws:ec2/vpc:Vpc")
    assert is_regional("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert not is_regional("aws:iam/role:Role")
    assert not is_regional("random:index/randomPassword:RandomPassword")
