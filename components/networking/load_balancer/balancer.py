"""An Application Load Balancer in the public subnets, with its target groups, its lock and what watches it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.metric_alarms import Alarm, Watch, raise_alarm
from components.foundation.names import bounded
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.networking.certificates import RegionalCertificate
from components.networking.load_balancer.firewall import firewall
from components.networking.load_balancer.listeners import listeners
from components.networking.load_balancer.origin_lock import OriginLock
from components.networking.load_balancer.spec import LoadBalancerSpec

NAME_LIMIT = 32
"""Longest name of a load balancer or a target group (ELB API)."""

NAMESPACE = "AWS/ApplicationELB"


@dataclass(frozen=True, kw_only=True)
class AccessLogs:
    """A bucket of the load balancer's own region, encrypted with S3's keys, whose policy lets ELB write.

    ``ready`` has to stand first: ELB tries at once whether it may write.
    """

    bucket: Wire[str]
    prefix: str
    ready: Sequence[Resource] = ()


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """A spec wired to a region's network, nodes, certificate, firewall and logs.

    ``public_subnets`` are by zone letter. ``behind_cloudfront`` lets CloudFront in beside Cloudflare.
    """

    spec: LoadBalancerSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    vpc_id: Wire[str]
    public_subnets: Mapping[str, Wire[str]]
    node_security_group_id: Wire[str]
    certificate: RegionalCertificate
    lock: OriginLock
    web_acl_arn: Wire[str]
    logs: AccessLogs | None
    alarm_topic_arn: Wire[str]
    behind_cloudfront: bool


class LoadBalancer(Component):
    """A public load balancer that forwards to pods by weight and refuses what did not come through the edge.

    Pods join a target group through a TargetGroupBinding of the AWS Load Balancer Controller that names its ARN.

    Outputs: ``arn``, ``dns_name``, ``zone_id``, ``target_group_arns`` by name, ``listener_arn``.

    :raises ValueError: if the certificate stands in another region.
    """

    urn_type = "platform:networking:LoadBalancer"

    arn: Output[str]
    dns_name: Output[str]
    zone_id: Output[str]
    target_group_arns: Output[dict[str, str]]
    listener_arn: Output[str]

    def __init__(self, name: str, args: LoadBalancerArgs, opts: ResourceOptions | None = None) -> None:
        args.certificate.usable_in(args.placement.region, f"load balancer {name}")
        super().__init__(name, opts)
        balancer = self._balancer(name, args)
        groups = {key: self._group(name, args, key) for key in args.spec.groups}
        listener = listeners(self, name, args, balancer, groups)
        aws.wafv2.WebAclAssociation(
            f"{name}-firewall",
            region=args.placement.region,
            resource_arn=balancer.arn,
            web_acl_arn=args.web_acl_arn,
            opts=self.child(),
        )
        self._watch(name, args, balancer, groups)
        self.arn = balancer.arn
        self.dns_name = balancer.dns_name
        self.zone_id = balancer.zone_id
        self.target_group_arns = Output.all(**{key: group.arn for key, group in groups.items()})
        self.listener_arn = listener.arn
        self.publish()

    def _balancer(self, name: str, args: LoadBalancerArgs) -> aws.lb.LoadBalancer:
        logs = args.logs
        return aws.lb.LoadBalancer(
            f"{name}-balancer",
            region=args.placement.region,
            name=bounded(f"{args.labels.environment}-edge", NAME_LIMIT),
            load_balancer_type="application",
            internal=False,
            ip_address_type="ipv4",
            subnets=[args.public_subnets[zone] for zone in sorted(args.public_subnets)],
            security_groups=firewall(self, name, args),
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            enable_cross_zone_load_balancing=True,
            enable_deletion_protection=args.protected,
            enable_http2=True,
            enable_waf_fail_open=False,
            idle_timeout=args.spec.idle_seconds,
            access_logs={"enabled": True, "bucket": logs.bucket, "prefix": logs.prefix} if logs else None,
            connection_logs={"enabled": True, "bucket": logs.bucket, "prefix": logs.prefix} if logs else None,
            tags=args.labels.aws(name),
            opts=self.child(depends_on=list(logs.ready) if logs else None),
        )

    def _group(self, name: str, args: LoadBalancerArgs, key: str) -> aws.lb.TargetGroup:
        spec, health = args.spec, args.spec.health
        # What cannot change in place is part of the name, so that a successor can stand beside it.
        kind = f"{spec.target_protocol.lower()}-{spec.target_port}"
        return aws.lb.TargetGroup(
            f"{name}-{key}",
            region=args.placement.region,
            name=bounded(f"{args.labels.environment}-{key}-{kind}", NAME_LIMIT),
            target_type="ip",
            vpc_id=args.vpc_id,
            port=spec.target_port,
            protocol=spec.target_protocol,
            deregistration_delay=spec.drain_seconds,
            slow_start=spec.slow_start_seconds,
            health_check={
                "enabled": True,
                "path": health.path,
                "port": "traffic-port",
                "protocol": spec.target_protocol,
                "matcher": "200",
                "interval": health.interval_seconds,
                "timeout": health.timeout_seconds,
                "healthy_threshold": health.healthy_after,
                "unhealthy_threshold": health.unhealthy_after,
            },
            stickiness={
                "type": "lb_cookie",
                "enabled": spec.sticky_seconds is not None,
                "cookie_duration": spec.sticky_seconds or 86_400,
            },
            tags=args.labels.aws(f"{name}-{key}"),
            opts=self.child(),
        )

    def _watch(
        self,
        name: str,
        args: LoadBalancerArgs,
        balancer: aws.lb.LoadBalancer,
        groups: Mapping[str, aws.lb.TargetGroup],
    ) -> None:
        watch = Watch(
            owner=self, placement=args.placement, labels=args.labels, topic_arn=args.alarm_topic_arn
        )
        subject = f"{args.labels.environment}-edge"
        whole: dict[str, Wire[str]] = {"LoadBalancer": balancer.arn_suffix}
        for alarm in _balancer_alarms(args.spec):
            raise_alarm(name, alarm, watch, subject=subject, dimensions=whole)
        for key, group in groups.items():
            raise_alarm(
                f"{name}-{key}",
                _UNHEALTHY,
                watch,
                subject=f"{subject}-{key}",
                dimensions={**whole, "TargetGroup": group.arn_suffix},
            )


_UNHEALTHY = Alarm(
    role="unhealthy-hosts",
    namespace=NAMESPACE,
    metric="UnHealthyHostCount",
    statistic="Maximum",
    breach="above",
    threshold=0,
    unit="hosts",
    remedy="Pods fail their health check: look at their logs, and move the weight to the other group",
    # A group without pods reports nothing.
    missing="notBreaching",
)


def _balancer_alarms(spec: LoadBalancerSpec) -> list[Alarm]:
    return [
        Alarm(
            role=role,
            namespace=NAMESPACE,
            metric=metric,
            statistic="Sum",
            breach="above",
            threshold=spec.alarms.server_errors,
            unit="requests",
            remedy=remedy,
            periods=2,
            missing="notBreaching",
        )
        for role, metric, remedy in (
            ("balancer-errors", "HTTPCode_ELB_5XX_Count", "No pod answers: look for healthy targets"),
            ("target-errors", "HTTPCode_Target_5XX_Count", "Pods answer with faults: roll the release back"),
        )
    ] + [
        Alarm(
            role="latency",
            namespace=NAMESPACE,
            metric="TargetResponseTime",
            statistic="p95",
            breach="above",
            threshold=spec.alarms.latency_seconds,
            unit="seconds",
            remedy="Answers are late: look at the autoscaler, then at the database",
            missing="notBreaching",
        )
    ]
