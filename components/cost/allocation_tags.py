"""The tags that a bill can be split by."""

from dataclasses import dataclass
from typing import cast

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component


@dataclass(frozen=True, kw_only=True)
class AllocationTagsArgs:
    """The keys, each of which billing must have seen on a resource before it can be activated."""

    keys: tuple[str, ...]


class AllocationTags(Component):
    """Tags that Cost Explorer and budgets group by from the day of their activation on.

    Output: ``statuses``, by key.
    """

    urn_type = "platform:cost:AllocationTags"

    statuses: Output[dict[str, str]]

    def __init__(self, name: str, args: AllocationTagsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        statuses = {
            key: aws.costexplorer.CostAllocationTag(
                f"{name}-{key}", tag_key=key, status="Active", opts=self.child()
            ).status
            for key in args.keys
        }
        # The SDK unwraps Outputs inside a mapping; its type speaks of the mapping alone.
        self.statuses = cast("Output[dict[str, str]]", Output.from_input(statuses))
        self.publish()
