"""The stated table of who may do what in a cluster, and the way to ask an API server's authorizer about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.cluster.client import Client

Manifest = Mapping[str, Any]

ALL, BACKEND, FRONTEND, SYSTEM = "", "backend", "frontend", "kube-system"

Row = tuple[str, str, str, bool]
"""Verb, resource (``<plural>[/<subresource>][.<api group>][:<name>]``), namespace (empty: of all, or of none) and the answer."""

BINDINGS = {
    "operators": "platform-operators",
    "developers": "platform-developers",
    "readers": "platform-readers",
    "break-glass": "platform-break-glass-operators",
}
"""By which binding the groups of a kind of people are found: their names are the identity provider's."""

PEOPLE: Mapping[str, Sequence[Row]] = {
    "operators": (
        ("list", "nodes", ALL, True),
        ("patch", "nodes", ALL, True),
        ("delete", "nodes", ALL, False),
        ("delete", "pods", BACKEND, True),
        ("create", "pods/eviction", SYSTEM, True),
        ("update", "deployments.apps", BACKEND, True),
        ("patch", "deployments/scale.apps", BACKEND, True),
        ("create", "backups.velero.io", "velero", True),
        ("update", "ingresses.networking.k8s.io", BACKEND, True),
        ("update", "networkpolicies.networking.k8s.io", BACKEND, False),
        ("get", "secrets", BACKEND, False),
        ("list", "secrets", ALL, False),
        ("create", "pods/exec", BACKEND, False),
        ("create", "serviceaccounts/token", BACKEND, False),
        ("create", "clusterrolebindings.rbac.authorization.k8s.io", ALL, False),
        ("create", "rolebindings.rbac.authorization.k8s.io", BACKEND, False),
        ("impersonate", "users", ALL, False),
        ("delete", "namespaces", ALL, False),
    ),
    "developers": (
        ("list", "pods", BACKEND, True),
        ("get", "pods/log", BACKEND, True),
        ("create", "pods/portforward", BACKEND, True),
        ("patch", "deployments.apps", BACKEND, True),
        ("list", "pods", FRONTEND, True),
        ("create", "deployments.apps", BACKEND, False),
        ("create", "pods/exec", BACKEND, False),
        ("get", "secrets", BACKEND, False),
        ("list", "pods", SYSTEM, False),
        ("list", "pods", ALL, False),
        ("list", "nodes", ALL, False),
        ("update", "networkpolicies.networking.k8s.io", BACKEND, False),
        ("update", "resourcequotas", BACKEND, False),
        ("delete", "namespaces", ALL, False),
    ),
    "readers": (
        ("list", "pods", ALL, True),
        ("get", "pods/log", BACKEND, True),
        ("list", "clusterroles.rbac.authorization.k8s.io", ALL, True),
        ("get", "secrets", BACKEND, False),
        ("list", "secrets", ALL, False),
        ("delete", "pods", BACKEND, False),
        ("create", "pods/portforward", BACKEND, False),
        ("create", "pods/exec", BACKEND, False),
        ("patch", "deployments.apps", BACKEND, False),
    ),
    "break-glass": (
        ("get", "secrets", BACKEND, True),
        ("create", "pods/exec", BACKEND, True),
        ("patch", "nodes", ALL, True),
        ("create", "clusterrolebindings.rbac.authorization.k8s.io", ALL, False),
        ("impersonate", "users", ALL, False),
    ),
}
"""What kinds of people may do, and above all may not."""

ACCOUNTS: Mapping[tuple[str, str], Sequence[Row]] = {
    (BACKEND, "backend-api"): (
        ("get", "secrets:backend-api-secrets", BACKEND, True),
        ("get", "secrets", BACKEND, False),
        ("list", "secrets", BACKEND, False),
        ("list", "configmaps", BACKEND, True),
        ("list", "pods", BACKEND, True),
        ("delete", "pods", BACKEND, False),
        ("create", "secrets", BACKEND, False),
        ("get", "secrets", FRONTEND, False),
        ("list", "nodes", ALL, False),
    ),
}
"""What workloads may do, by the namespace and the name of their account."""

NOBODY: Sequence[Row] = (
    ("list", "pods", BACKEND, False),
    ("get", "secrets", BACKEND, False),
    ("list", "nodes", ALL, False),
    ("create", "pods", BACKEND, False),
    ("create", "tokenreviews.authentication.k8s.io", ALL, False),
)
"""What nobody may do to whom no role was given: a default account, somebody who signed in, and somebody who did not."""


@dataclass(frozen=True)
class Subject:
    """Somebody as the authorizer sees them."""

    title: str
    user: str = "somebody"
    groups: tuple[str, ...] = ("system:authenticated",)


@dataclass
class Permissions:
    """How many questions were asked, and which answers are not those of the table."""

    asked: int = 0
    wrong: list[str] = field(default_factory=list)


def ask(client: Client, manifests: Sequence[Manifest]) -> Permissions:
    """Ask every question of the table whose subject the objects know."""
    result = Permissions()
    for subject, rows in _table(manifests):
        for verb, resource, namespace, expected in rows:
            result.asked += 1
            if allowed(client, subject, verb, resource, namespace) != expected:
                may = "may not" if expected else "may"
                result.wrong.append(
                    f"{subject.title} {may} {verb} {resource} in {namespace or 'all namespaces'}"
                )
    return result


def _table(manifests: Sequence[Manifest]) -> Iterator[tuple[Subject, Sequence[Row]]]:
    for kind, binding in BINDINGS.items():
        for group in sorted(_groups(manifests, binding)):
            yield Subject(f"{kind} ({group})", groups=(group, "system:authenticated")), PEOPLE[kind]
    bound = {
        (subject["namespace"], subject["name"])
        for manifest in manifests
        if manifest["kind"] == "RoleBinding"
        for subject in manifest.get("subjects") or ()
        if subject["kind"] == "ServiceAccount"
    }
    for (namespace, name), rows in ACCOUNTS.items():
        if (namespace, name) in bound:
            yield account(namespace, name), rows
    for manifest in manifests:
        if manifest["kind"] == "Namespace":
            yield account(manifest["metadata"]["name"], "default"), NOBODY
    yield Subject("somebody who signed in"), NOBODY
    yield Subject("somebody who did not", "system:anonymous", ("system:unauthenticated",)), NOBODY


def _groups(manifests: Sequence[Manifest], binding: str) -> set[str]:
    return {
        subject["name"]
        for manifest in manifests
        if manifest["kind"] in {"ClusterRoleBinding", "RoleBinding"}
        and manifest["metadata"]["name"] == binding
        for subject in manifest.get("subjects") or ()
        if subject["kind"] == "Group"
    }


def account(namespace: str, name: str) -> Subject:
    """Return a ServiceAccount."""
    groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated")
    return Subject(f"account {namespace}/{name}", f"system:serviceaccount:{namespace}:{name}", groups)


def allowed(client: Client, subject: Subject, verb: str, resource: str, namespace: str) -> bool:
    """Return the authorizer's answer."""
    kind, _, name = resource.partition(":")
    path, _, group = kind.partition(".")
    plural, _, subresource = path.partition("/")
    attributes = {
        "verb": verb,
        "group": group,
        "resource": plural,
        "subresource": subresource,
        "namespace": namespace,
        "name": name,
    }
    answer = client.create(
        {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SubjectAccessReview",
            "spec": {
                "user": subject.user,
                "groups": list(subject.groups),
                "resourceAttributes": {key: value for key, value in attributes.items() if value},
            },
        }
    )
    return bool(answer["status"]["allowed"])
