"""Images that are raised in git."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.delivery.argo.images import (
    ImageUpdater,
    ImageUpdaterArgs,
    ImageUpdatesSpec,
    OwnRegistry,
)
from components.delivery.argo.images.spec import production_faults
from components.delivery.argo.images.updater import wanted
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from tests.components.foundation.cluster.sites import on_site
from tests.components.recording import Recording

RELEASE = "kubernetes:helm.sh/v3:Release"
UPDATER = "kubernetes:argocd-image-updater.argoproj.io/v1alpha1:ImageUpdater"
HOST = "333333333333.dkr.ecr.us-east-1.amazonaws.com"
OWN = OwnRegistry(host=HOST, prefix="production/", region="us-east-1")
IMAGES: dict[str, Any] = {"backend-api": {"api": {"image": "backend-api", "follow": "1.x"}}}


def spec(**decided: Any) -> ImageUpdatesSpec:
    return ImageUpdatesSpec.model_validate(
        {
            "writer": {"app_id": 3, "installation_id": 4, "secret": "delivery/image-updater"},
            "author": "images@example.com",
            "applications": IMAGES,
            **decided,
        }
    )


def built(registry: OwnRegistry | None = OWN, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(namespace="argocd", pod_security="restricted", gates=Gates()),
        )
        args = ImageUpdaterArgs(
            spec=spec(**decided),
            namespace=namespace,
            namespace_name="argocd",
            branches={"backend-api": "main"},
            secrets=(),
            after=(),
            registry=registry,
            monitored=True,
        )
        ImageUpdater(site, args)

    return on_site(program, registries=("ghcr.io", "quay.io"))


def followed(**decided: Any) -> dict[str, Any]:
    (reference,) = built(**decided).only(UPDATER).inputs["spec"]["applicationRefs"]
    assert isinstance(reference, dict)
    return reference


def image(name: str, follow: str) -> dict[str, Any]:
    return {"backend-api": {"api": {"image": name, "follow": follow}}}


def test_the_newest_version_of_the_own_registry_is_followed() -> None:
    (found,) = followed()["images"]
    assert found == {
        "alias": "api",
        "imageName": f"{HOST}/production/backend-api:1.x",
        "commonUpdateSettings": {"updateStrategy": "semver"},
        "manifestTargets": {"kustomize": {"name": "backend-api"}},
    }


def test_of_any_other_registry_a_digest_is_written() -> None:
    (found,) = followed(applications=image("ghcr.io/company/backend-api", "main"))["images"]
    assert found["imageName"] == "ghcr.io/company/backend-api:main"
    assert found["commonUpdateSettings"] == {"updateStrategy": "digest"}


def test_git_hears_of_it_by_a_pull_request() -> None:
    written = followed()["writeBackConfig"]
    assert written == {
        "method": "git:secret:argocd-image-updater-git",
        "gitConfig": {
            "branch": "main:image-updates-{{.SHA256}}",
            "writeBackTarget": "kustomization",
            "pullRequest": {"github": {}},
        },
    }
    assert followed(reviewed=False)["writeBackConfig"]["gitConfig"] == {
        "branch": "main",
        "writeBackTarget": "kustomization",
    }


def test_a_foreign_registry_is_refused() -> None:
    with pytest.raises(ValueError, match="from a registry that is not allowed here"):
        built(applications=image("docker.io/company/backend-api", "main"))


def test_an_own_image_without_an_own_registry_is_refused() -> None:
    with pytest.raises(ValueError, match="of the account's own registry, and there is none here"):
        built(registry=None)


@pytest.mark.parametrize("follow", ["main", "1.4.0", "latest"])
def test_a_tag_that_never_moves_is_followed_by_nobody(follow: str) -> None:
    with pytest.raises(ValidationError, match="is no range of versions, so that nothing would ever be new"):
        spec(applications=image("backend-api", follow))


@pytest.mark.parametrize("follow", ["1.x", "^1.4.0", "a b"])
def test_a_version_whose_tag_may_move_is_written_with_no_digest(follow: str) -> None:
    with pytest.raises(ValidationError, match="would be written down without its digest"):
        spec(applications=image("ghcr.io/company/backend-api", follow))


def test_an_image_is_followed_once() -> None:
    twice = {"a": {"image": "backend-api", "follow": "1.x"}, "b": {"image": "backend-api", "follow": "2.x"}}
    with pytest.raises(ValidationError, match="is the image of a once more"):
        spec(applications={"backend-api": twice})
    with pytest.raises(ValidationError, match="follows no image"):
        spec(applications={"backend-api": {}})


def test_production_reads_before_it_runs() -> None:
    assert production_faults(spec()) == []
    (fault,) = production_faults(spec(reviewed=False))
    assert fault.startswith("image_updates.reviewed: is false")


def test_the_updater_has_rights_in_argo_cds_namespace_alone() -> None:
    values = built().only(RELEASE).inputs["values"]
    assert values["createClusterRoles"] is False
    assert values["config"]["watch.namespaces"] == "argocd"
    assert values["replicaCount"] == 1


def test_the_own_registry_is_asked_with_the_password_of_a_role() -> None:
    values = built().only(RELEASE).inputs["values"]
    (registry,) = values["config"]["registries"]
    assert (registry["prefix"], registry["credentials"]) == (HOST, "ext:/scripts/ecr.sh")
    script = values["authScripts"]["scripts"]["ecr.sh"]
    assert script.startswith("#!/bin/sh\nset -eu\naws ecr get-authorization-token --region us-east-1 ")
    without = built(registry=None, applications=image("ghcr.io/company/api", "main"))
    assert without.only(RELEASE).inputs["values"]["authScripts"] == {"enabled": False}


def test_it_writes_with_an_app_of_its_own() -> None:
    found = wanted(spec())
    assert (found.name, found.path) == ("argocd-image-updater-git", "delivery/image-updater")
    assert found.values == {"githubAppPrivateKey": "github-writer-key"}
    assert found.plain == {"githubAppID": "3", "githubAppInstallationID": "4"}
