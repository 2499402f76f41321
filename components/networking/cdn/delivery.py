"""The log of a distribution: CloudFront's standard logging, version 2, into a bucket without ACLs."""

import pulumi_aws as aws

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

EDGE_REGION = "us-east-1"
"""Where the deliveries of CloudFront are configured, wherever the bucket is (CloudFront developer guide)."""


def deliver_logs(
    owner: Component,
    name: str,
    *,
    physical: str,
    distribution_arn: Wire[str],
    bucket_arn: Wire[str],
    labels: Labels,
) -> None:
    """Register what CloudFront delivers, where to, and the link between the two."""
    source = aws.cloudwatch.LogDeliverySource(
        f"{name}-logs",
        region=EDGE_REGION,
        name=physical,
        log_type="ACCESS_LOGS",
        resource_arn=distribution_arn,
        tags=labels.aws(f"{name}-logs"),
        opts=owner.child(),
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        f"{name}-logs",
        region=EDGE_REGION,
        name=physical,
        output_format="json",
        delivery_destination_configuration={"destination_resource_arn": bucket_arn},
        tags=labels.aws(f"{name}-logs"),
        opts=owner.child(),
    )
    aws.cloudwatch.LogDelivery(
        f"{name}-logs",
        region=EDGE_REGION,
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        s3_delivery_configurations=[
            {"suffix_path": "/{DistributionId}/{yyyy}/{MM}/{dd}/{HH}", "enable_hive_compatible_path": False}
        ],
        tags=labels.aws(f"{name}-logs"),
        opts=owner.child(),
    )
