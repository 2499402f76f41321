"""The topic of a region that alarms and database events are published to, and the people who hear them."""

from dataclasses import dataclass
from hashlib import sha256

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import DIGEST_LENGTH
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, on_behalf_of, resource_policy
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class AlarmTopicArgs:
    """Where the topic stands, the key that encrypts it and the addresses subscribed to it.

    The key's policy has to let everybody use it whom the topic's policy lets publish, or alarms are lost without
    a word (Amazon SNS developer guide, key management).
    """

    placement: AwsPlacement
    labels: Labels
    messaging_key_arn: Wire[str]
    emails: tuple[str, ...] = ()


class AlarmTopic(Component):
    """An encrypted topic for this account's alarms, database events, events of AWS's services and its spending.

    A subscribed address gets one message asking for confirmation, and nothing until somebody confirms.
    Output: ``arn``, which waits for who may publish. ``topic`` beside it is the same, and waits for the topic alone.
    """

    urn_type = "platform:observability:AlarmTopic"

    arn: Output[str]

    def __init__(self, name: str, args: AlarmTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        topic = aws.sns.Topic(
            f"{name}-topic",
            region=args.placement.region,
            kms_master_key_id=args.messaging_key_arn,
            # SHA-256; the default, 1, signs notifications with SHA-1.
            signature_version=2,
            tags=args.labels.aws(f"{name}-topic"),
            opts=self.child(),
        )
        policy = self._policy(name, args, topic)
        self._subscriptions(name, args, topic)
        # Whoever sends alarms to this ARN waits until they are allowed in.
        self.arn = policy.arn
        # For policies of identities, which rules can trace to an identifier and not to another document.
        self.topic = topic.arn
        self.publish()

    def _policy(self, name: str, args: AlarmTopicArgs, topic: aws.sns.Topic) -> aws.sns.TopicPolicy:
        return aws.sns.TopicPolicy(
            f"{name}-policy",
            region=args.placement.region,
            arn=topic.arn,
            policy=resource_policy(
                _publisher(
                    "CloudWatchAlarms", "cloudwatch.amazonaws.com", "cloudwatch", "alarm:*", args, topic
                ),
                _publisher("DatabaseEvents", "events.rds.amazonaws.com", "rds", "*", args, topic),
                # AWS Backup documents no source that it names (its guide, notifications with SNS).
                Statement(
                    sid="BackupFailures",
                    principals={"Service": ["backup.amazonaws.com"]},
                    actions=["sns:Publish"],
                    resources=[topic.arn],
                ),
                _spending("Budgets", "budgets.amazonaws.com", args, topic),
                _spending("SpendingAnomalies", "costalerts.amazonaws.com", args, topic),
                # No condition: EventBridge gives none a value, so that each would drop every event in silence
                # (EventBridge user guide, troubleshooting of SNS targets).
                Statement(
                    sid="Events",
                    principals={"Service": ["events.amazonaws.com"]},
                    actions=["sns:Publish"],
                    resources=[topic.arn],
                ),
                Statement(
                    sid="DenyPlaintext",
                    effect="Deny",
                    principals={"AWS": ["*"]},
                    actions=["sns:Publish"],
                    resources=[topic.arn],
                    conditions={"Bool": {"aws:SecureTransport": "false"}},
                ),
            ),
            opts=self.child(),
        )

    def _subscriptions(self, name: str, args: AlarmTopicArgs, topic: aws.sns.Topic) -> None:
        for email in args.emails:
            # The address itself stays out of resource names, which travel into logs and comments.
            key = sha256(email.encode()).hexdigest()[:DIGEST_LENGTH]
            aws.sns.TopicSubscription(
                f"{name}-email-{key}",
                region=args.placement.region,
                topic=topic.arn,
                protocol="email",
                endpoint=email,
                opts=self.child(),
            )


def _publisher(
    sid: str, service: str, namespace: str, resource: str, args: AlarmTopicArgs, topic: aws.sns.Topic
) -> Statement:
    """Return the leave to publish for a service, on behalf of this account and region alone."""
    return Statement(
        sid=sid,
        principals={"Service": [service]},
        actions=["sns:Publish"],
        resources=[topic.arn],
        conditions=on_behalf_of(args.placement, args.placement.arn(namespace, resource)),
    )


def _spending(sid: str, service: str, args: AlarmTopicArgs, topic: aws.sns.Topic) -> Statement:
    """Return the leave to publish for a service without regions, on behalf of this account."""
    return Statement(
        sid=sid,
        principals={"Service": [service]},
        actions=["sns:Publish"],
        resources=[topic.arn],
        conditions={"StringEquals": {"aws:SourceAccount": args.placement.account_id}},
    )
