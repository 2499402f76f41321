"""Streams: what they make, what they refuse and what watches them."""

from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.data.streams import Stream, StreamArgs, StreamSpec
from tests.components.data.databases import EAST, LABELS
from tests.components.recording import Recording, assert_sound, record


def built(*, protected: bool = True, **spec: Any) -> Recording:
    args = StreamArgs(
        spec=StreamSpec(**spec),
        placement=EAST,
        labels=LABELS,
        protected=protected,
        identifier="production-events",
        messaging_key_arn="arn:messaging-key",
        alarm_topic_arn="arn:alarms",
    )
    return record(lambda: Stream("events", args))


def test_a_stream_is_given_exactly_this() -> None:
    recording = built(consumers=("analytics",))
    assert_sound(recording, Stream, regions={"us-east-1"})
    stream = recording.only(aws.kinesis.Stream)
    assert stream.protect
    assert stream.inputs == {
        "region": "us-east-1",
        "name": "production-events",
        "streamModeDetails": {"streamMode": "ON_DEMAND"},
        "retentionPeriod": 24,
        "encryptionType": "KMS",
        "kmsKeyId": "arn:messaging-key",
        "enforceConsumerDeletion": False,
        "tags": LABELS.aws("production-events"),
    }
    assert set(recording.named(aws.kinesis.StreamConsumer)) == {"events-consumer-analytics"}


def test_provisioned_shards_are_said() -> None:
    stream = built(mode="provisioned", shards=2, protected=False).only(aws.kinesis.Stream)
    assert not stream.protect
    assert stream.inputs["shardCount"] == 2
    assert stream.inputs["streamModeDetails"] == {"streamMode": "PROVISIONED"}


def test_people_are_woken_by_lag_and_throttling() -> None:
    alarms = built(lag_seconds=60).named(aws.cloudwatch.MetricAlarm).values()
    assert {one.inputs["metricName"]: one.inputs["threshold"] for one in alarms} == {
        "GetRecords.IteratorAgeMilliseconds": 60_000,
        "ReadProvisionedThroughputExceeded": 0,
        "WriteProvisionedThroughputExceeded": 0,
    }


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"mode": "provisioned"}, "nothing says how much may flow: set shards, or choose on-demand"),
        ({"shards": 2}, "Kinesis chooses them itself in mode on-demand"),
        ({"mode": "provisioned", "shards": 501}, "less than or equal to 500"),
        ({"retention_hours": 12}, "greater than or equal to 24"),
        ({"consumers": ("a", "a")}, "consumers names a twice"),
        ({"consumers": tuple(f"c{n}" for n in range(21))}, "consumers holds 21, and Kinesis ends at 20"),
        ({"lag_seconds": 86_400}, "people would be woken after they are lost"),
    ],
)
def test_what_kinesis_refuses_is_refused_here(spec: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        StreamSpec(**spec)
