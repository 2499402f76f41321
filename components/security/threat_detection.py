"""Amazon GuardDuty in one region: what it watches, and from which severity on people hear of a finding."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Spec, Wire
from components.security.event_alerts import EventAlert, raise_alert

Severity = Literal["low", "medium", "high", "critical"]

LOWEST_SCORE: Final[Mapping[Severity, float]] = {"low": 1, "medium": 4, "high": 7, "critical": 9}
"""Where each severity begins (GuardDuty user guide, severity levels of findings)."""

FEATURES: Final[Mapping[str, str]] = {
    "s3_data": "S3_DATA_EVENTS",
    "eks_audit": "EKS_AUDIT_LOGS",
    "ebs_malware": "EBS_MALWARE_PROTECTION",
    "rds_logins": "RDS_LOGIN_EVENTS",
    "lambda_network": "LAMBDA_NETWORK_LOGS",
    "runtime": "RUNTIME_MONITORING",
}
"""Setting -> protection plan. A new detector turns most of them on by itself, so each is said either way."""

AGENTS: Final = ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT")
"""Whose agents runtime monitoring may install; only the cluster's nodes are watched here."""


class ThreatDetectionSpec(Spec):
    """Which protection plans are on; each is billed by what it looks at, management events and flow logs always.

    ``s3_data`` reads object-level calls, ``eks_audit`` the audit logs of clusters, ``rds_logins`` the logins of
    databases, ``ebs_malware`` scans the disks of a suspected machine, ``lambda_network`` the traffic of
    functions. ``runtime`` puts GuardDuty's agent on every node of the clusters, as an add-on that it looks
    after itself, and is billed for each of their vCPUs. ``alert_from`` is the severity from which on a finding
    is published to the alarm topic; all findings are in the console.
    """

    s3_data: bool = True
    eks_audit: bool = True
    ebs_malware: bool = True
    rds_logins: bool = True
    lambda_network: bool = False
    runtime: bool = False
    alert_from: Severity = "medium"


@dataclass(frozen=True, kw_only=True)
class ThreatDetectionArgs:
    """A spec in its place. The topic's policy and key have to let ``events.amazonaws.com`` publish."""

    spec: ThreatDetectionSpec
    placement: AwsPlacement
    labels: Labels
    alarm_topic_arn: Wire[str]


class ThreatDetection(Component):
    """A detector that reports new findings at once and known ones every fifteen minutes.

    An account has one detector in a region; where somebody made it by hand, import it first.
    Output: ``detector_id``.
    """

    urn_type = "platform:security:ThreatDetection"

    detector_id: Output[str]

    def __init__(self, name: str, args: ThreatDetectionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        detector = aws.guardduty.Detector(
            f"{name}-detector",
            region=args.placement.region,
            enable=True,
            finding_publishing_frequency="FIFTEEN_MINUTES",
            tags=args.labels.aws(f"{name}-detector"),
            opts=self.child(),
        )
        for setting, feature in FEATURES.items():
            self._feature(name, args, detector, setting, feature)
        raise_alert(
            self,
            name,
            _findings(args.spec.alert_from),
            placement=args.placement,
            labels=args.labels,
            topic_arn=args.alarm_topic_arn,
            after=[detector],
        )
        self.detector_id = detector.id
        self.publish()

    def _feature(
        self,
        name: str,
        args: ThreatDetectionArgs,
        detector: aws.guardduty.Detector,
        setting: str,
        feature: str,
    ) -> None:
        status = _status(getattr(args.spec, setting))
        agents = {agent: _status(args.spec.runtime and agent == AGENTS[0]) for agent in AGENTS}
        aws.guardduty.DetectorFeature(
            f"{name}-{setting.replace('_', '-')}",
            region=args.placement.region,
            detector_id=detector.id,
            name=feature,
            status=status,
            additional_configurations=[
                aws.guardduty.DetectorFeatureAdditionalConfigurationArgs(name=agent, status=chosen)
                for agent, chosen in agents.items()
            ]
            if setting == "runtime"
            else None,
            opts=self.child(),
        )


def _status(on: bool) -> str:
    return "ENABLED" if on else "DISABLED"


def _findings(severity: Severity) -> EventAlert:
    return EventAlert(
        role="findings",
        purpose=f"GuardDuty findings of {severity} severity and above",
        pattern={
            "source": ["aws.guardduty"],
            "detail-type": ["GuardDuty Finding"],
            "detail": {"severity": [{"numeric": [">=", LOWEST_SCORE[severity]]}]},
        },
        fields={
            "severity": "$.detail.severity",
            "title": "$.detail.title",
            "kind": "$.detail.type",
            "account": "$.detail.accountId",
            "region": "$.detail.region",
            "count": "$.detail.service.count",
            "id": "$.detail.id",
        },
        message=(
            "GuardDuty, severity <severity>: <title> (<kind>), seen <count> times in account <account>, <region>. "
            "Open finding <id> in the console of that region, and follow its remediation before archiving it."
        ),
    )
