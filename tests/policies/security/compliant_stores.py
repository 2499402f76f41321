"""Buckets, a trail, a vault and a repository to which no rule has anything to say in production."""

import json
from collections.abc import Mapping

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry, urn

TAGS = {"environment": "production", "owner": "platform", "cost-center": "core", "managed-by": "pulumi"}
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/0001"
BUCKET = urn(tokens.BUCKET, "kept")
VAULT = urn(tokens.BACKUP_VAULT, "vault")
PLAINTEXT = {
    "Effect": "Deny", "Action": "s3:*", "Principal": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}  # fmt: skip


def policy(*statements: Mapping[str, object]) -> str:
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
            tokens.BUCKET_ENCRYPTION, "kept-key",
            {**named, "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY_ARN},
                                 "bucketKeyEnabled": True}]},
            edges=of_bucket,
        ),
        entry(tokens.BUCKET_OWNERSHIP, "kept-owner", {**named, "rule": {"objectOwnership": "BucketOwnerEnforced"}}, edges=of_bucket),
        entry(
            tokens.BUCKET_REPLICATION, "kept-copies",
            {**named, "rules": [{"id": "away", "status": "Enabled", "destination": {"bucket": "arn:aws:s3:::kept-away"}}]},
            edges=of_bucket,
        ),
        entry(
            tokens.TRAIL, "trail",
            {"isMultiRegionTrail": True, "enableLogFileValidation": True, "enableLogging": True, "kmsKeyId": KEY_ARN,
             "s3BucketName": "audit", "cloudWatchLogsGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:trail:*", "tags": TAGS},
            edges={"cloudWatchLogsGroupArn": [urn(tokens.LOG_GROUP, "logs")]},
        ),
        entry(tokens.BACKUP_VAULT, "vault", {"name": "vault", "kmsKeyArn": KEY_ARN, "tags": TAGS}),
        entry(tokens.BACKUP_VAULT_LOCK, "vault-lock", {"backupVaultName": "vault", "minRetentionDays": 7}, edges={"backupVaultName": [VAULT]}),
        entry(
            tokens.BACKUP_PLAN, "plan",
            {"name": "plan", "rules": [{"ruleName": "daily", "copyActions": [{"destinationVaultArn": "arn:vault"}]}], "tags": TAGS},
        ),
        entry(
            tokens.BACKUP_SELECTION, "tagged",
            {"name": "tagged", "selectionTags": [{"type": "STRINGEQUALS", "key": "backup", "value": "true"}]},
        ),
        entry(
            tokens.BACKUP_SELECTION, "chosen", {"name": "chosen", "resources": ["arn:aws:rds:us-east-1:123456789012:db:db"]},
            edges={"resources": [urn(tokens.RDS_INSTANCE, "db")]},
        ),
        entry(tokens.RESTORE_TEST, "drill", {"name": "drill", "tags": TAGS}),
        entry(
            tokens.RESTORE_TEST_SELECTION, "drilled", {"restoreTestingPlanName": "drill"},
            edges={"restoreTestingPlanName": [urn(tokens.RESTORE_TEST, "drill")]},
        ),
        entry(
            tokens.ECR_REPOSITORY, "image-store",
            {"name": "images", "imageTagMutability": "IMMUTABLE", "imageScanningConfiguration": {"scanOnPush": True},
             "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY_ARN}], "tags": TAGS},
        ),
        entry(
            tokens.ECR_POLICY, "image-store-policy",
            {"repository": "images", "policy": json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "ecr:BatchGetImage", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]})},
        ),
    ]  # fmt: skip
