"""Who may do what in Argo CD, as its table of rights: a line each, columns parted by commas.

Source: Argo CD, "RBAC Configuration".
"""

from typing import Final

from components.foundation.cluster.sign_on import SignOnSpec

DEPLOYER: Final = "role:deployer"

DEPLOYER_RIGHTS: Final = (
    ("applications", "sync", "*/*"),
    ("applications", "action/argoproj.io/Rollout/*", "*/*"),
    ("applications", "action/apps/Deployment/restart", "*/*"),
    ("logs", "get", "*/*"),
)
"""To bring what is in git, to promote and turn back, to restart, and to read logs; beside looking, which everybody may."""

DENIED: Final = (("role:admin", "exec", "create", "*/*"),)
"""A shell in a pod is asked for from the cluster, which notes who took it."""


def policy(sign_on: SignOnSpec) -> str:
    """Return the table."""
    lines = [f"p, {DEPLOYER}, {kind}, {verb}, {what}, allow" for kind, verb, what in DEPLOYER_RIGHTS]
    lines += [f"p, {who}, {kind}, {verb}, {what}, deny" for who, kind, verb, what in DENIED]
    lines.append(f"g, {DEPLOYER}, role:readonly")
    lines += [f"g, {group}, role:admin" for group in sign_on.administrators]
    lines += [f"g, {group}, {DEPLOYER}" for group in sign_on.deployers]
    return "\n".join(lines) + "\n"


def project_policies(project: str, role: str) -> list[str]:
    """Return the rights of a role in its project alone."""
    subject = f"proj:{project}:{role}"
    return [
        f"p, {subject}, applications, get, {project}/*, allow",
        *(f"p, {subject}, {kind}, {verb}, {project}/*, allow" for kind, verb, _ in DEPLOYER_RIGHTS),
    ]
