"""The topic that alarms are published to."""

import json

import pulumi_aws as aws

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.observability.alarm_topic import AlarmTopic, AlarmTopicArgs
from tests.components.recording import Recording, assert_sound, record

LABELS = Labels(environment="production", owner="platform-team", cost_center="core-services")
PLACEMENT = AwsPlacement(account_id="123456789012", region="us-west-2")


def built(*emails: str, names: tuple[str, ...] = ("alarms",)) -> Recording:
    args = AlarmTopicArgs(
        placement=PLACEMENT, labels=LABELS, messaging_key_arn="arn:messaging-key", emails=emails
    )

    def program() -> None:
        for name in names:
            AlarmTopic(name, args)

    return record(program)


def test_it_is_one_encrypted_topic_with_a_policy() -> None:
    recording = built()
    assert_sound(recording, AlarmTopic, regions={"us-west-2"})
    assert recording.counts() == {
        "aws:sns/topic:Topic": 1,
        "aws:sns/topicPolicy:TopicPolicy": 1,
        "platform:observability:AlarmTopic": 1,
    }
    assert recording.only(aws.sns.Topic).inputs == {
        "region": "us-west-2",
        "kmsMasterKeyId": "arn:messaging-key",
        "signatureVersion": 2,
        "tags": LABELS.aws("alarms-topic"),
    }


def test_alarms_events_and_spending_may_be_published_and_only_over_tls() -> None:
    policy = recording_policy(built())
    assert policy["Statement"] == [
        {
            "Sid": "CloudWatchAlarms",
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "Principal": {"Service": ["cloudwatch.amazonaws.com"]},
            "Resource": ["arn:aws:sns:::alarms-topic"],
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:us-west-2:123456789012:alarm:*"},
            },
        },
        {
            "Sid": "DatabaseEvents",
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "Principal": {"Service": ["events.rds.amazonaws.com"]},
            "Resource": ["arn:aws:sns:::alarms-topic"],
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:rds:us-west-2:123456789012:*"},
            },
        },
        {
            "Sid": "BackupFailures",
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "Principal": {"Service": ["backup.amazonaws.com"]},
            "Resource": ["arn:aws:sns:::alarms-topic"],
        },
        spending("Budgets", "budgets.amazonaws.com"),
        spending("SpendingAnomalies", "costalerts.amazonaws.com"),
        {
            "Sid": "Events",
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "Principal": {"Service": ["events.amazonaws.com"]},
            "Resource": ["arn:aws:sns:::alarms-topic"],
        },
        {
            "Sid": "DenyPlaintext",
            "Effect": "Deny",
            "Action": ["sns:Publish"],
            "Principal": {"AWS": ["*"]},
            "Resource": ["arn:aws:sns:::alarms-topic"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]


def test_every_address_is_subscribed_under_a_name_that_does_not_show_it() -> None:
    recording = built("oncall@example.com", "lead@example.com")
    subscriptions = recording.of(aws.sns.TopicSubscription)
    assert {entry.inputs["endpoint"] for entry in subscriptions} == {"oncall@example.com", "lead@example.com"}
    assert {entry.inputs["protocol"] for entry in subscriptions} == {"email"}
    assert not [entry.name for entry in subscriptions if "@" in entry.name or "oncall" in entry.name]


def test_dropping_an_address_leaves_the_others_alone() -> None:
    both = built("oncall@example.com", "lead@example.com").named(aws.sns.TopicSubscription)
    one = built("lead@example.com").named(aws.sns.TopicSubscription)
    assert one.items() <= both.items()


def test_what_waits_for_the_topic_waits_for_its_policy() -> None:
    recording = built()
    published = recording.only(AlarmTopic).published
    assert published == {"arn": "arn:aws:sns:::alarms-policy"}


def test_two_live_in_one_stack() -> None:
    assert built("lead@example.com", names=("east", "west")).counts()["aws:sns/topic:Topic"] == 2


def spending(sid: str, service: str) -> dict[str, object]:
    """Return the leave of a service without regions, bound to the account alone."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": ["sns:Publish"],
        "Principal": {"Service": [service]},
        "Resource": ["arn:aws:sns:::alarms-topic"],
        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
    }


def recording_policy(recording: Recording) -> dict[str, object]:
    policy: dict[str, object] = json.loads(recording.only(aws.sns.TopicPolicy).inputs["policy"])
    return policy
