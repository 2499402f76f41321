"""The categories of the budget, and the services of AWS that each of them is spent on.

A bill knows services and not our categories, so that a service stands as a whole where most of it belongs: the
disks of a database are with the database, and the traffic of a machine ("EC2 - Other", which also holds its
disks) is with the network. Every service that stands nowhere still counts in the total.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

Category = Literal["compute", "storage", "network", "monitoring", "security"]

CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)

SERVICES: Final[Mapping[Category, tuple[str, ...]]] = {
    "compute": (
        "AWS Lambda",
        "Amazon ElastiCache",
        "Amazon Elastic Compute Cloud - Compute",
        "Amazon Elastic Container Service for Kubernetes",
        "Amazon Kinesis",
        "Amazon Kinesis Analytics",
        "Amazon OpenSearch Service",
        "Amazon Redshift",
        "Amazon Relational Database Service",
        "Amazon Simple Queue Service",
    ),
    "storage": (
        "AWS Backup",
        "Amazon EC2 Container Registry (ECR)",
        "Amazon Elastic File System",
        "Amazon Simple Storage Service",
    ),
    "network": (
        "Amazon CloudFront",
        "Amazon Elastic Load Balancing",
        "Amazon Route 53",
        "Amazon Virtual Private Cloud",
        "EC2 - Other",
    ),
    "monitoring": ("AWS X-Ray", "Amazon Simple Notification Service", "AmazonCloudWatch"),
    "security": (
        "AWS CloudTrail",
        "AWS Config",
        "AWS Key Management Service",
        "AWS Secrets Manager",
        "AWS Security Hub",
        "AWS WAF",
        "Amazon GuardDuty",
    ),
}
"""Names as Cost Explorer writes them in its dimension SERVICE."""
