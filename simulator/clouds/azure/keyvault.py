"""Vaults, and the keys and secrets in them."""

from typing import Any

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.case import Case
from simulator.clouds.kind import Always, Inside
from simulator.clouds.refusals import Given, Refused, matches
from simulator.values import UNKNOWN, reveal

ENTRY = r"[A-Za-z0-9-]{1,127}"
ENTRY_RULE = "1 to 127 letters, digits and hyphens"


def _vault_uri(case: Case) -> Any:
    return case.text("https://{vaultName}.vault.azure.net/")


def _key_uri(case: Case) -> Any:
    return case.text("https://{vaultName}.vault.azure.net/keys/{keyName}")


def _versioned(case: Case) -> Any:
    return case.text("https://{vaultName}.vault.azure.net/keys/{keyName}/{hex:32}")


def _secret_uri(case: Case) -> Any:
    return case.text("https://{vaultName}.vault.azure.net/secrets/{secretName}")


def _of_properties(name: str) -> Any:
    """Return what gives an output that repeats one of the key's properties."""

    def derive(case: Case) -> Any:
        given = Given(case.inputs).raw(f"properties.{name}")
        return UNKNOWN if reveal(given) is UNKNOWN else given

    return Always(derive)


def _soft_delete(given: Given) -> Refused:
    """Source: docstrings of VaultProperties: 7 to 90 days, and purge protection is never switched off again."""
    days = given.number("properties.softDeleteRetentionInDays")
    if days is not None and not 7 <= days <= 90:
        yield (
            "properties.softDeleteRetentionInDays",
            f"softDeleteRetentionInDays must be between 7 and 90 days, not {given.shown('properties.softDeleteRetentionInDays')}",
        )
    if given.known("properties.enablePurgeProtection") is False:
        yield (
            "properties.enablePurgeProtection",
            "enablePurgeProtection cannot be false: leave it out, or set it to true",
        )


def _key_size(given: Given) -> Refused:
    """Source: Key Vault, key types: RSA keys have 2048, 3072 or 4096 bits."""
    size = given.number("properties.keySize")
    if size is not None and size not in {2048, 3072, 4096}:
        yield (
            "properties.keySize",
            f"keySize must be 2048, 3072 or 4096, not {given.shown('properties.keySize')}",
        )


KINDS = (
    azure_kind(
        "azure-native:keyvault:Vault",
        "Microsoft.KeyVault/vaults/{vaultName}",
        name="vaultName",
        etag=None,
        state=False,
        outputs={
            "properties": Inside(
                {
                    "vaultUri": _vault_uri,
                    "provisioningState": "Succeeded",
                    "enableSoftDelete": True,
                    "softDeleteRetentionInDays": 90,
                    "hsmPoolResourceId": lambda _: "",
                },
            )
        },
        refusals=(
            matches(
                "vaultName",
                r"[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]",
                "3 to 24 letters, digits and single hyphens, from a letter to a letter or digit",
            ),
            _soft_delete,
        ),
    ),
    azure_kind(
        "azure-native:keyvault:Key",
        "Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}",
        name="keyName",
        etag=None,
        state=False,
        outputs={
            "keyUri": _key_uri,
            "keyUriWithVersion": _versioned,
            "kty": _of_properties("kty"),
            "keySize": _of_properties("keySize"),
            "keyOps": _of_properties("keyOps"),
        },
        refusals=(matches("keyName", ENTRY, ENTRY_RULE), _key_size),
    ),
    azure_kind(
        "azure-native:keyvault:Secret",
        "Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
        name="secretName",
        etag=None,
        state=False,
        outputs={"properties": Inside({"secretUri": _secret_uri})},
        refusals=(matches("secretName", ENTRY, ENTRY_RULE),),
    ),
)
