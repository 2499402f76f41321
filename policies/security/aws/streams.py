"""Queues that keep their failures, Kinesis streams and Flink applications: encrypted, bounded and able to come back."""

from policies.framework import tokens
from policies.framework.facts import Fact
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    PROMOTED,
    STAGED_ADVICE,
    Context,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.security.aws.own_keys import own_key

STREAM = (tokens.KINESIS_STREAM,)
DELIVERY = (tokens.FIREHOSE,)
FLINK = (tokens.FLINK,)
GUIDE = "https://docs.aws.amazon.com/"
CONFIGURATION = "applicationConfiguration"
FLINK_CONFIGURATION = "flinkApplicationConfiguration"
MOST_SHARDS = 500


@stack_rule(
    name="sqs-dead-letters",
    title="A queue's failures end in a queue of their own",
    types=(tokens.SQS_QUEUE,),
    severity="medium",
    levels=ADVICE,
    remediation="Set redrivePolicy with deadLetterTargetArn and maxReceiveCount; on the dead-letter queue set redriveAllowPolicy.",
    url=GUIDE + "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
)
def sqs_dead_letters(stack: Stack, _: Context) -> Outcomes:
    """Advise a dead-letter queue, unless the queue is one, or takes notifications that are worthless when late."""
    for queue in stack.of(tokens.SQS_QUEUE):
        is_one = queue["redriveAllowPolicy"].given()
        short = queue["messageRetentionSeconds"].at_most(3_600)
        yield from require(
            queue["redrivePolicy"].given() | is_one | short,
            "a message that cannot be handled comes back for ever: set redrivePolicy",
            of=queue,
        )


@stack_rule(
    name="sqs-failures-outlast",
    title="A dead-letter queue keeps a message longer than the queue it comes from",
    types=(tokens.SQS_QUEUE,),
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Set messageRetentionSeconds of the dead-letter queue to 1209600, and of its sources to less.",
    url=GUIDE + "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
)
def sqs_failures_outlast(stack: Stack, _: Context) -> Outcomes:
    """Advise more days for failures: their age counts from when they were first sent, not from when they failed."""
    for queue in stack.of(tokens.SQS_QUEUE):
        for failures in stack.targets(queue, "redrivePolicy", tokens.SQS_QUEUE):
            yield from require(
                _outlasts(failures, queue),
                "late failures vanish on arrival: let its dead-letter queue keep them longer than it does itself",
                of=queue,
            )


def _outlasts(failures: Resource, queue: Resource) -> Fact:
    kept = queue["messageRetentionSeconds"]
    if not kept.known or not isinstance(kept.raw, int | float):
        return kept.undecided()
    return failures["messageRetentionSeconds"].at_least(kept.raw + 1)


@resource_rule(
    name="firehose-kms",
    title="Delivery streams and what they write are encrypted with keys of the platform",
    types=DELIVERY,
    severity="high",
    levels=PROMOTED,
    remediation="Set serverSideEncryption to CUSTOMER_MANAGED_CMK with a keyArn, and kmsKeyArn of the destination.",
    checkov=("CKV_AWS_240", "CKV_AWS_241"),
    prowler=("firehose_stream_encrypted_at_rest",),
    url=GUIDE + "firehose/latest/dev/encryption.html",
)
def firehose_kms(stream: Resource, _: Context) -> Outcomes:
    """Require a customer key for what waits and for what is written, so that reading takes a right of its own."""
    encryption = stream["serverSideEncryption"]
    yield from require(
        encryption["enabled"].is_true() & encryption["keyType"].equals("CUSTOMER_MANAGED_CMK"),
        "what waits is readable: set serverSideEncryption to CUSTOMER_MANAGED_CMK",
    )
    yield from require(
        own_key(stream["extendedS3Configuration"]["kmsKeyArn"]),
        "what is written has the bucket's own encryption: set kmsKeyArn",
    )


@resource_rule(
    name="kinesis-kms",
    title="Streams are encrypted at rest",
    types=STREAM,
    severity="high",
    levels=PROMOTED,
    remediation="Set encryptionType to KMS and kmsKeyId to a key of the platform.",
    checkov=("CKV_AWS_43", "CKV_AWS_185"),
    trivy=("AWS-0064",),
    prowler=("kinesis_stream_encrypted_at_rest",),
    url=GUIDE + "streams/latest/dev/server-side-encryption.html",
)
def kinesis_kms(stream: Resource, _: Context) -> Outcomes:
    """Require encryption with a customer key."""
    yield from require(
        stream["encryptionType"].equals("KMS"), "events are readable: set encryptionType to KMS"
    )
    own = own_key(stream["kmsKeyId"])
    yield from require(own, "the key is the service's own: set kmsKeyId")


@resource_rule(
    name="kinesis-bounded",
    title="Streams remember a day and do not grow without bound",
    types=STREAM,
    severity="low",
    levels=ADVICE,
    remediation="Leave retentionPeriod at 24 hours or more; choose ON_DEMAND, or a shardCount below the account's quota.",
    url=GUIDE + "streams/latest/dev/kinesis-extended-retention.html",
)
def kinesis_bounded(stream: Resource, _: Context) -> Outcomes:
    """Advise a day of memory, and shards within the quota."""
    short = ~stream["retentionPeriod"].at_least(24) & stream["retentionPeriod"].given()
    yield from require(
        ~short, "a consumer that is down for a night loses events: raise retentionPeriod to 24"
    )
    many = stream["shardCount"].at_least(MOST_SHARDS + 1)
    yield from require(~many, f"shardCount is above {MOST_SHARDS}: choose ON_DEMAND, or lower it")


@resource_rule(
    name="flink-durable",
    title="Flink applications make their state durable",
    types=FLINK,
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Set checkpointingEnabled and snapshotsEnabled.",
    url=GUIDE + "managed-flink/latest/java/how-fault.html",
)
def flink_durable(application: Resource, _: Context) -> Outcomes:
    """Advise checkpoints and snapshots; both are on unless an application says otherwise."""
    checkpoints = application.at(
        CONFIGURATION, FLINK_CONFIGURATION, "checkpointConfiguration", "checkpointingEnabled"
    )
    yield from require(~checkpoints.is_false(), "a restart forgets everything: set checkpointingEnabled")
    snapshots = application.at(CONFIGURATION, "applicationSnapshotConfiguration", "snapshotsEnabled")
    yield from require(~snapshots.is_false(), "an update forgets everything: set snapshotsEnabled")


@resource_rule(
    name="flink-placed",
    title="Flink applications stand in a VPC and write a log",
    types=FLINK,
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Set vpcConfiguration and cloudwatchLoggingOptions.",
    url=GUIDE + "managed-flink/latest/java/vpc.html",
)
def flink_placed(application: Resource, _: Context) -> Outcomes:
    """Advise a place in the network and a log to read when it fails."""
    inside = application.at(CONFIGURATION, "vpcConfiguration", "subnetIds").given([])
    yield from require(inside, "its traffic leaves from anywhere: set vpcConfiguration")
    logged = application.at("cloudwatchLoggingOptions", "logStreamArn").given()
    yield from require(logged, "nobody can read why it failed: set cloudwatchLoggingOptions")


RULES = (
    sqs_dead_letters,
    sqs_failures_outlast,
    firehose_kms,
    kinesis_kms,
    kinesis_bounded,
    flink_durable,
    flink_placed,
)
