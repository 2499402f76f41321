"""Applications of Argo CD, as the platform's owner wrote the first of them (requirements, 3.2)."""

from typing import Any, Final

from components.delivery.argo.cd.projects import OWN_CLUSTER
from components.delivery.argo.cd.projects_spec import ApplicationSpec
from components.delivery.argo.cd.spec import GithubSpec, RootSpec

FINALIZER: Final = "resources-finalizer.argocd.argoproj.io"
"""With it, what an Application delivered goes before the Application does."""

ROOT: Final = "applications"
ROOT_PROJECT: Final = "platform"

RETRY: Final = {"limit": 5, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"}}
AUTOMATED: Final = {"prune": True, "selfHeal": True, "allowEmpty": False}

SYNC_OPTIONS: Final = (
    "CreateNamespace=true",
    "PrunePropagationPolicy=foreground",
    "PruneLast=true",
    # Without it `ignoreDifferences` only hides a difference: each sync would still write git's number of replicas over
    # the one that the autoscaler has just decided.
    "RespectIgnoreDifferences=true",
)

IGNORED: Final = (
    {"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]},
    {"group": "", "kind": "Service", "jsonPointers": ["/spec/clusterIP"]},
)
"""What the autoscaler and the API server decide, as the owner listed it."""

IGNORED_OF_ROLLOUTS: Final = (
    {"group": "argoproj.io", "kind": "Rollout", "jsonPointers": ["/spec/replicas"]},
    # Rollouts points Services at one version or the other, and shifts the weights of routes.
    {
        "group": "",
        "kind": "Service",
        "jqPathExpressions": ['.spec.selector."rollouts-pod-template-hash"'],
    },
    {
        "group": "gateway.networking.k8s.io",
        "kind": "HTTPRoute",
        "jqPathExpressions": [
            ".spec.rules[].backendRefs[].weight",
            '.metadata.labels."rollouts.argoproj.io/gatewayapi-canary"',
        ],
    },
)
"""What an autoscaler and Argo Rollouts decide where a Rollout is what runs the pods."""


def application(spec: ApplicationSpec, github: GithubSpec) -> dict[str, Any]:
    """Return the spec of a tenant's Application."""
    ignored = [*IGNORED, *(IGNORED_OF_ROLLOUTS if spec.workload == "Rollout" else ())]
    return {
        "project": spec.project,
        "source": {
            "repoURL": github.repository(spec.repository),
            "targetRevision": spec.revision,
            "path": spec.path,
        },
        "destination": {"server": OWN_CLUSTER, "namespace": spec.namespace},
        "syncPolicy": {"automated": dict(AUTOMATED), "syncOptions": list(SYNC_OPTIONS), "retry": RETRY},
        "ignoreDifferences": ignored,
    }


def root(spec: RootSpec, github: GithubSpec, namespace: str) -> dict[str, Any]:
    """Return the spec of the Application whose files are Applications."""
    return {
        "project": ROOT_PROJECT,
        "source": {
            "repoURL": github.repository(spec.repository),
            "targetRevision": spec.revision,
            "path": spec.path,
            "directory": {"recurse": True},
        },
        "destination": {"server": OWN_CLUSTER, "namespace": namespace},
        # A file that goes takes its application along, so that an empty folder is a mistake and not a wish.
        "syncPolicy": {
            "automated": dict(AUTOMATED),
            "syncOptions": ["PrunePropagationPolicy=foreground", "PruneLast=true"],
            "retry": RETRY,
        },
    }
