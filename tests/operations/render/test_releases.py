"""Helm releases as Argo CD gets them, and what of them cannot be rendered."""

from typing import Any

import pytest
import yaml

from operations.faults import CannotJudge
from operations.render import Rendered, objects_of
from operations.render.command import report
from operations.render.places import files_of
from simulator.resources import Resource
from simulator.values import UNKNOWN, Secret

URN = "urn:pulumi:dev::sample::"
PROVIDER = f"{URN}pulumi:providers:kubernetes::home-kubernetes"
RELEASE = "kubernetes:helm.sh/v3:Release"

GIVEN: dict[str, Any] = {
    "name": "cert-manager",
    "namespace": "cert-manager",
    "chart": "cert-manager",
    "version": "v1.21.2",
    "repositoryOpts": {"repo": "https://charts.jetstack.io"},
    "values": {"replicaCount": 2, "crds": {"enabled": True}},
    "createNamespace": False,
    "atomic": True,
    "timeout": 600,
}


def registered(token: str, name: str, inputs: dict[str, Any]) -> Resource:
    return Resource(
        urn=f"{URN}{token}::{name}",
        type=token,
        custom=True,
        id="x",
        inputs=inputs,
        provider="" if token.startswith("pulumi:") else f"{PROVIDER}::1",
    )


PROVIDERS = [registered("pulumi:providers:kubernetes", "home-kubernetes", {})]


def rendered(*resources: Resource, preview: list[Resource] | None = None) -> tuple[Rendered, ...]:
    before = None if preview is None else [*PROVIDERS, *preview]
    return objects_of([*PROVIDERS, *resources], before)["home"]


def release(**changes: Any) -> Resource:
    return registered(RELEASE, "home-cert-manager-release", {**GIVEN, **changes})


def test_a_release_is_an_application_with_its_values_beside_it() -> None:
    files = files_of({"home": rendered(release())})
    assert {path: yaml.safe_load(text) for path, text in files.items()} == {
        "home/argocd/application.argoproj.io-cert-manager-cert-manager.yaml": {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": {"name": "cert-manager-cert-manager", "namespace": "argocd"},
            "spec": {
                "project": "default",
                "source": {
                    "chart": "cert-manager",
                    "repoURL": "https://charts.jetstack.io",
                    "targetRevision": "v1.21.2",
                    "helm": {
                        "releaseName": "cert-manager",
                        "valuesObject": {"replicaCount": 2, "crds": {"enabled": True}},
                    },
                },
                "destination": {"server": "https://kubernetes.default.svc", "namespace": "cert-manager"},
                "syncPolicy": {"syncOptions": ["ServerSideApply=true"]},
            },
        },
        "_review/home/values/cert-manager/cert-manager.yaml": {"replicaCount": 2, "crds": {"enabled": True}},
    }
    assert files["_review/home/values/cert-manager/cert-manager.yaml"].startswith(
        "# cert-manager v1.21.2 from https://charts.jetstack.io\n"
    )


def test_a_chart_behind_oci_is_written_as_argo_cd_writes_it() -> None:
    (one,) = rendered(
        release(
            chart="oci://public.ecr.aws/karpenter/karpenter",
            repositoryOpts=None,
            skipCrds=True,
            createNamespace=True,
        )
    )
    source = one.manifest["spec"]["source"]
    assert (source["repoURL"], source["chart"]) == ("public.ecr.aws/karpenter", "karpenter")
    assert source["helm"]["skipCrds"] is True
    assert one.manifest["spec"]["syncPolicy"]["syncOptions"] == [
        "CreateNamespace=true",
        "ServerSideApply=true",
    ]


def test_a_secret_value_withholds_the_application_and_shows_nowhere() -> None:
    objects = rendered(
        release(values={"token": Secret("hunter2"), "deep": [{"a": Secret({"b": "hunter2"})}], "open": 1})
    )
    files = files_of({"home": objects})
    assert set(files) == {
        "_review/home/withheld/argocd/application.argoproj.io-cert-manager-cert-manager.yaml",
        "_review/home/values/cert-manager/cert-manager.yaml",
    }
    assert "hunter2" not in "".join(files.values())
    assert yaml.safe_load(files["_review/home/values/cert-manager/cert-manager.yaml"]) == {
        "token": "[redacted]",
        "deep": [{"a": "[redacted]"}],
        "open": 1,
    }
    assert list(report({"home": objects})["withheld"].values()) == [["values.token", "values.deep[0].a"]]


def test_what_only_a_cloud_knows_is_named_even_inside_a_text() -> None:
    (one,) = rendered(
        release(values={"a": {"x.y/z": "arn"}, "b": Secret("s")}),
        preview=[release(values={"a": {"x.y/z": UNKNOWN}, "b": Secret(UNKNOWN)})],
    )
    assert (one.simulated, one.redacted) == (('values.a["x.y/z"]',), ("values.b",))


def test_what_a_preview_does_not_make_is_simulated_whole() -> None:
    (one,) = rendered(release(), preview=[])
    assert one.simulated == ("the whole object",)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "values in files": (
        {"valueYamlFiles": ["a"]},
        "takes values from valueYamlFiles, which a rendering cannot read: give them as `values`",
    ),
    "no version": ({"version": None}, "names no version of the chart cert-manager, so every sync might take another: pin one"),
    "no repository": (
        {"repositoryOpts": {}},
        "names no repository for the chart cert-manager, which only the machine that deploys could find: give repositoryOpts.repo, or an oci:// address",
    ),
    "a secret namespace": (
        {"namespace": Secret("x")},
        "namespace is a secret, and no file can be named after one: make it of what is none",
    ),
    "a secret repository": (
        {"repositoryOpts": Secret({"repo": "https://user:pw@host"})},
        "repositoryOpts.repo is a secret, and no file can be named after one: make it of what is none",
    ),
    "something unknown": (
        {"values": {"a": [UNKNOWN]}},
        "values.a[0] is not known even after a deployment on simulated clouds, so the object cannot be written: give its type an answer under simulator/clouds",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_rendered_is_told(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotJudge) as refused:
        rendered(release(**changes))
    assert refused.value.sentences == (f"home-cert-manager-release: {said}",)


def test_two_clusters_of_one_name_are_refused() -> None:
    twins = [
        registered("pulumi:providers:kubernetes", name, {"clusterIdentifier": f"arn:{region}:cluster/a"})
        for name, region in (("one", "us-east-1"), ("two", "us-west-2"))
    ]
    with pytest.raises(CannotJudge) as refused:
        objects_of(twins)
    assert refused.value.sentences == (
        "two: a second cluster is called a, and both would share a folder: give one of them another name",
    )
    assert objects_of([twins[0], registered("pulumi:providers:kubernetes", "again", twins[0].inputs)]) == {
        "a": ()
    }


def a_patch(name: str) -> Resource:
    inputs = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "a"}}
    return registered("kubernetes:core/v1:ServiceAccountPatch", name, inputs)


def test_two_patches_of_one_object_have_a_file_each() -> None:
    assert set(files_of({"home": rendered(a_patch("one"), a_patch("two"))})) == {
        "_review/home/patches/a/serviceaccount-default--one.yaml",
        "_review/home/patches/a/serviceaccount-default--two.yaml",
    }


def test_a_long_name_is_cut_and_still_its_own() -> None:
    def role(name: str) -> Resource:
        inputs = {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": {"name": name},
        }
        return registered("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", name, inputs)

    files = list(files_of({"home": rendered(role("a" * 250 + "x"), role("a" * 250 + "y"))}))
    assert len(set(files)) == 2
    assert all(len(path.rsplit("/", 1)[-1]) <= 250 for path in files)


def in_order(value: Any) -> bool:
    if isinstance(value, dict):
        return list(value) == sorted(value) and all(in_order(one) for one in value.values())
    return all(in_order(one) for one in value) if isinstance(value, list) else True


def test_keys_stand_in_order_whatever_order_the_program_gives_them_in() -> None:
    given = {"z": 1, "a": {"y": [{"d": 1, "c": 2}], "b": 2}}
    files = files_of({"home": rendered(release(values=given))})
    assert [path for path, text in files.items() if not in_order(yaml.safe_load(text))] == []
    assert not in_order(given)
