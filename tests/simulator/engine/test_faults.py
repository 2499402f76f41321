"""A program's mistakes: each told once, with its place, and with a quiet stderr."""

from collections.abc import Callable
from typing import Any

import pytest

from simulator.program import Run

Runner = Callable[..., Run]

HOLDER = """
class Holder(ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("platform:test:Holder", name, None, opts)
        {body}
        self.register_outputs({{}})

provider = aws.Provider("aws", region="us-east-1")
Holder("holder", ResourceOptions(providers=[provider]))
"""


@pytest.fixture(autouse=True)
def _quiet_stderr(capfd: pytest.CaptureFixture[str]) -> Any:
    yield
    assert capfd.readouterr().err == ""


def told(done: Run) -> list[tuple[str, str, str]]:
    return [(fault.place, fault.urn.rsplit("::", 1)[-1], fault.sentence) for fault in done.faults]


def test_a_clean_program_has_no_faults(up: Runner) -> None:
    assert up('aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")').faults == ()


def test_a_duplicate_urn_is_told_with_both_places(up: Runner) -> None:
    done = up("""
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        aws.ec2.Vpc("net", cidr_block="10.1.0.0/16", region="us-east-1")
    """)
    urn = "urn:pulumi:dev::platform::aws:ec2/vpc:Vpc::net"
    assert told(done) == [
        (
            "__main__.py:6",
            "net",
            (
                f"has the same URN as the resource made at __main__.py:5, {urn}; "
                "give one of them another name or parent"
            ),
        )
    ]
    assert [resource["inputs"]["cidrBlock"] for resource in done.resources if resource["urn"] == urn] == [
        "10.0.0.0/16"
    ]


def test_a_child_that_lost_its_parent_is_told_where_it_is_made(up: Runner) -> None:
    done = up(HOLDER.format(body='aws.ec2.Vpc("lost", cidr_block="10.0.0.0/16", region="us-east-1")'))
    assert told(done) == [
        (
            "__main__.py:8",
            "lost",
            (
                "is created inside Holder but hangs under the stack, so it loses the component's provider, protection "
                "and aliases; pass opts=ResourceOptions(parent=self) of that Holder"
            ),
        )
    ]


def test_a_lost_child_is_seen_through_the_builders_of_its_component(up: Runner) -> None:
    done = up("""
        def build(name):
            return aws.ec2.Vpc(name, cidr_block="10.0.0.0/16", region="us-east-1")

        class Holder(ComponentResource):
            def __init__(self):
                super().__init__("platform:test:Holder", "holder")
                build("lost")
                self.register_outputs({})

        Holder()
        build("free")
    """)
    assert [(place, name) for place, name, _ in told(done)] == [("__main__.py:6", "lost")]


def test_children_under_their_component_are_not_lost(up: Runner) -> None:
    body = 'aws.ec2.Vpc("kept", cidr_block="10.0.0.0/16", opts=ResourceOptions(parent=self))'
    assert up(HOLDER.format(body=body)).faults == ()


def test_a_component_that_never_registers_its_outputs_is_told(up: Runner) -> None:
    done = up("""
        class Open(ComponentResource):
            def __init__(self):
                super().__init__("platform:test:Open", "open")

        Open()
    """)
    assert told(done) == [
        (
            "__main__.py:9",
            "open",
            (
                "never registers its outputs, so it never counts as finished; end its constructor with publish(), "
                "or register_outputs({}) if it has none"
            ),
        )
    ]


def test_a_parent_that_was_never_registered_is_told(up: Runner) -> None:
    done = up("""
        from pulumi.resource import DependencyResource
        ghost = DependencyResource("urn:pulumi:dev::platform::platform:test:Ghost::ghost")
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", opts=ResourceOptions(parent=ghost, protect=False))
    """)
    assert told(done) == [
        (
            "__main__.py:7",
            "net",
            (
                "its parent urn:pulumi:dev::platform::platform:test:Ghost::ghost was never registered; "
                "construct the parent first"
            ),
        )
    ]


def test_a_type_that_no_cloud_knows_is_told(up: Runner) -> None:
    done = up('pulumi.CustomResource("aws:made/up:Thing", "thing", {})')
    assert [(place, name) for place, name, _ in told(done)] == [("__main__.py:5", "thing")]
    assert "aws:made/up:Thing" in told(done)[0][2]


def test_every_refusal_of_the_clouds_is_told_and_the_rest_runs(up: Runner) -> None:
    done = up("""
        net = aws.ec2.Vpc("net", cidr_block=12, region="us-east-1")
        aws.ec2.Subnet("part", vpc_id=net.id, cidr_block=13, region="us-east-1")
        pulumi.export("id", net.id)
    """)
    assert [(place, name) for place, name, _ in told(done)] == [
        ("__main__.py:5", "net"),
        ("__main__.py:6", "part"),
    ]
    assert all(sentence.startswith("cidrBlock: ") for _, _, sentence in told(done))


def test_a_path_of_ignore_changes_that_matches_nothing_is_told(up: Runner) -> None:
    done = up(
        'aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", '
        'opts=ResourceOptions(ignore_changes=["tagz"]))'
    )
    assert [(place, name) for place, name, _ in told(done)] == [("__main__.py:5", "net")]


def test_a_remote_component_is_refused(up: Runner) -> None:
    done = up("""
        class Far(ComponentResource):
            def __init__(self):
                super().__init__("far:index:Far", "far", {}, None, True)

        Far()
    """)
    assert told(done) == [
        (
            "__main__.py:9",
            "far",
            "is a component of another language's package, which the simulator cannot run; write it in Python",
        )
    ]


def test_reading_what_the_stack_does_not_manage_is_refused(up: Runner) -> None:
    done = up('aws.ec2.Vpc.get("theirs", "vpc-123")')
    assert [(place, name) for place, name, _ in told(done)] == [("__main__.py:5", "theirs")]
    assert "pass what is needed as a setting" in told(done)[0][2]
