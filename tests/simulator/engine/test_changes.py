"""One decision by itself: what it rests on."""

import pytest

from simulator.engine.changes import Surroundings, change_of
from simulator.resources import Resource


@pytest.mark.parametrize(
    ("token", "path", "before", "after", "source"),
    [
        (
            "kubernetes:core/v1:Namespace",
            "metadata.name",
            "a",
            "b",
            "pulumi-kubernetes provider/pkg/provider/diff.go",
        ),
        ("aws:ec2/vpc:Vpc", "region", "us-east-1", "us-west-2", "pulumi-aws provider/region.go"),
        ("aws:ec2/vpc:Vpc", "cidrBlock", "10.0.0.0/16", "10.1.0.0/16", "cfn:AWS::EC2::VPC"),
        (
            "random:index/randomPassword:RandomPassword",
            "length",
            8,
            9,
            "tf-random:internal/provider/resource_password.go",
        ),
    ],
)
def test_the_source_of_a_force_new_fact_is_stated(
    token: str, path: str, before: object, after: object, source: str
) -> None:
    def made(value: object) -> Resource:
        *outer, last = path.split(".")
        inputs: dict[str, object] = {last: value}
        for name in outer:
            inputs = {name: inputs, "apiVersion": "v1", "kind": token.rpartition(":")[2]}
        return Resource(urn=f"urn:pulumi:dev::platform::{token}::x", type=token, custom=True, inputs=inputs)

    alone = Surroundings(lambda _: None, lambda _: None, {})
    (reason,) = change_of(made(before), made(after), alone).reasons
    assert reason.startswith(f"{path} cannot change in place; source: ")
    assert source in reason
