"""The roles of a cluster and who holds them: people by their group, service accounts of what brings none itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource
from pulumi_kubernetes.rbac.v1 import RoleRefArgs, SubjectArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.site import ClusterSite
from components.security.cluster.access import people
from components.security.cluster.access.rules import Rule
from components.security.cluster.access.spec import AccessSpec, AccountRoleSpec

RBAC: Final = "rbac.authorization.k8s.io"

OPERATOR, DEVELOPER, READER = "platform-operator", "platform-developer", "platform-reader"

EVERY_NAMESPACE: Final = "admin"
"""Kubernetes' own role for everything in a namespace, Secrets and shells among it, and nothing beside namespaces.

An emergency gets this and the operators' role. ``cluster-admin`` is for nobody here: who needs even that comes in by the
cloud's own door, which on EKS is an access entry.
"""


@dataclass(frozen=True, kw_only=True)
class ClusterAccessRolesArgs:
    """A spec, and what the namespaces of its developers and accounts wait for, by namespace."""

    spec: AccessSpec
    namespaces: Mapping[str, Sequence[Resource]] = field(default_factory=dict)


class ClusterAccessRoles(ClusterComponent):
    """Roles of operators, developers, readers and emergencies, bound to groups; and of service accounts.

    Output: ``roles``, the names of the roles of people.
    """

    urn_type = "platform:security:ClusterAccessRoles"

    roles: Output[list[str]]

    def __init__(self, site: ClusterSite, args: ClusterAccessRolesArgs) -> None:
        super().__init__("access", site)
        self.args = args
        spec = args.spec
        operator = self._role(OPERATOR, people.OPERATOR)
        self._everywhere("operators", operator, spec.operators)
        if spec.readers:
            self._everywhere("readers", self._role(READER, people.READER), spec.readers)
        if spec.developers:
            developer = self._role(DEVELOPER, people.DEVELOPER)
            for namespace, groups in _by_namespace(spec).items():
                self._within(namespace, developer, groups)
        self._everywhere("break-glass-operators", operator, spec.break_glass)
        self._everywhere("break-glass-namespaces", _Bound(EVERY_NAMESPACE, []), spec.break_glass)
        for account, role in spec.accounts.items():
            self._account(account, role)
        self.roles = Output.from_input([OPERATOR, DEVELOPER, READER])
        self.publish()

    def _role(self, name: str, rules: Sequence[Rule]) -> "_Bound":
        made = kubernetes.rbac.v1.ClusterRole(
            f"{self.name}-{name}",
            metadata=self.metadata(name),
            rules=[rule.rendered() for rule in rules],
            opts=self.inside(),
        )
        return _Bound(name, [made])

    def _everywhere(self, role: str, bound: "_Bound", groups: Sequence[str]) -> None:
        kubernetes.rbac.v1.ClusterRoleBinding(
            f"{self.name}-{role}",
            metadata=self.metadata(f"platform-{role}"),
            subjects=_groups(groups),
            role_ref=_reference("ClusterRole", bound.name),
            opts=self.inside(bound.made),
        )

    def _within(self, namespace: str, role: "_Bound", groups: Sequence[str]) -> None:
        self._need(namespace, "developers")
        kubernetes.rbac.v1.RoleBinding(
            f"{self.name}-developers-{namespace}",
            metadata=self.metadata("platform-developers", namespace),
            subjects=_groups(groups),
            role_ref=_reference("ClusterRole", role.name),
            opts=self.inside([*self.args.namespaces.get(namespace, ()), *role.made]),
        )

    def _account(self, account: str, spec: AccountRoleSpec) -> None:
        self._need(spec.namespace, f"accounts.{account}")
        after = self.args.namespaces.get(spec.namespace, ())
        role = kubernetes.rbac.v1.Role(
            f"{self.name}-{spec.namespace}-{account}",
            metadata=self.metadata(f"{account}-role", spec.namespace),
            rules=[rule.rendered() for rule in spec.rules],
            opts=self.inside(after),
        )
        kubernetes.rbac.v1.RoleBinding(
            f"{self.name}-{spec.namespace}-{account}",
            metadata=self.metadata(f"{account}-binding", spec.namespace),
            subjects=[SubjectArgs(kind="ServiceAccount", name=account, namespace=spec.namespace)],
            role_ref=_reference("Role", f"{account}-role"),
            opts=self.inside([*after, role]),
        )

    def _need(self, namespace: str, whose: str) -> None:
        self.site.ledger.need(
            "namespace", namespace, f"access.{whose}", "make the namespace, or grant nothing in it"
        )


class _Bound(NamedTuple):
    """A role by its name, and what makes it unless Kubernetes does."""

    name: str
    made: Sequence[Resource]


def _by_namespace(spec: AccessSpec) -> dict[str, list[str]]:
    """Return which groups look after each namespace."""
    named: dict[str, list[str]] = {}
    for group, namespaces in spec.developers.items():
        for namespace in namespaces:
            named.setdefault(namespace, []).append(group)
    return named


def _groups(groups: Sequence[str]) -> list[SubjectArgs]:
    return [SubjectArgs(kind="Group", name=group, api_group=RBAC) for group in groups]


def _reference(kind: str, name: str) -> RoleRefArgs:
    """Name a role by text: read off the role it would be unknown in a first preview, and with it who may do what."""
    return RoleRefArgs(api_group=RBAC, kind=kind, name=name)
