"""Kinesis and Firehose: shards and what is put into them, or the stream itself and what flows through it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.amounts import HOURS
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, number, text
from policies.framework import tokens

FREE_RETENTION_HOURS: Final = 24
WEEK: Final = 7 * 24
"""Hours up to which memory beyond the first day is extended; what is older is long-term (Kinesis Data Streams pricing)."""


def throughput(stream: Subject) -> Iterator[Line]:
    """Bill a stream by its mode."""
    data = stream.assumed("kinesis.data")
    if text(stream["streamModeDetails"]["streamMode"], "PROVISIONED") == "ON_DEMAND":
        yield stream.line("Stream on demand", "kinesis.on-demand", HOURS, "compute")
        yield stream.line("Events written", "kinesis.on-demand.in", data, "compute", usage=True)
        yield stream.line("Events read", "kinesis.on-demand.out", data, "compute", usage=True)
        return
    shards = number(stream["shardCount"])
    yield stream.line(f"{shards} shards", "kinesis.shard", HOURS * shards, "compute")
    puts = stream.assumed("kinesis.put")
    yield stream.line("Events written", "kinesis.put", puts, "compute", usage=True)


def retention(stream: Subject) -> Iterator[Line]:
    """Bill a longer memory than the day that is included: by the shard up to a week, or by what lies there."""
    hours = number(stream["retentionPeriod"], FREE_RETENTION_HOURS)
    if hours <= FREE_RETENTION_HOURS:
        return
    data, item = stream.assumed("kinesis.data"), "Records kept up to a week"
    if text(stream["streamModeDetails"]["streamMode"], "PROVISIONED") == "ON_DEMAND":
        kept = data * ((min(hours, Decimal(WEEK)) - FREE_RETENTION_HOURS) / HOURS)
        yield stream.line(item, "kinesis.on-demand.extended", kept, "storage", usage=True)
    else:
        yield stream.line(item, "kinesis.extended", HOURS * number(stream["shardCount"]), "storage")
    if hours > WEEK:
        kept = data * ((hours - WEEK) / HOURS)
        yield stream.line("Records kept longer", "kinesis.long-term", kept, "storage", usage=True)


def consumer(reader: Subject) -> Iterator[Line]:
    """Bill what a consumer reads on a throughput of its own."""
    stream = reader.neighbour("streamArn", tokens.KINESIS_STREAM)
    if stream is None:
        raise UnpriceableError("the stream that it reads is not part of this stack")
    data = reader.assumed("kinesis.data")
    if text(stream["streamModeDetails"]["streamMode"], "PROVISIONED") == "ON_DEMAND":
        yield reader.line("Events read", "kinesis.on-demand.fan-out", data, "compute", usage=True)
        return
    hours = HOURS * number(stream["shardCount"])
    yield reader.line("Consumer on each shard", "kinesis.fan-out.shard", hours, "compute")
    yield reader.line("Events read", "kinesis.fan-out.data", data, "compute", usage=True)


def delivery(stream: Subject) -> Iterator[Line]:
    """Bill what a delivery stream takes in; what it writes is billed with its bucket.

    Records count as multiples of 5 kB. CloudWatch hands over batches, beside which the rounding vanishes.
    """
    yield stream.line(
        "Records delivered", "firehose.data", stream.assumed("firehose.data"), "monitoring", usage=True
    )


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.KINESIS_STREAM: (throughput, retention),
    tokens.KINESIS_CONSUMER: (consumer,),
    tokens.FIREHOSE: (delivery,),
}
