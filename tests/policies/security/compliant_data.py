"""The warehouse, the search domain, the queues and the streams of the compliant stack."""

import json

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry, urn

KEY = urn(tokens.KMS_KEY, "key")
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/0001"
QUEUES = "arn:aws:sqs:us-east-1:123456789012:"
BY_KEY = {"kmsKeyId": [KEY]}


def data_systems(tags: dict[str, str]) -> list[Entry]:
    return [*_warehouse(tags), *_search(tags), *_messages(tags), _flink(tags), _proxy(tags)]


def _warehouse(tags: dict[str, str]) -> list[Entry]:
    cluster = urn(tokens.REDSHIFT, "warehouse")
    return [
        entry(
            tokens.REDSHIFT, "warehouse",
            {"clusterIdentifier": "warehouse", "nodeType": "ra3.xlplus", "numberOfNodes": 3, "encrypted": "true",
             "kmsKeyId": KEY_ARN, "publiclyAccessible": False, "enhancedVpcRouting": True, "masterUsername": "keeper",
             "databaseName": "analytics", "clusterSubnetGroupName": "isolated", "clusterParameterGroupName": "warehouse-parameters",
             "automatedSnapshotRetentionPeriod": 7, "skipFinalSnapshot": False, "vpcSecurityGroupIds": ["firewall-id"], "tags": tags},
            edges={**BY_KEY, "clusterParameterGroupName": [urn(tokens.REDSHIFT_PARAMETERS, "warehouse-parameters")]},
        ),
        entry(
            tokens.REDSHIFT_PARAMETERS, "warehouse-parameters",
            {"name": "warehouse-parameters", "family": "redshift-1.0", "parameters": [{"name": "require_ssl", "value": "true"}],
             "tags": tags},
        ),
        entry(
            tokens.REDSHIFT_LOGGING, "warehouse-log",
            {"clusterIdentifier": "warehouse", "logDestinationType": "cloudwatch", "logExports": ["userlog", "useractivitylog"]},
            edges={"clusterIdentifier": [cluster]},
        ),
        entry(
            tokens.REDSHIFT_SNAPSHOT_COPY, "warehouse-copies",
            {"clusterIdentifier": "warehouse", "destinationRegion": "us-west-2", "retentionPeriod": 7},
            edges={"clusterIdentifier": [cluster]},
        ),
    ]  # fmt: skip


def _search(tags: dict[str, str]) -> list[Entry]:
    config = {"instanceType": "m6g.large.search", "instanceCount": 3, "zoneAwarenessEnabled": True,
              "zoneAwarenessConfig": {"availabilityZoneCount": 3}}  # fmt: skip
    return [
        entry(
            tokens.OPENSEARCH, "search",
            {"domainName": "search", "engineVersion": "OpenSearch_2.19", "clusterConfig": config,
             "encryptAtRest": {"enabled": True, "kmsKeyId": KEY_ARN}, "nodeToNodeEncryption": {"enabled": True},
             "domainEndpointOptions": {"enforceHttps": True, "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
             "vpcOptions": {"subnetIds": ["private-id"], "securityGroupIds": ["firewall-id"]},
             "advancedSecurityOptions": {"enabled": True, "anonymousAuthEnabled": False},
             "logPublishingOptions": [{"logType": "ES_APPLICATION_LOGS", "enabled": True}, {"logType": "AUDIT_LOGS", "enabled": True}],
             "tags": tags},
            edges={"encryptAtRest": [KEY], "vpcOptions": [urn(tokens.SUBNET, "private")]},
        ),
    ]  # fmt: skip


def _messages(tags: dict[str, str]) -> list[Entry]:
    failures, orders = urn(tokens.SQS_QUEUE, "order-failures"), "orders"
    return [
        entry(
            tokens.SQS_QUEUE, orders,
            {"name": orders, "kmsMasterKeyId": KEY_ARN, "messageRetentionSeconds": 864_000, "tags": tags,
             "redrivePolicy": json.dumps({"deadLetterTargetArn": f"{QUEUES}order-failures", "maxReceiveCount": 5})},
            edges={"kmsMasterKeyId": [KEY], "redrivePolicy": [failures]},
        ),
        entry(
            tokens.SQS_QUEUE, "order-failures",
            {"name": "order-failures", "kmsMasterKeyId": KEY_ARN, "messageRetentionSeconds": 1_209_600, "tags": tags,
             "redriveAllowPolicy": json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [f"{QUEUES}{orders}"]})},
            edges={"kmsMasterKeyId": [KEY]},
        ),
        entry(
            tokens.KINESIS_STREAM, "events",
            {"name": "events", "streamModeDetails": {"streamMode": "PROVISIONED"}, "shardCount": 2, "retentionPeriod": 24,
             "encryptionType": "KMS", "kmsKeyId": KEY_ARN, "tags": tags},
            edges=BY_KEY,
        ),
        entry(
            tokens.FIREHOSE, "delivery",
            {"name": "delivery", "destination": "extended_s3", "tags": tags,
             "serverSideEncryption": {"enabled": True, "keyType": "CUSTOMER_MANAGED_CMK", "keyArn": KEY_ARN},
             "extendedS3Configuration": {"kmsKeyArn": KEY_ARN}},
            edges={"serverSideEncryption": [KEY]},
        ),
    ]  # fmt: skip


def _proxy(tags: dict[str, str]) -> Entry:
    inputs = {
        "name": "proxy",
        "engineFamily": "POSTGRESQL",
        "requireTls": True,
        "debugLogging": False,
        "tags": tags,
    }
    return entry(tokens.RDS_PROXY, "proxy", inputs)


def _flink(tags: dict[str, str]) -> Entry:
    flink = {"checkpointConfiguration": {"configurationType": "CUSTOM", "checkpointingEnabled": True}}
    return entry(
        tokens.FLINK, "flink",
        {"name": "flink", "runtimeEnvironment": "FLINK-1_20",
         "applicationConfiguration": {
             "flinkApplicationConfiguration": flink,
             "applicationSnapshotConfiguration": {"snapshotsEnabled": True},
             "vpcConfiguration": {"subnetIds": ["private-id"], "securityGroupIds": ["firewall-id"]}},
         "cloudwatchLoggingOptions": {"logStreamArn": "arn"}, "tags": tags},
        edges={"applicationConfiguration": [urn(tokens.SUBNET, "private")]},
    )  # fmt: skip
