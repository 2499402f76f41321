"""The guard rails of the compliant stack."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry, urn

KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/0001"
LOCKS: dict[str, Any] = dict.fromkeys(
    ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True
)
RECORDER: dict[str, Any] = {
    "name": "production",
    "region": "us-east-1",
    "recordingGroup": {
        "allSupported": False,
        "exclusionByResourceTypes": [{"resourceTypes": ["AWS::Config::ResourceCompliance"]}],
        "recordingStrategies": [{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}],
    },
}
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
        entry(tokens.IMAGE_BLOCK, "shared-images", {"state": "block-new-sharing"}),
        entry(tokens.SERIAL_CONSOLE, "serial-console", {"enabled": False}),
        entry(tokens.METADATA_DEFAULTS, "metadata", {"httpTokens": "required"}),
        entry(tokens.GUARDDUTY_DETECTOR, "detector", {"enable": True, "tags": tags}),
        entry(tokens.CONFIG_RECORDER, "recorder", RECORDER),
        entry(
            tokens.CONFIG_STATUS,
            "recording",
            {"name": "production", "isEnabled": True, "region": "us-east-1"},
            edges={"name": [urn(tokens.CONFIG_RECORDER, "recorder")]},
        ),
        entry(
            tokens.CONFIG_CHANNEL,
            "channel",
            {"name": "production", "s3BucketName": "logs", "region": "us-east-1"},
        ),
        entry(tokens.SECURITYHUB_ACCOUNT, "hub", {"region": "us-east-1"}),
        entry(tokens.PROMETHEUS, "metrics", {"alias": "clusters", "kmsKeyArn": KEY_ARN, "tags": tags}),
        entry(
            tokens.PROMETHEUS_LIMITS,
            "metrics-limits",
            {
                "workspaceId": "metrics-id",
                "retentionPeriodInDays": 395,
                "limitsPerLabelSets": [{"labelSet": {"cluster": "main"}, "limits": {"maxSeries": 2000}}],
            },
            edges={"workspaceId": [urn(tokens.PROMETHEUS, "metrics")]},
        ),
        entry(tokens.ACCESS_ANALYZER, "analyzer", {"analyzerName": "external", "tags": tags}),
    ]
