"""CloudTrail over all regions, to a locked bucket and to a log group that alarms watch."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy, service_trust
from components.foundation.spec import Wire
from components.security.audit_trail.spec import TrailSpec
from components.security.audit_trail.watch import data_events, watches

NAMESPACE = "Platform/Audit"
"""Where CloudWatch keeps the counts of watched events."""

INSIGHTS = ("ApiCallRateInsight", "ApiErrorRateInsight")


@dataclass(frozen=True, kw_only=True)
class AuditTrailArgs:
    """A spec wired to the locked store, the keys and the people it runs with.

    The policy of ``bucket`` and that of ``audit_key_arn`` have to let the trail called ``trail`` in; ``ready`` is
    what says so. ``watched_bucket_arns`` are the buckets whose objects are audited besides the store itself.
    Whoever takes up one of ``emergency_role_arns`` is heard of.
    """

    spec: TrailSpec
    placement: AwsPlacement
    labels: Labels
    trail: str
    bucket: Wire[str]
    bucket_arn: str
    prefix: str
    audit_key_arn: Wire[str]
    logs_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]
    watched_bucket_arns: Sequence[str] = ()
    emergency_role_arns: Sequence[str] = ()
    ready: Sequence[Resource] = ()


class AuditTrail(Component):
    """Every call in the account, kept where nobody can change it, with an alarm on each that CIS lists.

    Outputs: ``arn`` of the trail, and ``log_group_name``, where its events can be searched.
    """

    urn_type = "platform:security:AuditTrail"

    arn: Output[str]
    log_group_name: Output[str]

    def __init__(self, name: str, args: AuditTrailArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        logs = aws.cloudwatch.LogGroup(
            f"{name}-events",
            region=args.placement.region,
            name=f"/aws/cloudtrail/{args.trail}",
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.spec.log_days,
            tags=args.labels.aws(f"{name}-events"),
            opts=self.child(),
        )
        role, permissions = self._role(name, args, logs)
        trail = self._trail(name, args, logs, role, permissions)
        self._watch(name, args, logs)
        self.arn = trail.arn
        self.log_group_name = logs.name
        self.publish()

    def _role(
        self, name: str, args: AuditTrailArgs, logs: aws.cloudwatch.LogGroup
    ) -> tuple[aws.iam.Role, Resource]:
        role = aws.iam.Role(
            f"{name}-events",
            name=f"{args.trail}-events",
            description=f"Lets {args.trail} write to its log group",
            assume_role_policy=service_trust("cloudtrail.amazonaws.com"),
            tags=args.labels.aws(f"{name}-events"),
            opts=self.child(),
        )
        streams = f"log-stream:{args.placement.account_id}_CloudTrail_{args.placement.region}*"
        permissions = aws.iam.RolePolicy(
            f"{name}-events",
            name="write-events",
            role=role.name,
            policy=identity_policy(
                Statement(
                    sid="WritesEvents",
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[Output.concat(logs.arn, ":", streams)],
                )
            ),
            opts=self.child(),
        )
        return role, permissions

    def _trail(
        self,
        name: str,
        args: AuditTrailArgs,
        logs: aws.cloudwatch.LogGroup,
        role: aws.iam.Role,
        permissions: Resource,
    ) -> aws.cloudtrail.Trail:
        insights: list[aws.cloudtrail.TrailInsightSelectorArgsDict] = [
            {"insight_type": kind} for kind in INSIGHTS
        ]
        return aws.cloudtrail.Trail(
            f"{name}-trail",
            region=args.placement.region,
            name=args.trail,
            s3_bucket_name=args.bucket,
            s3_key_prefix=args.prefix,
            kms_key_id=args.audit_key_arn,
            cloud_watch_logs_group_arn=Output.concat(logs.arn, ":*"),
            cloud_watch_logs_role_arn=role.arn,
            enable_logging=True,
            enable_log_file_validation=True,
            include_global_service_events=True,
            is_multi_region_trail=True,
            advanced_event_selectors=data_events(args.watched_bucket_arns, args.bucket_arn),
            insight_selectors=insights if args.spec.insights else None,
            tags=args.labels.aws(args.trail),
            # CloudTrail tries at once whether it may write to the bucket and the log group.
            opts=self.child(depends_on=[permissions, *args.ready]),
        )

    def _watch(self, name: str, args: AuditTrailArgs, logs: aws.cloudwatch.LogGroup) -> None:
        for role, watch in watches(args.emergency_role_arns).items():
            metric = f"{args.trail}-{role}"
            aws.cloudwatch.LogMetricFilter(
                f"{name}-{role}",
                region=args.placement.region,
                name=metric,
                log_group_name=logs.name,
                pattern=watch.pattern,
                metric_transformation={"name": metric, "namespace": NAMESPACE, "value": "1"},
                opts=self.child(),
            )
            aws.cloudwatch.MetricAlarm(
                f"{name}-{role}-alarm",
                region=args.placement.region,
                name=metric,
                alarm_description=f"{args.trail}: {role} {watch.threshold} or more in 5 min. {watch.remedy}",
                namespace=NAMESPACE,
                metric_name=metric,
                statistic="Sum",
                period=300,
                evaluation_periods=1,
                comparison_operator="GreaterThanOrEqualToThreshold",
                threshold=watch.threshold,
                treat_missing_data="notBreaching",
                alarm_actions=[args.alarm_topic_arn],
                tags=args.labels.aws(metric),
                opts=self.child(),
            )
