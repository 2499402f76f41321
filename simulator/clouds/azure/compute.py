"""Sets that encrypt managed disks with a key of a vault."""

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.refusals import Given, Refused, matches


def _identity(given: Given) -> Refused:
    """Source: Disk Encryption Sets REST API: the set reaches its key as an identity."""
    if given.lacks("identity.type"):
        yield "identity.type", "a disk encryption set needs an identity to reach its key"


KINDS = (
    azure_kind(
        "azure-native:compute:DiskEncryptionSet",
        "Microsoft.Compute/diskEncryptionSets/{diskEncryptionSetName}",
        name="diskEncryptionSetName",
        identity=True,
        etag=None,
        outputs={"lastKeyRotationTimestamp": "2026-01-01T00:00:00.0000000Z", "previousKeys": []},
        refusals=(
            matches("diskEncryptionSetName", r"[\w-]{1,80}", "1 to 80 letters, digits, - and _"),
            _identity,
        ),
    ),
)
