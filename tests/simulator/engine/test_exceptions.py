"""A program that raises, or takes an Output for its value: one fault at the line that does it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

from simulator.failures import Raised, fault_of
from simulator.faults import Fault
from simulator.program import Run
from simulator.values import UNKNOWN

Runner = Callable[..., Run]


@pytest.fixture(autouse=True)
def _quiet_stderr(capfd: pytest.CaptureFixture[str]) -> Any:
    yield
    assert capfd.readouterr().err == ""


def told(done: Run) -> list[tuple[str, str, str]]:
    return [(fault.place, fault.urn.rsplit("::", 1)[-1], fault.sentence) for fault in done.faults]


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
        ("max(net.id, 3)", "an Output was used where a value is needed ('>' not supported between"),
        ("net.id + 1", "an Output was used where a value is needed (unsupported operand type(s) for +"),
        ('"vpc" + net.id', "an Output was used where a value is needed (can only concatenate str"),
        ('",".join([net.id])', "an Output was used where a value is needed (sequence item 0: expected"),
        ('"{:>9}".format(net.id)', "an Output was used where a value is needed (unsupported format string"),
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
    assert str(broken) == "__main__.py:5: the program cannot be read: '(' was never closed; mend the syntax"
    for argument, how in (("3", "with exit code 3"), ("", "with exit code 0"), ("'no zone'", "(no zone)")):
        (left,) = up(f"import sys\nsys.exit({argument})\n").faults
        assert str(left) == f"__main__.py:6: the program ended itself {how}; let it run to its end"


@pytest.mark.parametrize(
    "raised", ["SystemExit(3)", "KeyboardInterrupt", "GeneratorExit", "ValueError('no')"]
)
@pytest.mark.parametrize(
    "program",
    [
        "raise {raised}",
        "net.cidr_block.apply(lambda cidr: (_ for _ in ()).throw({raised}))",
        "Output.from_input(1).apply(lambda _: net.cidr_block.apply(lambda cidr: (_ for _ in ()).throw({raised})))",
    ],
)
def test_whatever_a_program_raises_wherever_is_one_fault_at_its_line(
    up: Runner, raised: str, program: str
) -> None:
    done = up(f"""
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        {program.format(raised=raised)}
    """)
    (fault,) = done.faults
    assert fault.place == "__main__.py:6"
    assert fault.sentence.startswith(("the program raised ", "the program ended itself with exit code 3"))


def test_what_an_asynchronous_apply_raises_has_its_line(up: Runner) -> None:
    done = up("""
        import asyncio
        async def late(value):
            await asyncio.sleep(0)
            raise ValueError("late")
        pulumi.export("late", Output.from_input(1).apply(late))
    """)
    assert told(done) == [("__main__.py:8", "", "the program raised ValueError: late")]


def test_what_a_library_raises_in_an_apply_has_the_line_of_the_apply(up: Runner) -> None:
    assert told(up("Output.from_input('x').apply(int)\n")) == [
        ("__main__.py:5", "", "the program raised ValueError: invalid literal for int() with base 10: 'x'")
    ]


def test_our_own_sentence_wins_over_what_it_was_raised_from(up: Runner) -> None:
    done = up("""
        try:
            {}["zone"]
        except KeyError as cause:
            raise pulumi.RunError("the settings name no zone; add one") from cause
    """)
    assert told(done) == [("__main__.py:8", "", "the settings name no zone; add one")]


def test_an_exception_that_cannot_be_told_is_named(up: Runner) -> None:
    done = up("""
        class Broken(Exception):
            def __str__(self):
                raise RuntimeError
        raise Broken
    """)
    assert told(done) == [("__main__.py:8", "", "the program raised Broken")]


def test_a_group_of_exceptions_is_told_whole(up: Runner) -> None:
    (fault,) = up("raise ExceptionGroup('two zones', [ValueError('a'), TypeError('b')])").faults
    assert fault.sentence == "two zones: the program raised ValueError: a; the program raised TypeError: b"


def test_what_a_thread_raises_is_told(up: Runner) -> None:
    done = up("""
        import threading
        def work():
            raise ValueError("no")
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    """)
    assert told(done) == [
        (
            "__main__.py:7",
            "",
            "in a thread, whose failure Pulumi never learns of: the program raised ValueError: no",
        )
    ]


@pytest.mark.parametrize(
    "program",
    [
        "secret.apply(int)",
        "secret.apply(lambda text: {}[text[::-1]])",
        "Output.all(1, secret).apply(lambda both: {}[both[1]])",
        "secret.apply(lambda text: Output.from_input(1).apply(lambda _: {}[text[::-1]]))",
        "secret.apply(late)",
    ],
)
def test_what_the_apply_of_a_secret_raises_is_told_without_its_text(up: Runner, program: str) -> None:
    done = up(f"""
        async def late(text):
            raise ValueError(text[::-1])
        secret = Output.secret("hunter2-never-shown")
        {program}
    """)
    (fault,) = done.faults
    assert fault.place in {"__main__.py:6", "__main__.py:8"}
    assert fault.sentence.endswith("inside .apply() of a secret, so its text is not shown")


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("aws.ec2.Vpc('net', cidr_blok='x')", "Vpc has no argument cidr_blok; did you mean cidr_block?"),
        ("aws.ec2.Subnet('net')", "Missing required property 'vpc_id'; set it"),
        (
            "aws.ec2.Vpc('net', region='us-east-1', tags={1: 'x'})",
            "aws:ec2/vpc:Vpc net: a name in it is no text; every key, and every name of an output, is a text known beforehand",
        ),
        (
            "pulumi.export('zone', {1: 2})",
            "output zone: a name in it is no text; every key, and every name of an output, is a text known beforehand",
        ),
        (
            "pulumi.export('zone', float('nan'))",
            "output zone is nan, which no state can hold; use a finite number",
        ),
        (
            "aws.ec2.Vpc('net', opts=ResourceOptions(parent='x'))",
            "its parent is no resource, or a component that has not called super().__init__() yet",
        ),
        (
            "aws.get_region_output()",
            "aws:index/getRegion:getRegion: the provider has no region: set it on the provider or on the call",
        ),
    ],
)
def test_what_the_sdk_refuses_is_told_in_words_of_the_program(
    preview: Runner, program: str, sentence: str
) -> None:
    (fault,) = preview(program).faults
    assert (fault.place, fault.sentence) == ("__main__.py:5", sentence)


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


def test_an_answer_of_the_wrong_type_is_told_without_its_value() -> None:
    failure = AssertionError(
        "Unexpected type; expected a value of type `<class 'str'>` but got a value of type `<class 'dict'>` at "
        "resource `r`, property `policy`: {'password': 'never-shown'}"
    )
    fault = fault_of(failure, lambda _: Raised("", ours=False), {})
    assert fault == Fault("", "", "policy takes a str, not a dict; convert it")


def test_a_document_given_as_an_object_is_text_from_then_on(up: Runner, preview: Runner) -> None:
    program = """
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": net.arn}
        policy = aws.iam.Policy("policy", policy={"Version": "2012-10-17", "Statement": [allowed]})
        pulumi.export("text", policy.policy.apply(lambda text: text.upper()))
    """
    done = up(program)
    assert done.faults == ()
    assert done.outputs["text"].startswith(
        '{"STATEMENT":[{"ACTION":"S3:*","EFFECT":"ALLOW","RESOURCE":"ARN:AWS:EC2:'
    )
    assert preview(program).outputs["text"] is UNKNOWN


def test_what_a_library_calls_later_has_the_line_of_what_asked_for_it(up: Runner, tmp_path: Path) -> None:
    tmp_path.joinpath("manifest.yaml").write_text("kind: ConfigMap\n")
    done = up("""
        import pulumi_kubernetes as kubernetes
        kubernetes.yaml.ConfigFile("file", file="manifest.yaml")
        kubernetes.helm.v3.Chart("chart", kubernetes.helm.v3.ChartOpts(chart="nginx"))
    """)
    missing = "the simulator has no function {0}; add it to simulator/clouds/kubernetes"
    assert told(done) == [
        ("__main__.py:6", "", missing.format("kubernetes:yaml:decode")),
        ("__main__.py:7", "", missing.format("kubernetes:helm:template")),
    ]
