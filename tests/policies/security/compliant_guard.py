"""The guard rails of the compliant stack."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry

LOCKS: dict[str, Any] = dict.fromkeys(
    ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True
)
PASSWORDS: dict[str, Any] = {
    "minimumPasswordLength": 14,
    "passwordReusePrevention": 24,
    "maxPasswordAge": 90,
    "requireLowercaseCharacters": True,
    "requireNumbers": True,
    "requireSymbols": True,
    "requireUppercaseCharacters": True,
}


def guard_rails(tags: dict[str, str]) -> list[Entry]:
    return [
        entry(tokens.PASSWORD_POLICY, "passwords", PASSWORDS),
        entry(tokens.S3_ACCOUNT_BLOCK, "account-buckets", LOCKS),
        entry(tokens.EBS_ENCRYPTION, "default-encryption", {"enabled": True}),
        entry(tokens.SNAPSHOT_BLOCK, "snapshots", {"state": "block-all-sharing"}),
        entry(tokens.IMAGE_BLOCK, "images", {"state": "block-new-sharing"}),
        entry(tokens.SERIAL_CONSOLE, "serial-console", {"enabled": False}),
        entry(tokens.METADATA_DEFAULTS, "metadata", {"httpTokens": "required"}),
        entry(tokens.GUARDDUTY_DETECTOR, "detector", {"enable": True, "tags": tags}),
        entry(tokens.ACCESS_ANALYZER, "analyzer", {"analyzerName": "external", "tags": tags}),
    ]
