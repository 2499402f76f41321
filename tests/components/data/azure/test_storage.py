"""The storage account for backup copies: closed, unchangeable, and written to by whom it names."""

from dataclasses import replace
from functools import cache
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import managedidentity, storage
from pydantic import ValidationError

from components.data.azure.storage import BackupStorageSpec, production_faults
from components.data.azure.storage.account import BackupStorage, BackupStorageArgs
from tests.components.azure import ANSWERS, LABELS, PLACEMENT, TAGS, roles
from tests.components.recording import Recording, assert_sound, record

ISSUER = "https://0a1b2c3d-0a1b-4c3d-8a1b-0a1b2c3d4e5f.tokens.sts.global.api.aws"
WRITER = {"issuer": ISSUER, "subject": "arn:aws:iam::333333333333:role/copies"}
SOUND: dict[str, Any] = {
    "redundancy": "GRS",
    "allowed_ranges": ("203.0.113.0/24", "198.51.100.7/32"),
    "writers": {"backup-copies": WRITER},
}


def spec(**changes: Any) -> BackupStorageSpec:
    return BackupStorageSpec.model_validate({**SOUND, **changes})


ARGS = BackupStorageArgs(
    spec=spec(),
    placement=PLACEMENT,
    labels=LABELS,
    protected=True,
    stem="production-eastus",
    group="group",
    account_name="production0a1b2c3d",
    key_id="key",
    vault_uri="https://v.vault.azure.net/",
)


def made(args: BackupStorageArgs = ARGS) -> Recording:
    def program() -> pulumi.Output[dict[str, str]]:
        return BackupStorage("copies", args).writer_client_ids

    return record(program, answers=ANSWERS)


@cache
def standing() -> Recording:
    return made()


def test_the_account_takes_identities_over_tls_and_nothing_else() -> None:
    recording = standing()
    assert_sound(recording, BackupStorage, regions=set())
    account = recording.only(storage.StorageAccount)
    assert account.protect
    expected = {
        "enableHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
        "allowBlobPublicAccess": False,
        "allowSharedKeyAccess": False,
        "allowCrossTenantReplication": False,
        "isLocalUserEnabled": False,
        "isSftpEnabled": False,
        "publicNetworkAccess": "Enabled",
        "sku": {"name": "Standard_GRS"},
        "tags": TAGS,
    }
    assert {key: account.inputs.get(key) for key in expected} == expected
    assert account.inputs["networkRuleSet"] == {
        "defaultAction": "Deny",
        "bypass": "AzureServices",
        "ipRules": [
            {"iPAddressOrRange": "203.0.113.0/24", "action": "Allow"},
            {"iPAddressOrRange": "198.51.100.7", "action": "Allow"},
        ],
    }


def test_it_is_encrypted_twice_with_a_key_that_it_may_use_first() -> None:
    account = standing().only(storage.StorageAccount)
    encryption = account.inputs["encryption"]
    assert encryption["keySource"] == "Microsoft.Keyvault"
    assert encryption["requireInfrastructureEncryption"] is True
    # Without a version, so that the account follows the key as it rotates.
    assert encryption["keyVaultProperties"] == {
        "keyName": "storage",
        "keyVaultUri": "https://v.vault.azure.net/",
    }
    assert roles(standing())["copies-encrypts"][:3] == (
        "Key Vault Crypto Service Encryption User",
        "key",
        "copies-keeper-principal",
    )
    assert standing().depends_on(account, "azure-native:authorization:RoleAssignment") == {"copies-encrypts"}


def test_copies_cannot_be_changed_for_a_week_and_go_after_five() -> None:
    recording = standing()
    kept = recording.only(storage.BlobContainerImmutabilityPolicy).inputs
    assert kept["immutabilityPeriodSinceCreationInDays"] == 7
    assert kept["allowProtectedAppendWrites"] is False
    blobs = recording.only(storage.BlobServiceProperties).inputs
    assert blobs["isVersioningEnabled"] is True
    for key in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
        assert blobs[key] == {"enabled": True, "days": 14}
    rules = {
        rule["name"]: rule["definition"]
        for rule in recording.only(storage.ManagementPolicy).inputs["policy"]["rules"]
    }
    backups = rules["backups"]["actions"]
    assert rules["backups"]["filters"] == {"blobTypes": ["blockBlob"], "prefixMatch": ["backups/"]}
    assert backups["baseBlob"] == {
        "tierToCool": {"daysAfterModificationGreaterThan": 7},
        "delete": {"daysAfterModificationGreaterThan": 35},
    }
    assert backups["version"] == {"delete": {"daysAfterCreationGreaterThan": 35}}
    assert rules["flow-logs"]["actions"]["baseBlob"] == {"delete": {"daysAfterModificationGreaterThan": 90}}


def test_a_writer_is_known_by_its_own_issuer_and_writes_to_the_one_container() -> None:
    recording = standing()
    trust = recording.only(managedidentity.FederatedIdentityCredential).inputs
    assert (trust["issuer"], trust["subject"]) == (ISSUER, WRITER["subject"])
    assert trust["audiences"] == ["api://AzureADTokenExchange"]
    assert roles(recording)["copies-writer-backup-copies-writes"][:3] == (
        "Storage Blob Data Contributor",
        "copies-backups-id",
        "copies-writer-backup-copies-principal",
    )
    assert recording.returned == {"backup-copies": "copies-writer-backup-copies-client"}


def test_without_ranges_it_answers_our_network_alone() -> None:
    account = made(replace(ARGS, spec=spec(allowed_ranges=()))).only(storage.StorageAccount)
    assert account.inputs["publicNetworkAccess"] == "Disabled"
    assert account.inputs["networkRuleSet"]["ipRules"] == []


def test_another_writer_only_adds() -> None:
    more = made(replace(ARGS, spec=spec(writers={"backup-copies": WRITER, "another": WRITER})))
    before, after = standing().by_urn, more.by_urn
    assert set(before) < set(after)
    assert {urn for urn in before if before[urn].inputs != after[urn].inputs} == set()
    assert len(after) - len(before) == 3


@pytest.mark.parametrize("name", ["ab", "Production", "with-hyphen", "a" * 25])
def test_a_name_that_azure_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"the account name '{name}' is not one that Azure takes: 3 to 24"):
        made(replace(ARGS, account_name=name))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "kept shorter than unchangeable": (
        {"keep_days": 5},
        "keep_days is 5 and immutable_days 7: the rule that deletes would be refused",
    ),
    "cool when gone": (
        {"cool_after_days": 35},
        "cool_after_days is 35, when the copies of 35 days are gone already",
    ),
    "private range": ({"allowed_ranges": ("10.0.0.0/8",)}, "10.0.0.0/8 is private, and Azure refuses it"),
    "a pair of addresses": ({"allowed_ranges": ("203.0.113.0/31",)}, "203.0.113.0/31 cannot stand in a rule"),
    "the world": ({"allowed_ranges": ("0.0.0.0/0",)}, "0.0.0.0/0 cannot stand in a rule"),
    "container with a capital": ({"container": "Backups"}, "String should match pattern"),
    "container with two hyphens": ({"container": "my--copies"}, "'my--copies' has two hyphens in a row"),
    "a writer by wildcard": (
        {"writers": {"all": {**WRITER, "subject": "arn:aws:iam::333333333333:role/*"}}},
        "holds a wildcard, which Entra compares letter by letter",
    ),
    "an issuer in the clear": (
        {"writers": {"one": {**WRITER, "issuer": "http://issuer.example"}}},
        "String should match pattern",
    ),
    "unheard of redundancy": ({"redundancy": "RAGRS"}, "Input should be 'LRS', 'ZRS', 'GRS' or 'GZRS'"),
}


@pytest.mark.parametrize(("changes", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_azure_storage_refuses_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        spec(**changes)
    assert sentence in str(refused.value)


def test_production_asks_for_more_than_one_building_and_a_month() -> None:
    assert production_faults(spec()) == []
    said = production_faults(spec(redundancy="LRS", keep_days=10))
    assert [sentence.split(" ")[0] for sentence in said] == ["redundancy", "keep_days"]
