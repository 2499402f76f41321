"""Kinesis streams and their consumers."""

from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, arn, between, matches, one_of

NAME = r"[a-zA-Z0-9_.-]{1,128}"
NAME_RULE = "1 to 128 letters, digits, dots, hyphens or underscores"


def _mode(given: Given) -> Refused:
    """Source: CustomizeDiff of ``kinesis/stream.go``; API reference, CreateStream."""
    mode = given.text("streamModeDetails.streamMode")
    shards = given.number("shardCount")
    if mode == "ON_DEMAND" and shards is not None and shards > 0:
        yield "shardCount", "shardCount must not be set when streamMode is ON_DEMAND"
    provisioned = mode == "PROVISIONED" or given.lacks("streamModeDetails")
    if provisioned and (given.lacks("shardCount") or (shards is not None and shards < 1)):
        yield "shardCount", "shardCount must be at least 1 when streamMode is PROVISIONED"


def _encryption(given: Given) -> Refused:
    if given.text("encryptionType") == "KMS" and given.lacks("kmsKeyId"):
        yield "kmsKeyId", "kmsKeyId must be set when encryptionType is KMS"


def _encrypted(given: Given) -> Refused:
    """Source: API reference, DeliveryStreamEncryptionConfigurationInput."""
    own = given.text("serverSideEncryption.keyType") == "CUSTOMER_MANAGED_CMK"
    if own and given.lacks("serverSideEncryption.keyArn"):
        yield "serverSideEncryption.keyArn", "KeyARN is required when KeyType is CUSTOMER_MANAGED_CMK"


def _prefixes(given: Given) -> Refused:
    """Source: Firehose guide, custom prefixes for objects; with an expression in one, errors need their own."""
    errors = "extendedS3Configuration.errorOutputPrefix"
    if "!{" in (given.text("extendedS3Configuration.prefix") or "") and given.lacks(errors):
        yield errors, "ErrorOutputPrefix is required when Prefix has expressions"
    if "!{firehose:error-output-type}" not in (given.text(errors) or "!{firehose:error-output-type}"):
        yield errors, "ErrorOutputPrefix must hold !{firehose:error-output-type}"


KINDS = (
    Kind(
        "aws:kinesis/stream:Stream",
        id="arn:{partition}:kinesis:{region}:{account}:stream/{name}",
        autoname=Autoname(limit=128),
        defaults={"encryptionType": "NONE", "enforceConsumerDeletion": False, "retentionPeriod": 24},
        outputs={
            "arn": "arn:{partition}:kinesis:{region}:{account}:stream/{name}",
            "maxRecordSizeInKib": 1024,
            "streamModeDetails": {"streamMode": "PROVISIONED"},
        },
        refusals=(
            matches("name", NAME, NAME_RULE),
            between("retentionPeriod", 24, 8760, "hours"),
            one_of("encryptionType", ("NONE", "KMS")),
            one_of("streamModeDetails.streamMode", ("PROVISIONED", "ON_DEMAND")),
            _mode,
            _encryption,
        ),
    ),
    Kind(
        "aws:kinesis/streamConsumer:StreamConsumer",
        id="{streamArn}/consumer/{name}:{digits:10}",
        autoname=Autoname(limit=128),
        outputs={
            "arn": "{streamArn}/consumer/{name}:{digits:10}",
            "creationTimestamp": "2026-01-01T00:00:00Z",
        },
        refusals=(matches("name", NAME, NAME_RULE), arn("streamArn", "kinesis")),
    ),
    Kind(
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
        id="arn:{partition}:firehose:{region}:{account}:deliverystream/{name}",
        autoname=Autoname(limit=64),
        outputs={
            "arn": "arn:{partition}:firehose:{region}:{account}:deliverystream/{name}",
            "destinationId": "destinationId-000000000001",
            "versionId": "1",
        },
        refusals=(
            matches("name", r"[a-zA-Z0-9_.-]{1,64}", "1 to 64 letters, digits, dots, hyphens or underscores"),
            one_of(
                "destination",
                (
                    "extended_s3",
                    "redshift",
                    "elasticsearch",
                    "opensearch",
                    "opensearchserverless",
                    "splunk",
                    "http_endpoint",
                    "snowflake",
                    "iceberg",
                ),
            ),
            one_of("serverSideEncryption.keyType", ("AWS_OWNED_CMK", "CUSTOMER_MANAGED_CMK")),
            between("extendedS3Configuration.bufferingInterval", 0, 900, "seconds"),
            between("extendedS3Configuration.bufferingSize", 1, 128, "MiB"),
            one_of(
                "extendedS3Configuration.compressionFormat",
                ("UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY"),
            ),
            arn("extendedS3Configuration.roleArn", "iam"),
            arn("extendedS3Configuration.bucketArn", "s3"),
            arn("extendedS3Configuration.kmsKeyArn", "kms"),
            _encrypted,
            _prefixes,
        ),
    ),
)
