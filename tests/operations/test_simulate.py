"""`infra simulate -- COMMAND`: what the command is given, how it ends, and what is refused before it starts."""

import json
import os
import sys
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2_grpc

from operations.faults import CannotJudge
from operations.simulate import simulate
from operations.tools.table import Group
from simulator.plugins.packages import installed_packages

PROJECT = """\
name: platform
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
"""
REMEMBER = "import json, os, sys; json.dump([dict(os.environ), os.getcwd()], open(sys.argv[1], 'w'))"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text(PROJECT)
    monkeypatch.setenv("PULUMI_BACKEND_URL", "file:///var/simulated")
    monkeypatch.delenv("PULUMI_DEBUG_PROVIDERS", raising=False)
    return folder


def surroundings(project: Path) -> tuple[dict[str, str], str]:
    """Run a command that remembers what it was given."""
    file = project / "remembered.json"
    assert simulate([sys.executable, "-c", REMEMBER, str(file)], project) == 0
    environment, folder = json.loads(file.read_text())
    return environment, folder


def test_the_command_runs_in_the_project_with_every_package_attached(project: Path) -> None:
    environment, folder = surroundings(project)
    attached = dict(entry.split(":") for entry in environment["PULUMI_DEBUG_PROVIDERS"].split(","))
    assert folder == str(project)
    assert sorted(attached) == [package.name for package in installed_packages()]
    assert environment["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "true"
    assert environment["PATH"].split(os.pathsep)[0] == str(project / ".venv" / "bin")


def test_the_plugins_answer_while_the_command_runs(project: Path) -> None:
    ask = project / "ask.py"
    ask.write_text(
        "import os, grpc\n"
        "from google.protobuf.empty_pb2 import Empty\n"
        "from pulumi.runtime.proto import provider_pb2_grpc\n"
        "attached = dict(entry.split(':') for entry in os.environ['PULUMI_DEBUG_PROVIDERS'].split(','))\n"
        "channel = grpc.insecure_channel('127.0.0.1:' + attached['aws'])\n"
        "version = provider_pb2_grpc.ResourceProviderStub(channel).GetPluginInfo(Empty(), timeout=20).version\n"
        "open('version', 'w').write(version)\n"
    )
    assert simulate([sys.executable, str(ask)], project) == 0
    (aws,) = [package for package in installed_packages() if package.name == "aws"]
    assert (project / "version").read_text() == aws.version


def test_the_accepted_backend_is_the_one_that_the_command_will_use(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PULUMI_BACKEND_URL")
    monkeypatch.setenv("PULUMI_HOME", str(project))
    monkeypatch.delenv("PULUMI_CREDENTIALS_PATH", raising=False)
    (project / "credentials.json").write_text('{"current": "file:///logged/in"}')
    assert surroundings(project)[0]["PULUMI_BACKEND_URL"] == "file:///logged/in"


def test_plugins_that_the_user_attached_are_left_alone_and_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PULUMI_DEBUG_PROVIDERS", "docker:4001, random:4002")
    environment, _ = surroundings(project)
    attached = dict(entry.split(":") for entry in environment["PULUMI_DEBUG_PROVIDERS"].split(","))
    assert (attached["docker"], attached["random"]) == ("4001", "4002")
    assert attached["aws"].isdecimal()
    assert "; docker, random: as PULUMI_DEBUG_PROVIDERS says)" in capfd.readouterr().err


def test_what_would_lead_pulumi_to_another_python_is_taken_away(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_PYTHON_CMD", "/usr/bin/other")
    assert "PULUMI_PYTHON_CMD" not in surroundings(project)[0]


def test_it_says_once_and_on_stderr_that_clouds_are_simulated(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert simulate([sys.executable, "-c", "print('theirs')"], project) == 0
    out, err = capfd.readouterr()
    names = ", ".join(package.name for package in installed_packages())
    assert out == "theirs\n"
    assert err == f"Clouds are simulated ({names}): nothing real is read, made or changed.\n"


@pytest.mark.parametrize(
    ("ending", "code"), [("sys.exit(0)", 0), ("sys.exit(5)", 5), ("os.kill(os.getpid(), 9)", 137)]
)
def test_it_ends_as_the_command_ends(project: Path, ending: str, code: int) -> None:
    assert simulate([sys.executable, "-c", f"import os, sys; {ending}"], project) == code


def refusal_of(command: list[str], project: Path) -> str:
    with pytest.raises(CannotJudge) as refusal:
        simulate(command, project)
    (sentence,) = refusal.value.sentences
    return sentence


def test_no_command_is_refused(project: Path) -> None:
    assert refusal_of([], project) == (
        "there is no command to run; name one after --, as in: infra simulate -- pulumi preview"
    )


def test_a_command_that_is_not_there_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal_of(["no-such-command"], project) == (
        "no-such-command: there is no such command; check its name and PATH"
    )
    monkeypatch.setenv("PATH", str(project))
    assert refusal_of(["pulumi", "up"], project) == (
        "pulumi: there is no such command; install Pulumi's CLI: https://www.pulumi.com/docs/install"
    )


def test_a_command_that_is_no_program_is_refused(project: Path) -> None:
    (project / "notes").write_text("no program\n")
    (project / "notes").chmod(0o755)
    assert refusal_of(["./notes"], project).endswith(
        "notes: cannot be run (Exec format error); check that it is a program"
    )


def test_a_shared_backend_is_refused_before_anything_runs(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", "https://api.pulumi.com")
    assert "simulated state would overwrite" in refusal_of(
        [sys.executable, "-c", "open('ran', 'w')"], project
    )
    assert not (project / "ran").exists()


def test_a_project_without_its_environment_is_refused(project: Path) -> None:
    (project / ".venv" / "bin").rmdir()
    assert (
        refusal_of(["true"], project)
        == f"{project}/.venv: there is no virtual environment; run `make setup` first"
    )
    (project / "Pulumi.yaml").write_text("name: platform\nruntime: python\n")
    assert refusal_of(["true"], project).startswith(
        f"{project}/Pulumi.yaml: runtime.options.virtualenv is not set, so Pulumi would run another Python"
    )
    (project / "Pulumi.yaml").write_text("name: [\n")
    assert refusal_of(["true"], project) == f"{project}/Pulumi.yaml: cannot be read as YAML; mend it"
    (project / "Pulumi.yaml").unlink()
    assert refusal_of(["true"], project).startswith(f"{project}: has no Pulumi.yaml; ")


def test_an_attachment_without_a_port_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_DEBUG_PROVIDERS", "docker")
    assert refusal_of(["true"], project) == (
        "PULUMI_DEBUG_PROVIDERS names no port for docker; write it as docker:PORT, or unset it"
    )


def test_nothing_answers_once_the_command_has_ended(project: Path) -> None:
    attached = surroundings(project)[0]["PULUMI_DEBUG_PROVIDERS"].split(",")[0]
    with (
        grpc.insecure_channel(f"127.0.0.1:{attached.partition(':')[2]}") as channel,
        pytest.raises(grpc.RpcError) as failure,
    ):
        provider_pb2_grpc.ResourceProviderStub(channel).GetPluginInfo(Empty(), timeout=5)
    assert isinstance(failure.value, grpc.Call)
    assert failure.value.code() == grpc.StatusCode.UNAVAILABLE


def test_a_cluster_without_its_programs_is_refused_before_the_command_runs(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLATFORM_TOOLS", raising=False)
    monkeypatch.setattr(Group, "built", property(lambda _: tmp_path / "nothing"))
    ran = tmp_path / "ran"
    with pytest.raises(
        CannotJudge, match=r"^etcd, kube-apiserver, .*, kwok: not built here; run `make tools`"
    ):
        simulate(["touch", str(ran)], project, cluster=True)
    assert not ran.exists()
