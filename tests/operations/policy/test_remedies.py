"""The list of remedies: shown with the policies, and refused in a sentence where it cannot be relied on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from operations.policy.remedies import mends, replaced_by, require_paths, require_remedies
from operations.policy.rulebook import policies
from policies.framework import remedies
from policies.framework.remedies import RemediesError, read, shipped
from tests.operations.commands import Ended, infra

GOOD = """\
remedies:
- policy: security/kms-rotation
  types:
    aws:kms/key:Key: tf:kms/key.go@00a35305dc1b
  sets:
  - {path: enableKeyRotation, to: true}
left_alone: {}
"""


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Ended:
    return infra("policy", *arguments, capsys=capsys, project=None)


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that puts another text in the place of the reviewed list."""

    def write(text: str) -> None:
        file = tmp_path / "remedies.yaml"
        file.write_text(text)
        monkeypatch.setattr(remedies, "shipped", lambda: read(file))

    return write


PLACE = "remedies.yaml: security/kms-rotation: "
WRONG: dict[str, tuple[tuple[str, str], str]] = {
    "no such policy": (
        ("kms-rotation", "kms-rotatoin"),
        "remedies.yaml: security/kms-rotatoin: is no policy; did you mean security/kms-rotation?",
    ),
    "left alone, and no such policy": (
        ("left_alone: {}", "left_alone: {security/kms-rotatoin: Nobody needs it.}"),
        "remedies.yaml: security/kms-rotatoin: is no policy; did you mean security/kms-rotation?",
    ),
    "of the whole stack": (
        ("security/kms-rotation", "security/s3-lifecycle"),
        "remedies.yaml: security/s3-lifecycle: judges the whole stack, of which nothing is mended; take it out",
    ),
    "another type": (
        ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"),
        f"{PLACE}aws:kms/replicaKey:ReplicaKey is none of its types, so nothing judges it; did you mean aws:kms/key:Key?",
    ),
    "a path that replaces": (
        ("enableKeyRotation, to: true", "multiRegion, to: true"),
        f"{PLACE}a change of multiRegion replaces aws:kms/key:Key, which a remedy must not do; take multiRegion out",
    ),
    "the region, which replaces everything": (
        ("enableKeyRotation, to: true", "region, to: us-east-1"),
        f"{PLACE}a change of region replaces aws:kms/key:Key, which a remedy must not do; take region out",
    ),
    "a path that is none of the type": (
        ("enableKeyRotation", "enableKeyRotations"),
        f"{PLACE}aws:kms/key:Key has no property enableKeyRotations; did you mean enableKeyRotation?",
    ),
    "a name of Python": (
        ("enableKeyRotation", "enable_key_rotation"),
        f"{PLACE}aws:kms/key:Key has no property enable_key_rotation; did you mean enableKeyRotation?",
    ),
    "an output": (
        ("enableKeyRotation", "keyId"),
        f"{PLACE}aws:kms/key:Key has no property keyId; did you mean xksKeyId?",
    ),
    "a value of another kind": (
        ("to: true", "to: sometimes"),
        f"{PLACE}aws:kms/key:Key takes true or false for enableKeyRotation, not the text 'sometimes'",
    ),
    "no YAML": (("sets:", "sets: ["), "remedies.yaml cannot be read as YAML: restore it from the repository"),
    "no source": (
        (" tf:kms/key.go@00a35305dc1b", ' ""'),
        "remedies.yaml has 1 fault(s): remedies.0.types.aws:kms/key:Key: String should have at least 3 characters",
    ),
    "two aims": (
        ("to: true", "to: true, adds: [a]"),
        "remedies.yaml has 1 fault(s): remedies.0.sets.0: enableKeyRotation: say one of to, adds and takes",
    ),
    "no aim": (
        (", to: true", ""),
        "remedies.yaml has 1 fault(s): remedies.0.sets.0: enableKeyRotation: say one of to, adds and takes",
    ),
    "an index": (
        ("enableKeyRotation", '"a[0].b"'),
        "remedies.yaml has 1 fault(s): remedies.0.sets.0: a[0].b: is no path of property names and [*]",
    ),
    "an unknown key": (
        ("to: true", "too: true, to: true"),
        "remedies.yaml has 1 fault(s): remedies.0.sets.0.too: Extra inputs are not permitted",
    ),
    "mended and left alone": (
        ("left_alone: {}", "left_alone: {security/kms-rotation: Nobody needs it.}"),
        "remedies.yaml has 1 fault(s): the file: security/kms-rotation: has a remedy and is left alone; decide",
    ),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("verb", ["explain", "test"])
def test_a_list_that_cannot_be_relied_on_is_refused(
    verb: str, name: str, listed: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    (old, new), sentence = WRONG[name]
    assert GOOD.count(old) == 1
    listed(GOOD.replace(old, new))
    ended = run(verb, "kms-rotation", capsys=capsys)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines() == [sentence]


def test_every_fault_is_told_at_once_and_nothing_is_written(
    listed: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed(GOOD.replace("aws:kms/key:Key", "aws:sqs/queue:Queue").replace("enableKeyRotation", "fifoQueue"))
    page = tmp_path / "page.md"
    ended = run("list", "--page", str(page), capsys=capsys)
    assert (ended.code, ended.out, page.exists()) == (2, "", False)
    assert [line.split(": ", 2)[2].split(",")[0] for line in ended.err.splitlines()] == [
        "aws:sqs/queue:Queue is none of its types",
        "a change of fifoQueue replaces aws:sqs/queue:Queue",
    ]


def test_a_type_of_which_nothing_is_recorded_is_refused(
    listed: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    listed(GOOD.replace("aws:kms/key:Key", "aws:nowhere/thing:Thing"))
    ended = run("list", capsys=capsys)
    assert ended.code == 2
    assert "nothing is recorded of what replaces aws:nowhere/thing:Thing" in ended.err


def test_the_list_of_the_repository_can_be_relied_on() -> None:
    assert require_remedies() == shipped()
    require_paths(policies())
    assert len({one.policy for one in shipped().remedies}) >= 19


@pytest.mark.parametrize(
    ("token", "path"),
    [
        ("aws:rds/instance:Instance", "storageEncrypted"),
        ("aws:kms/key:Key", "region"),
        ("kubernetes:apps/v1:Deployment", "spec.selector"),
        ("kubernetes:core/v1:Namespace", "metadata.name"),
        ("kubernetes:core/v1:Pod", "spec.containers"),
        ("gcp:storage/bucket:Bucket", "location"),
    ],
)
def test_what_replaces_is_known_of_every_cloud(token: str, path: str) -> None:
    assert path in (replaced_by(token) or ())


def test_a_policy_says_what_it_sets(capsys: pytest.CaptureFixture[str]) -> None:
    said = {
        name: next(line.split(maxsplit=1)[1] for line in run("explain", name, capsys=capsys).out.splitlines() if line.startswith("  remediate"))
        for name in ("eks-control-plane-logs", "azure-storage-tls", "rds-upkeep", "azure-required-tags", "rds-not-public")
    }  # fmt: skip
    assert said == {
        "eks-control-plane-logs": "adds api, audit, authenticator, controllerManager, scheduler: enabledClusterLogTypes",
        "azure-storage-tls": "sets true: enableHttpsTrafficOnly; sets TLS1_2: minimumTlsVersion",
        "rds-upkeep": "sets true: autoMinorVersionUpgrade, copyTagsToSnapshot",
        "azure-required-tags": "sets the environment: tags.environment",
        "rds-not-public": "nothing: it says what is wrong and changes nothing",
    }
    assert {one.name for one in policies() if mends(one)} == {one.policy for one in shipped().remedies}


def test_a_missing_list_is_said(tmp_path: Path) -> None:
    with pytest.raises(RemediesError, match=r"gone\.yaml cannot be read"):
        read(tmp_path / "gone.yaml")
