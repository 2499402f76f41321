"""One queue with the queue of its failures."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.data.queues.spec import DEAD_LETTER_DAYS, QueueSpec
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.metric_alarms import Alarm, Watch, raise_alarm
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, resource_policy
from components.foundation.spec import Wire

NAMESPACE = "AWS/SQS"
DAY = 86_400
LONG_POLL_SECONDS = 20
"""The longest that SQS lets a call wait; it asks less often and costs less."""

KEY_REUSE_SECONDS = 3_600
"""How long SQS reuses a data key: an hour keeps calls to KMS few (SQS developer guide, data key reuse)."""


@dataclass(frozen=True, kw_only=True)
class QueueArgs:
    """A spec wired to the key and the people it runs with. ``identifier`` names the queue in AWS."""

    spec: QueueSpec
    placement: AwsPlacement
    labels: Labels
    identifier: str
    messaging_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]


class Queue(Component):
    """A queue that nobody reads in clear text, and whose failures are kept and told of.

    Who may send and receive is decided by the identities' own policies; the queue's refuses plain connections.

    Outputs: ``url`` and ``arn`` of the queue, ``dead_letter_url`` and ``dead_letter_arn`` of its failures.
    """

    urn_type = "platform:data:Queue"

    url: Output[str]
    arn: Output[str]
    dead_letter_url: Output[str]
    dead_letter_arn: Output[str]

    def __init__(self, name: str, args: QueueArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        suffix = ".fifo" if args.spec.fifo else ""
        source, dead = f"{args.identifier}{suffix}", f"{args.identifier}-dead-letters{suffix}"
        failures = self._failures(name, args, physical=dead, source=source)
        queue = self._queue(name, args, physical=source, failures=failures)
        self._refuse_plain_connections(f"{name}-policy", args, queue, source)
        self._refuse_plain_connections(f"{name}-dead-letters-policy", args, failures, dead)
        self._watch(name, args, source=source, dead=dead)
        self.url, self.arn = queue.url, queue.arn
        self.dead_letter_url, self.dead_letter_arn = failures.url, failures.arn
        self.publish()

    def _queue(self, name: str, args: QueueArgs, *, physical: str, failures: aws.sqs.Queue) -> aws.sqs.Queue:
        spec, fifo = args.spec, args.spec.fifo
        return aws.sqs.Queue(
            f"{name}-queue",
            region=args.placement.region,
            name=physical,
            visibility_timeout_seconds=spec.visibility_seconds,
            message_retention_seconds=spec.retention_days * DAY,
            delay_seconds=spec.delay_seconds,
            receive_wait_time_seconds=LONG_POLL_SECONDS,
            kms_master_key_id=args.messaging_key_arn,
            kms_data_key_reuse_period_seconds=KEY_REUSE_SECONDS,
            redrive_policy=Output.json_dumps(
                {"deadLetterTargetArn": failures.arn, "maxReceiveCount": spec.max_receives}
            ),
            fifo_queue=True if fifo else None,
            content_based_deduplication=spec.deduplicate_by_content if fifo else None,
            deduplication_scope=_scope(spec),
            fifo_throughput_limit=("perMessageGroupId" if spec.high_throughput else "perQueue")
            if fifo
            else None,
            tags=args.labels.aws(physical),
            opts=self.child(),
        )

    def _failures(self, name: str, args: QueueArgs, *, physical: str, source: str) -> aws.sqs.Queue:
        allowed = {
            "redrivePermission": "byQueue",
            # Spelt out, because the source itself names this queue: its ARN is known before either exists.
            "sourceQueueArns": [args.placement.arn("sqs", source)],
        }
        return aws.sqs.Queue(
            f"{name}-dead-letters",
            region=args.placement.region,
            name=physical,
            visibility_timeout_seconds=args.spec.visibility_seconds,
            message_retention_seconds=DEAD_LETTER_DAYS * DAY,
            receive_wait_time_seconds=LONG_POLL_SECONDS,
            kms_master_key_id=args.messaging_key_arn,
            kms_data_key_reuse_period_seconds=KEY_REUSE_SECONDS,
            redrive_allow_policy=Output.json_dumps(allowed),
            fifo_queue=True if args.spec.fifo else None,
            tags=args.labels.aws(physical),
            opts=self.child(),
        )

    def _refuse_plain_connections(
        self, name: str, args: QueueArgs, queue: aws.sqs.Queue, physical: str
    ) -> None:
        # SQS also listens without TLS (AWS General Reference, endpoints).
        statement = Statement(
            sid="RefusePlainConnections",
            effect="Deny",
            principals={"AWS": ["*"]},
            actions=["sqs:*"],
            resources=[args.placement.arn("sqs", physical)],
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        )
        aws.sqs.QueuePolicy(
            name,
            region=args.placement.region,
            queue_url=queue.url,
            policy=resource_policy(statement),
            opts=self.child(),
        )

    def _watch(self, name: str, args: QueueArgs, *, source: str, dead: str) -> None:
        watch = Watch(
            owner=self, placement=args.placement, labels=args.labels, topic_arn=args.alarm_topic_arn
        )
        for alarm, subject in ((_failed(), dead), (_late(args.spec), source)):
            raise_alarm(name, alarm, watch, subject=subject, dimensions={"QueueName": subject})


def _scope(spec: QueueSpec) -> str | None:
    if not spec.fifo:
        return None
    # SQS takes the high limit together with this scope alone (developer guide, high throughput).
    return "messageGroup" if spec.high_throughput else "queue"


def _failed() -> Alarm:
    return Alarm(
        role="dead-letters",
        namespace=NAMESPACE,
        metric="ApproximateNumberOfMessagesVisible",
        statistic="Maximum",
        breach="above",
        threshold=0,
        unit="messages",
        remedy="Consumers gave up on messages; read one, mend the consumer, then redrive the queue",
        periods=1,
        # SQS stops reporting on a queue that has been idle for six hours, which is how this one should be.
        missing="notBreaching",
    )


def _late(spec: QueueSpec) -> Alarm:
    return Alarm(
        role="oldest-message",
        namespace=NAMESPACE,
        metric="ApproximateAgeOfOldestMessage",
        statistic="Maximum",
        breach="above",
        threshold=spec.oldest_message_seconds,
        unit="seconds",
        remedy="Consumers do not keep up or are down; look at their pods, then scale them out",
        missing="notBreaching",
    )
