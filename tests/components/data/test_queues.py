"""Queues: what they make, what they refuse, and what keeps their failures."""

import json
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.data.queues import Queue, QueueArgs, QueueSpec
from tests.components.data.databases import EAST, LABELS
from tests.components.recording import Recording, assert_sound, record

SOURCE = "arn:aws:sqs:us-east-1:123456789012:production-orders"


def built(**spec: Any) -> Recording:
    args = QueueArgs(
        spec=QueueSpec(**spec),
        placement=EAST,
        labels=LABELS,
        identifier="production-orders",
        messaging_key_arn="arn:messaging-key",
        alarm_topic_arn="arn:alarms",
    )
    return record(lambda: Queue("orders", args))


def test_a_queue_makes_exactly_this() -> None:
    recording = built()
    assert_sound(recording, Queue, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:cloudwatch/metricAlarm:MetricAlarm": 2,
        "aws:sqs/queue:Queue": 2,
        "aws:sqs/queuePolicy:QueuePolicy": 2,
        "platform:data:Queue": 1,
    }


def test_failures_are_kept_fourteen_days_and_the_source_less() -> None:
    queues = built().named(aws.sqs.Queue)
    source, failures = queues["orders-queue"].inputs, queues["orders-dead-letters"].inputs
    assert source["visibilityTimeoutSeconds"] == 30
    assert source["messageRetentionSeconds"] == 10 * 86_400
    assert failures["messageRetentionSeconds"] == 14 * 86_400
    assert json.loads(source["redrivePolicy"])["maxReceiveCount"] == 5
    assert json.loads(failures["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [SOURCE],
    }
    assert {one["kmsMasterKeyId"] for one in (source, failures)} == {"arn:messaging-key"}


def test_both_refuse_plain_connections() -> None:
    policies = [entry.inputs["policy"] for entry in built().named(aws.sqs.QueuePolicy).values()]
    statements = [json.loads(policy)["Statement"] for policy in policies]
    assert sorted(one["Resource"][0] for (one,) in statements) == [SOURCE, f"{SOURCE}-dead-letters"]
    for (one,) in statements:
        assert (one["Effect"], one["Action"]) == ("Deny", ["sqs:*"])
        assert one["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_a_fifo_queue_has_a_fifo_queue_of_failures() -> None:
    queues = built(fifo=True, high_throughput=True).named(aws.sqs.Queue)
    names = {queue.inputs["name"] for queue in queues.values()}
    assert names == {"production-orders.fifo", "production-orders-dead-letters.fifo"}
    source = queues["orders-queue"].inputs
    assert (source["deduplicationScope"], source["fifoThroughputLimit"]) == (
        "messageGroup",
        "perMessageGroupId",
    )


def test_people_are_woken_by_the_first_failure_and_by_a_backlog() -> None:
    alarms = built(oldest_message_seconds=600).named(aws.cloudwatch.MetricAlarm)
    said = {
        entry.inputs["metricName"]: (entry.inputs["threshold"], entry.inputs["dimensions"]["QueueName"])
        for entry in alarms.values()
    }
    assert said == {
        "ApproximateNumberOfMessagesVisible": (0, "production-orders-dead-letters"),
        "ApproximateAgeOfOldestMessage": (600, "production-orders"),
    }


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"retention_days": 14}, "late failures would vanish on arrival: set it to 13 or less"),
        ({"deduplicate_by_content": True}, "deduplicate_by_content is of FIFO queues, and fifo is false"),
        ({"high_throughput": True}, "high_throughput is of FIFO queues, and fifo is false"),
        ({"retention_days": 1, "oldest_message_seconds": 86_400}, "the alarm could never go off in time"),
        ({"visibility_seconds": 43_201}, "less than or equal to 43200"),
        ({"delay_seconds": 901}, "less than or equal to 900"),
        ({"max_receives": 0}, "greater than or equal to 1"),
        ({"encrypted": False}, "Extra inputs are not permitted"),
    ],
)
def test_what_sqs_refuses_is_refused_here(spec: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        QueueSpec(**spec)
