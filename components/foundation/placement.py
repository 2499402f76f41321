"""Where in AWS a thing stands: its account, region and partition, and the ARNs that follow from them."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from components.foundation.spec import Spec

AccountId = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
"""An AWS account number, twelve digits, written as text because it may begin with a zero."""

AwsRegion = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-\d$")]
"""The name of an AWS region, such as us-east-1."""

ZoneLetter = Literal["a", "b", "c", "d", "e", "f"]
"""What a zone's name adds to its region's; each account maps it to a physical zone of its own."""


def partition_of(region: str) -> str:
    """Return the partition that a region belongs to: the ordinary one unless its name says otherwise."""
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return "aws-cn" if region.startswith("cn-") else "aws"


def dns_suffix_of(region: str) -> str:
    """Return the domain under which the endpoints of a region live."""
    return "amazonaws.com.cn" if partition_of(region) == "aws-cn" else "amazonaws.com"


class AwsPlacement(Spec):
    """An account and a region, which every AWS child of a component is given."""

    account_id: AccountId
    region: AwsRegion

    @property
    def partition(self) -> str:
        """The partition that the region belongs to, the second field of every ARN."""
        return partition_of(self.region)

    @property
    def dns_suffix(self) -> str:
        """The domain under which the partition's regional endpoints live."""
        return dns_suffix_of(self.region)

    def zone(self, letter: ZoneLetter) -> str:
        """Return the name of one of the region's zones, such as us-east-1a."""
        return f"{self.region}{letter}"

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a regional resource of this account."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def global_arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource whose service is not regional, such as an IAM role."""
        return f"arn:{self.partition}:{service}::{self.account_id}:{resource}"

    def managed_policy(self, path: str) -> str:
        """Return the ARN of a policy that AWS maintains, such as ``AmazonEKSClusterPolicy``."""
        return f"arn:{self.partition}:iam::aws:policy/{path}"

    def elsewhere(self, region: str) -> "AwsPlacement":
        """Return the same account in another region."""
        return AwsPlacement(account_id=self.account_id, region=region)
