"""Key Vault, resource groups and their locks."""

from dataclasses import replace

import pytest
from pulumi_azure_native import authorization, keyvault, resources

from components.security.azure.groups import GroupLocks, GroupLocksArgs, ResourceGroups, ResourceGroupsArgs
from components.security.azure.key_vault import KeyVault, KeyVaultArgs
from tests.components.azure import ANSWERS, LABELS, PEOPLE, PLACEMENT, TAGS, roles
from tests.components.recording import Recording, assert_sound, record

ARGS = KeyVaultArgs(
    placement=PLACEMENT,
    labels=LABELS,
    protected=True,
    group="group",
    vault_name="production-0a1b2c3d",
    domains=("disks", "storage"),
    administrators=PEOPLE,
)


def made(args: KeyVaultArgs = ARGS) -> Recording:
    return record(lambda: KeyVault("vault", args) and None, answers=ANSWERS)


def test_a_vault_cannot_be_emptied_and_answers_roles_alone() -> None:
    recording = made()
    assert_sound(recording, KeyVault, regions=set())
    vault = recording.only(keyvault.Vault)
    assert vault.protect
    properties = vault.inputs["properties"]
    expected = {
        "enableRbacAuthorization": True,
        "enableSoftDelete": True,
        "softDeleteRetentionInDays": 90,
        "enablePurgeProtection": True,
        "publicNetworkAccess": "Disabled",
        "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices"},
        "sku": {"family": "A", "name": "standard"},
        "tenantId": PLACEMENT.tenant_id,
    }
    assert {key: properties.get(key) for key in expected} == expected
    assert roles(recording) == {
        "vault-administrator-administrators": (
            "Key Vault Administrator",
            "vault-id",
            PEOPLE["administrators"],
            "Group",
        )
    }


def test_each_domain_has_a_key_that_turns_over_by_itself() -> None:
    recording = made()
    keys = recording.named(keyvault.Key)
    assert set(keys) == {"vault-disks", "vault-storage"}
    for domain in ("disks", "storage"):
        key = keys[f"vault-{domain}"]
        assert key.protect
        properties = key.inputs["properties"]
        assert (properties["kty"], properties["keySize"]) == ("RSA", 3072)
        policy = properties["rotationPolicy"]
        assert policy["attributes"] == {"expiryTime": "P2Y"}
        assert policy["lifetimeActions"] == [
            {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P180D"}},
            {"action": {"type": "notify"}, "trigger": {"timeBeforeExpiry": "P30D"}},
        ]
        assert key.inputs["tags"] == {**TAGS, "domain": domain}


@pytest.mark.parametrize(
    "name", ["a" * 25, "ab", "1production", "production-", "pro--duction", "pro_duction"]
)
def test_a_name_that_azure_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"the vault name '{name}'"):
        made(replace(ARGS, vault_name=name))


def test_another_domain_only_adds() -> None:
    before, after = made().by_urn, made(replace(ARGS, domains=("disks", "storage", "database"))).by_urn
    assert set(before) < set(after)
    assert {urn for urn in before if before[urn].inputs != after[urn].inputs} == set()


def locked(*unlocked: str) -> Recording:
    def program() -> None:
        groups = ResourceGroups(
            "groups", ResourceGroupsArgs(placement=PLACEMENT, labels=LABELS, stem="production-eastus")
        )
        GroupLocks("locks", GroupLocksArgs(groups=groups, unlocked=unlocked, contents=()))  # type: ignore[arg-type]

    return record(program, answers=ANSWERS)


def test_every_purpose_has_a_group_and_all_but_private_names_are_locked() -> None:
    recording = locked()
    names = {entry.inputs["resourceGroupName"] for entry in recording.of(resources.ResourceGroup)}
    purposes = {"network", "dns", "ingress", "cluster", "data", "security", "monitoring"}
    assert names == {f"production-eastus-{purpose}" for purpose in purposes}
    locks = recording.named(authorization.ManagementLockByScope)
    assert set(locks) == {f"locks-{purpose}" for purpose in purposes - {"dns"}}
    assert {lock.inputs["level"] for lock in locks.values()} == {"CanNotDelete"}
    assert locks["locks-data"].inputs["scope"] == "groups-data-id"


def test_a_group_that_is_named_is_unlocked_and_no_other() -> None:
    assert "locks-data" not in locked("data").named(authorization.ManagementLockByScope)
    assert len(locked("data").of(authorization.ManagementLockByScope)) == 5
