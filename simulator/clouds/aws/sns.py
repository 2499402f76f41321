"""Topics, their policies and subscriptions."""

import json
from typing import Any

from simulator.clouds.case import Case
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
from simulator.clouds.templates import uuid
from simulator.values import UNKNOWN, reveal

PROTOCOLS = (
    "sqs", "sms", "lambda", "firehose", "application", "email", "email-json", "http", "https",
)  # fmt: skip
ENDPOINTS = {
    "email": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address"),
    "email-json": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address"),
    "http": (r"http://.+", "an http:// address"),
    "https": (r"https://.+", "an https:// address"),
    "sqs": (r"arn:aws[\w-]*:sqs:.+", "the ARN of a queue"),
    "lambda": (r"arn:aws[\w-]*:lambda:.+", "the ARN of a function"),
    "firehose": (r"arn:aws[\w-]*:firehose:.+", "the ARN of a delivery stream"),
    "sms": (r"\+?[0-9]+", "a telephone number"),
}


def _default_policy(case: Case) -> Any:
    """Return the policy that SNS gives a topic of its own: the owner may do all with it."""
    arn = case["arn"]
    if arn is UNKNOWN:
        return UNKNOWN
    actions = (
        "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic", "Subscribe",
        "ListSubscriptionsByTopic", "Publish",
    )  # fmt: skip
    statement = {
        "Action": [f"SNS:{action}" for action in actions],
        "Condition": {"StringEquals": {"AWS:SourceOwner": case.scope.account}},
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Resource": reveal(arn),
        "Sid": "__default_statement_ID",
    }
    document = {"Id": "__default_policy_ID", "Statement": [statement], "Version": "2008-10-17"}
    return json.dumps(document, separators=(",", ":"))


def _subscription(case: Case) -> Any:
    topic = reveal(case["topic"])
    return UNKNOWN if topic is UNKNOWN else f"{topic}:{uuid(case.urn)}"


def _waits(case: Case) -> Any:
    """Say whether the address is outside AWS and must confirm by hand, which leaves the subscription pending."""
    protocol = reveal(case["protocol"])
    if protocol is UNKNOWN:
        return UNKNOWN
    return protocol in {"email", "email-json"} or (
        protocol in {"http", "https"} and not case.known("endpointAutoConfirms")
    )


def _owner(case: Case) -> Any:
    arn = reveal(case["arn"])
    return (
        UNKNOWN
        if arn is UNKNOWN
        else str(arn).split(":")[4]
        if str(arn).count(":") > 4
        else case.scope.account
    )


def _fifo(given: Given) -> Refused:
    name, fifo = given.text("name"), given.known("fifoTopic")
    if name is not None and fifo is True and not name.endswith(".fifo"):
        yield "name", f"the name of a FIFO topic must end with .fifo, unlike {name}"
    if name is not None and fifo is False and name.endswith(".fifo"):
        yield "name", f"{name} is the name of a FIFO topic: set fifoTopic"
    if fifo is False and given.true("contentBasedDeduplication"):
        yield "contentBasedDeduplication", "contentBasedDeduplication is of FIFO topics: set fifoTopic"


def _endpoint(given: Given) -> Refused:
    pattern, rule = ENDPOINTS.get(given.text("protocol") or "", (r"[\s\S]*", ""))
    yield from matches("endpoint", pattern, rule)(given)


KINDS = (
    Kind(
        "aws:sns/topic:Topic",
        id="arn:{partition}:sns:{region}:{account}:{name}",
        autoname=Autoname(limit=80, suffix_if=("fifoTopic", ".fifo")),
        defaults={"contentBasedDeduplication": False, "fifoTopic": False},
        outputs={
            "arn": "{id}",
            "beginningArchiveTime": "",
            "fifoThroughputScope": lambda case: "Topic" if case.known("fifoTopic") else None,
            "maximumMessageSize": 262144,
            "namePrefix": lambda _: None,
            "owner": "{account}",
            "policy": _default_policy,
            "signatureVersion": 1,
            "tracingConfig": "PassThrough",
        },
        refusals=(
            matches(
                "name",
                r"[0-9A-Za-z_-]{1,256}(\.fifo)?",
                "1 to 256 letters, digits, - or _ (and .fifo for FIFO)",
            ),
            matches("displayName", r"[\s\S]{0,100}", "at most 100 characters"),
            conflicts("name", "namePrefix"),
            one_of("tracingConfig", ("Active", "PassThrough")),
            one_of("signatureVersion", (1, 2)),
            between("maximumMessageSize", 1024, 1048576, "bytes"),
            policy_document("policy"),
            document("deliveryPolicy"),
            document("archivePolicy"),
            _fifo,
        ),
    ),
    Kind(
        "aws:sns/topicPolicy:TopicPolicy",
        id="{arn}",
        outputs={"owner": _owner},
        refusals=(policy_document("policy"), matches("arn", r"arn:aws[\w-]*:sns:.+", "the ARN of a topic")),
    ),
    Kind(
        "aws:sns/topicSubscription:TopicSubscription",
        id=_subscription,
        defaults={
            "confirmationTimeoutInMinutes": 1,
            "endpointAutoConfirms": False,
            "rawMessageDelivery": False,
        },
        outputs={
            "arn": "{id}",
            "confirmationWasAuthenticated": lambda case: (
                None if (wait := _waits(case)) is UNKNOWN else not wait
            ),
            "filterPolicyScope": lambda case: (
                "MessageAttributes" if case["filterPolicy"] is not None else None
            ),
            "ownerId": "{account}",
            "pendingConfirmation": _waits,
        },
        refusals=(
            one_of("protocol", PROTOCOLS),
            one_of("filterPolicyScope", ("MessageAttributes", "MessageBody")),
            document("filterPolicy"),
            document("redrivePolicy"),
            document("deliveryPolicy"),
            matches("topic", r"arn:aws[\w-]*:sns:.+", "the ARN of a topic"),
            _endpoint,
        ),
    ),
)
