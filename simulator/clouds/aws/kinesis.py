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
)
