"""IAM Access Analyzer: what strangers can reach, and what nobody uses."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions
from pydantic import Field

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Spec, Wire
from components.security.event_alerts import EventAlert, raise_alert


class AccessAnalysisSpec(Spec):
    """Analysis of external access is free and always on.

    ``unused_after_days`` also looks for roles, permissions and keys that nobody has used for so long; it is
    billed for each role and user a month, so that None, the default, leaves it out.
    """

    unused_after_days: int | None = Field(default=None, ge=1, le=365)


@dataclass(frozen=True, kw_only=True)
class AccessAnalysisArgs:
    """A spec in its place.

    ``home`` is whether this region also analyses unused access, whose findings are the same from every region
    (IAM user guide, unused access analyzers).
    """

    spec: AccessAnalysisSpec
    placement: AwsPlacement
    labels: Labels
    alarm_topic_arn: Wire[str]
    home: bool


class AccessAnalysis(Component):
    """An analyzer that reports every policy of the region by which somebody outside the account gets in.

    Output: ``analyzer_arn``, of the analyzer of external access.
    """

    urn_type = "platform:security:AccessAnalysis"

    analyzer_arn: Output[str]

    def __init__(self, name: str, args: AccessAnalysisArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        external = aws.accessanalyzer.Analyzer(
            f"{name}-external",
            region=args.placement.region,
            analyzer_name=f"{args.labels.environment}-external",
            type="ACCOUNT",
            tags=args.labels.aws(f"{name}-external"),
            opts=self.child(),
        )
        if args.home and args.spec.unused_after_days is not None:
            self._unused(name, args, args.spec.unused_after_days)
        raise_alert(
            self,
            name,
            _external_access(),
            placement=args.placement,
            labels=args.labels,
            topic_arn=args.alarm_topic_arn,
            after=[external],
        )
        self.analyzer_arn = external.arn
        self.publish()

    def _unused(self, name: str, args: AccessAnalysisArgs, days: int) -> None:
        # The age is part of the name, because neither can change on an analyzer that exists.
        aws.accessanalyzer.Analyzer(
            f"{name}-unused-{days}",
            region=args.placement.region,
            analyzer_name=f"{args.labels.environment}-unused-{days}",
            type="ACCOUNT_UNUSED_ACCESS",
            configuration=aws.accessanalyzer.AnalyzerConfigurationArgs(
                unused_access=aws.accessanalyzer.AnalyzerConfigurationUnusedAccessArgs(unused_access_age=days)
            ),
            tags=args.labels.aws(f"{name}-unused-{days}"),
            opts=self.child(),
        )


def _external_access() -> EventAlert:
    return EventAlert(
        role="external",
        purpose="Policies that let somebody outside the account in",
        pattern={
            "source": ["aws.access-analyzer"],
            "detail-type": ["Access Analyzer Finding"],
            "detail": {"status": ["ACTIVE"]},
        },
        fields={
            "resource": "$.detail.resource",
            "kind": "$.detail.resourceType",
            "account": "$.detail.accountId",
            "region": "$.region",
            "id": "$.detail.id",
        },
        message=(
            "Access Analyzer: <resource> (<kind>) in account <account>, <region> can be reached from outside the account. "
            "Narrow its policy, or archive finding <id> with the reason if that is meant."
        ),
    )
