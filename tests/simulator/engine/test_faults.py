"""A program's mistakes: each told once, with its place, and with a quiet stderr."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.program import Run, run

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


def test_a_dynamic_resource_and_another_stack_are_refused(up: Runner) -> None:
    done = up("""
        from pulumi.dynamic import Resource, ResourceProvider
        class Made(Resource):
            def __init__(self):
                super().__init__(ResourceProvider(), "made", {})
        Made()
        other = pulumi.StackReference("organization/platform/other")
        pulumi.export("vpc", other.get_output("vpc"))
    """)
    assert [(place, name) for place, name, _ in told(done)] == [
        ("__main__.py:8", "made"),
        ("__main__.py:10", "organization/platform/other"),
    ]
    assert told(done)[0][2].startswith("is a dynamic resource, ")
    assert told(done)[1][2].startswith("reads the outputs of stack organization/platform/other, ")


@pytest.mark.parametrize("given", ["x", "5", "1.2.3m", "5 m"])
def test_a_timeout_that_is_no_duration_is_told(up: Runner, given: str) -> None:
    timeouts = (
        f'opts=ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(update="{given}", create="1h30m"))'
    )
    done = up(f'aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", {timeouts})')
    assert told(done) == [
        (
            "__main__.py:5",
            "net",
            f"customTimeouts.update takes a duration such as 30m or 1h30m, not {given!r}",
        )
    ]


@pytest.mark.parametrize("method", ["__init__(self, name)", "__init__(this, name)", "grow(self, name)"])
def test_a_child_that_lost_its_parent_is_seen_in_every_method(up: Runner, method: str) -> None:
    start, _, _ = method.partition("(")
    own = method.partition("(")[2].partition(",")[0]
    before = (
        f"""
        super().__init__("platform:test:Holder", name)
        {own}.register_outputs({{}})"""
        if start == "__init__"
        else ""
    )
    constructor = (
        ""
        if before
        else """
    def __init__(self, name):
        super().__init__("platform:test:Holder", name)
        self.register_outputs({})"""
    )
    done = up(
        f"class Holder(ComponentResource):{constructor}\n    def {method}:{before}\n"
        '        aws.ec2.Vpc("lost", cidr_block="10.0.0.0/16", region="us-east-1")\n'
        f'holder = Holder("holder")\n{"" if before else "holder.grow(1)"}\n'
    )
    assert [name for _, name, _ in told(done)] == ["lost"]


@pytest.mark.parametrize("disabled", ["[aws]", '["*"]', "[kubernetes, aws]"])
def test_a_default_provider_that_is_disabled_is_refused_where_it_is_needed(
    write: Callable[..., Path], disabled: str
) -> None:
    folder = write(
        """
        main = aws.Provider("main", region="us-east-1")
        aws.ec2.Vpc("kept", cidr_block="10.0.0.0/16", opts=ResourceOptions(provider=main))
        aws.ec2.Vpc("bare", cidr_block="10.0.0.0/16", region="us-east-1")
        aws.get_region(opts=pulumi.InvokeOptions(provider=main))
        aws.get_region()
        """,
        settings=f"{{}}\n  pulumi:disable-default-providers: {disabled}",
    )
    done = run(folder, "dev", preview=True)
    why = (
        "has no provider, and pulumi:disable-default-providers allows no default one of aws; "
        "pass a provider, or a parent that has one"
    )
    assert told(done) == [
        ("__main__.py:7", "bare", why),
        ("__main__.py:9", "", f"aws:index/getRegion:getRegion {why}"),
    ]
    assert not any("default" in resource["urn"] for resource in done.resources)


def test_disabling_another_package_changes_nothing(write: Callable[..., Path]) -> None:
    folder = write(
        'aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")',
        settings="{}\n  pulumi:disable-default-providers: [kubernetes]",
    )
    assert run(folder, "dev", preview=True).faults == ()
