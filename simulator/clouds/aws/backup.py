"""Vaults of backups, the plans that fill them and what the plans take."""

import re
from typing import Final

from simulator.clouds.kind import Always, Autoname, Inside, Kind
from simulator.clouds.refusals import Given, Refused, arn, between, exactly_one, matches, one_of

VAULT = r"[A-Za-z0-9_-]{2,50}"
VAULT_RULE = "2 to 50 letters, digits, - or _"
VAULT_ARN: Final = re.compile(r"arn:aws[\w-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:.+")
TEST, TEST_RULE = r"[A-Za-z0-9_]{1,50}", "1 to 50 letters, digits or underscores"
TESTED: Final = (
    "Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3",
)  # fmt: skip
"""Source: AWS Backup API, RestoreTestingSelectionForCreate."""
MOST_TESTED: Final = 30
COLD_DAYS: Final = 90
"""Days that a cold recovery point stays at least. Source: AWS Backup API, Lifecycle."""
EVENTS: Final = (
    "BACKUP_JOB_STARTED", "BACKUP_JOB_COMPLETED", "BACKUP_JOB_SUCCESSFUL", "BACKUP_JOB_FAILED", "BACKUP_JOB_EXPIRED",
    "RESTORE_JOB_STARTED", "RESTORE_JOB_COMPLETED", "RESTORE_JOB_SUCCESSFUL", "RESTORE_JOB_FAILED", "COPY_JOB_STARTED",
    "COPY_JOB_SUCCESSFUL", "COPY_JOB_FAILED", "RECOVERY_POINT_MODIFIED", "BACKUP_PLAN_CREATED", "BACKUP_PLAN_MODIFIED",
    "S3_BACKUP_OBJECT_FAILED", "S3_RESTORE_OBJECT_FAILED", "CONTINUOUS_BACKUP_INTERRUPTED",
    "RECOVERY_POINT_INDEX_COMPLETED", "RECOVERY_POINT_INDEX_DELETED", "RECOVERY_POINT_INDEXING_FAILED",
)  # fmt: skip
"""Source: AWS Backup API, PutBackupVaultNotifications."""


def _lock(given: Given) -> Refused:
    low, high = given.number("minRetentionDays"), given.number("maxRetentionDays")
    if low is not None and high is not None and low > high:
        yield "minRetentionDays", f"minRetentionDays {low} is above maxRetentionDays {high}"


def _events(given: Given) -> Refused:
    for index, event in enumerate(given.items("backupVaultEvents")):
        if isinstance(event, str) and event not in EVENTS:
            yield f"backupVaultEvents[{index}]", f"backupVaultEvents has no event {event!r}"


def _rules(given: Given) -> Refused:
    """Refuse lives that end before they can, and windows that AWS Backup refuses. Source: its API, BackupRuleInput."""
    for path, rule in given.objects("rules"):
        yield from ((f"{path}.{place}", reason) for place, reason in _life(rule))
        for place, copy in rule.objects("copyActions"):
            yield from ((f"{path}.{place}.{inner}", reason) for inner, reason in _life(copy))
            yield from (
                (f"{path}.{place}.{inner}", reason)
                for inner, reason in arn("destinationVaultArn", "backup")(copy)
            )
        start, end = rule.number("startWindow"), rule.number("completionWindow")
        if start is not None and start < 60:
            yield f"{path}.startWindow", f"startWindow must be 60 minutes or more, not {start}"
        if start is not None and end is not None and end <= start:
            yield (
                f"{path}.completionWindow",
                f"completionWindow must be longer than startWindow {start}, not {end}",
            )


def _life(given: Given) -> Refused:
    cold, end = given.number("lifecycle.coldStorageAfter"), given.number("lifecycle.deleteAfter")
    if cold is not None and end is not None and end < cold + COLD_DAYS:
        yield (
            "lifecycle.deleteAfter",
            f"deleteAfter must be {COLD_DAYS} days or more after coldStorageAfter {cold}, not {end}",
        )


def _tested_copies(given: Given) -> Refused:
    """Refuse what restore testing does not choose from. Source: the provider's restore_testing_plan.go, and the API."""
    for path, chosen in given.objects("recoveryPointSelection"):
        for rule in (
            one_of("algorithm", ("LATEST_WITHIN_WINDOW", "RANDOM_WITHIN_WINDOW")),
            one_of("recoveryPointTypes", ("CONTINUOUS", "SNAPSHOT")),
            between("selectionWindowDays", 1, 365, "days"),
        ):
            yield from ((f"{path}.{place}", reason) for place, reason in rule(chosen))
        for name in ("includeVaults", "excludeVaults"):
            for index, vault in enumerate(chosen.items(name)):
                if isinstance(vault, str) and vault != "*" and not VAULT_ARN.fullmatch(vault):
                    yield f"{path}.{name}[{index}]", f"{name} takes ARNs of vaults, or *, not {vault!r}"


def _tested_resources(given: Given) -> Refused:
    """Refuse more resources than one selection takes. Source: AWS Backup API, RestoreTestingSelectionForCreate."""
    if len(given.items("protectedResourceArns")) > MOST_TESTED:
        yield "protectedResourceArns", f"protectedResourceArns takes {MOST_TESTED} resources at most"


KINDS = (
    Kind(
        "aws:backup/vault:Vault",
        id="{name}",
        autoname=Autoname(limit=50),
        defaults={"forceDestroy": False},
        outputs={
            "arn": "arn:{partition}:backup:{region}:{account}:backup-vault:{name}",
            "kmsKeyArn": "arn:{partition}:kms:{region}:{account}:key/{uuid}",
            "recoveryPoints": Always(0),
        },
        refusals=(matches("name", VAULT, VAULT_RULE), arn("kmsKeyArn", "kms")),
    ),
    Kind(
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        id="{backupVaultName}",
        outputs={
            "backupVaultArn": "arn:{partition}:backup:{region}:{account}:backup-vault:{backupVaultName}"
        },
        refusals=(
            matches("backupVaultName", VAULT, VAULT_RULE),
            between("changeableForDays", 3, 36500, "days"),
            between("minRetentionDays", 1, 36500, "days"),
            between("maxRetentionDays", 1, 36500, "days"),
            _lock,
        ),
    ),
    Kind(
        "aws:backup/vaultNotifications:VaultNotifications",
        id="{backupVaultName}",
        outputs={
            "backupVaultArn": "arn:{partition}:backup:{region}:{account}:backup-vault:{backupVaultName}"
        },
        refusals=(matches("backupVaultName", VAULT, VAULT_RULE), arn("snsTopicArn", "sns"), _events),
    ),
    Kind(
        "aws:backup/plan:Plan",
        id="{uuid}",
        autoname=Autoname(limit=50),
        outputs={
            "arn": "arn:{partition}:backup:{region}:{account}:backup-plan:{id}",
            "version": "{letters:48}",
        },
        refusals=(matches("name", r"[A-Za-z0-9_.-]{1,50}", "1 to 50 letters, digits or -_."), _rules),
    ),
    Kind(
        "aws:backup/selection:Selection",
        id="{uuid}",
        autoname=Autoname(limit=50),
        refusals=(
            matches("name", r"[A-Za-z0-9_.-]{1,50}", "1 to 50 letters, digits or -_."),
            arn("iamRoleArn", "iam"),
        ),
    ),
    Kind(
        "aws:backup/restoreTestingPlan:RestoreTestingPlan",
        id="{name}",
        outputs={
            "arn": "arn:{partition}:backup:{region}:{account}:restore-testing-plan:{name}-{uuid}",
            "scheduleExpressionTimezone": "Etc/UTC",
            "startWindowHours": 24,
            "recoveryPointSelection": Inside({"excludeVaults": [], "selectionWindowDays": 30}),
        },
        refusals=(
            matches("name", TEST, TEST_RULE),
            between("startWindowHours", 1, 168, "hours"),
            _tested_copies,
        ),
    ),
    Kind(
        "aws:backup/restoreTestingSelection:RestoreTestingSelection",
        id="{name}:{restoreTestingPlanName}",
        outputs={"restoreMetadataOverrides": {}, "validationWindowHours": 0, "protectedResourceArns": []},
        refusals=(
            matches("name", TEST, TEST_RULE),
            one_of("protectedResourceType", TESTED),
            exactly_one("protectedResourceArns", "protectedResourceConditions"),
            between("validationWindowHours", 1, 168, "hours"),
            arn("iamRoleArn", "iam"),
            _tested_resources,
        ),
    ),
)
