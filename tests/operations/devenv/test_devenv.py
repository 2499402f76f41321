"""`infra devenv`: environments come, stay as they are, and go; whatever else is in a cluster is left alone."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.devenv.environment import Environment
from operations.devenv.kind_cluster import kind_config
from tests.components.resilience.jobs.shells import stand_in
from tests.operations.commands import Ended, infra
from tests.operations.devenv.kubectl import KIND, KUBECTL


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with kubectl and kind, whose current context is kind's."""
    stand_in(tmp_path / "programs", "kubectl", KUBECTL)
    stand_in(tmp_path / "programs", "kind", KIND)
    monkeypatch.setenv("PATH", f"{tmp_path / 'programs'}:/usr/bin:/bin")
    monkeypatch.setenv("CLUSTER", str(tmp_path / "cluster.json"))
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    monkeypatch.setenv("KIND_CLUSTERS", str(tmp_path / "clusters"))
    monkeypatch.setenv("CURRENT", "kind-platform")
    return tmp_path


def devenv(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Ended:
    return infra("devenv", *arguments, capsys=capsys, project=None)


def objects(desk: Path) -> dict[str, Any]:
    store = desk / "cluster.json"
    found: dict[str, Any] = json.loads(store.read_text()) if store.exists() else {}
    return found


def test_an_environment_is_a_namespace_with_a_share_rights_and_databases(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = devenv("create", "ada", capsys=capsys)
    assert (ended.code, ended.out) == (0, "dev-ada stands in kind-platform\n")
    made = objects(desk)
    assert set(made) == {
        "namespace//dev-ada",
        "limitrange/dev-ada/share",
        "resourcequota/dev-ada/share",
        "rolebinding/dev-ada/developer",
        "secret/dev-ada/databases",
        "service/dev-ada/postgresql",
        "service/dev-ada/redis",
        "statefulset/dev-ada/postgresql",
        "statefulset/dev-ada/redis",
    }
    assert all(one["metadata"]["labels"]["platform.internal/devenv"] == "ada" for one in made.values())
    binding = made["rolebinding/dev-ada/developer"]
    assert (binding["roleRef"]["name"], binding["subjects"][0]["name"]) == ("admin", "ada")
    quota = made["resourcequota/dev-ada/share"]["spec"]["hard"]
    assert quota["requests.memory"] == "4Gi"
    image = made["statefulset/dev-ada/postgresql"]["spec"]["template"]["spec"]["containers"][0]["image"]
    assert image == "public.ecr.aws/docker/library/postgres:15.18-bookworm"


def test_creating_again_changes_nothing(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert devenv("create", "ada", capsys=capsys).code == 0
    before = objects(desk)
    assert devenv("create", "ada", capsys=capsys).code == 0
    assert objects(desk) == before, "the password most of all"


def test_an_environment_goes_with_all_that_is_in_it_and_nothing_else(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ada", "grace"):
        assert devenv("create", name, capsys=capsys).code == 0
    ended = devenv("destroy", "ada", capsys=capsys)
    assert (ended.code, ended.out) == (0, "dev-ada is removed from kind-platform\n")
    assert {one["metadata"]["labels"]["platform.internal/devenv"] for one in objects(desk).values()} == {
        "grace"
    }
    assert devenv("destroy", "ada", capsys=capsys).out == "dev-ada is not there\n"


def test_what_somebody_else_made_is_left_alone(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = {"namespace//dev-ada": {"kind": "Namespace", "metadata": {"name": "dev-ada", "labels": {}}}}
    (desk / "cluster.json").write_text(json.dumps(theirs))
    for verb in ("create", "destroy"):
        ended = devenv(verb, "ada", capsys=capsys)
        assert ended.code == 2
        assert ended.err.startswith("the namespace dev-ada in kind-platform was not made by `infra devenv`")
    assert objects(desk) == theirs


def test_a_cluster_that_is_not_kinds_is_touched_only_by_name(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURRENT", "production-us-east-1")
    for verb in (["create", "ada"], ["destroy", "ada"], ["list"]):
        ended = devenv(*verb, capsys=capsys)
        assert ended.code == 2
        assert ended.err == (
            "the current context production-us-east-1 is no cluster of kind, and nothing is made or removed there unasked: "
            "name it with --context production-us-east-1, or make a cluster of kind with `infra devenv cluster`\n"
        )
    assert not (desk / "asked").exists()
    assert devenv("create", "ada", "--context", "shared-dev", capsys=capsys).code == 0
    assert {line.split()[0] for line in (desk / "asked").read_text().splitlines()} == {"shared-dev"}


def test_environments_are_listed_for_people_and_for_programs(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert devenv("create", "ada", capsys=capsys).code == 0
    (desk / "cluster.json").write_text(
        json.dumps(
            {
                **objects(desk),
                "namespace//backend": {"kind": "Namespace", "metadata": {"name": "backend", "labels": {}}},
            }
        )
    )
    (row,) = json.loads(devenv("list", "--json", capsys=capsys).out)
    assert (row["name"], row["namespace"], row["state"]) == ("ada", "dev-ada", "Active")
    assert row["days"] >= 0
    shown = devenv("list", capsys=capsys).out
    assert "dev-ada" in shown
    assert "backend" not in shown


def test_a_dry_run_says_what_it_would_do(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = list(yaml.safe_load_all(devenv("create", "ada", "--dry-run", capsys=capsys).out))
    assert printed == Environment(name="ada").objects()
    assert not (desk / "asked").exists()
    assert devenv("create", "ada", capsys=capsys).code == 0
    before = objects(desk)
    ended = devenv("destroy", "ada", "--dry-run", capsys=capsys)
    assert "would remove dev-ada from kind-platform" in ended.out
    assert objects(desk) == before


def test_databases_are_reached_from_the_machine_where_they_are_exposed() -> None:
    def ports(exposed: bool) -> list[Any]:
        made = Environment(name="ada", exposed=exposed).objects()
        return [one["spec"]["ports"][0].get("nodePort") for one in made if one["kind"] == "Service"]

    assert ports(exposed=False) == [None, None]
    mapped = {one["containerPort"] for one in kind_config()["nodes"][0]["extraPortMappings"]}
    assert set(ports(exposed=True)) == {30432, 30379} <= mapped


def test_the_cluster_of_kind_is_the_requirements_own(capsys: pytest.CaptureFixture[str]) -> None:
    config = yaml.safe_load(devenv("cluster", "--dry-run", capsys=capsys).out)
    assert (config["kind"], config["apiVersion"]) == ("Cluster", "kind.x-k8s.io/v1alpha4")
    assert [node["role"] for node in config["nodes"]] == ["control-plane", "worker", "worker"]
    patch = yaml.safe_load(config["nodes"][0]["kubeadmConfigPatches"][0])
    assert patch["nodeRegistration"]["kubeletExtraArgs"] == {"node-labels": "ingress-ready=true"}
    ports = {one["containerPort"]: one for one in config["nodes"][0]["extraPortMappings"]}
    assert {port: one["hostPort"] for port, one in ports.items()} == {
        80: 80,
        443: 443,
        30432: 5432,
        30379: 6379,
    }
    assert {one["listenAddress"] for one in ports.values()} == {"127.0.0.1"}


def test_the_cluster_is_made_once(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert devenv("cluster", capsys=capsys).out == "made\n"
    assert devenv("cluster", capsys=capsys).out == "is there already\n"
    assert (desk / "clusters").read_text() == "platform"


@pytest.mark.parametrize(
    ("program", "arguments"), [("kubectl", ["create", "ada"]), ("kubectl", ["list"]), ("kind", ["cluster"])]
)
def test_a_program_that_is_missing_is_named(
    program: str,
    arguments: list[str],
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (desk / "programs" / program).unlink()
    monkeypatch.setenv("PATH", str(desk / "programs"))
    ended = devenv(*arguments, capsys=capsys)
    assert ended.code == 2
    assert ended.err.startswith(
        f"{program} is not installed, and developer environments need it: install it (https://"
    )


@pytest.mark.parametrize("name", ["Ada", "a_b", "-ada", "1st", "a" * 31, "a.b", ""])
def test_names_that_no_namespace_could_have_are_refused(
    name: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = devenv("create", "--", name, capsys=capsys)
    assert (ended.code, "cannot name an environment" in ended.err) == (2, True)
    assert not (desk / "asked").exists()


def test_what_kubectl_says_is_passed_on(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURRENT", "")
    ended = devenv("list", capsys=capsys)
    assert (ended.code, ended.err) == (2, "kubectl config failed: error: current-context is not set\n")
    assert not (desk / "asked").exists()
