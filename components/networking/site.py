"""What every part of one network is built with."""

from dataclasses import dataclass

import pulumi_aws as aws

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement


@dataclass(frozen=True, kw_only=True)
class Site:
    """A VPC, the component that owns it, and how its parts are named, placed and labelled."""

    owner: Component
    name: str
    vpc: aws.ec2.Vpc
    placement: AwsPlacement
    labels: Labels

    @property
    def region(self) -> str:
        """The region of every part."""
        return self.placement.region

    def tags(self, role: str, **roles: str) -> dict[str, str]:
        """Return the tags of the part with this role."""
        return self.labels.aws(f"{self.name}-{role}", **roles)
