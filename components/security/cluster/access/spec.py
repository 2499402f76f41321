"""What an environment decides about who may do what in a cluster."""

from collections.abc import Iterator
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec
from components.security.cluster.access.rules import RuleSpec

RESERVED: Final = ("system:", "eks:", "aws:", "amazon:", "iam:", "kubeadm:")
"""Groups that Kubernetes or EKS keeps for itself (Kubernetes RBAC; Amazon EKS user guide, access entries)."""

Group = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9:@._-]{0,252}$")]
"""A group as the cluster sees it: ``platform:NAME`` on EKS, an address of Google Groups, the id of a group of Entra."""

DnsLabel = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]


class AccountRoleSpec(Spec):
    """What a service account may do in its own namespace, of something that brings no role itself."""

    namespace: DnsLabel = Field(description="Namespace of the account.")
    rules: tuple[RuleSpec, ...] = Field(min_length=1, description="What it may do there.")


class AccessSpec(Spec):
    """Groups of the identity provider, by what their members may do, and the roles of service accounts.

    ``operators`` run the cluster; ``developers`` look after their namespaces; ``readers`` look at everything but Secrets;
    ``break_glass`` may do what an emergency needs, for as long as their session lasts.
    """

    operators: tuple[Group, ...] = Field(min_length=1, description="Groups that run the cluster.")
    developers: dict[Group, tuple[DnsLabel, ...]] = Field(
        default_factory=dict, description="Group -> the namespaces that its members look after."
    )
    readers: tuple[Group, ...] = Field(default=(), description="Groups that look, and read no Secret.")
    break_glass: tuple[Group, ...] = Field(
        min_length=1, description="Groups that may do nearly everything, in an emergency."
    )
    accounts: dict[DnsLabel, AccountRoleSpec] = Field(
        default_factory=dict, description="Service account -> what it may do in its own namespace."
    )

    @property
    def groups(self) -> dict[str, str]:
        """Every group, and the key that names it."""
        return {group: key for key, group in self._named()}

    @model_validator(mode="after")
    def _groups_are_ours(self) -> Self:
        faults, seen = [], dict[str, str]()
        for key, group in self._named():
            if group.lower().startswith(RESERVED):
                faults.append(
                    f"{key}: {group} belongs to Kubernetes or the cloud, who put whom they like into it: name a group of "
                    "your identity provider"
                )
            if group in seen:
                faults.append(
                    f"{key}: {group} is in {seen[group]} already, and its members would have both rights: name it once, "
                    "with the wider ones"
                )
            seen.setdefault(group, key)
        faults += [
            f"developers.{group} looks after no namespace, and its members could do nothing: name one, or take it out"
            for group, namespaces in self.developers.items()
            if not namespaces
        ]
        if faults:
            raise RefusalError(*faults)
        return self

    def _named(self) -> Iterator[tuple[str, str]]:
        yield from (("operators", group) for group in self.operators)
        yield from (("developers", group) for group in self.developers)
        yield from (("readers", group) for group in self.readers)
        yield from (("break_glass", group) for group in self.break_glass)
