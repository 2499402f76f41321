"""What is refused of Argo CD's settings, each with its sentence."""

from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from components.delivery.argo.cd.spec import production_faults
from components.delivery.argo.cd.windows import SyncWindow
from tests.components.delivery.argo.deliverers import (
    APPLICATIONS,
    GITHUB,
    PREVIEWS,
    PROJECTS,
    SIGN_ON,
    argo_cd,
)

NIGHT: dict[str, Any] = {"kind": "allow", "schedule": "0 22 * * *", "duration": "8h", "why": "Calm."}


def refused(**decided: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        argo_cd(**decided)
    return str(caught.value)


def applications(name: str, **decided: Any) -> dict[str, Any]:
    changed = deepcopy(APPLICATIONS)
    changed[name] = {**changed.get(name, APPLICATIONS["backend-api"]), **decided}
    return changed


def projects(name: str, **decided: Any) -> dict[str, Any]:
    changed = deepcopy(PROJECTS)
    changed[name] = {**changed.get(name, PROJECTS["frontend"]), **decided}
    return changed


def test_what_stands_is_accepted() -> None:
    assert sorted(argo_cd(root={"repository": "deployments"}, previews=PREVIEWS).applications) == [
        "backend-api",
        "frontend-app",
    ]


def test_an_application_outside_of_its_projects_namespaces() -> None:
    said = refused(applications=applications("frontend-app", namespace="backend"))
    assert (
        "applications.frontend-app: goes to the namespace backend, and its project frontend delivers to frontend"
        in said
    )


def test_an_application_from_a_repository_that_its_project_does_not_take() -> None:
    said = refused(applications=applications("frontend-app", repository="backend-api"))
    assert "comes from the repository backend-api, and its project frontend takes frontend-app only" in said


def test_an_application_of_no_project() -> None:
    said = refused(applications=applications("backend-api", project="backend"))
    assert (
        "is in the project backend, which is not described: describe it, or name one of default, frontend"
        in said
    )


def test_one_folder_into_one_namespace_twice() -> None:
    said = refused(applications=applications("again"))
    assert "applications.again: is the same folder into the same namespace as backend-api" in said


@pytest.mark.parametrize("name", ["applications", "preview-12"])
def test_names_of_the_platforms_own_applications(name: str) -> None:
    said = refused(applications=applications(name, path="elsewhere"))
    assert f"applications.{name}: is a name that the platform gives an Application of its own" in said


@pytest.mark.parametrize("name", ["platform", "previews"])
def test_names_of_the_platforms_own_projects(name: str) -> None:
    assert f"projects.{name}: is the platform's own project" in refused(projects=projects(name))


@pytest.mark.parametrize("namespace", ["kube-system", "argocd", "istio-ingress", "monitoring"])
def test_namespaces_of_the_cluster_are_delivered_to_by_nobody(namespace: str) -> None:
    said = refused(projects=projects("frontend", namespaces=("frontend", namespace)))
    assert f"projects.frontend: delivers into the namespace {namespace}, which is the cluster's own" in said


def test_all_faults_come_at_once() -> None:
    changed = applications("frontend-app", namespace="backend", repository="backend-api")
    said = refused(applications=changed, projects=projects("default", namespaces=("backend", "kube-system")))
    assert said.count("applications.frontend-app:") == 3
    assert "kube-system" in said


def test_the_root_is_a_repository_of_the_platform_alone() -> None:
    said = refused(root={"repository": "backend-api"})
    assert "root.repository: backend-api is also a project's" in said


def test_sign_on_without_a_secret() -> None:
    said = refused(sign_on={key: value for key, value in SIGN_ON.items() if key != "secret"})
    assert (
        "secret is missing: without its client's secret the identity provider refuses every sign-on" in said
    )


def test_a_secret_in_settings_is_answered_with_where_it_belongs() -> None:
    with pytest.raises(ValidationError, match="client_secret"):
        argo_cd(sign_on={**SIGN_ON, "client_secret": "s3cr3t"})
    assert "secret store" in type(argo_cd().sign_on).refused_keys["client_secret"]
    with pytest.raises(ValidationError, match="token"):
        argo_cd(github={**GITHUB, "token": "ghp_x"})
    assert "GitHub App" in type(argo_cd().github).refused_keys["token"]


@pytest.mark.parametrize("group", ["a, role:admin", 'a"b', "a\np, x", " a", "#a"])
def test_a_group_cannot_write_lines_of_its_own(group: str) -> None:
    assert "would break the table of rights" in refused(sign_on={**SIGN_ON, "administrators": (group,)})


def test_a_group_has_one_place() -> None:
    said = refused(sign_on={**SIGN_ON, "deployers": ("platform",)})
    assert "the group platform stands among administrators and deployers" in said


def test_production_wants_more_than_one_of_each_and_no_previews() -> None:
    assert [fault.split(":")[0] for fault in production_faults(argo_cd(previews=PREVIEWS))] == [
        "argo_cd.highly_available",
        "argo_cd.previews",
    ]
    assert production_faults(argo_cd(highly_available=True)) == []


def test_previews_match_the_beginning_of_a_branch() -> None:
    said = refused(previews={**PREVIEWS, "branches": "feature/*"})
    assert "'feature/*' matches anywhere in a branch's name" in said
    assert "is no regular expression" in refused(previews={**PREVIEWS, "branches": "^feature/("})


def test_previews_ask_github_within_reason() -> None:
    assert "asks GitHub 360 times an hour" in refused(previews={**PREVIEWS, "poll_seconds": 10})


def test_previews_do_not_bring_their_own_walls() -> None:
    said = refused(previews={**PREVIEWS, "walls_repository": "backend-api"})
    assert "could leave them out: keep them in the platform's repository" in said


def window(**decided: Any) -> SyncWindow:
    return SyncWindow.model_validate({**NIGHT, **decided})


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ({"schedule": "0 22 * *"}, "has 4 fields; write five"),
        ({"schedule": "0 24 * * *"}, "has no hour '24': write numbers of 0 to 23"),
        ({"schedule": "0 22 0 * *"}, "has no day of the month '0'"),
        ({"schedule": "0 22-6 * * *"}, "has no hour '22-6'"),
        ({"time_zone": "Mars/Olympus"}, "'Mars/Olympus' is no time zone"),
        ({"duration": "200h"}, "is longer than a week"),
        ({"kind": "deny", "duration": "24h"}, "nothing could ever be synced, not even a repair by hand"),
        ({"kind": "deny", "schedule": "* * * * *", "duration": "1m"}, "nothing could ever be synced"),
    ],
)
def test_windows_that_could_not_be(decided: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match="(?s)" + said.replace("(", r"\(").replace("*", r"\*")):
        window(**decided)


@pytest.mark.parametrize(
    "decided",
    [
        {"kind": "deny", "duration": "23h"},
        {"kind": "deny", "duration": "24h", "manual": True},
        {"kind": "deny", "schedule": "0 18 * * 5", "duration": "60h"},
        {"schedule": "*/15 8-18/2 1,15 1-12 1-5"},
    ],
)
def test_windows_that_can_be(decided: dict[str, Any]) -> None:
    assert window(**decided).rendered()["description"] == "Calm."


def test_a_window_names_applications_of_its_project() -> None:
    said = refused(projects=projects("frontend", windows=({**NIGHT, "applications": ("backend-api",)},)))
    assert (
        "projects.frontend: a window names the application backend-api, which is not in the project" in said
    )
