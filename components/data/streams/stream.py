"""One stream with its consumers."""

from dataclasses import dataclass
from typing import cast

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.data.streams.spec import StreamSpec
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.metric_alarms import Alarm, Watch, raise_alarm
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire

NAMESPACE = "AWS/Kinesis"


@dataclass(frozen=True, kw_only=True)
class StreamArgs:
    """A spec wired to the key and the people it runs with. ``identifier`` names the stream in AWS."""

    spec: StreamSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    identifier: str
    messaging_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]


class Stream(Component):
    """A stream of events under a key of the platform.

    It needs no policy against plain connections: its endpoints speak TLS alone (AWS General Reference).

    Outputs: ``stream_name`` and ``arn``; ``consumer_arns`` by the name of each consumer.
    """

    urn_type = "platform:data:Stream"

    stream_name: Output[str]
    arn: Output[str]
    consumer_arns: Output[dict[str, str]]

    def __init__(self, name: str, args: StreamArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        stream = self._stream(name, args)
        consumers = {one: self._consumer(name, one, args, stream).arn for one in args.spec.consumers}
        watch = Watch(
            owner=self, placement=args.placement, labels=args.labels, topic_arn=args.alarm_topic_arn
        )
        for alarm in _alarms(args.spec):
            raise_alarm(name, alarm, watch, subject=args.identifier, dimensions={"StreamName": stream.name})
        self.stream_name, self.arn = stream.name, stream.arn
        # The SDK unwraps Outputs inside a mapping; its type speaks of the mapping alone.
        self.consumer_arns = cast("Output[dict[str, str]]", Output.from_input(consumers))
        self.publish()

    def _stream(self, name: str, args: StreamArgs) -> aws.kinesis.Stream:
        spec = args.spec
        mode = "ON_DEMAND" if spec.mode == "on-demand" else "PROVISIONED"
        return aws.kinesis.Stream(
            f"{name}-stream",
            region=args.placement.region,
            name=args.identifier,
            stream_mode_details=aws.kinesis.StreamStreamModeDetailsArgs(stream_mode=mode),
            shard_count=spec.shards,
            retention_period=spec.retention_hours,
            encryption_type="KMS",
            kms_key_id=args.messaging_key_arn,
            # A protected stream with readers is not deleted from under them.
            enforce_consumer_deletion=not args.protected,
            tags=args.labels.aws(args.identifier),
            opts=self.child(protect=True if args.protected else None),
        )

    def _consumer(
        self, name: str, consumer: str, args: StreamArgs, stream: aws.kinesis.Stream
    ) -> aws.kinesis.StreamConsumer:
        return aws.kinesis.StreamConsumer(
            f"{name}-consumer-{consumer}",
            region=args.placement.region,
            name=consumer,
            stream_arn=stream.arn,
            tags=args.labels.aws(f"{args.identifier}-{consumer}"),
            opts=self.child(),
        )


def _alarms(spec: StreamSpec) -> list[Alarm]:
    lag = Alarm(
        role="iterator-age",
        namespace=NAMESPACE,
        metric="GetRecords.IteratorAgeMilliseconds",
        statistic="Maximum",
        breach="above",
        threshold=spec.lag_seconds * 1_000,
        unit="milliseconds",
        remedy="A consumer falls behind and will lose what outlasts the retention; look at it, then scale it out",
        missing="notBreaching",
    )
    return [
        lag,
        _throttled("read", "ReadProvisionedThroughputExceeded"),
        _throttled("write", "WriteProvisionedThroughputExceeded"),
    ]


def _throttled(side: str, metric: str) -> Alarm:
    return Alarm(
        role=f"{side}-throttled",
        namespace=NAMESPACE,
        metric=metric,
        statistic="Sum",
        breach="above",
        threshold=0,
        unit="refused calls",
        remedy="Spread the partition keys; then add shards, or give readers a throughput of their own",
        missing="notBreaching",
    )
