"""Vaults and the plan that fills them."""

from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.resilience.vault import BackupPlan, BackupPlanArgs, BackupVault, BackupVaultArgs, VaultSpec
from tests.components.data.databases import EAST, LABELS
from tests.components.recording import Recording, assert_sound, record

VAULT = BackupVaultArgs(
    spec=VaultSpec(), placement=EAST, labels=LABELS, protected=True, vault="production",
    key_arn="arn:key", alarm_topic_arn="arn:alarms",
)  # fmt: skip
PLAN = BackupPlanArgs(
    spec=VaultSpec(), placement=EAST, labels=LABELS, plan="production-backup", vault_name="production",
    copy_vault_arn="arn:aws:backup:us-west-2:123456789012:backup-vault:production", resources={"database": "arn:db"},
)  # fmt: skip


def planned(args: BackupPlanArgs = PLAN) -> Recording:
    return record(lambda: BackupPlan("backup", args) and None)


def test_a_vault_is_encrypted_locked_and_heard() -> None:
    recording = record(lambda: BackupVault("home", VAULT) and None)
    assert_sound(recording, BackupVault, regions={"us-east-1"})
    vault = recording.only(aws.backup.Vault)
    assert vault.protect
    assert (vault.inputs["kmsKeyArn"], vault.inputs["forceDestroy"]) == ("arn:key", False)
    lock = recording.only(aws.backup.VaultLockConfiguration).inputs
    assert (lock["minRetentionDays"], lock["maxRetentionDays"]) == (7, 365)
    assert "changeableForDays" not in lock
    told = recording.only(aws.backup.VaultNotifications).inputs
    assert told["snsTopicArn"] == "arn:alarms"
    assert {"BACKUP_JOB_FAILED", "COPY_JOB_FAILED"} <= set(told["backupVaultEvents"])


def test_each_copy_goes_to_the_other_region_too_and_stays_as_long() -> None:
    recording = planned()
    assert_sound(recording, BackupPlan, regions={"us-east-1"})
    rules = {rule["ruleName"]: rule for rule in recording.only(aws.backup.Plan).inputs["rules"]}
    assert {name: rule["lifecycle"]["deleteAfter"] for name, rule in rules.items()} == {
        "daily": 35,
        "monthly": 365,
    }
    for rule in rules.values():
        assert rule["copyActions"] == [
            {"destinationVaultArn": PLAN.copy_vault_arn, "lifecycle": rule["lifecycle"]}
        ]
        assert rule["startWindow"] < rule["completionWindow"]


def test_without_another_region_there_is_one_copy() -> None:
    rules = planned(replace(PLAN, copy_vault_arn=None)).only(aws.backup.Plan).inputs["rules"]
    assert [rule for rule in rules if "copyActions" in rule] == []


def test_what_is_tagged_and_what_is_named_is_copied_once_the_role_can() -> None:
    recording = planned()
    selections = recording.named(aws.backup.Selection)
    assert selections["backup-tagged"].inputs["selectionTags"] == [
        {"type": "STRINGEQUALS", "key": "backup", "value": "true"}
    ]
    assert selections["backup-database"].inputs["resources"] == ["arn:db"]
    for selection in selections.values():
        assert len(recording.depends_on(selection, aws.iam.RolePolicyAttachment)) == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"monthly_days": 30}, "monthly copies would be gone before the daily ones"),
        ({"locked_days": 36}, "a vault refuses copies that end before its lock"),
        ({"daily_days": 0}, "greater than or equal to 1"),
    ],
)
def test_what_aws_backup_refuses_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        VaultSpec(**changes)
