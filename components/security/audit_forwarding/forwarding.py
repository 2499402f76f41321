"""The way of a cluster's audit events: its log group -> Firehose -> the locked store of the account's audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.log_groups import log_group, log_stream
from components.foundation.metric_alarms import Watch, raise_alarm
from components.foundation.names import bounded
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy, service_trust
from components.foundation.spec import Wire
from components.security.audit_forwarding.alarms import alarms
from components.security.audit_forwarding.spec import AuditForwardingSpec

STREAM_NAME_LIMIT: Final = 64
"""Longest name of a delivery stream (Firehose API, CreateDeliveryStream); a role's is the same."""

AUDIT_EVENTS: Final = '{ $.apiVersion = "audit.k8s.io/v1" }'
"""What of a control plane's log is forwarded: events of the API server's audit, which alone are JSON of this version
(Kubernetes, audit.k8s.io API)."""

FOLDER: Final = "kubernetes"
FAILED_FOLDER: Final = "kubernetes-failed"
BY_DAY: Final = "!{timestamp:yyyy/MM/dd}/"
"""Firehose fills in the day on which an object was begun, in UTC (Firehose guide, custom prefixes)."""


@dataclass(frozen=True, kw_only=True)
class AuditForwardingArgs:
    """A cluster's log wired to the audit store, which may stand in another region together with its key.

    ``log_group`` is the name of the control plane's log. ``logs_key_arn``, of the cluster's own region, encrypts what waits
    and what Firehose says; ``store_key_arn`` encrypts what is written, and stands where the store does.
    """

    spec: AuditForwardingSpec
    placement: AwsPlacement
    labels: Labels
    cluster_name: str
    log_group: Wire[str]
    bucket_arn: Wire[str]
    store_placement: AwsPlacement
    store_key_arn: Wire[str]
    logs_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]
    ready: Sequence[Resource]

    @property
    def stream_name(self) -> str:
        """The delivery stream's name."""
        return bounded(f"{self.cluster_name}-audit", STREAM_NAME_LIMIT)

    @property
    def stream_arn(self) -> str:
        """The ARN that the delivery stream will have; it follows from its name, so that a preview can judge who may use it."""
        return self.placement.arn("firehose", f"deliverystream/{self.stream_name}")


class AuditForwarding(Component):
    """A cluster's audit events in the account's audit store, under the day on which they were written.

    CloudWatch hands events over as gzip, and joined gzip is gzip, so objects are neither unpacked nor packed again.

    Outputs: ``stream_name`` and ``stream_arn``; ``prefix``, the folder of the cluster's events in the store.
    """

    urn_type = "platform:security:AuditForwarding"

    stream_name: Output[str]
    stream_arn: Output[str]
    prefix: Output[str]

    def __init__(self, name: str, args: AuditForwardingArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.name, self.args = name, args
        log, failures = self._log()
        writer, writes = self._writer(log)
        stream = self._stream(log, failures, writer, writes)
        self._subscription(stream)
        watch = Watch(
            owner=self, placement=args.placement, labels=args.labels, topic_arn=args.alarm_topic_arn
        )
        for alarm in alarms(args.spec):
            raise_alarm(
                name,
                alarm,
                watch,
                subject=args.stream_name,
                dimensions={"DeliveryStreamName": stream.name},
            )
        self.stream_name, self.stream_arn = stream.name, stream.arn
        self.prefix = Output.from_input(f"{FOLDER}/{args.cluster_name}/")
        self.publish()

    def _log(self) -> tuple[aws.cloudwatch.LogGroup, aws.cloudwatch.LogStream]:
        """Return where Firehose says what it could not deliver, and why."""
        args = self.args
        group = log_group(
            self,
            f"{self.name}-log",
            path=f"/aws/kinesisfirehose/{args.stream_name}",
            days=args.spec.log_days,
            key_arn=args.logs_key_arn,
            placement=args.placement,
            labels=args.labels,
        )
        return group, log_stream(self, f"{self.name}-log", group, stream="delivery", placement=args.placement)

    def _role(
        self, role: str, does: str, trust: Output[str], *statements: Statement
    ) -> tuple[aws.iam.Role, Resource]:
        physical = bounded(f"{self.args.cluster_name}-audit-{role}", 64)
        made = aws.iam.Role(
            f"{self.name}-{role}",
            name=physical,
            description=f"{does} of {self.args.cluster_name}",
            assume_role_policy=trust,
            max_session_duration=3600,
            tags=self.args.labels.aws(physical),
            opts=self.child(),
        )
        grant = aws.iam.RolePolicy(
            f"{self.name}-{role}",
            name=role,
            role=made.name,
            policy=identity_policy(*statements),
            opts=self.child(),
        )
        return made, grant

    def _writer(self, log: aws.cloudwatch.LogGroup) -> tuple[aws.iam.Role, Resource]:
        """Return the role by which Firehose writes to the store, and its grant. It reads nothing there."""
        args = self.args
        through = f"s3.{args.store_placement.region}.{args.store_placement.dns_suffix}"
        return self._role(
            "writer",
            "Firehose writes the audit events",
            # Firehose names the account that it works for and not its stream (Firehose guide, controlling access).
            service_trust(
                "firehose.amazonaws.com", {"StringEquals": {"sts:ExternalId": args.placement.account_id}}
            ),
            Statement(
                sid="WriteObjects",
                actions=["s3:AbortMultipartUpload", "s3:PutObject"],
                resources=[_under(args.bucket_arn, folder) for folder in (FOLDER, FAILED_FOLDER)],
            ),
            Statement(
                sid="FindStore",
                actions=["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
                resources=[args.bucket_arn],
            ),
            Statement(
                sid="EncryptObjects",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=[args.store_key_arn],
                conditions={"StringEquals": {"kms:ViaService": through}},
            ),
            Statement(
                sid="ReadWhatWaits",
                actions=["kms:Decrypt"],
                resources=[args.logs_key_arn],
                conditions={"StringEquals": {"kms:ViaService": _firehose(args.placement)}},
            ),
            Statement(
                sid="SayWhatFailed",
                actions=["logs:PutLogEvents"],
                resources=[log.arn.apply(lambda arn: f"{arn}:log-stream:*")],
            ),
        )

    def _stream(
        self,
        log: aws.cloudwatch.LogGroup,
        failures: aws.cloudwatch.LogStream,
        writer: aws.iam.Role,
        writes: Resource,
    ) -> aws.kinesis.FirehoseDeliveryStream:
        args, kinesis = self.args, aws.kinesis
        return kinesis.FirehoseDeliveryStream(
            f"{self.name}-stream",
            region=args.placement.region,
            name=args.stream_name,
            destination="extended_s3",
            server_side_encryption=kinesis.FirehoseDeliveryStreamServerSideEncryptionArgs(
                enabled=True, key_type="CUSTOMER_MANAGED_CMK", key_arn=args.logs_key_arn
            ),
            extended_s3_configuration=kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationArgs(
                bucket_arn=args.bucket_arn,
                role_arn=writer.arn,
                prefix=f"{FOLDER}/{args.cluster_name}/{BY_DAY}",
                error_output_prefix=f"{FAILED_FOLDER}/{args.cluster_name}/!{{firehose:error-output-type}}/{BY_DAY}",
                buffering_interval=args.spec.buffer_seconds,
                buffering_size=args.spec.buffer_mib,
                compression_format="UNCOMPRESSED",
                file_extension=".json.gz",
                kms_key_arn=args.store_key_arn,
                cloudwatch_logging_options=kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationCloudwatchLoggingOptionsArgs(
                    enabled=True, log_group_name=log.name, log_stream_name=failures.name
                ),
            ),
            tags=args.labels.aws(args.stream_name),
            opts=self.child(depends_on=[writes, *args.ready]),
        )

    def _subscription(self, stream: aws.kinesis.FirehoseDeliveryStream) -> None:
        """Have CloudWatch hand over what the API server says of its callers, and nothing else of the log."""
        args = self.args
        feeder, feeds = self._role(
            "feeder",
            "CloudWatch hands over the audit events",
            service_trust(
                "logs.amazonaws.com", {"ArnLike": {"aws:SourceArn": args.placement.arn("logs", "*")}}
            ),
            Statement(
                sid="HandOver",
                actions=["firehose:PutRecord", "firehose:PutRecordBatch"],
                resources=[args.stream_arn],
            ),
        )
        aws.cloudwatch.LogSubscriptionFilter(
            f"{self.name}-subscription",
            region=args.placement.region,
            name="audit-forwarding",
            log_group=args.log_group,
            filter_pattern=AUDIT_EVENTS,
            destination_arn=stream.arn,
            role_arn=feeder.arn,
            # CloudWatch tries the delivery when a filter is made, and refuses one whose role may not deliver yet.
            opts=self.child(depends_on=[feeds]),
        )


def _firehose(placement: AwsPlacement) -> str:
    return f"firehose.{placement.region}.{placement.dns_suffix}"


def _under(bucket_arn: Wire[str], folder: str) -> Output[str]:
    return Output.concat(bucket_arn, f"/{folder}/*")
