"""Who may do what, by roles whose meaning is known from Kubernetes' own words."""

from typing import Any

import pytest
import yaml

from operations.render.permission import Grant, Permissions, Subject

API = "apiVersion: rbac.authorization.k8s.io/v1\n"
DEVELOPERS = Subject("Group", "developers")
BUILDER = Subject("ServiceAccount", "builder", "shop")


def role(name: str, rules: str, namespace: str = "", labels: str = "{}", aggregation: str = "") -> str:
    kind, place = ("Role", f", namespace: {namespace}") if namespace else ("ClusterRole", "")
    extra = f"\naggregationRule: {aggregation}" if aggregation else ""
    return f"{API}kind: {kind}\nmetadata: {{name: {name}{place}, labels: {labels}}}\nrules: {rules}{extra}"


def binding(
    kind: str, name: str, subject: Subject = DEVELOPERS, namespace: str = "", as_kind: str = ""
) -> str:
    place = f", namespace: {namespace}" if namespace else ""
    where = f", namespace: {subject.namespace}" if subject.namespace else ""
    return (
        f"{API}kind: {'RoleBinding' if namespace else 'ClusterRoleBinding'}\n"
        f"metadata: {{name: {name}-{subject.name}{place}}}\n"
        f"roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: {kind}, name: {name}}}\n"
        f"subjects: [{{kind: {as_kind or subject.kind}, name: {subject.name}{where}}}]"
    )


def permissions(*texts: str) -> Permissions:
    return Permissions(yaml.safe_load_all("\n---\n".join(texts)))


READ = "[{apiGroups: [''], resources: [pods, pods/log], verbs: [get, list]}]"
DEPLOY = "[{apiGroups: [apps], resources: [deployments], verbs: ['*']}]"

Asked = tuple[Subject, str, str, dict[str, str], bool]
HERE = {"namespace": "shop"}
THERE = {"namespace": "other"}

CASES: dict[str, tuple[list[str], list[Asked]]] = {
    "a role in its namespace": (
        [role("reader", READ, "shop"), binding("Role", "reader", namespace="shop")],
        [
            (DEVELOPERS, "get", "pods", HERE, True), (DEVELOPERS, "get", "pods", THERE, False), (DEVELOPERS, "get", "pods", {}, False),
            (DEVELOPERS, "delete", "pods", HERE, False), (DEVELOPERS, "get", "pods/log", HERE, True),
            (DEVELOPERS, "get", "secrets", HERE, False), (BUILDER, "get", "pods", HERE, False),
        ],
    ),
    "a role of the cluster, bound in one namespace": (
        [role("reader", READ), binding("ClusterRole", "reader", namespace="shop")],
        [(DEVELOPERS, "list", "pods", HERE, True), (DEVELOPERS, "list", "pods", THERE, False)],
    ),
    "a role of the cluster, bound everywhere": (
        [role("reader", READ), binding("ClusterRole", "reader")],
        [(DEVELOPERS, "list", "pods", HERE, True), (DEVELOPERS, "list", "pods", {}, True)],
    ),
    "any verb, of one group alone": (
        [role("deployer", DEPLOY, "shop"), binding("Role", "deployer", namespace="shop")],
        [
            (DEVELOPERS, "patch", "deployments", {**HERE, "group": "apps"}, True),
            (DEVELOPERS, "patch", "deployments", HERE, False),
            (DEVELOPERS, "patch", "deployments/scale", {**HERE, "group": "apps"}, False),
        ],
    ),
    "any resource": (
        [role("all", "[{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]", "shop"), binding("Role", "all", namespace="shop")],
        [(DEVELOPERS, "create", "pods/exec", HERE, True), (DEVELOPERS, "get", "secrets", THERE, False)],
    ),
    "a part of any resource": (
        [role("scaler", "[{apiGroups: [apps], resources: ['*/scale'], verbs: [update]}]"), binding("ClusterRole", "scaler")],
        [(DEVELOPERS, "update", "deployments/scale", {"group": "apps"}, True), (DEVELOPERS, "update", "deployments", {"group": "apps"}, False)],
    ),
    "one object by name": (
        [role("one", "[{apiGroups: [''], resources: [secrets], resourceNames: [login], verbs: [get]}]", "shop"), binding("Role", "one", namespace="shop")],
        [
            (DEVELOPERS, "get", "secrets", {**HERE, "name": "login"}, True), (DEVELOPERS, "get", "secrets", {**HERE, "name": "other"}, False),
            (DEVELOPERS, "get", "secrets", HERE, False),
        ],
    ),
    "all accounts of a namespace": (
        [role("reader", READ), binding("ClusterRole", "reader", Subject("Group", "system:serviceaccounts:shop"))],
        [(BUILDER, "get", "pods", {}, True), (Subject("ServiceAccount", "builder", "other"), "get", "pods", {}, False)],
    ),
    "everybody": (
        [role("reader", READ), binding("ClusterRole", "reader", Subject("Group", "system:authenticated"))],
        [(BUILDER, "get", "pods", {}, True), (DEVELOPERS, "get", "pods", {}, True)],
    ),
    "the administrator": (
        [binding("ClusterRole", "cluster-admin", BUILDER)], [(BUILDER, "escalate", "clusterroles", {"group": "rbac.authorization.k8s.io"}, True)],
    ),
    "an aggregated role has the rules of its parts and none of its own": (
        [
            role("whole", "[{apiGroups: [''], resources: [secrets], verbs: [get]}]", aggregation="{clusterRoleSelectors: [{matchLabels: {part: 'yes'}}]}"),
            role("part", READ, labels="{part: 'yes'}"), binding("ClusterRole", "whole"),
        ],
        [(DEVELOPERS, "get", "pods", {}, True), (DEVELOPERS, "get", "secrets", {}, False)],
    ),
    "what is added to viewers, editors have too": (
        [role("part", READ, labels="{rbac.authorization.k8s.io/aggregate-to-view: 'true'}"), binding("ClusterRole", "edit", namespace="shop")],
        [(DEVELOPERS, "get", "pods", HERE, True), (DEVELOPERS, "get", "pods", THERE, False)],
    ),
    "what is added to editors, viewers have not": (
        [role("part", READ, labels="{rbac.authorization.k8s.io/aggregate-to-edit: 'true'}"), binding("ClusterRole", "view", namespace="shop")],
        [(DEVELOPERS, "get", "pods", HERE, False)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "asked"), CASES.values(), ids=CASES)
def test_what_roles_grant(texts: list[str], asked: list[Asked]) -> None:
    held = permissions(*texts)
    assert held.dangling == []
    answers = [held.may(who, verb, resource, **where) for who, verb, resource, where, _ in asked]
    assert answers == [expected for *_, expected in asked]


def test_the_table_says_who_may_do_what_where() -> None:
    paths = "[{nonResourceURLs: [/metrics], verbs: [get]}]"
    held = permissions(
        role("reader", READ, "shop"),
        role("deployer", DEPLOY),
        role("paths", paths),
        role(
            "one",
            "[{apiGroups: [''], resources: [secrets], resourceNames: [login], verbs: [watch, get]}]",
            "shop",
        ),
        binding("Role", "reader", namespace="shop"),
        binding("Role", "one", namespace="shop"),
        binding("ClusterRole", "view", namespace="other"),
        binding("ClusterRole", "deployer", BUILDER),
        binding("ClusterRole", "paths", BUILDER),
    )
    assert held.table() == {
        "Group developers": {
            "other": {"what Kubernetes' own view may": "as it defines"},
            "shop": {"pods": "get, list", "pods/log": "get, list", "secrets (login)": "get, watch"},
        },
        "ServiceAccount shop/builder": {
            "the whole cluster": {"deployments.apps": "*", "path /metrics": "get"}
        },
    }


def test_who_may_lists_everybody_that_some_binding_gives_it() -> None:
    held = permissions(
        role("reader", READ),
        binding("ClusterRole", "reader", namespace="shop"),
        binding("ClusterRole", "cluster-admin", BUILDER),
    )
    assert held.who_may("get", "pods", namespace="shop") == [
        "Group developers",
        "ServiceAccount shop/builder",
    ]
    assert held.who_may("get", "pods") == ["ServiceAccount shop/builder"]


def test_a_binding_to_a_role_that_nobody_makes_grants_nothing_and_is_told() -> None:
    held = permissions(
        binding("Role", "reader", namespace="shop"),
        role("reader", READ, "other"),
        binding("ClusterRole", "absent"),
    )
    assert held.table() == {}
    assert held.dangling == [
        "RoleBinding reader-developers binds the Role reader, which no object here makes: a chart has to, or it grants nothing",
        "ClusterRoleBinding absent-developers binds the ClusterRole absent, which no object here makes: a chart has to, or it grants nothing",
    ]


def test_a_subject_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="a binding's subject is a Team"):
        permissions(role("reader", READ), binding("ClusterRole", "reader", as_kind="Team"))


def test_an_object_of_another_group_is_no_role() -> None:
    foreign: dict[str, Any] = {"apiVersion": "example.org/v1", "kind": "ClusterRoleBinding", "metadata": {}}
    assert Permissions([foreign]).table() == {}
    assert Grant("*", "*", "*").covers("get", "a", "b")
