"""AWS Security Hub in one region: which standards the account is held to, and where findings come together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, Self

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions
from pydantic import Field, StringConstraints, model_validator

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import RefusalError, Spec, Wire
from components.security.event_alerts import EventAlert, raise_alert

Standard = Literal["fsbp", "cis"]

STANDARDS: Final[Mapping[Standard, str]] = {
    "fsbp": "standards/aws-foundational-security-best-practices/v/1.0.0",
    "cis": "standards/cis-aws-foundations-benchmark/v/5.0.0",
}
"""Setting -> standard: AWS Foundational Security Best Practices, and the CIS AWS Foundations Benchmark."""

ControlId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]+\.\d{1,3}$")]
"""A control of Security Hub, such as IAM.6."""

Reason = Annotated[str, StringConstraints(min_length=10, max_length=500)]


class PostureSpec(Spec):
    """The standards, and the controls that are switched off with the reason why.

    A control is off in every standard at once. Security Hub checks what AWS Config records: without a recorder
    most controls report that they have no data.
    """

    standards: tuple[Standard, ...] = Field(default=("fsbp", "cis"), min_length=1)
    disabled_controls: dict[ControlId, Reason] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_each_standard_once(self) -> Self:
        twice = sorted({one for one in self.standards if self.standards.count(one) > 1})
        if twice:
            raise RefusalError(
                f"standards: {', '.join(twice)} is named twice, and an account subscribes to a standard once; name it once"
            )
        return self


@dataclass(frozen=True, kw_only=True)
class PostureArgs:
    """A spec in its place.

    ``linked_regions`` are the other regions whose findings come together here; None where another region
    collects. Only the collecting region raises alerts, because it sees the events of all. ``recorded`` is what has to
    stand before there is anything to check: a running recorder of AWS Config.
    """

    spec: PostureSpec
    placement: AwsPlacement
    labels: Labels
    alarm_topic_arn: Wire[str]
    linked_regions: tuple[str, ...] | None
    recorded: Sequence[Resource] = ()


class Posture(Component):
    """A hub that subscribes to the named standards alone, with one finding for each failed control.

    Outputs: ``hub_arn``; ``aggregator_arn`` is empty in a region that does not collect.
    """

    urn_type = "platform:security:Posture"

    hub_arn: Output[str]
    aggregator_arn: Output[str]

    def __init__(self, name: str, args: PostureArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        hub = aws.securityhub.Account(
            f"{name}-hub",
            region=args.placement.region,
            # The standards are said below, in the versions that are wanted, not in those of the day.
            enable_default_standards=False,
            auto_enable_controls=True,
            control_finding_generator="SECURITY_CONTROL",
            opts=self.child(depends_on=args.recorded),
        )
        subscriptions = {
            standard: aws.securityhub.StandardsSubscription(
                f"{name}-{standard}",
                region=args.placement.region,
                standards_arn=_standard_arn(standard, args.placement),
                opts=self.child(depends_on=[hub]),
            )
            for standard in args.spec.standards
        }
        self._tune(name, args, subscriptions)
        self.hub_arn = hub.arn
        self.aggregator_arn = self._collect(name, args, hub)
        self.publish()

    def _tune(
        self,
        name: str,
        args: PostureArgs,
        subscriptions: Mapping[Standard, aws.securityhub.StandardsSubscription],
    ) -> None:
        for control, reason in args.spec.disabled_controls.items():
            for standard, subscription in subscriptions.items():
                aws.securityhub.StandardsControlAssociation(
                    f"{name}-{standard}-{control.lower().replace('.', '-')}",
                    region=args.placement.region,
                    standards_arn=_standard_arn(standard, args.placement),
                    security_control_id=control,
                    association_status="DISABLED",
                    updated_reason=reason,
                    opts=self.child(depends_on=[subscription]),
                )

    def _collect(self, name: str, args: PostureArgs, hub: aws.securityhub.Account) -> Output[str]:
        if args.linked_regions is None:
            return Output.from_input("")
        raise_alert(
            self,
            name,
            _critical_findings(),
            placement=args.placement,
            labels=args.labels,
            topic_arn=args.alarm_topic_arn,
            after=[hub],
        )
        aggregator = aws.securityhub.FindingAggregator(
            f"{name}-aggregator",
            region=args.placement.region,
            linking_mode="SPECIFIED_REGIONS" if args.linked_regions else "NO_REGIONS",
            specified_regions=sorted(args.linked_regions) or None,
            opts=self.child(depends_on=[hub]),
        )
        return aggregator.arn


def _standard_arn(standard: Standard, placement: AwsPlacement) -> str:
    """Return a standard's ARN, which names a region and no account (Security Hub user guide, standards ARNs)."""
    return f"arn:{placement.partition}:securityhub:{placement.region}::{STANDARDS[standard]}"


def _critical_findings() -> EventAlert:
    """Return the alert for what a standard calls critical; GuardDuty's findings have an alert of their own."""
    return EventAlert(
        role="critical",
        purpose="Critical controls of Security Hub that newly fail",
        pattern={
            "source": ["aws.securityhub"],
            "detail-type": ["Security Hub Findings - Imported"],
            "detail": {
                "findings": {
                    "Compliance": {"Status": ["FAILED"]},
                    "RecordState": ["ACTIVE"],
                    "Severity": {"Label": ["CRITICAL"]},
                    "Workflow": {"Status": ["NEW"]},
                }
            },
        },
        fields={
            "title": "$.detail.findings[0].Title",
            "resource": "$.detail.findings[0].Resources[0].Id",
            "account": "$.detail.findings[0].AwsAccountId",
            "region": "$.detail.findings[0].Region",
        },
        message=(
            "Security Hub, critical: <title>. Resource <resource> in account <account>, <region>. "
            "Mend it, or set the finding's workflow status, so that it is not reported again tomorrow."
        ),
    )
