"""The guard rails of an account: what holds in it, who watches it, what it may cost and who may change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pulumi import Output, ResourceOptions

from components.cost.allocation_tags import AllocationTags, AllocationTagsArgs
from components.cost.anomalies import Anomalies, AnomaliesArgs
from components.cost.budgets import Budgets, BudgetsArgs
from components.delivery.pipeline_roles import PipelineRoles, PipelineRolesArgs
from components.networking.vpn import VpnGateway, VpnGatewayArgs
from components.security.access_analysis import AccessAnalysis, AccessAnalysisArgs
from components.security.account_baseline import AccountBaseline, AccountBaselineArgs
from components.security.configuration_record import (
    ConfigurationRecord,
    ConfigurationRecordArgs,
    RecordingRole,
    RecordingRoleArgs,
    service_role_arn,
)
from components.security.posture import Posture, PostureArgs
from components.security.region_baseline import RegionBaseline, RegionBaselineArgs
from components.security.threat_detection import ThreatDetection, ThreatDetectionArgs
from stacks.layers.foundation import Foundation
from stacks.layers.stores import CONFIG_PREFIX, Stores
from stacks.settings.guard_model import GuardRailsSettings
from stacks.settings.model import Settings

STATE_KEY_ALIAS: Final = "alias/platform-state"
"""The key of Pulumi's state, as ``infra bootstrap`` names it."""


@dataclass(frozen=True)
class GuardRails:
    """The gateways of the account, by region; what else guards it is wired to nothing."""

    gateways: Mapping[str, VpnGateway]


def state_bucket(settings: Settings) -> str:
    """Return the bucket of Pulumi's state, as ``infra bootstrap`` names it."""
    return f"platform-state-{settings.aws.account_id}-{settings.aws.home_region}"


def pipelines(settings: Settings, account: ResourceOptions) -> PipelineRoles | None:
    """Build the roles of the pipelines; clusters that admit the deployer wait for it."""
    spec, home = settings.aws.pipelines, settings.aws.home_region
    if spec is None:
        return None
    return PipelineRoles(
        "pipelines",
        PipelineRolesArgs(
            spec=spec,
            placement=settings.placement(home),
            labels=settings.labels,
            regions=tuple(settings.aws.regions),
            state_bucket=state_bucket(settings),
            state_key_alias=STATE_KEY_ALIAS,
        ),
        account,
    )


def admitting(
    settings: Settings, region: str, account: ResourceOptions, roles: PipelineRoles | None
) -> ResourceOptions:
    """Return the options of a region's cluster: it comes after its deployer, where this stack makes that role.

    EKS admits a role only once IAM knows it.
    """
    deployer, spec = settings.aws.regions[region].cluster.deployer, settings.aws.pipelines
    if roles is None or spec is None or not deployer.endswith(f":role/{spec.deploy_role}"):
        return account
    return ResourceOptions.merge(account, ResourceOptions(depends_on=[roles.deploy_role]))


def build(
    settings: Settings,
    account: ResourceOptions,
    bases: Mapping[str, Foundation],
    stores: Mapping[str, Stores],
) -> GuardRails:
    """Build the guard rails of the account and of each region."""
    rails, home = settings.aws.guard_rails, bases[settings.aws.home_region]
    if rails is not None:
        AccountBaseline("account-baseline", AccountBaselineArgs(placement=home.placement), account)
        records = _records(settings, rails, account, bases, stores)
        for region in bases:
            _region(_Place(settings, rails, account, bases, region), records.get(region))
    _money(settings, account, home)
    gateways = {
        region: gateway
        for region, base in bases.items()
        if (gateway := _gateway(settings, region, account, base)) is not None
    }
    return GuardRails(gateways)


def _records(
    settings: Settings,
    rails: GuardRailsSettings,
    account: ResourceOptions,
    bases: Mapping[str, Foundation],
    stores: Mapping[str, Stores],
) -> dict[str, ConfigurationRecord]:
    """Build the record of each region, into the region's logs: AWS Config refuses stores with a lock."""
    spec, home = rails.configuration_record, settings.aws.home_region
    if spec is None:
        return {}
    role = _recording_role(settings, account, bases[home], made_here=spec.service_linked_role)
    return {
        region: ConfigurationRecord(
            f"{region}-record",
            ConfigurationRecordArgs(
                spec=spec,
                placement=base.placement,
                labels=settings.labels,
                recorder=settings.environment,
                role_arn=role,
                bucket=stores[region].logs.bucket,
                prefix=CONFIG_PREFIX,
                alarm_topic_arn=base.alarms.arn,
                home=region == home,
                ready=stores[region].logs.ready,
            ),
            account,
        )
        for region, base in bases.items()
    }


def _recording_role(
    settings: Settings, account: ResourceOptions, home: Foundation, *, made_here: bool
) -> Output[str]:
    if not made_here:
        return Output.from_input(service_role_arn(home.placement))
    return RecordingRole("recording", RecordingRoleArgs(labels=settings.labels), account).arn


@dataclass(frozen=True)
class _Place:
    """A region, among the others of the account."""

    settings: Settings
    rails: GuardRailsSettings
    account: ResourceOptions
    bases: Mapping[str, Foundation]
    region: str


def _region(place: _Place, record: ConfigurationRecord | None) -> None:
    settings, rails, account, region = place.settings, place.rails, place.account, place.region
    base = place.bases[region]
    placement, labels, topic = base.placement, settings.labels, base.alarms.arn
    home = region == settings.aws.home_region
    RegionBaseline(
        f"{region}-baseline",
        RegionBaselineArgs(placement=placement, ebs_key_arn=base.keys.arns["ebs"]),
        account,
    )
    if rails.threat_detection is not None:
        ThreatDetection(
            f"{region}-threats",
            ThreatDetectionArgs(
                spec=rails.threat_detection, placement=placement, labels=labels, alarm_topic_arn=topic
            ),
            account,
        )
    if rails.security_hub is not None:
        Posture(
            f"{region}-posture",
            PostureArgs(
                spec=rails.security_hub,
                placement=placement,
                labels=labels,
                alarm_topic_arn=topic,
                linked_regions=tuple(other for other in place.bases if other != region) if home else None,
                recorded=record.ready if record else (),
            ),
            account,
        )
    if rails.access_analysis is not None:
        AccessAnalysis(
            f"{region}-access",
            AccessAnalysisArgs(
                spec=rails.access_analysis,
                placement=placement,
                labels=labels,
                alarm_topic_arn=topic,
                home=home,
            ),
            account,
        )


def _money(settings: Settings, account: ResourceOptions, home: Foundation) -> None:
    spec, emails = settings.aws.budgets, settings.aws.alarm_emails
    if spec is None:
        return
    Budgets(
        "budgets",
        BudgetsArgs(
            spec=spec,
            placement=home.placement,
            labels=settings.labels,
            topic_arn=home.alarms.arn,
            emails=emails,
        ),
        account,
    )
    if spec.anomalies is not None:
        Anomalies(
            "anomalies",
            AnomaliesArgs(
                spec=spec.anomalies, labels=settings.labels, topic_arn=home.alarms.arn, emails=emails
            ),
            account,
        )
    if spec.allocation_tags:
        AllocationTags("allocation-tags", AllocationTagsArgs(keys=spec.allocation_tags), account)


def _gateway(
    settings: Settings, region: str, account: ResourceOptions, base: Foundation
) -> VpnGateway | None:
    here = settings.aws.regions[region]
    if here.vpn is None:
        return None
    return VpnGateway(
        f"{region}-vpn",
        VpnGatewayArgs(
            spec=here.vpn,
            placement=base.placement,
            labels=settings.labels,
            protected=settings.protected,
            vpc_id=base.network.vpc_id,
            subnet_id=base.network.public[here.vpn.zone],
            private_route_tables=base.network.private_route_tables,
            own=here.network.cidr,
            others={
                other: content.network.cidr
                for other, content in settings.aws.regions.items()
                if other != region
            },
            secret_name=f"{settings.environment}/vpn/wireguard",
            secrets_key_arn=base.keys.arns["secrets"],
            ebs_key_arn=base.keys.arns["ebs"],
            alarm_topic_arn=base.alarms.arn,
            network_ready=base.network.ready,
        ),
        account,
    )
