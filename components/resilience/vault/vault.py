"""A vault of a region: encrypted with a key of that region, locked, and heard when something in it fails."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.resilience.vault.spec import VaultSpec

FAILURES = (
    "BACKUP_JOB_FAILED",
    "BACKUP_JOB_EXPIRED",
    "COPY_JOB_FAILED",
    "RESTORE_JOB_FAILED",
    "S3_BACKUP_OBJECT_FAILED",
)
"""What people are told of; that a copy was made is told by its age, not by a message a day."""


@dataclass(frozen=True, kw_only=True)
class BackupVaultArgs:
    """A spec wired to the region's key and the topic of its alarms, which has to let AWS Backup publish."""

    spec: VaultSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    vault: str
    key_arn: Wire[str]
    alarm_topic_arn: Wire[str]


class BackupVault(Component):
    """A vault under a governance lock: only who may lift the lock deletes a copy before its time.

    Outputs: ``vault_name`` and ``arn``; the ARN is known only once the lock is on.
    """

    urn_type = "platform:resilience:BackupVault"

    vault_name: Output[str]
    arn: Output[str]

    def __init__(self, name: str, args: BackupVaultArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        vault = aws.backup.Vault(
            f"{name}-vault",
            region=args.placement.region,
            name=args.vault,
            kms_key_arn=args.key_arn,
            force_destroy=not args.protected,
            tags=args.labels.aws(args.vault),
            opts=self.child(protect=args.protected or None),
        )
        lock = aws.backup.VaultLockConfiguration(
            f"{name}-lock",
            region=args.placement.region,
            backup_vault_name=vault.name,
            # Without a date from which it can never be lifted, so that a mistaken figure is not for ever.
            min_retention_days=args.spec.locked_days,
            max_retention_days=args.spec.monthly_days,
            opts=self.child(),
        )
        aws.backup.VaultNotifications(
            f"{name}-notifications",
            region=args.placement.region,
            backup_vault_name=vault.name,
            sns_topic_arn=args.alarm_topic_arn,
            backup_vault_events=list(FAILURES),
            opts=self.child(),
        )
        self.vault_name = vault.name
        self.arn = lock.backup_vault_arn
        self.publish()
