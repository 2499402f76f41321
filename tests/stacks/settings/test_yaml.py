"""Files that are no YAML, no stack file, or that two readers would read differently."""

from pathlib import Path
from typing import Any

import pytest

from stacks.settings.faults import SettingsError
from stacks.settings.loader import load
from stacks.settings.yaml_tree import DEEPEST, MOST_PARTS

COPY = "copy the tree from another stack's file and adapt it"
SECOND = "config:\n  platform:settings: {environment: dev}\n---\nconfig: {}\n"
LAUGHS = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + index)}: &{chr(98 + index)} [{', '.join([f'*{chr(97 + index)}'] * 8)}]\n"
    for index in range(8)
)

WHOLE: dict[str, tuple[str | bytes, str]] = {
    "an empty file": ("", ": is empty; " + COPY),
    "comments only": ("# nothing\n", ": is empty; " + COPY),
    "an empty mapping": ("{}", ": is empty; " + COPY),
    "config: null": ("config:\n", f":1: config: holds no platform:settings; {COPY}"),
    "config: a number": (
        "config: 3\n",
        ":1: config is no mapping; write platform:settings: and its tree below it",
    ),
    "no config": ("encryptionsalt: x\n", f":1: config: is missing; {COPY}"),
    "config misspelt": ("confg: {}\n", ":1: confg: is not a key of Pulumi's; did you mean config?"),
    "the tree misspelt": (
        "config:\n  platform:setings: {}\n",
        ":2: platform:setings: is not a key that is read; did you mean platform:settings?",
    ),
    "the tree empty": ("config:\n  platform:settings:\n", f":2: config.platform:settings: is empty; {COPY}"),
    "the tree a list": (
        "config:\n  platform:settings: [1]\n",
        ":2: config.platform:settings: should be a mapping of names to values",
    ),
    "the tree a text": (
        "config:\n  platform:settings: hunter2\n",
        ":2: config.platform:settings: should be a mapping of names to values",
    ),
    "a list": ("- config\n", ":1: holds no mapping; a stack file begins with `config:`"),
    "a text": ("config\n", ":1: holds no mapping; a stack file begins with `config:`"),
    "two documents": (SECOND, ":3: begins a second YAML document (---); keep one"),
    "a tab": (
        "config:\n\tplatform:settings: {}\n",
        (
            ":2: is not valid YAML: found character that cannot start any token; indent with spaces, because YAML refuses "
            "tabs there"
        ),
    ),
    "an open quote": (
        'config: "hunter2\n',
        ":1: is not valid YAML: found unexpected end of stream (in what begins on line 1); close what was opened",
    ),
    "an open brace": (
        "config: {a: 1\nb: hunter2\n",
        ":2: is not valid YAML: did not find expected ',' or '}' (in what begins on line 1); close what was opened",
    ),
    "a special character": (
        "config:\n  password: @hunter2\n",
        (
            ":2: is not valid YAML: found character that cannot start any token; text that begins with a special character "
            "needs quotes"
        ),
    ),
    "a stray colon": (
        "config:\n  a: b: hunter2\n",
        (
            ":2: is not valid YAML: mapping values are not allowed in this context; check the indentation, and quote text "
            "that holds a colon"
        ),
    ),
    "an unknown escape": (
        'config: "\\q hunter2"\n',
        ":1: is not valid YAML: found unknown escape character; double a backslash, or use single quotes",
    ),
    "an anchor that nobody defined": (
        "config:\n  password: *hunter2\n",
        ":2: refers to an anchor that nothing above defines; text that begins with * needs quotes",
    ),
    "an anchor within itself": (
        "config: &a\n  b: *a\n",
        ":2: refers to an anchor that it is part of and would never end; write it out",
    ),
    "aliases of aliases of aliases": (
        LAUGHS,
        f":6: holds more than {MOST_PARTS} values, so it is no stack file; restore it",
    ),
    "nesting without end": (
        "config: " + "[" * 100_000,
        f":1: nests deeper than {DEEPEST} levels; no setting lies there",
    ),
    "nesting by indentation": (
        "\n".join(" " * depth + "a:" for depth in range(900)),
        f":{DEEPEST + 2}: nests deeper than {DEEPEST} levels; no setting lies there",
    ),
    "another encoding": ("config: é".encode("latin-1"), ": is not text in UTF-8; save it as such"),
    "UTF-16": ("config: {}".encode("utf-16"), ": is not text in UTF-8; save it as such"),
    "binary": (b"\x00\x01\x02", ":1: holds the control character U+0000, which YAML refuses; take it out"),
    "a control character": (
        "config: {}\n# \x07\n",
        ":2: holds the control character U+0007, which YAML refuses; take it out",
    ),
    "ten megabytes": (b"# \n" * 3_500_000, ": is larger than 1 MB, so it is no stack file; restore it"),
    "a key that is no text": (
        "config: {? [a] : b}\n",
        ":1: config: has a key that is no plain text; write the key out",
    ),
}


@pytest.mark.parametrize(("content", "fault"), WHOLE.values(), ids=WHOLE)
def test_a_file_that_is_no_stack_file_is_told_so(desk: Any, content: str | bytes, fault: str) -> None:
    desk.write("dev", content)
    assert desk.faults("dev")[:1] == [f"Pulumi.dev.yaml{fault}"]


TWO_READERS = "to some readers of YAML and text to others"
ODD: dict[str, tuple[str, str, str]] = {
    "a date": ("cost_center: engineering", "cost_center: 2026-11-23", "cost_center: is taken by YAML for a date, which no setting is; put it in quotes"),
    "a date that does not exist": ("cost_center: engineering", "cost_center: 2026-13-45", "cost_center: is taken by YAML for a date, which no setting is; put it in quotes"),
    "yes": ("protected: false", "protected: yes", f"protected: is true or false {TWO_READERS}; write true or false, or quote text"),
    "off": ("protected: false", "protected: Off", f"protected: is true or false {TWO_READERS}; write true or false, or quote text"),
    "a number that begins with 0": ("cost_center: engineering", "cost_center: 012345", f"cost_center: is a number {TWO_READERS}; quote it if it is text"),
    "base 60": ("cost_center: engineering", "cost_center: 12:30", f"cost_center: is a number {TWO_READERS}; quote it if it is text"),
    "an exponent": ("cost_center: engineering", "cost_center: 1e3", f"cost_center: is a number {TWO_READERS}; quote it if it is text"),
    "infinity": ("shards: 1", "shards: .inf", "aws.regions.us-east-1.cache.shards: is a number too large to be kept exactly; write a smaller one"),
    "no number": ("shards: 1", "shards: .nan", "aws.regions.us-east-1.cache.shards: is a number too large to be kept exactly; write a smaller one"),
    "five thousand digits": ("shards: 1", f"shards: {'9' * 5000}", "aws.regions.us-east-1.cache.shards: is a number too large to be kept exactly; write a smaller one"),
    "a tag of its own": ("cost_center: engineering", "cost_center: !secret x", "cost_center: is taken by YAML for something of the tag !secret, which no setting is; put it in quotes"),
    "binary": ("cost_center: engineering", "cost_center: !!binary aGk=", "cost_center: is taken by YAML for something of the tag binary, which no setting is; put it in quotes"),
    "a number that is none": ("shards: 1", "shards: !!int one", "aws.regions.us-east-1.cache.shards: is marked as a number and is none; put it in quotes"),
    "a tag on a mapping": ("            backend: {}", "            backend: !!set {}", "aws.regions.us-east-1.namespaces.backend: has a YAML tag, which Pulumi does not hand over; take the tag out"),
    "a number for a key": ("            backend: {}", "            1: {}", "aws.regions.us-east-1.namespaces.1: is a key that YAML takes for a number; put it in quotes"),
    "a switch for a key": ("            backend: {}", "            on: {}", "aws.regions.us-east-1.namespaces.on: is a key that YAML takes for true or false; put it in quotes"),
    "nothing for a key": ("            backend: {}", "            ~: {}", "aws.regions.us-east-1.namespaces.~: is a key that YAML takes for nothing; put it in quotes"),
    "an empty text for a key": ("            backend: {}", '            "": {}', "aws.regions.us-east-1.namespaces.'': is not a name that can stand here: it should be 1 to 63 lower-case letters, digits and hyphens, with no hyphen at an end"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "fault"), ODD.values(), ids=ODD)
def test_what_two_readers_read_differently_is_refused(desk: Any, old: str, new: str, fault: str) -> None:
    desk.edit("dev", (old, new))
    assert desk.faults("dev") == desk.expected("dev", [(new, fault)])


def test_an_account_without_quotes_is_told_even_if_it_begins_with_0(desk: Any) -> None:
    text = desk.file("dev").read_text().replace("111111111111", "012345678901")
    desk.write("dev", text.replace('"012345678901"', "012345678901"))
    said = f"aws.account_id: is a number {TWO_READERS}; quote it if it is text"
    assert desk.faults("dev") == desk.expected("dev", [("account_id", said)])


def test_every_duplicate_key_is_told_beside_the_other_faults(desk: Any) -> None:
    desk.edit(
        "dev",
        ("    cost_center:", "    owner: other-team\n    cost_center:"),
        ("                max: 3", "                max: 3\n                max: 4"),
        ("nat: single", "nat: double"),
    )
    text = desk.file("dev").read_text().splitlines()
    lost = "and YAML would silently keep one; take one out"
    assert desk.faults("dev") == desk.expected(
        "dev",
        [
            (
                "other-team",
                f"owner: is given twice, first on line {text.index('    owner: platform-team') + 1}, {lost}",
            ),
            ("nat:", "aws.regions.us-east-1.network.nat: should be one of per_zone, single, none"),
            (
                "max: 4",
                (
                    "aws.regions.us-east-1.cluster.pools.general.max: is given twice, first on line "
                    f"{text.index('                max: 3') + 1}, {lost}"
                ),
            ),
        ],
    )


def test_a_duplicate_beside_the_tree_is_named_as_pulumi_names_it(desk: Any) -> None:
    desk.edit("dev", ("  platform:settings:", "  platform:a: 1\n  platform:a: 2\n  platform:settings:"))
    (fault,) = desk.faults("dev")
    assert "platform:a: is given twice, first on line " in fault
    assert "config.platform" not in fault


def test_anchors_aliases_and_merges_are_read(desk: Any) -> None:
    desk.edit(
        "dev",
        (
            "            backend: {}",
            "            backend: &tenant { pod_identity: true, pod_security: baseline }",
        ),
        (
            "            frontend: {}",
            "            frontend: { <<: *tenant, pod_security: restricted }\n            jobs: *tenant",
        ),
    )
    namespaces = load(desk.folder, "dev").aws.regions["us-east-1"].namespaces
    assert {name: (spec.pod_security, spec.pod_identity) for name, spec in namespaces.items()} == {
        "backend": ("baseline", True),
        "frontend": ("restricted", True),
        "jobs": ("baseline", True),
    }


def test_a_fault_in_what_is_merged_points_at_where_it_is_written(desk: Any) -> None:
    desk.edit(
        "dev",
        ("            backend: {}", "            backend: &tenant { pod_security: basic }"),
        ("            frontend: {}", "            frontend: { <<: *tenant }"),
    )
    said = "pod_security: should be one of restricted, baseline, privileged"
    assert desk.faults("dev") == desk.expected(
        "dev",
        [
            ("&tenant", f"aws.regions.us-east-1.namespaces.backend.{said}"),
            ("&tenant", f"aws.regions.us-east-1.namespaces.frontend.{said}"),
        ],
    )


def test_a_key_is_shown_on_one_line_and_shortened(desk: Any) -> None:
    desk.edit("dev", ("            backend: {}", f'            "a\\nb": {{}}\n            {"x" * 200}: {{}}'))
    first, second = desk.faults("dev")
    assert ".namespaces.'a\\nb': " in first
    assert f".namespaces.{'x' * 80}…: " in second


def test_a_file_that_may_not_be_read_is_told_so(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert desk.faults("dev") == [
        "Pulumi.dev.yaml: cannot be read (Permission denied); check its permissions"
    ]


def test_a_folder_in_a_files_place_is_told_so(desk: Any) -> None:
    desk.file("dev").unlink()
    desk.file("dev").mkdir()
    assert desk.faults("dev") == ["Pulumi.dev.yaml: is not a file; put a stack file in its place"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("prodution", "; did you mean production?"),
        ("stagin", "; did you mean staging?"),
        ("zzz", ""),
        ("../dev", "; did you mean dev?"),
    ],
)
def test_an_unknown_stack_is_told_with_the_nearest_one(desk: Any, name: str, hint: str) -> None:
    assert desk.faults(name) == [
        f"Pulumi.{name}.yaml: does not exist, so there is no stack '{name}': there are dev, production, staging{hint}"
    ]


def test_a_folder_without_stacks_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, "dev")
    assert str(refused.value) == (
        "Pulumi.dev.yaml: does not exist, so there is no stack 'dev': this folder has no stack files; run it in the "
        "repository"
    )
