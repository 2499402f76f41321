"""What a role grants, rule by rule.

Source: Kubernetes, "Using RBAC Authorization", and ``plugin/pkg/auth/authorizer/rbac`` for how rules are matched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

ANY: Final = "*"
KINDS: Final = ("User", "Group", "ServiceAccount")


@dataclass(frozen=True, order=True)
class Subject:
    """Somebody: a user, a group, or the account of a workload, which has a namespace."""

    kind: str
    name: str
    namespace: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"

    def groups(self) -> set[str]:
        """Return the groups that the API server puts somebody in by itself."""
        if self.kind != "ServiceAccount":
            return {"system:authenticated"}
        return {
            "system:authenticated",
            "system:serviceaccounts",
            f"system:serviceaccounts:{self.namespace}",
        }


@dataclass(frozen=True, order=True)
class Grant:
    """One verb on one resource, or on one path of the API. ``name`` is empty where it holds for all of that kind."""

    verb: str
    group: str
    resource: str
    name: str = ""

    def covers(self, verb: str, group: str, resource: str, name: str = "") -> bool:
        """Say whether an action falls under this grant; ``*`` stands for anything."""
        return (
            self.verb in {ANY, verb}
            and self.group in {ANY, group}
            and _resource(self.resource, resource)
            and self.name in {"", name}
        )

    @property
    def target(self) -> str:
        """What it is granted on, as ``deployments.apps`` or ``secrets (login)``."""
        place = ".".join(filter(None, (self.resource, self.group)))
        return f"{place} ({self.name})" if self.name else place


def _resource(granted: str, wanted: str) -> bool:
    """Say whether a resource is meant: by name, by ``*``, or a part of any, as ``*/scale``."""
    if granted in {ANY, wanted}:
        return True
    _, _, part = wanted.partition("/")
    return bool(part) and granted == f"{ANY}/{part}"


def grants_of(rules: Any) -> Iterator[Grant]:
    """Yield what rules grant."""
    for rule in rules or ():
        yield from _resources(rule)
        for url in rule.get("nonResourceURLs") or ():
            for verb in rule["verbs"]:
                yield Grant(str(verb), "", f"path {url}")


def _resources(rule: Mapping[str, Any]) -> Iterator[Grant]:
    for verb in rule["verbs"]:
        for group in rule.get("apiGroups") or ():
            for resource in rule.get("resources") or ():
                for name in rule.get("resourceNames") or ("",):
                    yield Grant(str(verb), str(group), str(resource), str(name))
