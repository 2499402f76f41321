"""Queues and streams: what waits, what failed, and who does not keep up."""

from components.observability.dashboards.authoring.board import Board, Variable, lines, value
from components.observability.dashboards.authoring.promql import REGION, or_zero, series, share, total
from components.observability.dashboards.authoring.variables import regions

QUEUE = "{{dimension_QueueName}}"
STREAM = "{{dimension_StreamName}}"
DEAD = 'dimension_QueueName=~".*-dead-letters.*"'
LIVING = 'dimension_QueueName!~".*-dead-letters.*"'
QUEUES = Variable(
    name="queue",
    label="Queue",
    of="aws_sqs_approximate_number_of_messages_visible_maximum",
    value="dimension_QueueName",
)
CHOSEN = (REGION, 'dimension_QueueName=~"$queue"')


def _queues(metric: str, *where: str) -> str:
    return series(f"aws_sqs_{metric}", *CHOSEN, *where)


def _streams(metric: str) -> str:
    return series(f"aws_kinesis_{metric}", REGION)


FAILED = (
    value(
        "Dead letters",
        "Messages that nobody could process. Each of them is an order, a mail or a payment that did not happen.",
        "none",
        or_zero(total(_queues("approximate_number_of_messages_visible_maximum", DEAD))),
        limits=("none",),
        height=8,
    ),
    lines(
        "Dead letters by queue",
        "Look at the oldest first, mend its cause, and send them back.",
        "none",
        {QUEUE: _queues("approximate_number_of_messages_visible_maximum", DEAD)},
        limits=("none",),
        width=9,
    ),
    lines(
        "Age of the oldest dead letter",
        "It is deleted when its retention ends, whether anybody looked or not.",
        "s",
        {QUEUE: _queues("approximate_age_of_oldest_message_maximum", DEAD)},
        width=9,
    ),
)

WAITING = (
    lines(
        "Messages that wait",
        "The line is what one replica is meant to carry (requirements, 11.1): replicas are added by it.",
        "short",
        {QUEUE: _queues("approximate_number_of_messages_visible_maximum", LIVING)},
        limits=("queue-messages",),
    ),
    lines(
        "Age of the oldest message",
        "How far the consumers are behind, in time.",
        "s",
        {QUEUE: _queues("approximate_age_of_oldest_message_maximum", LIVING)},
    ),
    lines(
        "Messages in work",
        "Received and not yet deleted. A consumer that crashes leaves them here until they come back.",
        "short",
        {QUEUE: _queues("approximate_number_of_messages_not_visible_maximum", LIVING)},
    ),
    lines(
        "Sent and deleted",
        "In each period of CloudWatch. Where fewer are deleted than sent, the queue grows.",
        "short",
        {
            f"{QUEUE} sent": _queues("number_of_messages_sent_sum", LIVING),
            f"{QUEUE} deleted": _queues("number_of_messages_deleted_sum", LIVING),
        },
    ),
)

STREAMS = (
    lines(
        "Consumers behind",
        "Age of the last record that was read. At the stream's retention records are lost unread.",
        "ms",
        {STREAM: _streams("get_records_iterator_age_milliseconds_maximum")},
    ),
    lines(
        "Records",
        "Written in each period of CloudWatch.",
        "short",
        {STREAM: _streams("incoming_records_sum")},
    ),
    lines(
        "Bytes",
        "Written in each period of CloudWatch.",
        "bytes",
        {STREAM: _streams("incoming_bytes_sum")},
    ),
    lines(
        "Throttled",
        "Writes and reads beyond what the shards carry, in each period.",
        "short",
        {
            f"{STREAM} writes": _streams("write_provisioned_throughput_exceeded_sum"),
            f"{STREAM} reads": _streams("read_provisioned_throughput_exceeded_sum"),
        },
        limits=("none",),
    ),
    lines(
        "Records that were not written",
        "Of those in batches; a producer has to send them again.",
        "percentunit",
        {
            STREAM: share(
                _streams("put_records_failed_records_sum"),
                f"({_streams('put_records_failed_records_sum')} + {_streams('put_records_successful_records_sum')})",
            )
        },
    ),
    lines(
        "What scales consumers",
        "The value that KEDA reads for each scaler, and which an autoscaler divides by what a replica carries.",
        "short",
        {"{{exported_namespace}}/{{scaledObject}} {{scaler}}": series("keda_scaler_metrics_value")},
    ),
)

BOARD = Board(
    uid="queues",
    title="Queues and streams",
    description="Queues of SQS with their dead letters, and streams of Kinesis.",
    folder="Data stores",
    variables=(regions("aws_sqs_approximate_number_of_messages_visible_maximum"), QUEUES),
    sections={"Dead letters": FAILED, "Queues": WAITING, "Streams": STREAMS},
)
