"""`infra render`: the same files from run to run, no secret in any, nobody else's touched, nothing half written."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.program import run
from simulator.project import _GoLoader
from tests.operations.commands import Ended, infra
from tests.operations.render.conftest import SENTINEL


@pytest.fixture
def render(project: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def render(out: Path, *options: str, stack: str = "dev") -> Ended:
        return infra("render", stack, "--out", str(out), *options, capsys=capsys, project=project)

    return render


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def beside(folder: Path) -> set[str]:
    return {path.name for path in folder.parent.iterdir()} - {folder.name, "project"}


OBJECTS = {
    "_render.json",
    "_review/home/permissions.yaml",
    "_review/home/reachability.yaml",
    "_review/other/permissions.yaml",
    "_review/other/reachability.yaml",
    "_review/home/patches/shop/serviceaccount-default.yaml",
    "_review/home/withheld/shop/configmap-mixed.yaml",
    "_review/home/withheld/shop/secret-login.yaml",
    "home/cluster-scoped/namespace-shop.yaml",
    "home/shop/configmap-known-later.yaml",
    "home/shop/configmap-texts.yaml",
    "other/cluster-scoped/clusterrole.rbac.authorization.k8s.io-shop%3Areader.yaml",
    "other/cluster-scoped/nodepool.karpenter.sh-pool.yaml",
}


def test_every_object_has_a_file_by_cluster_and_namespace(render: Any, out: Path) -> None:
    ended = render(out)
    assert (ended.code, ended.err) == (0, "")
    assert set(files(out)) == OBJECTS
    assert "12 files in" in ended.out
    assert (
        "withheld from Argo CD because they hold secrets, which no file shows: 2 (home ConfigMap shop/mixed, home Secret "
        "shop/login)" in ended.out
    )
    assert beside(out) == set()


def test_two_renderings_are_the_same_to_the_byte(render: Any, out: Path, tmp_path: Path) -> None:
    render(out)
    first = files(out)
    render(out)
    render(tmp_path / "again")
    assert files(out) == first == files(tmp_path / "again")


def test_no_file_and_no_word_holds_a_secret(render: Any, out: Path) -> None:
    ended = render(out)
    assert SENTINEL not in ended.out + ended.err
    assert [path for path, content in files(out).items() if SENTINEL.encode() in content] == []
    login = yaml.safe_load((out / "_review/home/withheld/shop/secret-login.yaml").read_text())
    assert login["stringData"] == {"password": "[redacted]", "user": "[redacted]"}
    mixed = yaml.safe_load((out / "_review/home/withheld/shop/configmap-mixed.yaml").read_text())
    assert mixed["data"] == {"plain": "yes", "script": "#!/bin/sh\necho hi\n", "url": "[redacted]"}
    assert json.loads((out / "_render.json").read_text())["withheld"] == {
        "_review/home/withheld/shop/configmap-mixed.yaml": ["data.url"],
        "_review/home/withheld/shop/secret-login.yaml": ["stringData.password", "stringData.user"],
    }


def test_texts_are_texts_to_every_reader(render: Any, out: Path) -> None:
    """PyYAML reads YAML 1.1, the other loader reads as Go's yaml.v3 does; go-yaml v2 also takes `y` for true."""
    render(out)
    text = (out / "home/shop/configmap-texts.yaml").read_text()
    said = yaml.safe_load(text)
    assert said == yaml.load(text, _GoLoader)  # noqa: S506 - derives from SafeLoader
    assert len(said["data"]) == 18
    assert {type(value) for value in said["data"].values()} == {str}
    assert set(said["data"]) == set("abcdefghijklmnopqr")
    assert [line for line in text.splitlines() if line.endswith((": y", ": 1e3", ": on"))] == []
    assert said["data"]["m"] == "trailing \n"


def test_instructions_to_pulumi_stay_with_pulumi(render: Any, out: Path) -> None:
    render(out)
    assert [path for path, content in files(out).items() if b"pulumi.com" in content] == []
    patch = yaml.safe_load((out / "_review/home/patches/shop/serviceaccount-default.yaml").read_text())
    assert patch == {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": "default", "namespace": "shop"},
        "automountServiceAccountToken": False,
    }


def test_what_a_simulated_cloud_answered_is_said_and_comes_from_the_real_state_if_there_is_one(
    render: Any, out: Path, project: Path, tmp_path: Path
) -> None:
    ended = render(out)
    file = out / "home/shop/configmap-known-later.yaml"
    assert (
        file.read_text().splitlines()[0]
        == "# Answered by a simulated cloud (give --state for the real one's): data.uid"
    )
    assert "with answers of simulated clouds, named in their first lines: 1; give --state" in ended.out
    entries = run(project, "dev", preview=False).resources
    (namespace,) = [entry for entry in entries if entry["urn"].endswith("::shop")]
    namespace["outputs"]["metadata"]["uid"] = "the-real-one"
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": entries}}))
    ended = render(out, "--state", str(state))
    assert ended.err == ""
    assert file.read_text().startswith("apiVersion: v1\ndata:\n  uid: the-real-one\n")
    assert "answers of simulated clouds" not in ended.out


def test_one_cluster_alone(render: Any, out: Path) -> None:
    assert render(out, "--cluster", "other").code == 0
    assert set(files(out)) == {
        "_render.json",
        *(path for path in OBJECTS if path.startswith(("other/", "_review/other/"))),
    }


def test_what_is_gone_from_the_program_is_gone_from_the_folder(render: Any, out: Path, project: Path) -> None:
    render(out)
    program = (project / "__main__.py").read_text()
    (project / "__main__.py").write_text(program[: program.index("k8s.apiextensions.CustomResource")])
    assert render(out).code == 0
    assert OBJECTS - set(files(out)) == {"other/cluster-scoped/nodepool.karpenter.sh-pool.yaml"}
    assert beside(out) == set()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--cluster", "hom"], "dev has no cluster hom; did you mean home? (there are home, other)\n"),
        (["--state", "Pulumi.dev.yaml"], "--state Pulumi.dev.yaml: is not JSON, or only half a file; export it again with `pulumi stack export --file FILE`\n"),
        (["--cluster", "zzz"], "dev has no cluster zzz (there are home, other)\n"),
        (["--state", "nowhere.json"], "--state nowhere.json: is no file; make one with `pulumi stack export --stack dev --file FILE`\n"),
    ],
)  # fmt: skip
def test_a_misspelt_argument_is_told(
    render: Any, out: Path, project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(project)
    ended = render(out, *arguments)
    assert (ended.code, ended.err, out.exists()) == (2, said, False)


def test_an_unknown_stack_is_told(capsys: pytest.CaptureFixture[str], out: Path) -> None:
    ended = infra("render", "productoin", "--out", str(out), capsys=capsys)
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "did you mean production?" in ended.err
    assert not out.exists()


def test_a_folder_with_somebody_elses_files_is_refused_untouched(render: Any, out: Path) -> None:
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    ended = render(out)
    assert (ended.code, ended.err) == (
        2, f"{out}: holds files and is no rendering of `infra render`; name an empty or a new folder\n",
    )  # fmt: skip
    assert files(out) == {"notes.txt": b"mine"}


def test_a_rendering_with_somebody_elses_files_is_refused_untouched(render: Any, out: Path) -> None:
    render(out)
    for name in ("a.yaml", "b.yaml", "home/shop/c.yaml", "z.yaml"):
        (out / name).write_text("mine")
    before = files(out)
    ended = render(out)
    said = (
        f"{out}: holds a.yaml, b.yaml, home/shop/c.yaml and 1 more, which `infra render` did not write and would "
        "delete; move that away or name another folder\n"
    )
    assert (ended.code, ended.err) == (2, said)
    assert files(out) == before


def test_a_rendering_of_something_else_is_refused(render: Any, out: Path) -> None:
    render(out)
    ended = render(out, "--cluster", "home")
    assert (ended.code, ended.err) == (
        2, f"{out}: holds the rendering of all clusters of dev; name another folder, or delete this one first\n",
    )  # fmt: skip


def test_places_that_cannot_be_written_are_refused(
    render: Any, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.write_text("")
    assert render(out).err == f"{out}: is a file; name a folder\n"
    deep = tmp_path / "no" / "such"
    assert render(deep).err == f"{deep}: its folder does not exist; make {tmp_path / 'no'} first\n"
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert render(Path()).err == ".: is where this command runs, and is replaced whole; name another folder\n"


@pytest.mark.parametrize(
    ("method", "at"),
    [("write_text", 3), ("replace", 1), ("replace", 2)],
    ids=["while files are written", "before the folders change places", "between the two moves"],
)
def test_a_failed_writing_leaves_what_was_there(
    render: Any, out: Path, monkeypatch: pytest.MonkeyPatch, method: str, at: int
) -> None:
    render(out)
    before = files(out)
    (out / "home/shop/configmap-texts.yaml").write_text("edited")
    edited = files(out)
    real, calls = getattr(Path, method), []

    def refusing(self: Path, *arguments: Any, **options: Any) -> Any:
        calls.append(self)
        if len(calls) == at:
            raise OSError(28, "No space left on device")
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, method, refusing)
    ended = render(out)
    monkeypatch.undo()
    said = f"{out}: cannot be written (No space left on device); it is as it was before\n"
    assert (ended.code, ended.err) == (2, said)
    assert files(out) == edited != before
    assert beside(out) == set()


def test_a_folder_keeps_who_may_read_it(render: Any, out: Path) -> None:
    out.mkdir(mode=0o750)
    out.chmod(0o750)
    render(out)
    assert out.stat().st_mode & 0o777 == 0o750
    shutil.rmtree(out)
    before = os.umask(0o027)
    try:
        render(out)
    finally:
        os.umask(before)
    assert out.stat().st_mode & 0o777 == 0o750


def test_two_owners_of_one_object_are_told(render: Any, out: Path, project: Path) -> None:
    program = project / "__main__.py"
    program.write_text(
        program.read_text()
        + '\nk8s.core.v1.Namespace("mall", metadata={"name": "shop"}, opts=home)\n'
        + '\nk8s.core.v1.Namespace("elsewhere", metadata={"name": "shop"}, opts=other)\n'
    )
    ended = render(out)
    said = "cluster home: mall and shop both make the Namespace shop, and would undo each other for ever: leave one of them out\n"
    assert (ended.code, ended.err) == (2, said)


def test_who_may_talk_and_do_what_is_told_for_review(render: Any, out: Path, project: Path) -> None:
    program = project / "__main__.py"
    program.write_text(
        program.read_text()
        + """
k8s.networking.v1.NetworkPolicy(
    "closed", metadata={"name": "closed", "namespace": "shop"},
    spec={"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "egress": [{"ports": [{"port": 443}]}]}, opts=home,
)
k8s.rbac.v1.RoleBinding(
    "readers", metadata={"name": "readers", "namespace": "shop"},
    role_ref={"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
    subjects=[{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "developers"}], opts=home,
)
k8s.rbac.v1.RoleBinding(
    "lost", metadata={"name": "lost", "namespace": "shop"},
    role_ref={"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "gone"}, subjects=[], opts=home,
)
k8s.apiextensions.CustomResource(
    "odd", api_version="cilium.io/v2", kind="CiliumNetworkPolicy", metadata={"name": "odd", "namespace": "mall"},
    spec={"endpointSelector": {}, "egress": [{"toGroups": []}]}, opts=other,
)
"""
    )
    ended = render(out)
    assert (ended.code, ended.err) == (0, "")
    talk = yaml.safe_load((out / "_review/home/reachability.yaml").read_text())
    assert talk["shop/(any other)"]["the internet"] == ["TCP 443"]
    assert "shop/(any other)" not in talk["the internet"]
    do = yaml.safe_load((out / "_review/home/permissions.yaml").read_text())
    assert do == {"Group developers": {"shop": {"what Kubernetes' own view may": "as it defines"}}}
    assert "home: RoleBinding lost binds the Role gone, which no object here makes" in ended.out
    assert (
        "other: who may talk to whom is not told, because a rule of a Cilium policy has toGroups, which is not evaluated"
        in ended.out
    )
    assert not (out / "_review/other/reachability.yaml").exists()
