"""Logs, alarms, and the messages that they send."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.amounts import HOURS
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, number, text
from policies.framework import tokens

COMPRESSION: Final = Decimal("0.15")
"""The part of an ingested gigabyte that is stored, since logs are kept compressed (AWS's own calculator)."""

DAYS: Final = HOURS / 24
"""Days of an average month."""

STANDARD_PERIOD: Final = Decimal(60)
"""Seconds below which an alarm is of high resolution."""

BANDED: Final = 3
"""Metrics that an anomaly alarm is billed for: the metric and both edges of its band."""


def ingestion(group: Subject) -> Iterator[Line]:
    """Bill what is written to a log group."""
    key = "logs.ingestion" + _class(group)
    quantity = group.assumed("logs.ingestion")
    yield group.line("Logs written", key, quantity, "monitoring", usage=True)


def retention(group: Subject) -> Iterator[Line]:
    """Bill what a log group keeps at any time, which costs the same in both classes."""
    _class(group)
    days = number(group["retentionInDays"], 0)
    if days == 0:
        raise UnpriceableError("retentionInDays is not set, so what it keeps grows without end; set it")
    kept = group.assumed("logs.ingestion") * (days / DAYS * COMPRESSION)
    yield group.line(f"Logs kept {days} days", "logs.storage", kept, "monitoring", usage=True)


def alarm(subject: Subject) -> Iterator[Line]:
    """Bill an alarm, by the metrics that it watches."""
    metrics = max(1, sum(1 for query in subject["metricQueries"].items() if not query["metric"].absent))
    if not subject["thresholdMetricId"].absent:
        metrics *= BANDED
    fine = number(subject["period"], STANDARD_PERIOD) < STANDARD_PERIOD
    key = "alarm.high-resolution" if fine else "alarm.standard"
    yield subject.line("Alarm", key, metrics, "monitoring")


def queue(subject: Subject) -> Iterator[Line]:
    """Bill requests to a queue."""
    key = "sqs.fifo" if flag(subject["fifoQueue"]) else "sqs.standard"
    yield subject.line("Queue requests", key, subject.assumed("sqs.requests"), "compute", usage=True)


def topic(subject: Subject) -> Iterator[Line]:
    """Notifications through a standard topic."""
    if flag(subject["fifoTopic"]):
        raise UnpriceableError("no price of a FIFO topic is recorded; add one to policies/cost/prices")
    quantity = subject.assumed("sns.requests")
    yield subject.line("Notifications", "sns.requests", quantity, "monitoring", usage=True)


def subscription(subject: Subject) -> Iterator[Line]:
    """Deliveries: to queues and functions they are free, and so are a thousand e-mails a month."""
    protocol = text(subject["protocol"])
    if protocol not in FREE_PROTOCOLS:
        raise UnpriceableError(
            f"no price of deliveries over {protocol} is recorded; add one to policies/cost/prices"
        )
    yield from ()


def flow_log(subject: Subject) -> Iterator[Line]:
    """Bill nothing here: a flow log costs what it writes to its log group."""
    kind = text(subject["logDestinationType"], "cloud-watch-logs")
    if kind != "cloud-watch-logs":
        raise UnpriceableError(f"no price of flow logs to {kind} is recorded; send them to a log group")
    yield from ()


def cloudwatch_reader(release: Subject) -> Iterator[Line]:
    """Bill what an exporter of CloudWatch asks for, by the metrics in each of its questions; other charts ask nothing."""
    if text(release["chart"], "") != CLOUDWATCH_READER:
        return
    quantity = release.assumed("cloudwatch.metrics")
    variables = {
        text(one["name"], ""): text(one["value"], "") for one in release["values"]["extraEnv"].items()
    }
    region = variables.get("AWS_REGION") or None
    yield release.line(
        "Metrics read", "cloudwatch.metrics", quantity, "monitoring", region=region, usage=True
    )


def shared_metrics(workspace: Subject) -> Iterator[Line]:
    """Bill what a workspace of Prometheus takes in, keeps and reads for whoever asks."""
    written, kept = workspace.assumed("prometheus.samples"), workspace.assumed("prometheus.storage")
    yield workspace.line("Samples written", "prometheus.samples", written, "monitoring", usage=True)
    yield workspace.line("Samples kept", "prometheus.storage", kept, "monitoring", usage=True)
    read = workspace.assumed("prometheus.queries")
    yield workspace.line("Samples read", "prometheus.queries", read, "monitoring", usage=True)


def _class(group: Subject) -> str:
    """Return what the class of a log group adds to the key of its price."""
    # In a preview the engine shows a pack the class that the service has yet to choose; it chooses STANDARD.
    chosen = group["logGroupClass"]
    kind = text(chosen, "STANDARD") if chosen.known else "STANDARD"
    if kind not in CLASSES:
        raise UnpriceableError(
            f"no price of the log class {kind} is recorded; use STANDARD, or add the price"
        )
    return CLASSES[kind]


CLASSES: Final[Mapping[str, str]] = {"STANDARD": "", "INFREQUENT_ACCESS": ".infrequent-access"}
"""The classes with a recorded price, and what each adds to the key of what is taken in."""

CLOUDWATCH_READER: Final = "prometheus-yet-another-cloudwatch-exporter"
"""The chart whose pods ask CloudWatch for figures."""

TOPIC_SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"
FREE_PROTOCOLS: Final = frozenset({"sqs", "lambda", "email", "email-json"})

PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.LOG_GROUP: (ingestion, retention),
    tokens.METRIC_ALARM: (alarm,),
    tokens.SQS_QUEUE: (queue,),
    tokens.SNS_TOPIC: (topic,),
    TOPIC_SUBSCRIPTION: (subscription,),
    tokens.FLOW_LOG: (flow_log,),
    tokens.HELM_RELEASE: (cloudwatch_reader,),
    tokens.PROMETHEUS: (shared_metrics,),
}
