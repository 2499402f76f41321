"""Pulumi's own engine on simulated clouds, with a real API server behind the provider of Kubernetes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.cluster.definitions import Definitions
from simulator.cluster.planes import Planes
from simulator.cluster.programs import Programs
from tests.engine.engine import PATIENCE, ROOT, Engine, engine, steps, write_project

pytestmark = [pytest.mark.cluster, pytest.mark.engine]

PROGRAM = """\
import json
import pulumi
import pulumi_kubernetes as k8s

config = pulumi.Config()
CONTEXT = {
    "allow_privilege_escalation": False,
    "capabilities": {"drop": ["ALL"]},
    "run_as_non_root": True,
    "seccomp_profile": {"type": "RuntimeDefault"},
}


def at(name):
    # The server is nobody's: which control plane answers goes by the identifier
    cluster = {"name": name, "cluster": {"server": f"https://{name}.example.com"}}
    kubeconfig = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [cluster],
        "users": [{"name": name, "user": {"token": "none"}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    provider = k8s.Provider(name, cluster_identifier=name, kubeconfig=json.dumps(kubeconfig))
    return pulumi.ResourceOptions(provider=provider)


clusters = {name: at(name) for name in ("east", "west")}
for name, options in clusters.items():
    space = k8s.core.v1.Namespace(
        f"{name}-space",
        metadata={"name": "space", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}},
        opts=options,
    )
    settings = k8s.core.v1.ConfigMap(
        f"{name}-settings",
        metadata={"name": "settings", "namespace": space.metadata.name},
        data={"colour": config.get("colour") or "blue"},
        opts=options,
    )
    pulumi.export(f"{name}-uid", settings.metadata.uid)
east = clusters["east"]
password = k8s.core.v1.Secret(
    "password",
    metadata={"name": "password", "namespace": "space"},
    string_data={"word": config.require_secret("word")},
    opts=pulumi.ResourceOptions.merge(east, pulumi.ResourceOptions(depends_on=[space])),
)
pod = k8s.core.v1.Pod(
    "pod",
    metadata={"name": "pod", "namespace": password.metadata.namespace, "annotations": {"pulumi.com/skipAwait": "true"}},
    spec={
        "containers": [
            {
                "name": "main",
                "image": "registry.example.com/app:1",
                "security_context": CONTEXT | (config.get_object("context") or {}),
            }
        ]
    },
    opts=east,
)
external = k8s.apiextensions.CustomResource(
    "external",
    api_version="external-secrets.io/v1",
    kind="ExternalSecret",
    metadata={"name": "external", "namespace": password.metadata.namespace},
    spec={"secretStoreRef": {"name": "store"}, "target": {"creationPolicy": config.get("policy") or "Owner"}},
    opts=east,
)
pulumi.export("node", pod.spec.node_name)
"""
URN = "urn:pulumi:dev::platform::"
POD, SETTINGS, SECRET = (
    f"{URN}kubernetes:core/v1:{token}"
    for token in ("Pod::pod", "ConfigMap::east-settings", "Secret::password")
)


@pytest.fixture(scope="module")
def planes(programs: Programs, definitions: Definitions) -> Iterator[Planes]:
    if shutil.which("pulumi") is None:
        pytest.skip("the Pulumi CLI is not on PATH; install it to put a real API server behind its engine")
    with Planes(programs, definitions, lambda _: None) as standing:
        yield standing


@pytest.fixture(scope="module")
def small(planes: Planes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = write_project(tmp_path_factory.mktemp("cluster") / "project", PROGRAM)
    with engine(folder, "dev", planes) as running:
        running.pulumi("stack", "init")
        running.pulumi("config", "set", "--secret", "word", "hunter22")
        yield running


def test_objects_stand_in_the_clusters_and_outputs_are_their_answers(small: Engine, planes: Planes) -> None:
    small.preview()
    assert planes.client("east").get(_named("Namespace", "space", "")) is None
    small.deploy("up")
    for cluster in ("east", "west"):
        live = planes.client(cluster).get(_named("ConfigMap", "settings"))
        assert live is not None
        assert live["data"] == {"colour": "blue"}
        assert (
            small.export()["deployment"]["resources"][0]["outputs"][f"{cluster}-uid"]
            == live["metadata"]["uid"]
        )
    assert planes.client("west").get(_named("Pod", "pod")) is None
    pod = small.resources()[POD]
    assert pod.outputs["spec"]["serviceAccountName"] == "default"
    assert pod.outputs["spec"]["containers"][0]["terminationMessagePath"] == "/dev/termination-log"
    assert "managedFields" not in pod.outputs["metadata"]


def test_a_second_up_and_a_refresh_change_nothing(small: Engine) -> None:
    assert steps(small.deploy("up", "--expect-no-changes").events) == {}
    small.deploy("refresh", "--expect-no-changes")


def test_a_secret_stays_one(small: Engine, planes: Planes) -> None:
    live = planes.client("east").get(_named("Secret", "password"))
    assert live is not None
    assert live["data"] == {"word": "aHVudGVyMjI="}
    state = small.pulumi("stack", "export").out
    assert "hunter22" not in state
    assert "aHVudGVyMjI=" not in state


def test_a_change_is_foreseen_by_a_dry_run_and_made(small: Engine, planes: Planes) -> None:
    small.pulumi("config", "set", "colour", "red")
    assert steps(small.preview().events)[SETTINGS] == ("replace", ("data.colour",))
    live = planes.client("east").get(_named("ConfigMap", "settings"))
    assert live is not None
    assert live["data"] == {"colour": "blue"}


def test_what_admission_refuses_ends_the_preview_in_its_own_words(small: Engine) -> None:
    for name in ("privileged", "allow_privilege_escalation"):
        small.pulumi("config", "set", "--path", f"context.{name}", "true")
    ended = small.pulumi("preview", code=1)
    small.pulumi("config", "rm", "context")
    assert 'violates PodSecurity "restricted:latest"' in " ".join(ended.shown.split())


def test_a_custom_resource_is_judged_by_its_definition(small: Engine) -> None:
    small.pulumi("config", "set", "policy", "Ownerr")
    ended = small.pulumi("preview", code=1)
    small.pulumi("config", "rm", "policy")
    said = " ".join(ended.shown.split())
    assert (
        'the API server refuses ExternalSecret space/external: ExternalSecret.external-secrets.io "external"'
        in said
    )
    assert 'Unsupported value: "Ownerr"' in said


def test_what_stood_before_is_put_into_a_plane_that_begins_empty(
    small: Engine, programs: Programs, definitions: Definitions
) -> None:
    with (
        Planes(programs, definitions, lambda _: None) as fresh,
        engine(small.folder, "dev", fresh, **_backend(small)) as again,
    ):
        again.pulumi("config", "set", "colour", "green")
        again.deploy("up")
        live = fresh.client("east").get(_named("ConfigMap", "settings"))
        assert live is not None
        assert live["data"] == {"colour": "green"}
        assert fresh.client("east").get(_named("Pod", "pod")) is not None


def test_destroying_leaves_the_clusters_without_them(small: Engine, planes: Planes) -> None:
    small.deploy("destroy")
    assert small.resources() == {}
    for cluster in ("east", "west"):
        assert planes.client(cluster).get(_named("Namespace", "space", "")) is None


def test_infra_simulate_says_where_objects_go(planes: Planes, tmp_path: Path) -> None:
    assert planes
    folder = write_project(tmp_path / "project", PROGRAM)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "operations.cli",
            "simulate",
            "--cluster",
            "--project",
            str(folder),
            "--",
            "true",
        ],
        env=os.environ | {"PULUMI_BACKEND_URL": f"file://{tmp_path}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Kubernetes objects go to real API servers on loopback; definitions from " in done.stderr


def _named(kind: str, name: str, namespace: str = "space") -> dict[str, object]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}}


def _backend(running: Engine) -> dict[str, str]:
    return {name: running.environment[name] for name in ("HOME", "PULUMI_BACKEND_URL")}
