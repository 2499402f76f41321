"""The records of what serves: each region under its own name, and names that leave a region which does not answer."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.metric_alarms import Alarm, Watch, raise_alarm
from components.foundation.placement import AwsPlacement
from components.foundation.spec import RefusalError, Wire
from components.networking.dns.public_zone import HOME
from components.networking.dns.spec import HealthCheckSpec, RoutingSpec

ORIGIN = "origin"
BALANCED = "balanced"
HTTPS = 443


@dataclass(frozen=True, kw_only=True)
class OriginTarget:
    """A load balancer as an alias finds it: the name that AWS gave it and the zone that name is in."""

    dns_name: Wire[str]
    zone_id: Wire[str]


@dataclass(frozen=True, kw_only=True)
class OriginRecordsArgs:
    """The load balancers by region and how they are asked and chosen.

    ``primary`` serves as long as it answers. ``alarm_topic_arn`` stands in us-east-1, where Route 53 measures.
    """

    domain: str
    zone_id: Wire[str]
    targets: Mapping[str, OriginTarget]
    primary: str
    checks: HealthCheckSpec
    routing: RoutingSpec | None
    placement: AwsPlacement
    labels: Labels
    alarm_topic_arn: Wire[str]


class OriginRecords(Component):
    """``origin-<region>`` for each region, ``origin`` by failover, and ``balanced`` by weight where one is given.

    Every alias points at a load balancer of the same stack, so that none outlives its target. One region already has
    a failover record, so that a second one joins it and replaces nothing.

    Outputs: ``names``, by region; ``failover_name``; ``health_check_ids``, by region.

    :raises ValueError: if the primary is no target, there are more than two, or a weight is of another region.
    """

    urn_type = "platform:networking:OriginRecords"

    names: Output[dict[str, str]]
    failover_name: Output[str]
    health_check_ids: Output[dict[str, str]]

    def __init__(self, name: str, args: OriginRecordsArgs, opts: ResourceOptions | None = None) -> None:
        _refuse_contradictions(name, args)
        super().__init__(name, opts)
        checks = {region: self._check(name, args, region) for region in args.targets}
        if len(checks) > 1:
            self._any_check(name, args, checks)
        for region, target in args.targets.items():
            self._record(name, args, f"{ORIGIN}-{region}", target)
            self._failover(name, args, region, checks[region])
            if args.routing is not None:
                self._weighted(name, args, region, checks[region], args.routing.by_region[region])
        self.names = Output.from_input(
            {region: f"{ORIGIN}-{region}.{args.domain}" for region in args.targets}
        )
        self.failover_name = Output.from_input(f"{ORIGIN}.{args.domain}")
        self.health_check_ids = Output.all(**{region: check.id for region, check in checks.items()})
        self.publish()

    def _check(self, name: str, args: OriginRecordsArgs, region: str) -> aws.route53.HealthCheck:
        spec = args.checks
        check = aws.route53.HealthCheck(
            f"{name}-{region}",
            type="HTTPS_STR_MATCH" if spec.search else "HTTPS",
            fqdn=f"{ORIGIN}-{region}.{args.domain}",
            port=HTTPS,
            resource_path=spec.path,
            search_string=spec.search,
            request_interval=spec.interval_seconds,
            failure_threshold=spec.failures,
            enable_sni=True,
            measure_latency=False,
            regions=list(spec.checkers) or None,
            tags=args.labels.aws(f"{name}-{region}"),
            opts=self.child(),
        )
        self._alarm(
            name,
            args,
            region,
            check,
            f"{region} does not answer at {spec.path}; requests go elsewhere meanwhile",
        )
        return check

    def _any_check(
        self, name: str, args: OriginRecordsArgs, checks: Mapping[str, aws.route53.HealthCheck]
    ) -> None:
        check = aws.route53.HealthCheck(
            f"{name}-any",
            type="CALCULATED",
            child_health_threshold=1,
            child_healthchecks=[check.id for check in checks.values()],
            tags=args.labels.aws(f"{name}-any"),
            opts=self.child(),
        )
        self._alarm(name, args, "any", check, "No region answers: start the regional failover runbook")

    def _alarm(
        self, name: str, args: OriginRecordsArgs, key: str, check: aws.route53.HealthCheck, remedy: str
    ) -> None:
        alarm = Alarm(
            role=f"{key}-health",
            namespace="AWS/Route53",
            metric="HealthCheckStatus",
            statistic="Minimum",
            breach="below",
            threshold=1,
            unit="checks",
            remedy=remedy,
            period_seconds=60,
            periods=2,
            missing="breaching",
        )
        here = args.placement.elsewhere(HOME)
        watch = Watch(owner=self, placement=here, labels=args.labels, topic_arn=args.alarm_topic_arn)
        raise_alarm(
            name, alarm, watch, subject=f"{ORIGIN}.{args.domain}", dimensions={"HealthCheckId": check.id}
        )

    def _record(self, name: str, args: OriginRecordsArgs, label: str, target: OriginTarget) -> None:
        aws.route53.Record(
            f"{name}-{label}",
            zone_id=args.zone_id,
            name=f"{label}.{args.domain}",
            type="A",
            aliases=[_alias(target, evaluate=False)],
            opts=self.child(),
        )

    def _failover(
        self, name: str, args: OriginRecordsArgs, region: str, check: aws.route53.HealthCheck
    ) -> None:
        aws.route53.Record(
            f"{name}-failover-{region}",
            zone_id=args.zone_id,
            name=f"{ORIGIN}.{args.domain}",
            type="A",
            set_identifier=region,
            failover_routing_policies=[{"type": "PRIMARY" if region == args.primary else "SECONDARY"}],
            health_check_id=check.id,
            aliases=[_alias(args.targets[region], evaluate=True)],
            opts=self.child(),
        )

    def _weighted(
        self, name: str, args: OriginRecordsArgs, region: str, check: aws.route53.HealthCheck, weight: int
    ) -> None:
        aws.route53.Record(
            f"{name}-balanced-{region}",
            zone_id=args.zone_id,
            name=f"{BALANCED}.{args.domain}",
            type="A",
            set_identifier=region,
            weighted_routing_policies=[{"weight": weight}],
            health_check_id=check.id,
            aliases=[_alias(args.targets[region], evaluate=True)],
            opts=self.child(),
        )


def _alias(target: OriginTarget, *, evaluate: bool) -> aws.route53.RecordAliasArgsDict:
    return {"name": target.dns_name, "zone_id": target.zone_id, "evaluate_target_health": evaluate}


def _refuse_contradictions(name: str, args: OriginRecordsArgs) -> None:
    faults = []
    if args.primary not in args.targets:
        faults.append(f"the primary {args.primary} has no load balancer: name a region that has one")
    if len(args.targets) > 2:
        faults.append(f"failover knows a primary and a secondary, not {len(args.targets)} regions: keep two")
    if args.routing is not None and args.routing.by_region.keys() != args.targets.keys():
        faults.append(
            "the weights are of other regions than the load balancers, and an alias would dangle: weigh each of "
            f"{', '.join(sorted(args.targets))} and nothing else"
        )
    if faults:
        raise RefusalError(*(f"origins {name}: {fault}" for fault in faults))
