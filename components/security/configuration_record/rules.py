"""The managed rules that the platform may switch on: what each looks at, and what it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from components.foundation.labels import REQUIRED_AWS_TAGS

RuleName = Literal[
    "access-keys-rotated",
    "buckets-not-public",
    "databases-in-backup-plan",
    "databases-not-public",
    "multi-region-trail",
    "required-tags",
    "root-access-key",
    "root-mfa",
    "ssh-closed",
    "volumes-encrypted",
]


@dataclass(frozen=True)
class ManagedRule:
    """A rule that AWS maintains (AWS Config developer guide, list of managed rules).

    ``types`` are those whose change has it evaluated; a rule without any runs once a day. ``account_wide`` ones say
    the same in every region, so that the home region alone has them.
    """

    identifier: str
    purpose: str
    types: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    account_wide: bool = False


def _tags() -> dict[str, str]:
    return {f"tag{number}Key": tag for number, tag in enumerate(REQUIRED_AWS_TAGS, 1)}


RULES: Final[Mapping[RuleName, ManagedRule]] = {
    "access-keys-rotated": ManagedRule(
        "ACCESS_KEYS_ROTATED",
        "No access key is older than 90 days",
        parameters={"maxAccessKeyAge": "90"},
        account_wide=True,
    ),
    "buckets-not-public": ManagedRule(
        "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED", "No bucket can be opened", types=("AWS::S3::Bucket",)
    ),
    "databases-in-backup-plan": ManagedRule(
        "RDS_IN_BACKUP_PLAN", "Every database is in a plan of AWS Backup"
    ),
    "databases-not-public": ManagedRule(
        "RDS_INSTANCE_PUBLIC_ACCESS_CHECK",
        "No database has a public address",
        types=("AWS::RDS::DBInstance",),
    ),
    "multi-region-trail": ManagedRule(
        "MULTI_REGION_CLOUD_TRAIL_ENABLED", "A trail records all regions", account_wide=True
    ),
    "required-tags": ManagedRule(
        "REQUIRED_TAGS",
        "What holds data carries the platform's tags, so that nothing was made beside it",
        types=("AWS::RDS::DBInstance", "AWS::Redshift::Cluster", "AWS::S3::Bucket"),
        parameters=_tags(),
    ),
    "root-access-key": ManagedRule(
        "IAM_ROOT_ACCESS_KEY_CHECK", "The root user has no access key", account_wide=True
    ),
    "root-mfa": ManagedRule(
        "ROOT_ACCOUNT_MFA_ENABLED", "The root user has a second factor", account_wide=True
    ),
    "ssh-closed": ManagedRule(
        "INCOMING_SSH_DISABLED",
        "No security group opens SSH to everybody",
        types=("AWS::EC2::SecurityGroup",),
    ),
    "volumes-encrypted": ManagedRule(
        "ENCRYPTED_VOLUMES", "Attached volumes are encrypted", types=("AWS::EC2::Volume",)
    ),
}
"""Setting -> rule. Security Hub brings rules of its own, so what it checks is worth having only without it."""
