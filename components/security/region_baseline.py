"""What holds in one region of an account for machines and disks that nobody described well."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class RegionBaselineArgs:
    """A region and the key that encrypts what names no key of its own."""

    placement: AwsPlacement
    ebs_key_arn: Wire[str]


class RegionBaseline(Component):
    """Disks are encrypted with the platform's key, metadata asks for a token, nothing is shared with strangers.

    These are defaults and locks of the region, so that they hold for what is made by hand and by other stacks
    as well. Output: ``default_key_arn``, the key of disks that name none.
    """

    urn_type = "platform:security:RegionBaseline"

    default_key_arn: Output[str]

    def __init__(self, name: str, args: RegionBaselineArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        region = args.placement.region
        encryption = aws.ebs.EncryptionByDefault(
            f"{name}-disks", region=region, enabled=True, opts=self.child()
        )
        key = aws.ebs.DefaultKmsKey(
            f"{name}-disk-key",
            region=region,
            key_arn=args.ebs_key_arn,
            opts=self.child(depends_on=[encryption]),
        )
        aws.ebs.SnapshotBlockPublicAccess(
            f"{name}-snapshots", region=region, state="block-all-sharing", opts=self.child()
        )
        aws.ec2.ImageBlockPublicAccess(
            f"{name}-images", region=region, state="block-new-sharing", opts=self.child()
        )
        aws.ec2.SerialConsoleAccess(f"{name}-serial-console", region=region, enabled=False, opts=self.child())
        aws.ec2.InstanceMetadataDefaults(
            f"{name}-metadata",
            region=region,
            http_endpoint="enabled",
            http_tokens="required",
            http_put_response_hop_limit=1,
            instance_metadata_tags="disabled",
            opts=self.child(),
        )
        self.default_key_arn = key.key_arn
        self.publish()
