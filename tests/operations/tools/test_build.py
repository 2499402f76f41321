"""`infra tools` with a `go` that notes what it is asked, since a real one takes minutes."""

import re
from pathlib import Path

import pytest

from components.kubernetes.versions import DEFAULT
from operations.faults import CannotJudge
from operations.tools import build as building
from operations.tools import found, table
from operations.tools.build import build
from operations.tools.found import find, find_all
from operations.tools.table import CONTROL_PLANE, GROUPS, KUBECONFORM, Group

GO = """\
#!/bin/sh
echo "$PWD|$CGO_ENABLED|$GOWORK|$*" >> {log}
while [ "$1" != "-o" ]; do shift; done
echo '#!/bin/sh' > "$2"
chmod +x "$2"
"""
FAILS = """\
#!/bin/sh
echo 'go: downloading example.com/module v1.0.0' >&2
echo '# example.com/module' >&2
echo './main.go:7:2: undefined: thing' >&2
exit 1
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def environment(tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A machine on which nothing is built and `go` is ours."""
    group = Group(
        name="kubeconform", pinned=KUBECONFORM.pinned, programs={"kubeconform": "example.com/cmd/kubeconform"}
    )
    monkeypatch.setattr(Group, "built", property(lambda self: tmp_path / "built" / self.name))
    for module in (building, found):
        monkeypatch.setattr(module, "GROUPS", (group, CONTROL_PLANE))
    monkeypatch.setattr(building, "BUILT", tmp_path / "built")
    return {"PATH": f"{_go(tmp_path, GO.format(log=log))}:/usr/bin:/bin"}


def _go(folder: Path, script: str) -> Path:
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "go").write_text(script)
    (programs / "go").chmod(0o755)
    return programs


def test_it_builds_what_is_missing_from_the_folder_that_pins_it(
    environment: dict[str, str], log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(["kubeconform"], environment) == 0
    folder, cgo, workspace, asked = log.read_text().strip().split("|")
    assert (folder, cgo, workspace) == (str(table.MODULES / "kubeconform"), "0", "off")
    assert re.fullmatch(
        rf"build -trimpath -ldflags -s -w -o {tmp_path}/built/kubeconform/\.kubeconform\.\d+ example.com/cmd/kubeconform",
        asked,
    )
    assert [file.name for file in (tmp_path / "built" / "kubeconform").iterdir()] == ["kubeconform"]
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"tools: kubeconform {KUBECONFORM.version}: building ..."
    assert re.fullmatch(r"tools: kubeconform v\S+: built in \d+ s, 0 MB, built/kubeconform", said[1])
    assert re.fullmatch(r"tools: 1 built in \d+ s", said[2])


def test_what_is_there_is_not_built_again(
    environment: dict[str, str], log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(["kubeconform"], environment)
    capsys.readouterr()
    assert build(["kubeconform"], environment) == 0
    assert len(log.read_text().splitlines()) == 1
    assert capsys.readouterr().err == f"tools: kubeconform {KUBECONFORM.version}: there already\n"


def test_without_names_every_group_is_built(environment: dict[str, str], log: Path) -> None:
    build([], environment)
    built = [line.rsplit(" ", 1)[1] for line in log.read_text().splitlines()]
    assert built == ["example.com/cmd/kubeconform", *CONTROL_PLANE.programs.values()]


def test_programs_of_the_users_own_are_taken_from_the_folders_that_he_names(
    environment: dict[str, str], log: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "kubeconform").write_text("#!/bin/sh\n")
    (theirs / "kubeconform").chmod(0o755)
    assert find("kubeconform", environment) is None
    environment["PLATFORM_TOOLS"] = f"/nowhere:{theirs}"
    assert build(["kubeconform"], environment) == 0
    assert not log.exists()
    assert find("kubeconform", environment) == theirs / "kubeconform"


def test_a_machine_without_go_gets_one_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(CannotJudge) as refusal:
        build(["kubeconform"], environment | {"PATH": str(tmp_path / "empty")})
    assert refusal.value.sentences == (
        (
            "go: there is no such command, and kubeconform must be built with it; install Go 1.26 or newer, or name the "
            "folder of programs that you have in PLATFORM_TOOLS"
        ),
    )


def test_a_build_that_fails_says_what_the_compiler_said_and_leaves_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    _go(tmp_path, FAILS)
    with pytest.raises(CannotJudge) as refusal:
        build(["kubeconform"], environment)
    assert refusal.value.sentences == (
        f"kubeconform {KUBECONFORM.version} could not be built: ./main.go:7:2: undefined: thing",
    )
    assert list((tmp_path / "built" / "kubeconform").iterdir()) == []
    assert find("kubeconform", environment) is None


def test_an_unknown_group_is_refused_with_those_that_there_are(environment: dict[str, str]) -> None:
    with pytest.raises(CannotJudge, match="promtol: no such tools; there are kubeconform, control-plane"):
        build(["promtol"], environment)


def test_what_is_missing_is_told_in_one_sentence(environment: dict[str, str]) -> None:
    places, missing = find_all(CONTROL_PLANE, environment=environment)
    assert places == {}
    assert missing == (
        "etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl: not built here; run `make tools` (or "
        "`infra tools control-plane`), or name the folder of yours in PLATFORM_TOOLS"
    )
    build(["control-plane"], environment)
    places, missing = find_all(CONTROL_PLANE, environment=environment)
    assert missing is None
    assert list(places) == list(CONTROL_PLANE.programs)


def test_a_name_that_no_group_has_is_a_defect_of_the_caller() -> None:
    with pytest.raises(LookupError, match="no group of tools/ has a program promtol"):
        find("promtol")


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_every_group_pins_what_it_builds(group: Group) -> None:
    module = (group.folder / "go.mod").read_text()
    assert module.startswith(f"module platform-infrastructure/tools/{group.name}\n")
    if set(group.programs.values()) == {"."}:
        assert (group.folder / "main.go").read_text().count("package main\n") == 1
    else:
        imported = set(re.findall(r'_ "(\S+)"', (group.folder / "tools.go").read_text()))
        assert imported == set(group.programs.values())
    assert f"{group.pinned} {group.version}" in module
    assert f"{group.pinned} {group.version} h1:" in (group.folder / "go.sum").read_text()


def test_the_folder_of_a_program_of_ours_is_another_as_soon_as_its_text_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def folder(text: str) -> str:
        module = tmp_path / "checker"
        module.mkdir(exist_ok=True)
        (module / "go.mod").write_text("module m\n\nrequire example.com/m v1.0.0\n")
        (module / "go.sum").write_text("a")
        (module / "main.go").write_text(text)
        return Group(name="checker", pinned="example.com/m", programs={"checker": "."}).built.name

    monkeypatch.setattr(table, "MODULES", tmp_path)
    first = folder("package main\n")
    assert folder("package main\n") == first
    assert folder("package main // changed\n") != first


def test_the_folder_of_programs_is_another_as_soon_as_a_pin_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def folder(pin: str, checksum: str) -> str:
        module = tmp_path / "kubeconform"
        module.mkdir(exist_ok=True)
        (module / "go.mod").write_text(f"module m\n\nrequire {KUBECONFORM.pinned} {pin}\n")
        (module / "go.sum").write_text(checksum)
        return Group(
            name=KUBECONFORM.name, pinned=KUBECONFORM.pinned, programs=KUBECONFORM.programs
        ).built.name

    monkeypatch.setattr(table, "MODULES", tmp_path)
    first = folder("v0.8.0", "a")
    assert first.startswith("kubeconform-v0.8.0-")
    assert folder("v0.8.0", "a") == first
    assert len({first, folder("v0.8.1", "a"), folder("v0.8.0", "b")}) == 3


def test_the_control_plane_is_of_the_version_that_clusters_get_by_default() -> None:
    assert CONTROL_PLANE.version.startswith(f"v{DEFAULT}.")
    assert f"gitMinor={DEFAULT.partition('.')[2]}" in CONTROL_PLANE.linked_with
