"""What people may do with workflows: each group of the identity provider acts as an account, and that has rights.

Source: Argo Workflows, "Argo Server SSO" (SSO RBAC) and "Service Account Secrets".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from components.foundation.cluster.sign_on import SignOnSpec

RULE: Final = "workflows.argoproj.io/rbac-rule"
PRECEDENCE: Final = "workflows.argoproj.io/rbac-rule-precedence"
TOKEN_NAME: Final = "workflows.argoproj.io/service-account-token.name"  # noqa: S105 - an annotation

TOKEN_TYPE: Final = "kubernetes.io/service-account-token"  # noqa: S105 - a type of Secrets

ADMINISTERS, DELIVERS, LOOKS = "argo-workflows-admin", "argo-workflows-edit", "argo-workflows-view"
"""The roles that the chart makes."""


@dataclass(frozen=True, kw_only=True)
class Stand:
    """An account that people act as: by which rule they do, and which of the chart's roles it has."""

    name: str
    rule: str
    precedence: int
    role: str

    @property
    def token(self) -> str:
        """The Secret with the account's token, by which the server acts as the account."""
        return f"{self.name}.service-account-token"

    @property
    def annotations(self) -> dict[str, str]:
        """Return what tells the server who acts as this account."""
        return {RULE: self.rule, PRECEDENCE: str(self.precedence), TOKEN_NAME: self.token}

    def token_annotations(self) -> Mapping[str, str]:
        """Return what tells Kubernetes whose token the Secret is to hold."""
        return {"kubernetes.io/service-account.name": self.name}

    def binding(self, namespace: str) -> dict[str, Any]:
        """Return the fields of a RoleBinding that gives the account its role."""
        return {
            "role_ref": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": self.role},
            "subjects": [{"kind": "ServiceAccount", "name": self.name, "namespace": namespace}],
        }


def stands(sign_on: SignOnSpec) -> list[Stand]:
    """Return the accounts: administrators, deployers, and everybody else, who may look."""
    found = [
        Stand(
            name="workflows-administrator",
            rule=_any_of(sign_on.administrators),
            precedence=20,
            role=ADMINISTERS,
        ),
        Stand(name="workflows-reader", rule="true", precedence=0, role=LOOKS),
    ]
    if sign_on.deployers:
        found.append(
            Stand(
                name="workflows-deployer",
                rule=_any_of(sign_on.deployers),
                precedence=10,
                role=DELIVERS,
            )
        )
    return found


def _any_of(groups: tuple[str, ...]) -> str:
    """Return the rule that somebody is in one of the groups. A group's name holds no quotes of either kind."""
    return " || ".join(f"'{group}' in groups" for group in groups)
