"""The registry that a recovery pulls from."""

from dataclasses import replace

import pytest
from pulumi_azure_native import containerregistry

from components.data.azure.registry import ContainerRegistry, ContainerRegistryArgs
from components.data.azure.registry_spec import ContainerRegistrySpec
from tests.components.azure import ANSWERS, LABELS, PLACEMENT, TAGS, roles
from tests.components.recording import Recording, assert_sound, record

ARGS = ContainerRegistryArgs(
    spec=ContainerRegistrySpec(),
    placement=PLACEMENT,
    labels=LABELS,
    stem="production-eastus",
    group="group",
    registry_name="production0a1b2c3d",
    key_id="key",
    key_uri="https://v.vault.azure.net/keys/registry",
)


def made(args: ContainerRegistryArgs = ARGS) -> Recording:
    return record(lambda: ContainerRegistry("images", args) and None, answers=ANSWERS)


def test_the_registry_is_closed_encrypted_and_stands_in_every_zone() -> None:
    recording = made()
    assert_sound(recording, ContainerRegistry, regions=set())
    registry = recording.only(containerregistry.Registry)
    expected = {
        "sku": {"name": "Premium"},
        "adminUserEnabled": False,
        "anonymousPullEnabled": False,
        "publicNetworkAccess": "Disabled",
        "networkRuleBypassOptions": "AzureServices",
        "zoneRedundancy": "Enabled",
        "encryption": {
            "status": "enabled",
            "keyVaultProperties": {"identity": "images-keeper-client", "keyIdentifier": ARGS.key_uri},
        },
        "tags": TAGS,
    }
    assert {key: registry.inputs.get(key) for key in expected} == expected
    assert registry.inputs["policies"] == {
        "retentionPolicy": {"days": 30, "status": "enabled"},
        "exportPolicy": {"status": "disabled"},
    }
    assert roles(recording)["images-encrypts"][:2] == ("Key Vault Crypto Service Encryption User", "key")
    assert recording.depends_on(registry, "azure-native:authorization:RoleAssignment") == {"images-encrypts"}


@pytest.mark.parametrize("name", ["abcd", "with-hyphen", "a" * 51])
def test_a_name_that_azure_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"the registry name '{name}' is not one that Azure takes: 5 to 50"):
        made(replace(ARGS, registry_name=name))
