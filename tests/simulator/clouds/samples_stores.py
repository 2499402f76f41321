"""Valid inputs of buckets and of what keeps their account's trail and copies."""

from typing import Any

ACCOUNT = "111122223333"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/mrk-0123"
AWAY_KEY = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/0123"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/operator"
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*","Principal":{"AWS":"*"}}]}'

BUCKETS: dict[str, dict[str, Any]] = {
    "aws:s3/bucket:Bucket": {
        "bucket": "production-backups",
        "forceDestroy": False,
        "objectLockEnabled": True,
        "tags": {"Name": "production-backups"},
    },
    "aws:s3/bucketVersioning:BucketVersioning": {
        "bucket": "production-backups",
        "versioningConfiguration": {"status": "Enabled"},
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        "bucket": "production-backups",
        "rules": [
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
                "bucketKeyEnabled": True,
            }
        ],
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        "bucket": "production-backups",
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
        "bucket": "production-backups",
        "rule": {"objectOwnership": "BucketOwnerEnforced"},
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        "bucket": "production-backups",
        "rules": [
            {
                "id": "tier",
                "status": "Enabled",
                "filter": {"prefix": ""},
                "transitions": [
                    {"days": 30, "storageClass": "STANDARD_IA"},
                    {"days": 90, "storageClass": "GLACIER_IR"},
                ],
                "expiration": {"days": 365},
            }
        ],
    },
    "aws:s3/bucketLogging:BucketLogging": {
        "bucket": "production-backups",
        "targetBucket": "production-logs",
        "targetPrefix": "s3/production-backups/",
        "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "EventTime"}},
    },
    "aws:s3/bucketPolicy:BucketPolicy": {"bucket": "production-backups", "policy": POLICY},
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {
        "bucket": "production-backups",
        "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}},
    },
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {
        "bucket": "production-backups",
        "role": ROLE,
        "rules": [
            {
                "id": "west",
                "priority": 1,
                "status": "Enabled",
                "filter": {"prefix": ""},
                "deleteMarkerReplication": {"status": "Disabled"},
                "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
                "destination": {
                    "bucket": "arn:aws:s3:::production-backups-west",
                    "encryptionConfiguration": {"replicaKmsKeyId": AWAY_KEY},
                    "replicationTime": {"status": "Enabled", "time": {"minutes": 15}},
                    "metrics": {"status": "Enabled", "eventThreshold": {"minutes": 15}},
                },
            }
        ],
    },
}

STORES = {**BUCKETS}
