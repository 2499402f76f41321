"""Previews of pull requests (requirements, 12.2), and what bounds them."""

import re
from pathlib import Path
from typing import Any

import yaml

from components.delivery.argo.cd import previews
from components.delivery.argo.cd.previews_spec import PreviewsSpec
from components.delivery.argo.cd.spec import GithubSpec
from tests.components.delivery.argo.deliverers import GITHUB, PREVIEWS

WALLS = Path(__file__).parents[4] / "manifests/preview-walls"
VALUES = {"number": "12", "head_sha": "1234567e8"}


def github() -> GithubSpec:
    return GithubSpec.model_validate(GITHUB)


def spec(**decided: Any) -> PreviewsSpec:
    return PreviewsSpec.model_validate({**PREVIEWS, **decided})


def rendered(**decided: Any) -> dict[str, Any]:
    return previews.previews(spec(**decided), github(), "argocd-github", "1.35")


def filled(value: Any) -> Any:
    """Fill in a template as Go does with ``missingkey=error``: what is not known is an error."""
    if isinstance(value, dict):
        return {key: filled(one) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one) for one in value]
    if isinstance(value, str):
        return re.sub(r"{{ \.(\w+) }}", lambda found: VALUES[found[1]], value)
    return value


def test_open_pull_requests_of_features_get_a_preview() -> None:
    found = rendered()
    assert found["goTemplate"] is True
    assert found["goTemplateOptions"] == ["missingkey=error"]
    (generator,) = found["generators"]
    assert generator == {
        "pullRequest": {
            "github": {
                "owner": "company",
                "repo": "backend-api",
                "appSecretName": "argocd-github",
                "labels": ["preview"],
            },
            "filters": [{"branchMatch": "^feature/.*"}],
            "requeueAfterSeconds": 30,
        }
    }


def test_a_preview_is_named_after_its_number() -> None:
    template = filled(rendered()["template"])
    assert template["metadata"]["name"] == "preview-12"
    assert template["metadata"]["finalizers"] == ["resources-finalizer.argocd.argoproj.io"]
    assert template["spec"]["destination"] == {
        "server": "https://kubernetes.default.svc",
        "namespace": "preview-12",
    }
    assert template["spec"]["project"] == "previews"


def test_a_preview_runs_the_pull_requests_commit() -> None:
    source = filled(rendered()["template"])["spec"]["source"]
    assert (source["repoURL"], source["targetRevision"], source["path"]) == (
        "https://github.com/company/backend-api",
        "1234567e8",
        "k8s/overlays/preview",
    )
    parameters = source["helm"]["parameters"]
    assert {one["name"]: one["value"] for one in parameters} == {
        "image.tag": "1234567e8",
        "ingress.host": "preview-12.dev.example.com",
        "database.name": "preview_12",
    }
    assert all(one["forceString"] for one in parameters)


def test_its_namespace_is_restricted_and_found_by_the_clean_up() -> None:
    policy = filled(rendered(days=3)["template"])["spec"]["syncPolicy"]
    assert "CreateNamespace=true" in policy["syncOptions"]
    metadata = policy["managedNamespaceMetadata"]
    assert metadata["labels"]["type"] == "preview"
    assert metadata["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert metadata["labels"]["pod-security.kubernetes.io/enforce-version"] == "v1.35"
    assert metadata["annotations"] == {
        "platform.internal/days-to-live": "3",
        "platform.internal/pull-request": "12",
    }


def test_people_find_it() -> None:
    assert filled(rendered()["template"])["spec"]["info"] == [
        {"name": "PR URL", "value": "https://github.com/company/backend-api/pull/12"},
        {"name": "Preview URL", "value": "https://preview-12.dev.example.com"},
    ]


def test_walls_come_from_the_platforms_repository_with_the_settings_figures() -> None:
    share = {"cpu": "750m", "memory": "2Gi", "pods": 7}
    found = filled(previews.walls(spec(share=share), github(), "argocd-github"))["template"]
    assert found["metadata"]["name"] == "preview-walls-12"
    assert found["spec"]["project"] == "preview-walls"
    source = found["spec"]["source"]
    assert (source["repoURL"], source["path"]) == (
        "https://github.com/company/platform",
        "manifests/preview-walls",
    )
    (patch,) = source["kustomize"]["patches"]
    assert patch["target"] == {"kind": "ResourceQuota", "name": "share"}
    assert yaml.safe_load(patch["patch"]) == [
        {"op": "replace", "path": "/spec/hard/requests.cpu", "value": "750m"},
        {"op": "replace", "path": "/spec/hard/requests.memory", "value": "2Gi"},
        {"op": "replace", "path": "/spec/hard/pods", "value": "7"},
    ]


def test_the_patch_has_something_to_replace() -> None:
    quota = yaml.safe_load((WALLS / "quota.yaml").read_text())
    source = previews.walls(spec(), github(), "argocd-github")["template"]["spec"]["source"]
    (patch,) = source["kustomize"]["patches"]
    assert patch["target"] == {"kind": quota["kind"], "name": quota["metadata"]["name"]}
    for change in yaml.safe_load(patch["patch"]):
        assert quota["spec"]["hard"][change["path"].removeprefix("/spec/hard/")] == change["value"]


def objects() -> list[dict[str, Any]]:
    files = yaml.safe_load((WALLS / "kustomization.yaml").read_text())["resources"]
    return [one for file in files for one in yaml.safe_load_all((WALLS / file).read_text())]


def test_the_folder_is_the_one_that_settings_name() -> None:
    assert Path(spec().walls_path) == WALLS.relative_to(WALLS.parents[1])


def test_walls_are_of_kinds_that_their_project_may_bring_and_the_previews_may_not() -> None:
    kinds = {one["kind"] for one in objects()}
    allowed = {one["kind"] for one in previews.walls_project(spec(), github())["namespaceResourceWhitelist"]}
    refused = {one["kind"] for one in previews.project(spec(), github())["namespaceResourceBlacklist"]}
    assert kinds == allowed
    assert kinds <= refused


def test_a_preview_is_closed_but_for_what_is_named() -> None:
    policies = {one["metadata"]["name"]: one["spec"] for one in objects() if one["kind"] == "NetworkPolicy"}
    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    (way_out,) = policies["allow-internet"]["egress"]
    assert "10.0.0.0/8" in way_out["to"][0]["ipBlock"]["except"]
    assert "169.254.0.0/16" in way_out["to"][0]["ipBlock"]["except"]
    ports = {port["port"] for port in policies["allow-dns"]["egress"][0]["ports"]}
    assert ports == {53}


def test_projects_of_previews_deliver_to_their_namespaces_alone() -> None:
    for found in (previews.project(spec(), github()), previews.walls_project(spec(), github())):
        assert found["destinations"] == [
            {"server": "https://kubernetes.default.svc", "namespace": "preview-*"}
        ]
