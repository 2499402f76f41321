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
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": {
        "bucket": "production-frontend",
        "corsRules": [
            {
                "id": "read",
                "allowedMethods": ["GET"],
                "allowedOrigins": ["https://www.example.com"],
                "maxAgeSeconds": 3600,
            }
        ],
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

TRAIL: dict[str, dict[str, Any]] = {
    "aws:cloudtrail/trail:Trail": {
        "name": "production-trail",
        "s3BucketName": "production-audit",
        "s3KeyPrefix": "trail",
        "kmsKeyId": KEY,
        "cloudWatchLogsGroupArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:trail:*",
        "cloudWatchLogsRoleArn": ROLE,
        "isMultiRegionTrail": True,
        "enableLogFileValidation": True,
        "advancedEventSelectors": [
            {"name": "calls", "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}
        ],
    },
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
        "name": "root-use",
        "logGroupName": "/aws/cloudtrail/production-trail",
        "pattern": '{ $.userIdentity.type = "Root" }',
        "metricTransformation": {"name": "root-use", "namespace": "Audit", "value": "1"},
    },
}

COPIES: dict[str, dict[str, Any]] = {
    "aws:backup/vault:Vault": {"name": "production", "kmsKeyArn": KEY},
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {
        "backupVaultName": "production",
        "minRetentionDays": 7,
        "maxRetentionDays": 400,
    },
    "aws:backup/vaultNotifications:VaultNotifications": {
        "backupVaultName": "production",
        "snsTopicArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:alarms",
        "backupVaultEvents": ["BACKUP_JOB_FAILED", "COPY_JOB_FAILED"],
    },
    "aws:backup/plan:Plan": {
        "name": "production",
        "rules": [
            {
                "ruleName": "daily",
                "targetVaultName": "production",
                "schedule": "cron(0 5 * * ? *)",
                "startWindow": 60,
                "completionWindow": 360,
                "lifecycle": {"deleteAfter": 35},
                "copyActions": [
                    {
                        "destinationVaultArn": f"arn:aws:backup:us-west-2:{ACCOUNT}:backup-vault:production",
                        "lifecycle": {"deleteAfter": 35},
                    }
                ],
            }
        ],
    },
    "aws:backup/selection:Selection": {
        "name": "tagged",
        "planId": "plan-1",
        "iamRoleArn": ROLE,
        "selectionTags": [{"type": "STRINGEQUALS", "key": "backup", "value": "true"}],
    },
}

TESTS: dict[str, dict[str, Any]] = {
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": {
        "name": "production_restore_test",
        "scheduleExpression": "cron(0 9 2 * ? *)",
        "startWindowHours": 8,
        "recoveryPointSelection": {
            "algorithm": "LATEST_WITHIN_WINDOW",
            "includeVaults": [f"arn:aws:backup:us-east-1:{ACCOUNT}:backup-vault:production"],
            "recoveryPointTypes": ["SNAPSHOT"],
            "selectionWindowDays": 7,
        },
    },
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": {
        "name": "database",
        "restoreTestingPlanName": "production_restore_test",
        "iamRoleArn": ROLE,
        "protectedResourceType": "RDS",
        "protectedResourceArns": [f"arn:aws:rds:us-east-1:{ACCOUNT}:db:production-postgresql"],
        "validationWindowHours": 1,
    },
}

IMAGES: dict[str, dict[str, Any]] = {
    "aws:ecr/repository:Repository": {
        "name": "production/backend-api",
        "imageTagMutability": "IMMUTABLE",
        "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY}],
        "imageScanningConfiguration": {"scanOnPush": True},
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {"repository": "backend-api", "policy": '{"rules":[]}'},
    "aws:ecr/repositoryPolicy:RepositoryPolicy": {"repository": "backend-api", "policy": POLICY},
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {
        "scanType": "ENHANCED",
        "rules": [
            {
                "scanFrequency": "CONTINUOUS_SCAN",
                "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}],
            }
        ],
    },
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": {
        "replicationConfiguration": {
            "rules": [{"destinations": [{"region": "us-west-2", "registryId": ACCOUNT}]}]
        }
    },
}

STORES = {**BUCKETS, **TRAIL, **COPIES, **TESTS, **IMAGES}
