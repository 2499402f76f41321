"""Vaults and the plan that fills them."""

from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.resilience.vault import (
    BackupPlan,
    BackupPlanArgs,
    BackupVault,
    BackupVaultArgs,
    RestoredDatabase,
    RestoreTest,
    RestoreTestArgs,
    RestoreTestSpec,
    VaultSpec,
)
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

DRILL = RestoreTestArgs(
    spec=RestoreTestSpec(), placement=EAST, labels=LABELS, plan="production_restore_test", vault_arn="arn:vault", role_arn="arn:role",
    databases={"database": RestoredDatabase(arn="arn:db", subnet_group="isolated", security_group_id="sg-db")},
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
    ("rhythm", "schedule"), [("monthly", "cron(0 9 2 * ? *)"), ("weekly", "cron(0 9 ? * MON *)")]
)
def test_the_newest_copy_is_restored_in_its_rhythm(rhythm: Any, schedule: str) -> None:
    args = replace(DRILL, spec=RestoreTestSpec(rhythm=rhythm))
    recording = record(lambda: RestoreTest("drill", args) and None)
    assert_sound(recording, RestoreTest, regions={"us-east-1"})
    assert recording.only(aws.backup.RestoreTestingPlan).inputs == {
        "region": "us-east-1",
        "name": "production_restore_test",
        "scheduleExpression": schedule,
        "startWindowHours": 8,
        "recoveryPointSelection": {
            "algorithm": "LATEST_WITHIN_WINDOW",
            "includeVaults": ["arn:vault"],
            "recoveryPointTypes": ["SNAPSHOT"],
            "selectionWindowDays": 7,
        },
        "tags": LABELS.aws("production_restore_test"),
    }


def test_what_is_restored_stands_beside_the_database_and_serves_nobody() -> None:
    recording = record(lambda: RestoreTest("drill", DRILL) and None)
    assert recording.only(aws.backup.RestoreTestingSelection).inputs == {
        "region": "us-east-1",
        "name": "database",
        "restoreTestingPlanName": "production_restore_test",
        "iamRoleArn": "arn:role",
        "protectedResourceType": "RDS",
        "protectedResourceArns": ["arn:db"],
        "restoreMetadataOverrides": {
            "dbInstanceClass": "db.t4g.large",
            "dbSubnetGroupName": "isolated",
            "multiAz": "false",
            "vpcSecurityGroupIds": '["sg-db"]',
        },
        "validationWindowHours": 1,
    }


def test_a_test_waits_until_the_role_may_restore() -> None:
    def program() -> None:
        plan = BackupPlan("backup", PLAN)
        RestoreTest("drill", replace(DRILL, role_arn=plan.role_arn, ready=plan.ready))

    recording = record(program)
    selection = recording.only(aws.backup.RestoreTestingSelection)
    assert len(recording.depends_on(selection, aws.iam.RolePolicyAttachment)) == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rhythm": "daily"}, "Input should be"),
        ({"hours": 0}, "greater than or equal to 1"),
        ({"hours": 169}, "less than or equal to 168"),
        ({"instance_class": "t4g.large"}, "should match pattern"),
    ],
)
def test_what_restore_testing_refuses_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        RestoreTestSpec(**changes)


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
