"""An environment of its own for each open pull request (requirements, 12.2), and the walls around it.

Two ApplicationSets ask for the same pull requests. One brings the pull request's own manifests, in a project that may not
touch what bounds it; the other brings those bounds from the platform's repository, in a project that may bring nothing
else. Names come from the number: a branch's name may be too long, or no name of Kubernetes at all.
"""

from typing import Any, Final

from components.delivery.argo.cd.applications import FINALIZER
from components.delivery.argo.cd.previews_spec import PreviewsSpec
from components.delivery.argo.cd.projects import BOUNDS, NAMESPACES, OWN_CLUSTER
from components.delivery.argo.cd.spec import GithubSpec
from components.foundation.cluster.pod_security import pod_security_labels

PREVIEWS: Final = "preview-environments"
WALLS: Final = "preview-walls"
PROJECT: Final = "previews"
WALLS_PROJECT: Final = "preview-walls"

NUMBER: Final = "{{ .number }}"
NAMESPACE: Final = f"preview-{NUMBER}"
NAMESPACE_PATTERN: Final = "preview-*"

TYPE_LABEL: Final = "type"
"""The label by which the clean-up finds namespaces of previews, as the owner's own clean-up does: ``type=preview``."""

PREVIEW_TYPE: Final = "preview"
DAYS_ANNOTATION: Final = "platform.internal/days-to-live"
PULL_REQUEST_ANNOTATION: Final = "platform.internal/pull-request"

WALL_KINDS: Final = [
    {"group": "", "kind": "ResourceQuota"},
    {"group": "", "kind": "LimitRange"},
    {"group": "networking.k8s.io", "kind": "NetworkPolicy"},
]


def previews(spec: PreviewsSpec, github: GithubSpec, app_secret: str, version: str) -> dict[str, Any]:
    """Return the spec of the ApplicationSet of previews.

    :param app_secret: the Secret with the GitHub App.
    :param version: Kubernetes' own, as ``1.35``, to which the Pod Security level is pinned.
    """
    host = f"preview-{NUMBER}.{spec.domain}"
    parameters = {
        "image.tag": "{{ .head_sha }}",
        "ingress.host": host,
        "database.name": f"preview_{NUMBER}",
    }
    template = {
        "metadata": {
            "name": f"preview-{NUMBER}",
            "labels": {TYPE_LABEL: PREVIEW_TYPE},
            "annotations": _annotations(spec),
            "finalizers": [FINALIZER],
        },
        "spec": {
            "project": PROJECT,
            "source": {
                "repoURL": github.repository(spec.repository),
                "targetRevision": "{{ .head_sha }}",
                "path": spec.path,
                # As text: a commit of digits and an "e" would otherwise be read as a number.
                "helm": {
                    "parameters": [
                        {"name": name, "value": value, "forceString": True}
                        for name, value in parameters.items()
                    ]
                },
            },
            "destination": {"server": OWN_CLUSTER, "namespace": NAMESPACE},
            "syncPolicy": {
                "automated": {"prune": True, "selfHeal": True},
                "syncOptions": ["CreateNamespace=true"],
                "managedNamespaceMetadata": {
                    "labels": {
                        TYPE_LABEL: PREVIEW_TYPE,
                        **pod_security_labels("restricted", f"v{version}"),
                    },
                    "annotations": _annotations(spec),
                },
                "retry": {"limit": 3, "backoff": {"duration": "10s", "factor": 2, "maxDuration": "3m"}},
            },
            "info": [
                {"name": "PR URL", "value": f"{github.repository(spec.repository)}/pull/{NUMBER}"},
                {"name": "Preview URL", "value": f"https://{host}"},
            ],
        },
    }
    return {**_of_pull_requests(spec, github, app_secret), "template": template}


def walls(spec: PreviewsSpec, github: GithubSpec, app_secret: str) -> dict[str, Any]:
    """Return the spec of the ApplicationSet that bounds each preview: its quota, its limits and its network."""
    share = spec.share
    hard = {"requests.cpu": share.cpu, "requests.memory": share.memory, "pods": str(share.pods)}
    patch = {
        "target": {"kind": "ResourceQuota", "name": "share"},
        "patch": "\n".join(
            f'- op: replace\n  path: /spec/hard/{key}\n  value: "{value}"' for key, value in hard.items()
        ),
    }
    template = {
        "metadata": {"name": f"preview-walls-{NUMBER}", "finalizers": [FINALIZER]},
        "spec": {
            "project": WALLS_PROJECT,
            "source": {
                "repoURL": github.repository(spec.walls_repository),
                "targetRevision": spec.walls_revision,
                "path": spec.walls_path,
                "kustomize": {"patches": [patch]},
            },
            "destination": {"server": OWN_CLUSTER, "namespace": NAMESPACE},
            "syncPolicy": {
                "automated": {"prune": True, "selfHeal": True},
                # The namespace is the preview's to make; until it has, this one tries again.
                "retry": {"limit": 10, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "1m"}},
            },
        },
    }
    return {**_of_pull_requests(spec, github, app_secret), "template": template}


def project(spec: PreviewsSpec, github: GithubSpec) -> dict[str, Any]:
    """Return the spec of the project of previews."""
    return {
        "description": "Previews of pull requests, in namespaces of their own.",
        "sourceRepos": [github.repository(spec.repository)],
        "destinations": [{"server": OWN_CLUSTER, "namespace": NAMESPACE_PATTERN}],
        "clusterResourceWhitelist": NAMESPACES,
        "namespaceResourceBlacklist": BOUNDS,
        "orphanedResources": {"warn": False},
    }


def walls_project(spec: PreviewsSpec, github: GithubSpec) -> dict[str, Any]:
    """Return the spec of the project of what bounds previews."""
    return {
        "description": "What bounds previews, from the platform's own repository.",
        "sourceRepos": [github.repository(spec.walls_repository)],
        "destinations": [{"server": OWN_CLUSTER, "namespace": NAMESPACE_PATTERN}],
        "clusterResourceWhitelist": [],
        "namespaceResourceWhitelist": WALL_KINDS,
        "orphanedResources": {"warn": False},
    }


def _of_pull_requests(spec: PreviewsSpec, github: GithubSpec, app_secret: str) -> dict[str, Any]:
    generator = {
        "github": {
            "owner": github.organisation,
            "repo": spec.repository,
            "appSecretName": app_secret,
            "labels": [spec.label],
        },
        "filters": [{"branchMatch": spec.branches}],
        "requeueAfterSeconds": spec.poll_seconds,
    }
    return {
        "goTemplate": True,
        "goTemplateOptions": ["missingkey=error"],
        "generators": [{"pullRequest": generator}],
        "syncPolicy": {"preserveResourcesOnDeletion": False},
    }


def _annotations(spec: PreviewsSpec) -> dict[str, str]:
    return {DAYS_ANNOTATION: str(spec.days), PULL_REQUEST_ANNOTATION: NUMBER}
