"""Argo CD's settings as the tests write them."""

from typing import Any

from components.delivery.argo.cd.spec import ArgoCdSpec

SIGN_ON: dict[str, Any] = {
    "issuer": "https://login.example.com",
    "client_id": "argocd",
    "secret": "delivery/argo-cd",
    "administrators": ("platform",),
    "deployers": ("release-managers",),
}
GITHUB: dict[str, Any] = {
    "organisation": "company",
    "app_id": 1,
    "installation_id": 2,
    "secret": "delivery/argo-cd",
}
PROJECTS: dict[str, Any] = {
    "default": {"description": "Backend.", "repositories": ("backend-api",), "namespaces": ("backend",)},
    "frontend": {
        "description": "Frontend.",
        "repositories": ("frontend-app",),
        "namespaces": ("frontend",),
        "deployers": ("frontend-team",),
    },
}
APPLICATIONS: dict[str, Any] = {
    "backend-api": {"repository": "backend-api", "path": "k8s/overlays/production", "namespace": "backend"},
    "frontend-app": {
        "project": "frontend",
        "repository": "frontend-app",
        "path": "k8s/overlays/production",
        "namespace": "frontend",
    },
}
PREVIEWS: dict[str, Any] = {"domain": "dev.example.com"}


def argo_cd(**decided: Any) -> ArgoCdSpec:
    """Return a spec with two applications in two projects."""
    return ArgoCdSpec.model_validate(
        {
            "host": "argocd.aws.example.com",
            "sign_on": SIGN_ON,
            "github": GITHUB,
            "projects": PROJECTS,
            "applications": APPLICATIONS,
            **decided,
        }
    )
