"""Managed Flink: an application with its role, its log, its network and what watches it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.data.analytics.alarms import alarms
from components.data.analytics.role import Reach, application_policy
from components.data.analytics.spec import AnalyticsSpec
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.log_groups import log_group, log_stream
from components.foundation.metric_alarms import Watch, raise_alarm
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import service_trust
from components.foundation.spec import Wire

PAUSE_MILLISECONDS = 5_000
"""The least between two checkpoints, so that a slow one leaves time for work (the service's own default)."""


@dataclass(frozen=True, kw_only=True)
class AnalyticsArgs:
    """A spec wired to the network, the streams and the people it runs with.

    ``private_subnets`` are by zone and lead out, because the service's interfaces reach AWS through them.
    ``sources`` and ``sinks`` are ARNs of streams by the names that the spec gives them. ``code_key_arn`` is
    the key of the artefact, if it is not the bucket service's own.
    """

    spec: AnalyticsSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    identifier: str
    vpc_id: Wire[str]
    private_subnets: Mapping[str, Wire[str]]
    sources: Mapping[str, Wire[str]]
    sinks: Mapping[str, Wire[str]]
    messaging_key_arn: Wire[str]
    logs_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]
    code_key_arn: Wire[str] | None = None


class Analytics(Component):
    """A Flink application that makes its state durable and comes back from its last snapshot.

    Outputs: ``application_name`` and ``arn``; ``role_arn``; ``security_group_id``; ``log_group``.
    """

    urn_type = "platform:data:Analytics"

    application_name: Output[str]
    arn: Output[str]
    role_arn: Output[str]
    security_group_id: Output[str]
    log_group: Output[str]

    def __init__(self, name: str, args: AnalyticsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        group = log_group(
            self,
            f"{name}-log",
            path=f"/aws/kinesis-analytics/{args.identifier}",
            days=args.spec.log_days,
            key_arn=args.logs_key_arn,
            placement=args.placement,
            labels=args.labels,
        )
        stream = log_stream(self, f"{name}-log", group, stream="application", placement=args.placement)
        firewall = self._firewall(name, args)
        role, policy = self._role(name, args, group)
        application = self._application(name, args, stream, firewall, role, [policy])
        watch = Watch(
            owner=self, placement=args.placement, labels=args.labels, topic_arn=args.alarm_topic_arn
        )
        for alarm in alarms(args.spec):
            raise_alarm(
                name, alarm, watch, subject=args.identifier, dimensions={"Application": application.name}
            )
        self.application_name, self.arn = application.name, application.arn
        self.role_arn, self.security_group_id, self.log_group = role.arn, firewall.id, group.name
        self.publish()

    def _application(
        self,
        name: str,
        args: AnalyticsArgs,
        stream: aws.cloudwatch.LogStream,
        firewall: aws.ec2.SecurityGroup,
        role: aws.iam.Role,
        waits: list[Resource],
    ) -> aws.kinesisanalyticsv2.Application:
        return aws.kinesisanalyticsv2.Application(
            f"{name}-application",
            region=args.placement.region,
            name=args.identifier,
            description=f"Stream analytics of {args.labels.environment}",
            runtime_environment=args.spec.runtime,
            application_mode="STREAMING",
            service_execution_role=role.arn,
            start_application=True,
            # A forced stop leaves no snapshot, and what was in flight is lost.
            force_stop=not args.protected,
            application_configuration=_configuration(args, firewall),
            cloudwatch_logging_options=aws.kinesisanalyticsv2.ApplicationCloudwatchLoggingOptionsArgs(
                log_stream_arn=stream.arn
            ),
            tags=args.labels.aws(args.identifier),
            opts=self.child(depends_on=waits, protect=True if args.protected else None),
        )

    def _firewall(self, name: str, args: AnalyticsArgs) -> aws.ec2.SecurityGroup:
        region, labels = args.placement.region, args.labels
        group = aws.ec2.SecurityGroup(
            f"{name}-firewall",
            region=region,
            vpc_id=args.vpc_id,
            description=f"{name} reaches AWS and lets nobody in",
            tags=labels.aws(f"{name}-firewall"),
            opts=self.child(),
        )
        aws.vpc.SecurityGroupEgressRule(
            f"{name}-to-aws",
            region=region,
            security_group_id=group.id,
            description=f"{name} to the endpoints of AWS",
            cidr_ipv4="0.0.0.0/0",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            tags=labels.aws(f"{name}-to-aws"),
            opts=self.child(),
        )
        return group

    def _role(
        self, name: str, args: AnalyticsArgs, group: aws.cloudwatch.LogGroup
    ) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        physical = f"{args.identifier}-{args.placement.region}"
        role = aws.iam.Role(
            f"{name}-role",
            name=physical,
            description=f"{args.identifier} reads and writes its streams",
            assume_role_policy=service_trust(
                "kinesisanalytics.amazonaws.com",
                {"StringEquals": {"aws:SourceAccount": args.placement.account_id}},
            ),
            tags=args.labels.aws(physical),
            opts=self.child(),
        )
        reach = Reach(
            placement=args.placement,
            code_arn=_bucket_arn(args),
            code_key=args.spec.code_key,
            code_key_arn=args.code_key_arn,
            sources=args.sources,
            sinks=args.sinks,
            messaging_key_arn=args.messaging_key_arn,
            log_group_arn=group.arn,
        )
        policy = aws.iam.RolePolicy(
            f"{name}-role", name="run", role=role.name, policy=application_policy(reach), opts=self.child()
        )
        return role, policy


def _bucket_arn(args: AnalyticsArgs) -> str:
    return f"arn:{args.placement.partition}:s3:::{args.spec.code_bucket}"


def _configuration(
    args: AnalyticsArgs, firewall: aws.ec2.SecurityGroup
) -> aws.kinesisanalyticsv2.ApplicationApplicationConfigurationArgs:
    kda = aws.kinesisanalyticsv2
    code = kda.ApplicationApplicationConfigurationApplicationCodeConfigurationArgs(
        code_content_type="ZIPFILE",
        code_content=kda.ApplicationApplicationConfigurationApplicationCodeConfigurationCodeContentArgs(
            s3_content_location=kda.ApplicationApplicationConfigurationApplicationCodeConfigurationCodeContentS3ContentLocationArgs(
                bucket_arn=_bucket_arn(args), file_key=args.spec.code_key
            )
        ),
    )
    return kda.ApplicationApplicationConfigurationArgs(
        application_code_configuration=code,
        application_snapshot_configuration=kda.ApplicationApplicationConfigurationApplicationSnapshotConfigurationArgs(
            snapshots_enabled=True
        ),
        run_configuration=kda.ApplicationApplicationConfigurationRunConfigurationArgs(
            application_restore_configuration=kda.ApplicationApplicationConfigurationRunConfigurationApplicationRestoreConfigurationArgs(
                application_restore_type="RESTORE_FROM_LATEST_SNAPSHOT"
            )
        ),
        flink_application_configuration=_flink(args.spec),
        vpc_configuration=kda.ApplicationApplicationConfigurationVpcConfigurationArgs(
            subnet_ids=[args.private_subnets[zone] for zone in sorted(args.private_subnets)],
            security_group_ids=[firewall.id],
        ),
    )


def _flink(
    spec: AnalyticsSpec,
) -> aws.kinesisanalyticsv2.ApplicationApplicationConfigurationFlinkApplicationConfigurationArgs:
    kda = aws.kinesisanalyticsv2
    return kda.ApplicationApplicationConfigurationFlinkApplicationConfigurationArgs(
        checkpoint_configuration=kda.ApplicationApplicationConfigurationFlinkApplicationConfigurationCheckpointConfigurationArgs(
            configuration_type="CUSTOM",
            checkpointing_enabled=True,
            checkpoint_interval=spec.checkpoint_seconds * 1_000,
            min_pause_between_checkpoints=PAUSE_MILLISECONDS,
        ),
        monitoring_configuration=kda.ApplicationApplicationConfigurationFlinkApplicationConfigurationMonitoringConfigurationArgs(
            configuration_type="CUSTOM", log_level="INFO", metrics_level="APPLICATION"
        ),
        parallelism_configuration=kda.ApplicationApplicationConfigurationFlinkApplicationConfigurationParallelismConfigurationArgs(
            configuration_type="CUSTOM",
            parallelism=spec.parallelism,
            parallelism_per_kpu=spec.parallelism_per_kpu,
            auto_scaling_enabled=spec.autoscaling,
        ),
    )
