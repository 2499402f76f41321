"""A simulation writes its state only where it cannot overwrite the state of real clouds."""

import json
from pathlib import Path

import pytest

from operations.faults import CannotJudge
from operations.selected_backend import backend_for_simulation

EMULATED = "s3://state?region=us-east-1&s3ForcePathStyle=true"


def project(folder: Path, backend: str = "") -> Path:
    (folder / "Pulumi.yaml").write_text(f"name: platform\nruntime: python\n{backend}")
    return folder


def login(folder: Path, url: str) -> dict[str, str]:
    (folder / "credentials.json").write_text(
        json.dumps({"current": url, "accessTokens": {url: "token-9d2c"}})
    )
    return {"PULUMI_HOME": str(folder)}


@pytest.mark.parametrize(
    ("url", "environment"),
    [
        ("file:///var/simulated", {}),
        ("file://~", {}),
        (f"{EMULATED}&endpoint=http://127.0.0.1:5000", {}),
        (f"{EMULATED}&endpoint=localhost:5000&disableSSL=true", {}),
        (f"{EMULATED}&endpoint=http://[::1]:5000", {}),
        (EMULATED, {"AWS_ENDPOINT_URL": "http://127.0.0.1:5000"}),
        (
            EMULATED,
            {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:5000", "AWS_ENDPOINT_URL": "https://aws.example.com"},
        ),
    ],
)
def test_a_folder_and_an_emulator_on_this_machine_are_accepted(
    tmp_path: Path, url: str, environment: dict[str, str]
) -> None:
    chosen = environment | {"PULUMI_BACKEND_URL": url}
    assert backend_for_simulation(chosen, project(tmp_path)) == url


@pytest.mark.parametrize(
    ("url", "environment"),
    [
        ("https://api.pulumi.com", {}),
        ("https://app.pulumi.com/acme", {}),
        ("http://127.0.0.1:8080", {}),
        ("gs://state", {}),
        ("azblob://state?storage_account=a", {}),
        (EMULATED, {}),
        (f"{EMULATED}&endpoint=https://s3.example.com", {"AWS_ENDPOINT_URL": "http://127.0.0.1:5000"}),
        (f"{EMULATED}&endpoint=http://127.0.0.1.example.com", {}),
        (
            EMULATED,
            {"AWS_ENDPOINT_URL_S3": "https://s3.example.com", "AWS_ENDPOINT_URL": "http://127.0.0.1:5000"},
        ),
        (
            EMULATED,
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:5000", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
        ),
        ("/var/simulated", {}),
    ],
)
def test_every_other_backend_is_refused_with_a_way_out(
    tmp_path: Path, url: str, environment: dict[str, str]
) -> None:
    chosen = environment | {"PULUMI_BACKEND_URL": url}
    with pytest.raises(CannotJudge) as refusal:
        backend_for_simulation(chosen, project(tmp_path))
    (sentence,) = refusal.value.sentences
    assert sentence.startswith("PULUMI_BACKEND_URL selects the backend ")
    assert "simulated state would overwrite the state of real clouds" in sentence
    assert "export PULUMI_BACKEND_URL=file://" in sentence


def test_the_backend_that_was_logged_in_to_counts(tmp_path: Path) -> None:
    environment = login(tmp_path, "https://api.pulumi.com")
    with pytest.raises(CannotJudge) as refusal:
        backend_for_simulation(environment, project(tmp_path))
    assert str(refusal.value).startswith(
        f"{tmp_path}/credentials.json selects the backend https://api.pulumi.com, where simulated state"
    )
    assert "token-9d2c" not in str(refusal.value)
    assert backend_for_simulation(login(tmp_path, "file:///s"), project(tmp_path)) == "file:///s"


def test_credentials_of_a_folder_of_their_own_come_before_those_of_pulumis_home(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    environment = login(tmp_path, "file:///s")
    login(tmp_path / "own", "https://api.pulumi.com")
    with pytest.raises(CannotJudge, match=r"own/credentials\.json selects the backend https://api"):
        backend_for_simulation(
            environment | {"PULUMI_CREDENTIALS_PATH": str(tmp_path / "own")}, project(tmp_path)
        )


def test_the_projects_own_backend_comes_before_the_login_and_after_the_variable(tmp_path: Path) -> None:
    environment = login(tmp_path, "file:///s")
    folder = project(tmp_path, "backend:\n  url: gs://state\n")
    with pytest.raises(CannotJudge, match=r"Pulumi\.yaml selects the backend gs://state"):
        backend_for_simulation(environment, folder)
    assert backend_for_simulation(environment | {"PULUMI_BACKEND_URL": "file:///t"}, folder) == "file:///t"


def test_no_backend_at_all_is_refused_because_the_cli_would_choose_pulumi_cloud(tmp_path: Path) -> None:
    with pytest.raises(
        CannotJudge, match="no state backend is selected, so pulumi would turn to Pulumi Cloud"
    ):
        backend_for_simulation({"PULUMI_HOME": str(tmp_path)}, project(tmp_path))


def test_unreadable_credentials_leave_the_backend_unknown_and_are_refused(tmp_path: Path) -> None:
    (tmp_path / "credentials.json").write_text("{")
    with pytest.raises(
        CannotJudge, match=r"credentials\.json: cannot be read, so the selected backend is not known"
    ):
        backend_for_simulation({"PULUMI_HOME": str(tmp_path)}, project(tmp_path))


def test_what_may_be_secret_in_a_url_is_not_shown(tmp_path: Path) -> None:
    chosen = {"PULUMI_BACKEND_URL": "https://user:word-77aa@state.example.com/x?token=word-77aa"}
    with pytest.raises(CannotJudge) as refusal:
        backend_for_simulation(chosen, project(tmp_path))
    assert "https://state.example.com/x," in str(refusal.value)
    assert "word-77aa" not in str(refusal.value)
