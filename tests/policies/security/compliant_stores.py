"""Buckets, a trail, a vault and a repository to which no rule has anything to say in production."""

import json

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry, urn

TAGS = {"environment": "production", "owner": "platform", "cost-center": "core", "managed-by": "pulumi"}
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/0001"
BUCKET = urn(tokens.BUCKET, "kept")
VAULT = urn(tokens.BACKUP_VAULT, "vault")
PLAINTEXT = {
    "Effect": "Deny", "Action": "s3:*", "Principal": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}  # fmt: skip


def policy(*statements: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [PLAINTEXT, *statements]})


def safekeeping() -> list[Entry]:
    named, of_bucket = {"bucket": "kept"}, {"bucket": [BUCKET]}
    return [
        entry(
            tokens.BUCKET, "kept",
            {"bucket": "kept", "forceDestroy": False, "objectLockEnabled": True, "tags": {**TAGS, "data-class": "backups"}},
        ),
        entry(
            tokens.BUCKET_ACCESS_BLOCK, "kept-block",
            {**named, "blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True},
            edges=of_bucket,
        ),
        entry(tokens.BUCKET_POLICY, "kept-policy", {**named, "policy": policy()}, edges=of_bucket),
        entry(tokens.BUCKET_VERSIONING, "kept-versions", {**named, "versioningConfiguration": {"status": "Enabled"}}, edges=of_bucket),
        entry(
            tokens.BUCKET_LIFECYCLE, "kept-life",
            {**named, "rules": [{"id": "a", "status": "Enabled", "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}]},
            edges=of_bucket,
        ),
        entry(tokens.BUCKET_LOGGING, "kept-log", {**named, "targetBucket": "logs", "targetPrefix": "s3/"}, edges=of_bucket),
        entry(
            tokens.TRAIL, "trail",
            {"isMultiRegionTrail": True, "enableLogFileValidation": True, "enableLogging": True, "kmsKeyId": KEY_ARN,
             "s3BucketName": "audit", "tags": TAGS},
        ),
        entry(tokens.BACKUP_VAULT, "vault", {"name": "vault", "kmsKeyArn": KEY_ARN, "tags": TAGS}),
        entry(tokens.BACKUP_VAULT_LOCK, "vault-lock", {"backupVaultName": "vault", "minRetentionDays": 7}, edges={"backupVaultName": [VAULT]}),
        entry(
            tokens.ECR_REPOSITORY, "images",
            {"name": "images", "imageTagMutability": "IMMUTABLE", "imageScanningConfiguration": {"scanOnPush": True},
             "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY_ARN}], "tags": TAGS},
        ),
        entry(
            tokens.ECR_POLICY, "images-policy",
            {"repository": "images", "policy": json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "ecr:BatchGetImage", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]})},
        ),
    ]  # fmt: skip
