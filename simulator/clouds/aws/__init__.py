"""Amazon Web Services, one module per service."""

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "acm": ("acm",),
    "autoscaling": ("node_groups",),
    "backup": ("backup",),
    "cloudfront": ("cloudfront",),
    "cloudtrail": ("cloudtrail",),
    "cloudwatch": ("cloudwatch", "log_delivery", "log_filters"),
    "ec2": ("network", "gateways", "firewalls", "launch_templates", "prefix_lists"),
    "ecr": ("ecr",),
    "eks": ("eks", "eks_access", "node_groups"),
    "elasticache": ("elasticache",),
    "iam": ("iam",),
    "kms": ("kms",),
    "lb": ("lb",),
    "rds": ("rds", "rds_groups"),
    "s3": ("s3",),
    "route53": ("route53",),
    "secretsmanager": ("secretsmanager",),
    "sns": ("sns",),
    "sqs": ("sqs",),
    "vpc": ("firewalls",),
    "wafv2": ("wafv2",),
}
"""The modules of this folder that know a service, by the service's name in a token."""
