"""Configuration as the Pulumi CLI hands it over; the expected texts were read off the CLI, version 3.259."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.project import PLACEHOLDER, ProjectError, read_project

Write = Callable[..., Path]


def configured(folder: Path, text: str) -> dict[str, str]:
    folder.joinpath("Pulumi.dev.yaml").write_text(f"config:\n{text}")
    return dict(read_project(folder, "dev").config)


@pytest.mark.parametrize(
    ("written", "handed_over"),
    [
        ("true", "true"),
        ("yes", "yes"),
        ("3", "3"),
        ("1.50", "1.5"),
        ("3.0", "3"),
        ("010", "8"),
        ("0o17", "15"),
        ("1_000", "1000"),
        ("12:30", "12:30"),
        ("1e21", "1e+21"),
        ("2001-12-14", "2001-12-14 00:00:00 +0000 UTC"),
        ("10.0.0.0/16", "10.0.0.0/16"),
        ("~", ""),
        ('""', ""),
        ("[]", "[]"),
        ("{b: true, a: null}", '{"a":null,"b":true}'),
        (
            '[yes, on, "x<y&z", 1.50, 017, 12:30, ~, é]',
            '["yes","on","x\\u003cy\\u0026z",1.5,15,"12:30",null,"é"]',
        ),
        ("{when: 2001-12-14}", '{"when":"2001-12-14 00:00:00 +0000 UTC"}'),
    ],
)
def test_a_value_arrives_as_the_cli_would_send_it(write: Write, written: str, handed_over: str) -> None:
    assert configured(write(""), f"  platform:value: {written}\n") == {"platform:value": handed_over}


def test_a_key_without_a_namespace_gets_the_projects(write: Write) -> None:
    assert configured(write(""), "  plain: text\n  aws:region: us-east-1\n") == {
        "aws:region": "us-east-1",
        "platform:plain": "text",
    }


def test_secrets_arrive_as_placeholders_and_are_named(write: Write) -> None:
    folder = write("")
    folder.joinpath("Pulumi.dev.yaml").write_text(
        "config:\n"
        "  platform:token: {secure: v1:cipher}\n"
        "  platform:nested: {user: app, password: {secure: v1:cipher}}\n"
        "  platform:open: fine\n"
    )
    project = read_project(folder, "dev")
    assert project.config["platform:token"] == PLACEHOLDER
    assert json.loads(project.config["platform:nested"]) == {"user": "app", "password": PLACEHOLDER}
    assert project.secret_keys == {"platform:token", "platform:nested"}
    assert "cipher" not in json.dumps(dict(project.config))


def test_the_project_gives_values_and_defaults_that_a_stack_may_override(write: Write) -> None:
    folder = write(
        "",
        described="config:\n  size: {type: integer, default: 3}\n  obj: {value: {a: 1}}\n  aws:region: eu-west-1\n",
    )
    assert configured(folder, "  other: x\n") == {
        "aws:region": "eu-west-1",
        "platform:obj": '{"a":1}',
        "platform:other": "x",
        "platform:size": "3",
    }
    assert configured(folder, "  size: 5\n")["platform:size"] == "5"


def test_what_is_laid_over_wins_and_is_no_secret(write: Write) -> None:
    folder = write("")
    folder.joinpath("Pulumi.dev.yaml").write_text("config:\n  platform:token: {secure: v1:cipher}\n")
    project = read_project(folder, "dev", {"platform:token": "mine"})
    assert (project.config["platform:token"], project.secret_keys) == ("mine", frozenset())


def test_a_stack_without_a_file_can_be_configured_whole(write: Write) -> None:
    assert read_project(write(""), "other", {"platform:a": "1"}).config == {"platform:a": "1"}


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("Pulumi.yaml", None, "Pulumi.yaml: does not exist; a Pulumi project has one; name its folder"),
        ("Pulumi.yaml", "runtime: python", "Pulumi.yaml: has no name; give the project one"),
        ("Pulumi.yaml", "- a", "Pulumi.yaml: holds a list; a mapping belongs there"),
        ("Pulumi.dev.yaml", None, "Pulumi.dev.yaml: does not exist; there is no stack file here; name one"),
        ("Pulumi.dev.yaml", "config:\n  a: [1, }", "Pulumi.dev.yaml, line 2: is not valid YAML ("),
        ("Pulumi.dev.yaml", "config: \xff", "Pulumi.dev.yaml: cannot be read ("),
        ("__main__.py", None, "__main__.py: there is no program; write it or set main in Pulumi.yaml"),
    ],
)
def test_a_project_that_cannot_be_run_is_refused_in_one_sentence(
    write: Write, file: str, content: str | None, sentence: str
) -> None:
    folder = write("")
    folder.joinpath(file).unlink()
    if content is not None:
        folder.joinpath(file).write_bytes(content.encode("latin-1"))
    with pytest.raises(ProjectError) as refusal:
        read_project(folder, "dev")
    assert sentence in str(refusal.value)


def test_a_required_key_that_is_missing_is_named(write: Write) -> None:
    folder = write("", described="config:\n  size: {type: integer}\n")
    with pytest.raises(ProjectError) as refusal:
        read_project(folder, "dev")
    assert str(refusal.value) == (
        "Pulumi.dev.yaml: does not set platform:size, which Pulumi.yaml requires; set it"
    )


def test_the_stacks_that_exist_are_named_for_one_that_does_not(write: Write) -> None:
    with pytest.raises(ProjectError, match="the stacks here are dev; name one of them"):
        read_project(write(""), "prod")


def test_main_may_name_another_folder(write: Write) -> None:
    folder = write("", described="main: program\n")
    folder.joinpath("program").mkdir()
    folder.joinpath("program", "__main__.py").write_text("")
    assert read_project(folder, "dev").main == folder.resolve() / "program" / "__main__.py"
