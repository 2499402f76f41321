"""Queues and their policies."""

import json

from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import (
    Given,
    Refused,
    between,
    conflicts,
    document,
    matches,
    one_of,
    policy_document,
)


def _fifo(given: Given) -> Refused:
    name, fifo = given.text("name"), given.known("fifoQueue")
    if name is not None and fifo is True and not name.endswith(".fifo"):
        yield "name", f"the name of a FIFO queue must end with .fifo, unlike {name}"
    if name is not None and fifo is False and name.endswith(".fifo"):
        yield "name", f"{name} is the name of a FIFO queue: set fifoQueue"
    if fifo is False:
        for path in ("contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit"):
            if given.known(path):
                yield path, f"{path} is of FIFO queues: set fifoQueue"


def _redrive(given: Given) -> Refused:
    value = given.text("redrivePolicy")
    if value is None or list(document("redrivePolicy")(given)):
        return
    policy = json.loads(value)
    for field in ("deadLetterTargetArn", "maxReceiveCount"):
        if field not in policy:
            yield "redrivePolicy", f"redrivePolicy must hold {field}"
    count = policy.get("maxReceiveCount", 1)
    if isinstance(count, str) or not 1 <= count <= 1000:
        yield "redrivePolicy", f"maxReceiveCount must be a whole number between 1 and 1000, not {count!r}"


KINDS = (
    Kind(
        "aws:sqs/queue:Queue",
        id="https://sqs.{region}.{dns_suffix}/{account}/{name}",
        autoname=Autoname(limit=80, suffix_if=("fifoQueue", ".fifo")),
        defaults={
            "contentBasedDeduplication": False,
            "delaySeconds": 0,
            "fifoQueue": False,
            "maxMessageSize": 262144,
            "messageRetentionSeconds": 345600,
            "receiveWaitTimeSeconds": 0,
            "visibilityTimeoutSeconds": 30,
        },
        outputs={
            "arn": "arn:{partition}:sqs:{region}:{account}:{name}",
            "deduplicationScope": lambda case: "queue" if case.known("fifoQueue") else None,
            "fifoThroughputLimit": lambda case: "perQueue" if case.known("fifoQueue") else None,
            "kmsDataKeyReusePeriodSeconds": 300,
            "namePrefix": lambda _: None,
            "policy": "",
            "redriveAllowPolicy": "",
            "redrivePolicy": "",
            "sqsManagedSseEnabled": lambda case: case["kmsMasterKeyId"] is None,
            "url": "{id}",
        },
        refusals=(
            matches(
                "name",
                r"[0-9A-Za-z_-]{1,75}\.fifo|[0-9A-Za-z_-]{1,80}",
                "1 to 80 letters, digits, - or _ (.fifo for FIFO)",
            ),
            conflicts("name", "namePrefix"),
            conflicts("kmsMasterKeyId", "sqsManagedSseEnabled"),
            between("delaySeconds", 0, 900, "seconds"),
            between("kmsDataKeyReusePeriodSeconds", 60, 86400, "seconds"),
            between("maxMessageSize", 1024, 1048576, "bytes"),
            between("messageRetentionSeconds", 60, 1209600, "seconds"),
            between("receiveWaitTimeSeconds", 0, 20, "seconds"),
            between("visibilityTimeoutSeconds", 0, 43200, "seconds"),
            one_of("deduplicationScope", ("messageGroup", "queue")),
            one_of("fifoThroughputLimit", ("perQueue", "perMessageGroupId")),
            document("redrivePolicy"),
            document("redriveAllowPolicy"),
            policy_document("policy"),
            _fifo,
            _redrive,
        ),
    ),
    Kind(
        "aws:sqs/queuePolicy:QueuePolicy",
        id="{queueUrl}",
        refusals=(
            policy_document("policy"),
            matches("queueUrl", r"https://.+", "the address of a queue (https://sqs...)"),
        ),
    ),
)
