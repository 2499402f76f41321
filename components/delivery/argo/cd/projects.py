"""Projects of Argo CD: what may come from where, go where, and be what."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from components.delivery.argo.cd.access import project_policies
from components.delivery.argo.cd.projects_spec import ProjectSpec
from components.delivery.argo.cd.spec import GithubSpec

OWN_CLUSTER: Final = "https://kubernetes.default.svc"
"""The cluster that Argo CD runs in, by its own name for it."""

DEFAULT: Final = "default"
"""The project that Argo CD makes by itself and lets everything. Here it lets no more than is described, or nothing."""

NAMESPACES: Final = [{"group": "", "kind": "Namespace"}]
"""``CreateNamespace=true`` makes the namespace of an application; nothing else outside of a namespace is delivered."""

BOUNDS: Final = [
    {"group": "", "kind": "ResourceQuota"},
    {"group": "", "kind": "LimitRange"},
    {"group": "networking.k8s.io", "kind": "NetworkPolicy"},
    {"group": "cilium.io", "kind": "CiliumNetworkPolicy"},
    {"group": "rbac.authorization.k8s.io", "kind": "Role"},
    {"group": "rbac.authorization.k8s.io", "kind": "RoleBinding"},
    {"group": "security.istio.io", "kind": "*"},
    {"group": "external-secrets.io", "kind": "SecretStore"},
    {"group": "argoproj.io", "kind": "Application"},
    {"group": "argoproj.io", "kind": "ApplicationSet"},
    {"group": "argoproj.io", "kind": "AppProject"},
]
"""What bounds a tenant: only the platform decides it, so that a repository cannot give itself more."""


def project(name: str, spec: ProjectSpec, github: GithubSpec) -> dict[str, Any]:
    """Return the spec of a tenant's AppProject."""
    rendered = _project(
        spec.description,
        sources=[github.repository(repository) for repository in spec.repositories],
        namespaces=spec.namespaces,
        cluster_wide=NAMESPACES,
        refused=BOUNDS,
    )
    if spec.deployers:
        rendered["roles"] = [
            {
                "name": "deployer",
                "description": "Syncs, promotes and turns back in this project.",
                "groups": list(spec.deployers),
                "policies": project_policies(name, "deployer"),
            }
        ]
    if spec.windows:
        rendered["syncWindows"] = [window.rendered() for window in spec.windows]
    return rendered


def nothing() -> dict[str, Any]:
    """Return the spec of a project in which nothing may be delivered."""
    return _project(
        "Nothing: every application is in a project of its own.", sources=[], namespaces=(), cluster_wide=[]
    )


def own_project(
    description: str, sources: list[str], namespaces: Iterable[str], *, allowed: list[dict[str, str]]
) -> dict[str, Any]:
    """Return the spec of one of the platform's own projects, in which nothing but ``allowed`` kinds are delivered."""
    return {
        **_project(description, sources=sources, namespaces=namespaces, cluster_wide=[]),
        "namespaceResourceWhitelist": allowed,
    }


def _project(
    description: str,
    *,
    sources: list[str],
    namespaces: Iterable[str],
    cluster_wide: list[dict[str, str]],
    refused: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    rendered: dict[str, Any] = {
        "description": description,
        "sourceRepos": sources,
        "destinations": [{"server": OWN_CLUSTER, "namespace": namespace} for namespace in namespaces],
        "clusterResourceWhitelist": cluster_wide,
        "orphanedResources": {"warn": False},
    }
    if refused:
        rendered["namespaceResourceBlacklist"] = refused
    return rendered


def labels_of(project_name: str) -> Mapping[str, str]:
    """Return the labels by which a project's applications are found."""
    return {"platform.internal/project": project_name}
