"""Azure's resource groups: what lives and dies together, and the locks that keep it from dying."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from pulumi import Output, Resource, ResourceOptions
from pulumi_azure_native import authorization, resources

from components.foundation.azure.placement import PURPOSES, AzurePlacement, Purpose
from components.foundation.component import Component
from components.foundation.labels import Labels

NEVER_LOCKED: Final[tuple[Purpose, ...]] = ("dns",)
"""A server that fails over deletes its old record from its private zone, and a lock on the zone's group would stop it
(Azure Database for PostgreSQL, private networking: locks on the zone interfere with its records)."""


@dataclass(frozen=True, kw_only=True)
class ResourceGroupsArgs:
    """Where the groups stand and whose they are. ``stem`` begins their names: ``production-eastus``."""

    placement: AzurePlacement
    labels: Labels
    stem: str


class ResourceGroups(Component):
    """A resource group for each purpose, so that a role or a lock on one says nothing about the others.

    Output: ``group_names``, by purpose. Beside it, for wiring: ``names`` (the same) and ``ids``.
    """

    urn_type = "platform:security:ResourceGroups"

    group_names: Output[dict[str, str]]

    def __init__(self, name: str, args: ResourceGroupsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        groups = {
            purpose: resources.ResourceGroup(
                f"{name}-{purpose}",
                resource_group_name=f"{args.stem}-{purpose}",
                location=args.placement.location,
                tags=args.labels.azure(purpose=purpose),
                opts=self.child(),
            )
            for purpose in PURPOSES
        }
        self.names: dict[Purpose, Output[str]] = {purpose: group.name for purpose, group in groups.items()}
        self.ids: dict[Purpose, Output[str]] = {purpose: group.id for purpose, group in groups.items()}
        # The SDK unwraps Outputs inside a mapping; its type speaks of the mapping alone.
        self.group_names = cast("Output[dict[str, str]]", Output.from_input(self.names))
        self.publish()


@dataclass(frozen=True, kw_only=True)
class GroupLocksArgs:
    """Which groups are locked. ``unlocked`` names those in which something is to be deleted for once.

    ``contents`` are what the groups hold: a lock is set after them and lifted before them, because Azure refuses to
    delete anything in a locked group.
    """

    groups: ResourceGroups
    unlocked: tuple[Purpose, ...]
    contents: Sequence[Resource]


class GroupLocks(Component):
    """``CanNotDelete`` on every group but that of private DNS.

    A lock counts for all that a group holds, down to a node pool: Azure refuses to delete it, whoever asks. To
    replace or remove something, name its group in ``unlocked``, deploy, and take it out again.

    Output: ``locked``, the purposes of the locked groups.
    """

    urn_type = "platform:security:GroupLocks"

    locked: Output[list[str]]

    def __init__(self, name: str, args: GroupLocksArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        locked = [
            purpose for purpose in PURPOSES if purpose not in NEVER_LOCKED and purpose not in args.unlocked
        ]
        for purpose in locked:
            authorization.ManagementLockByScope(
                f"{name}-{purpose}",
                lock_name=f"keep-{purpose}",
                scope=args.groups.ids[purpose],
                level=authorization.LockLevel.CAN_NOT_DELETE,
                notes=f"Production: name {purpose} in azure.unlocked before deleting anything here",
                opts=self.child(depends_on=args.contents),
            )
        self.locked = Output.from_input([str(purpose) for purpose in locked])
        self.publish()
