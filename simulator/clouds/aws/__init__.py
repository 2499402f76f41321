"""Amazon Web Services, one module per service."""

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "accessanalyzer": ("accessanalyzer",),
    "acm": ("acm",),
    "amp": ("prometheus",),
    "autoscaling": ("node_groups", "autoscaling"),
    "backup": ("backup",),
    "budgets": ("budgets",),
    "cfg": ("config",),
    "cloudfront": ("cloudfront",),
    "cloudtrail": ("cloudtrail",),
    "cloudwatch": ("cloudwatch", "log_delivery", "log_filters"),
    "costexplorer": ("costexplorer",),
    "ebs": ("account_defaults",),
    "ec2": (
        *("network", "gateways", "firewalls", "launch_templates", "prefix_lists"),
        *("interfaces", "account_defaults"),
    ),
    "ecr": ("ecr",),
    "eks": ("eks", "eks_access", "node_groups"),
    "elasticache": ("elasticache",),
    "guardduty": ("guardduty",),
    "iam": ("iam", "account_defaults"),
    "kinesis": ("kinesis",),
    "kinesisanalyticsv2": ("kinesisanalytics",),
    "kms": ("kms",),
    "lb": ("lb",),
    "opensearch": ("opensearch",),
    "rds": ("rds", "rds_groups", "rds_proxy"),
    "redshift": ("redshift",),
    "route53": ("route53",),
    "s3": ("s3", "account_defaults"),
    "secretsmanager": ("secretsmanager",),
    "securityhub": ("securityhub",),
    "sns": ("sns",),
    "sqs": ("sqs",),
    "vpc": ("firewalls",),
    "wafv2": ("wafv2",),
}
"""The modules of this folder that know a service, by the service's name in a token."""
