"""Rules of RBAC, and which of them nobody but an emergency may hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Self

from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs
from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

READ: Final = ("get", "list", "watch")
CHANGE: Final = ("create", "delete", "patch", "update")

Word = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S+$")]

GOING_AROUND: Final = ("bind", "escalate", "impersonate")
"""Verbs by which somebody takes rights that nobody gave (Kubernetes, RBAC good practices)."""

TAKING_OVER: Final[dict[str, str]] = {
    "nodes/proxy": "commands the kubelets past the API server",
    "pods/attach": "attaches to running containers",
    "pods/exec": "opens shells in containers, with all that their accounts may do",
    "serviceaccounts/token": "mints tokens of other accounts",
}
"""Resources whose use makes their bearer somebody else, and how."""


@dataclass(frozen=True)
class Rule:
    """What may be done with which resources of a group; the core group is empty."""

    group: str
    resources: Sequence[str]
    verbs: Sequence[str]

    def rendered(self) -> PolicyRuleArgs:
        """Return the rule as Kubernetes writes it."""
        return PolicyRuleArgs(api_groups=[self.group], resources=list(self.resources), verbs=list(self.verbs))


class RuleSpec(Spec):
    """What a workload may do with which resources of its own namespace.

    :raises RefusalError: with a sentence for each right that would let it become more than it is.
    """

    group: str = Field(default="", description="API group of the resources; empty for the core group.")
    resources: tuple[Word, ...] = Field(min_length=1, description="Resources, in the plural.")
    verbs: tuple[Word, ...] = Field(min_length=1, description="What may be done with them.")

    @model_validator(mode="after")
    def _is_no_way_up(self) -> Self:
        if faults := [*self._faults()]:
            raise RefusalError(*faults)
        return self

    def _faults(self) -> Iterator[str]:
        for key, words in (("group", (self.group,)), ("resources", self.resources), ("verbs", self.verbs)):
            if any("*" in word for word in words):
                yield f"{key}: * grants what nobody has thought of yet: name what the workload uses"
        for verb in GOING_AROUND:
            if verb in self.verbs:
                yield f"verbs: {verb} goes around every other rule: leave it out"
        for resource, harm in TAKING_OVER.items():
            if self.group == "" and resource in self.resources:
                yield f"resources: {resource} {harm}: leave it out"
        if self.group == "rbac.authorization.k8s.io":
            yield "group: whoever writes roles gives themselves any: roles are written here, by review"
        if self.group == "" and "secrets" in self.resources and set(self.verbs) & set(CHANGE):
            yield (
                "verbs: a workload that writes Secrets can have the token of any account made: let External Secrets write "
                "them, and read"
            )

    def rendered(self) -> PolicyRuleArgs:
        """Return the rule as Kubernetes writes it."""
        return PolicyRuleArgs(api_groups=[self.group], resources=list(self.resources), verbs=list(self.verbs))
