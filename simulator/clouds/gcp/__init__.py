"""Google Cloud, one module per service."""

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "artifactregistry": ("registries",),
    "billing": ("projects",),
    "binaryauthorization": ("gke",),
    "compute": ("network",),
    "container": ("gke",),
    "dns": ("network",),
    "iam": ("iam",),
    "kms": ("kms",),
    "monitoring": ("projects",),
    "projects": ("projects", "iam"),
    "pubsub": ("pubsub",),
    "secretmanager": ("secrets",),
    "serviceaccount": ("iam",),
    "servicenetworking": ("network",),
    "sql": ("sql",),
    "storage": ("storage",),
}
"""The modules of this folder that know a service, by the service's name in a token."""
