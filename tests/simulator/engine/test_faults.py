"""A program's mistakes: each told once, with its place, and with a quiet stderr."""

from collections.abc import Callable
from typing import Any

import pulumi
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


@pytest.mark.parametrize("runner", ["up", "preview"])
def test_a_program_that_raises_is_one_fault_with_its_place(
    runner: str, request: pytest.FixtureRequest
) -> None:
    done = request.getfixturevalue(runner)("""
        def sink():
            raise KeyError("no such zone")

        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        sink()
    """)
    assert told(done) == [("__main__.py:6", "", "the program raised KeyError: 'no such zone'")]


def test_an_exception_inside_apply_is_one_fault_whatever_waits_for_it(up: Runner) -> None:
    done = up("""
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        cidr = net.id.apply(lambda id: {}[id])
        part = aws.ec2.Subnet("part", vpc_id=net.id, cidr_block=cidr, region="us-east-1")
        aws.ec2.Subnet("next", vpc_id=part.vpc_id, cidr_block=part.cidr_block, region="us-east-1")
        pulumi.export("cidr", part.cidr_block)
    """)
    (fault,) = done.faults
    assert fault.place == "__main__.py:6"
    assert fault.sentence.startswith("the program raised KeyError: 'vpc-")


def test_two_failing_applies_are_two_faults(up: Runner) -> None:
    done = up("""
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        net.id.apply(lambda id: 1 / 0)
        pulumi.export("size", net.id.apply(lambda id: int(id)))
    """)
    assert [place for place, _, _ in told(done)] == ["__main__.py:6", "__main__.py:7"]


def test_a_pydantic_error_names_each_field_and_no_value(up: Runner) -> None:
    done = up("""
        from pydantic import BaseModel

        class Size(BaseModel):
            nodes: int
            zone: str

        Size(nodes="hunter-secret", zone=3)
    """)
    (fault,) = done.faults
    assert fault.place == "__main__.py:11"
    assert fault.sentence == (
        "Size refuses what it was given: nodes: Input should be a valid integer, unable to parse string as an "
        "integer; zone: Input should be a valid string"
    )


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("str(net.id)", "an Output is used as text: its value is not known yet; build the text with "),
        ('f"{net.id}/24"', "an Output is used as text: its value is not known yet; build the text with "),
        (
            "bool(net.id)",
            "an Output is used as a truth value, and is always true: its value is not known yet; ",
        ),
        ('"x" if net.id else "y"', "an Output is used as a truth value, and is always true: "),
        ('net.id == "vpc-1"', "an Output is used in a comparison, and never equals anything: "),
        ('net.id in ["vpc-1"]', "an Output is used in a comparison, and never equals anything: "),
        ("list(net.id)", "an Output was used where a value is needed ('Output' object is not iterable"),
        ("int(net.id)", "an Output was used where a value is needed (int() argument must be"),
        ('net.id < "vpc-2"', "an Output was used where a value is needed ('<' not supported between"),
        ("net.id.upper()", "an Output was used where a value is needed ('Output' object is not callable)"),
        ("len(net.id)", "an Output was used where a value is needed (object of type 'Output' has no len()"),
    ],
)
def test_an_output_used_as_a_value_is_told_at_the_line_that_does(
    preview: Runner, expression: str, sentence: str
) -> None:
    done = preview(f"""
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        used = {expression}
        aws.ec2.Vpc("next", cidr_block="10.0.0.0/16", region="us-east-1", tags={{"net": str(used)}})
    """)
    (fault,) = done.faults
    assert fault.place == "__main__.py:6"
    assert fault.sentence.startswith(sentence)


def test_an_output_that_a_library_turned_into_text_is_found_in_the_input(preview: Runner) -> None:
    done = preview("""
        import json
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        tags = {"rule": json.dumps({"net": net.id}, default=str)}
        aws.ec2.Vpc("next", cidr_block="10.0.0.0/16", region="us-east-1", tags=tags)
    """)
    assert told(done) == [
        (
            "__main__.py:8",
            "next",
            "tags.rule holds the warning that an Output has no text; build it with Output.concat or .apply()",
        )
    ]


def test_the_mark_of_an_unknown_inside_a_text_is_told(preview: Runner) -> None:
    done = preview("""
        from pulumi.runtime.rpc import UNKNOWN
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", tags={"arn": f"arn:{UNKNOWN}:x"})
    """)
    assert told(done) == [
        (
            "__main__.py:6",
            "net",
            "tags.arn holds Pulumi's mark for an unknown value inside a text; build the text with .apply()",
        )
    ]


def test_a_value_that_has_no_wire_form_is_told_where_the_resource_is_made(up: Runner) -> None:
    done = up("""
        net = aws.ec2.Vpc(
            "net", cidr_block="10.0.0.0/16", region="us-east-1", tags={"size": object()}
        )
    """)
    (fault,) = done.faults
    assert fault.place == "__main__.py:5"
    assert fault.sentence == (
        "aws:ec2/vpc:Vpc net: the program raised ValueError: unexpected input of type object for size in Vpc"
    )


def test_a_syntax_error_and_an_early_exit_are_faults(up: Runner) -> None:
    (broken,) = up("net = (\n").faults
    assert broken.sentence.startswith(
        "the program cannot be read: '(' was never closed (__main__.py, line 5)"
    )
    (left,) = up("import sys\nsys.exit(3)\n").faults
    assert (left.place, left.sentence) == (
        "__main__.py:6",
        "the program ended itself with exit code 3; let it run to its end",
    )


def test_a_feature_that_the_simulator_does_not_run_is_told_as_ours(up: Runner) -> None:
    done = up("pulumi.runtime.register_resource_transform(lambda args: None)")
    (fault,) = done.faults
    assert fault.place == "__main__.py:5"
    assert fault.sentence.startswith("the simulator does not run this feature of the SDK")


def test_what_the_program_logs_is_kept_with_its_severity(up: Runner) -> None:
    done = up("""
        pulumi.log.debug("steps")
        pulumi.log.info("fine")
        pulumi.log.warn("hm")
        pulumi.log.error("no")
    """)
    assert [(log.severity, log.message) for log in done.logs] == [
        ("info", "fine"),
        ("warning", "hm"),
        ("error", "no"),
    ]


def test_the_output_class_is_left_as_it_was(up: Runner) -> None:
    before = dict(vars(pulumi.Output))
    up("1 / 0")
    assert dict(vars(pulumi.Output)) == before


def test_a_fault_reads_as_one_line(up: Runner) -> None:
    (fault,) = up("1 / 0").faults
    assert str(fault) == "__main__.py:5: the program raised ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (
            "json.loads(net.id)",
            "an Output was used where a value is needed (the JSON object must be str, bytes or bytearray, not Output)",
        ),
        (
            "ipaddress.ip_network(net.cidr_block)",
            "an Output was used where a value is needed (<pulumi.output.Output object> does not appear to be an IPv4 or IPv6 network)",
        ),
    ],
)
def test_a_library_that_chokes_on_an_output_is_told_as_such(
    preview: Runner, program: str, sentence: str
) -> None:
    done = preview(f"""
        import json, ipaddress
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        {program}
    """)
    (fault,) = done.faults
    assert fault.place == "__main__.py:7"
    assert fault.sentence == f"{sentence}; use it inside .apply(), or pass it on as it is"


def test_faults_come_in_the_order_of_the_lines(up: Runner) -> None:
    nets = "".join(f'aws.ec2.Vpc("net-{number}", cidr_block=1, region="us-east-1")\n' for number in range(8))
    assert [fault.place for fault in up(nets).faults] == [f"__main__.py:{line}" for line in range(5, 13)]


def test_a_message_without_end_is_cut_after_its_secrets_are_blotted_out(up: Runner) -> None:
    done = up("""
        words = "never-show-this " * 60
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1", tags={"words": Output.secret(words)})
        raise ValueError("too long: " + "x" * 580 + words)
    """)
    (fault,) = done.faults
    assert len(fault.sentence) < 650
    assert "never-show" not in fault.sentence
    assert fault.sentence.endswith(" …")
