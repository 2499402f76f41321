"""Production's home cluster: who may talk to whom and who may do what is what the table states, and a wider hole shows."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pytest
import yaml

from operations.render.permission import Permissions
from operations.render.reachability import Reach
from operations.render.reachability.common import RESOLVER
from operations.render.review import trust_domain_of
from tests.manifests.conftest import ROOT, Clusters
from tests.manifests.tables import OF_CHARTS, Around, computed, further_ends, manifests_of, stated

HOME = "production-us-east-1"
Manifests = list[Mapping[str, Any]]


@pytest.fixture(scope="module")
def home(clusters: Callable[[str], Clusters]) -> Manifests:
    return manifests_of(clusters("production")[HOME])


@pytest.fixture(scope="module")
def around(clusters: Callable[[str], Clusters]) -> Around:
    """Pods have addresses of the network. A range in a policy speaks of them to the VPC CNI, and to Cilium not."""
    settings = yaml.safe_load((ROOT / "Pulumi.production.yaml").read_text())["config"]["platform:settings"]
    region = settings["aws"]["regions"]["us-east-1"]
    own = region["cluster"].get("cni", "vpc-cni") == "vpc-cni"
    pods_at = [IPv4Network(region["network"]["cidr"])] if own else []
    return Around(pods_at, trust_domain_of(clusters("production")[HOME]))


def test_the_tables_are_as_stated(home: Manifests, around: Around, tell: Callable[[str], None]) -> None:
    now = computed(home, around)
    pairs = sum(len(targets) for targets in now["may talk"].values())
    tell(f"{HOME}: {pairs} pairs that may talk, {len(now['may do'])} who may do something, as stated")
    assert now == stated(HOME, now)


def test_every_binding_has_its_role(stack: str, clusters: Callable[[str], Clusters]) -> None:
    for objects in clusters(stack).values():
        told = Permissions(manifests_of(objects)).dangling
        assert [one for one in told if not any(f" {role}, " in one for role in OF_CHARTS)] == []


def test_no_policy_cuts_a_pod_off_from_names(
    stack: str, clusters: Callable[[str], Clusters], tell: Callable[[str], None]
) -> None:
    """Also where ranges say nothing of pods, as Cilium has it: an answer must not hang on the plugin."""
    for cluster, objects in clusters(stack).items():
        reach = Reach(manifests_of(objects), further_ends(), pods_at=())
        asked = sum(one.is_pod and one is not RESOLVER for one in reach.endpoints)
        tell(f"{stack}: {cluster}: {asked} kinds of pods may ask for names")
        assert reach.cut_off_from(RESOLVER) == []


def test_every_policy_is_about_somebody(stack: str, clusters: Callable[[str], Clusters]) -> None:
    """A policy that chooses no pod protects none: its label is misspelt, or a pod is missing in tables/ends.yaml."""
    for objects in clusters(stack).values():
        assert Reach(manifests_of(objects), further_ends()).idle() == []


def test_a_policy_about_nobody_shows(home: Manifests) -> None:
    stray = a_policy("stray", {"podSelector": {"matchLabels": {"app": "bakend"}}})
    assert Reach([*home, stray], further_ends()).idle() == ["NetworkPolicy backend/stray"]


def a_policy(name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": "backend"},
        "spec": spec,
    }


def an_allow(sources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "apiVersion": "security.istio.io/v1",
        "kind": "AuthorizationPolicy",
        "metadata": {"name": "wide", "namespace": "backend"},
        "spec": {"action": "ALLOW", "rules": [{"from": sources}]},
    }


def a_role(verbs: list[str], resource: str) -> list[dict[str, Any]]:
    group = "rbac.authorization.k8s.io"
    return [
        {
            "apiVersion": f"{group}/v1", "kind": "ClusterRole", "metadata": {"name": "wide"},
            "rules": [{"apiGroups": [""], "resources": [resource], "verbs": verbs}],
        },
        {
            "apiVersion": f"{group}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "wide"},
            "roleRef": {"apiGroup": group, "kind": "ClusterRole", "name": "wide"},
            "subjects": [{"kind": "Group", "name": "everybody"}],
        },
    ]  # fmt: skip


def without(home: Manifests, name: str, namespace: str) -> Manifests:
    left = [
        one
        for one in home
        if (one["metadata"]["name"], one["metadata"].get("namespace")) != (name, namespace)
    ]
    assert len(left) == len(home) - 1
    return left


OPENED: dict[str, Callable[[Manifests], Manifests]] = {
    "a policy that lets everybody in": lambda home: [
        *home, a_policy("open", {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{}]}),
    ],
    "a policy that lets pods out to anywhere": lambda home: [
        *home, a_policy("open", {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]}),
    ],
    "a way to the node's metadata": lambda home: [
        *home,
        a_policy("open", {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [{"ipBlock": {"cidr": "169.254.169.254/32"}}]}]}),
    ],
    "walls that are gone": lambda home: [
        one for one in home if (one["kind"], one["metadata"].get("namespace")) != ("NetworkPolicy", "backend")
    ],
    "a namespace without a wall": lambda home: [*home, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "new"}}],
    "a whole namespace that may call another's pods": lambda home: [*home, an_allow([{"source": {"namespaces": ["frontend"]}}])],
    "a role for everybody": lambda home: [*home, *a_role(["get"], "configmaps")],
    "a role that reads secrets": lambda home: [*home, *a_role(["*"], "secrets")],
}  # fmt: skip


def test_callers_are_named_in_the_trust_domain_of_the_mesh(home: Manifests, around: Around) -> None:
    assert around.trust_domain == "mesh.example.com"
    elsewhere = computed(home, replace(around, trust_domain="other.example.com"))["may talk"]
    assert "backend/backend-api" not in elsewhere["istio-ingress/gateway"]


@pytest.mark.parametrize("opened", OPENED.values(), ids=OPENED)
def test_a_hole_shows_in_the_table(
    home: Manifests, around: Around, opened: Callable[[Manifests], Manifests]
) -> None:
    now = computed(home, around)
    assert computed(opened(deepcopy(home)), around) != now


def test_tenants_are_called_by_whom_they_name_on_the_ports_that_they_name(
    home: Manifests, around: Around
) -> None:
    """Who else gets there is what scrapes metrics; the mesh opens no whole pod, and no pod that is no workload."""
    talk: Mapping[str, Mapping[str, list[str]]] = computed(home, around)["may talk"]
    tenants = ("backend/", "frontend/")
    found = {
        (source, target): ports
        for source, targets in talk.items()
        for target, ports in targets.items()
        if target.startswith(tenants) and "network" not in source
    }
    assert found == {
        ("frontend/frontend-app", "backend/backend-api"): ["TCP 3000"],
        ("istio-ingress/gateway", "backend/backend-api"): ["TCP 3000"],
        ("istio-ingress/gateway", "frontend/frontend-app"): ["TCP 3000"],
        ("keda/(any other)", "backend/backend-api"): ["TCP 9464"],
        ("monitoring/prometheus", "backend/backend-api"): ["TCP 9464"],
        ("monitoring/prometheus", "frontend/frontend-app"): ["TCP 9464"],
    }


def test_a_role_that_reads_secrets_stands_among_what_owns_the_cluster(
    home: Manifests, around: Around
) -> None:
    now = computed([*home, *a_role(["*"], "secrets")], around)
    assert "Group everybody" in now["may do on the whole cluster"]["read any secret"]


def test_a_policy_that_cuts_off_names_shows(home: Manifests) -> None:
    cut = Reach(without(home, "allow-dns", "backend"), further_ends()).cut_off_from(RESOLVER)
    assert [one for one in cut if one.startswith("backend/(any other)")] == [
        "backend/(any other) (TCP)",
        "backend/(any other) (UDP)",
    ]
