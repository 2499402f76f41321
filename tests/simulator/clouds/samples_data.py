"""Valid inputs of the data systems' types: warehouse, search, streams and their analytics."""

import json
from typing import Any

ACCOUNT = "111122223333"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/mrk-0123"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/operator"
SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:database-AbCdEf"
STREAM = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/events"
LOGS = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/opensearch/search/audit"
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "es:ESHttp*", "Resource": "*"}
        ],
    }
)

WAREHOUSE: dict[str, dict[str, Any]] = {
    "aws:redshift/cluster:Cluster": {
        "clusterIdentifier": "warehouse",
        "nodeType": "ra3.xlplus",
        "clusterType": "multi-node",
        "numberOfNodes": 3,
        "databaseName": "analytics",
        "masterUsername": "warehouse_admin",
        "manageMasterPassword": True,
        "masterPasswordSecretKmsKeyId": KEY,
        "encrypted": "true",
        "kmsKeyId": KEY,
        "publiclyAccessible": False,
        "enhancedVpcRouting": True,
        "availabilityZoneRelocationEnabled": True,
        "clusterSubnetGroupName": "warehouse",
        "clusterParameterGroupName": "warehouse-redshift-1-0",
        "vpcSecurityGroupIds": ["sg-0a"],
        "automatedSnapshotRetentionPeriod": 7,
        "preferredMaintenanceWindow": "sun:06:00-sun:06:30",
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "warehouse-final",
    },
    "aws:redshift/subnetGroup:SubnetGroup": {"name": "warehouse", "subnetIds": ["subnet-0a", "subnet-0b"]},
    "aws:redshift/parameterGroup:ParameterGroup": {
        "name": "warehouse-redshift-1-0",
        "family": "redshift-1.0",
        "parameters": [{"name": "require_ssl", "value": "true"}],
    },
    "aws:redshift/logging:Logging": {
        "clusterIdentifier": "warehouse",
        "logDestinationType": "cloudwatch",
        "logExports": ["connectionlog", "userlog", "useractivitylog"],
    },
    "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant": {
        "snapshotCopyGrantName": "warehouse-snapshots",
        "kmsKeyId": KEY,
    },
    "aws:redshift/snapshotCopy:SnapshotCopy": {
        "clusterIdentifier": "warehouse",
        "destinationRegion": "us-west-2",
        "retentionPeriod": 7,
        "snapshotCopyGrantName": "warehouse-snapshots",
    },
    "aws:redshift/usageLimit:UsageLimit": {
        "clusterIdentifier": "warehouse",
        "featureType": "concurrency-scaling",
        "limitType": "time",
        "amount": 60,
        "period": "daily",
        "breachAction": "disable",
    },
}

SEARCH: dict[str, dict[str, Any]] = {
    "aws:opensearch/domain:Domain": {
        "domainName": "search",
        "engineVersion": "OpenSearch_2.19",
        "clusterConfig": {
            "instanceType": "m6g.large.search",
            "instanceCount": 3,
            "zoneAwarenessEnabled": True,
            "zoneAwarenessConfig": {"availabilityZoneCount": 3},
        },
        "ebsOptions": {
            "ebsEnabled": True,
            "volumeType": "gp3",
            "volumeSize": 100,
            "iops": 3000,
            "throughput": 125,
        },
        "encryptAtRest": {"enabled": True, "kmsKeyId": KEY},
        "nodeToNodeEncryption": {"enabled": True},
        "domainEndpointOptions": {
            "enforceHttps": True,
            "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
        },
        "advancedSecurityOptions": {"enabled": True, "masterUserOptions": {"masterUserArn": ROLE}},
        "vpcOptions": {"subnetIds": ["subnet-0a", "subnet-0b", "subnet-0c"], "securityGroupIds": ["sg-0a"]},
        "accessPolicies": POLICY,
        "logPublishingOptions": [{"logType": "AUDIT_LOGS", "cloudwatchLogGroupArn": LOGS}],
        "autoTuneOptions": {"desiredState": "ENABLED"},
    },
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
        "policyName": "search-logs",
        "policyDocument": POLICY,
    },
}

STREAMS: dict[str, dict[str, Any]] = {
    "aws:kinesis/stream:Stream": {
        "name": "events",
        "streamModeDetails": {"streamMode": "ON_DEMAND"},
        "encryptionType": "KMS",
        "kmsKeyId": KEY,
        "retentionPeriod": 24,
    },
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
        "name": "audit",
        "destination": "extended_s3",
        "serverSideEncryption": {"enabled": True, "keyType": "CUSTOMER_MANAGED_CMK", "keyArn": KEY},
        "extendedS3Configuration": {
            "bucketArn": "arn:aws:s3:::audit",
            "roleArn": ROLE,
            "prefix": "kubernetes/!{timestamp:yyyy/MM/dd}/",
            "errorOutputPrefix": "failed/!{firehose:error-output-type}/",
            "bufferingInterval": 300,
            "bufferingSize": 64,
            "compressionFormat": "UNCOMPRESSED",
            "kmsKeyArn": KEY,
        },
    },
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": {
        "name": "audit",
        "logGroup": "/aws/eks/main/cluster",
        "filterPattern": '{ $.apiVersion = "audit.k8s.io/v1" }',
        "destinationArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/audit",
        "roleArn": ROLE,
    },
    "aws:kinesis/streamConsumer:StreamConsumer": {"name": "analytics", "streamArn": STREAM},
    "aws:kinesisanalyticsv2/application:Application": {
        "name": "analytics",
        "runtimeEnvironment": "FLINK-1_20",
        "applicationMode": "STREAMING",
        "serviceExecutionRole": ROLE,
        "startApplication": True,
        "applicationConfiguration": {
            "applicationCodeConfiguration": {
                "codeContentType": "ZIPFILE",
                "codeContent": {"s3ContentLocation": {"bucketArn": "arn:aws:s3:::code", "fileKey": "1.jar"}},
            },
            "flinkApplicationConfiguration": {
                "parallelismConfiguration": {
                    "configurationType": "CUSTOM",
                    "parallelism": 10,
                    "parallelismPerKpu": 2,
                    "autoScalingEnabled": False,
                }
            },
        },
    },
    "aws:cloudwatch/logStream:LogStream": {"name": "application", "logGroupName": "/aws/analytics"},
}

PROXY: dict[str, dict[str, Any]] = {
    "aws:rds/proxy:Proxy": {
        "name": "postgresql-proxy",
        "engineFamily": "POSTGRESQL",
        "roleArn": ROLE,
        "auths": [{"authScheme": "SECRETS", "iamAuth": "DISABLED", "secretArn": SECRET}],
        "requireTls": True,
        "idleClientTimeout": 1800,
        "vpcSubnetIds": ["subnet-0a", "subnet-0b"],
        "vpcSecurityGroupIds": ["sg-0a"],
    },
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {
        "dbProxyName": "postgresql-proxy",
        "connectionPoolConfig": {"maxConnectionsPercent": 80, "maxIdleConnectionsPercent": 40, "connectionBorrowTimeout": 30},
    },
    "aws:rds/proxyTarget:ProxyTarget": {
        "dbProxyName": "postgresql-proxy",
        "targetGroupName": "default",
        "dbInstanceIdentifier": "postgresql",
    },
}  # fmt: skip

DATA: dict[str, dict[str, Any]] = {**WAREHOUSE, **SEARCH, **STREAMS, **PROXY}
