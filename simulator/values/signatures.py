"""How Pulumi marks, in the wire form and in the state form, what is no plain value.

The signatures and sentinels are those of ``pulumi.runtime.rpc`` (pulumi 3.272) and, for unknowns that are not strings,
``pulumi_policy.proxy`` (1.21).
"""

from typing import Final

from pulumi.runtime import rpc

UNKNOWN_SENTINEL: Final = rpc.UNKNOWN
SIGNATURE: Final = rpc._special_sig_key  # noqa: SLF001 - the SDK names its wire format nowhere in public
ASSET: Final = rpc._special_asset_sig  # noqa: SLF001 - the same
ARCHIVE: Final = rpc._special_archive_sig  # noqa: SLF001 - the same
SECRET: Final = rpc._special_secret_sig  # noqa: SLF001 - the same
RESOURCE: Final = rpc._special_resource_sig  # noqa: SLF001 - the same
OUTPUT_VALUE: Final = rpc._special_output_value_sig  # noqa: SLF001 - the same

SENTINELS: Final = frozenset(
    {
        UNKNOWN_SENTINEL,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
"""Every text by which Pulumi says that a value is not known yet."""
