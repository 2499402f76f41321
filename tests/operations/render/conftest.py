"""A small project with everything that a rendering has to tell apart, and its objects."""

from pathlib import Path
from textwrap import dedent

import pytest

SENTINEL = "hunter2-sentinel"

PROGRAM = f"""
import json

import pulumi
import pulumi_kubernetes as k8s
from pulumi import Output, ResourceOptions

def cluster(name):
    kubeconfig = json.dumps({{
        "apiVersion": "v1", "kind": "Config", "current-context": name,
        "clusters": [{{"name": name, "cluster": {{"server": "https://" + name}}}}],
        "contexts": [{{"name": name, "context": {{"cluster": name, "user": name}}}}],
        "users": [{{"name": name, "user": {{"token": "{SENTINEL}"}}}}],
    }})
    return ResourceOptions(
        provider=k8s.Provider(name + "-kubernetes", kubeconfig=Output.secret(kubeconfig), cluster_identifier="arn:aws:eks:x:1:cluster/" + name)
    )

home, other = cluster("home"), cluster("other")
shop = k8s.core.v1.Namespace("shop", metadata={{"name": "shop"}}, opts=home)
password = Output.secret("{SENTINEL}")
k8s.core.v1.Secret(
    "login", metadata={{"name": "login", "namespace": "shop"}},
    string_data={{"password": password, "user": "{SENTINEL}-user"}}, opts=home,
)
k8s.core.v1.ConfigMap(
    "mixed", metadata={{"name": "mixed", "namespace": "shop"}},
    data={{"url": Output.concat("postgres://app:", password, "@db"), "plain": "yes", "script": "#!/bin/sh\\necho hi\\n"}},
    opts=home,
)
k8s.core.v1.ConfigMap(
    "texts", metadata={{"name": "texts", "namespace": "shop", "annotations": {{"pulumi.com/skipAwait": "true"}}}},
    data={{
        "a": "on", "b": "1e3", "c": "0o17", "d": "y", "e": "12:30", "f": "=", "g": "~", "h": "1_000", "i": "2024-01-01",
        "j": "- x", "k": "null", "l": "", "m": "trailing \\n", "n": "a: b", "o": "-1", "p": ".inf", "q": "a\\tb\\n", "r": "0x1f",
    }},
    opts=home,
)
k8s.core.v1.ServiceAccountPatch(
    "default-account", metadata={{"name": "default", "namespace": "shop", "annotations": {{"pulumi.com/patchForce": "true"}}}},
    automount_service_account_token=False, opts=home,
)
k8s.core.v1.ConfigMap(
    "known-later", metadata={{"name": "known-later", "namespace": "shop"}}, data={{"uid": shop.metadata.uid}}, opts=home,
)
k8s.rbac.v1.ClusterRole("reader", metadata={{"name": "shop:reader"}}, rules=[], opts=other)
k8s.apiextensions.CustomResource(
    "pool", api_version="karpenter.sh/v1", kind="NodePool", metadata={{"name": "pool"}}, spec={{"weight": 1}}, opts=other,
)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: sample\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    (folder / "__main__.py").write_text(dedent(PROGRAM))
    return folder
