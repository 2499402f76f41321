"""Amazon Web Services, one module per service."""

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "autoscaling": ("node_groups",),
    "cloudwatch": ("cloudwatch",),
    "ec2": ("network", "gateways", "firewalls", "launch_templates"),
    "eks": ("eks", "eks_access", "node_groups"),
    "elasticache": ("elasticache",),
    "iam": ("iam",),
    "kms": ("kms",),
    "rds": ("rds", "rds_groups"),
    "s3": ("s3",),
    "secretsmanager": ("secretsmanager",),
    "sns": ("sns",),
    "sqs": ("sqs",),
    "vpc": ("firewalls",),
}
"""The modules of this folder that know a service, by the service's name in a token."""
