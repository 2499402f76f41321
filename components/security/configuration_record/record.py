"""AWS Config in one region: a recorder, where it delivers, how long it keeps, and the rules that watch."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.security.configuration_record.rules import RULES, ManagedRule, RuleName
from components.security.configuration_record.spec import RecordingSpec
from components.security.event_alerts import EventAlert, raise_alert

COMPLIANCE: Final = "AWS::Config::ResourceCompliance"
"""The history of every rule's verdict on every resource: Security Hub keeps its own, so it would be paid for twice."""

IDENTITIES: Final = ("AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User")
"""Types of the whole account, which each region would record anew (AWS Config developer guide, global resource types)."""


@dataclass(frozen=True, kw_only=True)
class ConfigurationRecordArgs:
    """A spec wired to its role, to the bucket that it delivers to, and to the topic of its region's alarms.

    ``bucket`` has no lock: AWS Config refuses to deliver to one that has. Its policy lets Config write under
    ``prefix``, and ``ready`` is what says so. ``home`` is the region that records the account's identities.
    """

    spec: RecordingSpec
    placement: AwsPlacement
    labels: Labels
    recorder: str
    role_arn: Wire[str]
    bucket: Wire[str]
    prefix: str
    alarm_topic_arn: Wire[str]
    home: bool
    ready: Sequence[Resource] = ()


class ConfigurationRecord(Component):
    """A recorder that runs, with the rules of the settings and a message when one of them is newly broken.

    Outputs: ``recorder_name``, known once the recorder runs, and ``rule_names``.
    """

    urn_type = "platform:security:ConfigurationRecord"

    recorder_name: Output[str]
    rule_names: Output[list[str]]

    def __init__(self, name: str, args: ConfigurationRecordArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        recorder = self._recorder(name, args)
        running = self._running(name, args, recorder)
        aws.cfg.RetentionConfiguration(
            f"{name}-retention",
            region=args.placement.region,
            retention_period_in_days=args.spec.days,
            opts=self.child(depends_on=[recorder]),
        )
        rules = [self._rule(name, rule, args, running) for rule in _rules(args)]
        if rules:
            self._alert(name, args, rules)
        self.recorder_name = running.name
        self.rule_names = Output.all(*(rule.name for rule in rules))
        # What needs a record waits for it: a standard of Security Hub checks nothing before.
        self.ready: list[Resource] = [running]
        self.publish()

    def _recorder(self, name: str, args: ConfigurationRecordArgs) -> aws.cfg.Recorder:
        mode: aws.cfg.RecorderRecordingModeArgsDict = {"recording_frequency": args.spec.frequency}
        if args.spec.daily:
            mode["recording_mode_override"] = {
                "description": "Comes and goes with nodes and pods",
                "recording_frequency": "DAILY",
                "resource_types": list(args.spec.daily),
            }
        return aws.cfg.Recorder(
            f"{name}-recorder",
            region=args.placement.region,
            name=args.recorder,
            role_arn=args.role_arn,
            recording_group=_group(args),
            recording_mode=mode,
            opts=self.child(),
        )

    def _running(
        self, name: str, args: ConfigurationRecordArgs, recorder: aws.cfg.Recorder
    ) -> aws.cfg.RecorderStatus:
        channel = aws.cfg.DeliveryChannel(
            f"{name}-channel",
            region=args.placement.region,
            name=args.recorder,
            s3_bucket_name=args.bucket,
            s3_key_prefix=args.prefix,
            snapshot_delivery_properties={"delivery_frequency": "TwentyFour_Hours"},
            # Config takes no channel before there is a recorder, and tries at once whether it may write.
            opts=self.child(depends_on=[recorder, *args.ready]),
        )
        return aws.cfg.RecorderStatus(
            f"{name}-status",
            region=args.placement.region,
            name=recorder.name,
            is_enabled=True,
            opts=self.child(depends_on=[channel]),
        )

    def _rule(
        self, name: str, key: RuleName, args: ConfigurationRecordArgs, running: Resource
    ) -> aws.cfg.Rule:
        rule = RULES[key]
        physical = f"{args.recorder}-{key}"
        return aws.cfg.Rule(
            f"{name}-{key}",
            region=args.placement.region,
            name=physical,
            description=rule.purpose,
            source={"owner": "AWS", "source_identifier": rule.identifier},
            input_parameters=json.dumps(rule.parameters, sort_keys=True) if rule.parameters else None,
            scope={"compliance_resource_types": list(rule.types)} if rule.types else None,
            maximum_execution_frequency=None if rule.types else "TwentyFour_Hours",
            tags=args.labels.aws(physical),
            # Config refuses a rule where nothing records.
            opts=self.child(depends_on=[running]),
        )

    def _alert(self, name: str, args: ConfigurationRecordArgs, rules: Sequence[Resource]) -> None:
        names = [f"{args.recorder}-{key}" for key in _rules(args)]
        raise_alert(
            self,
            name,
            _broken(names),
            placement=args.placement,
            labels=args.labels,
            topic_arn=args.alarm_topic_arn,
            after=[*rules],
        )


def _rules(args: ConfigurationRecordArgs) -> list[RuleName]:
    def here(rule: ManagedRule) -> bool:
        return args.home or not rule.account_wide

    return [key for key in args.spec.rules if here(RULES[key])]


def _group(args: ConfigurationRecordArgs) -> aws.cfg.RecorderRecordingGroupArgsDict:
    """Return what is recorded: the named types, or all but what would be paid for twice."""
    if args.spec.only_types:
        return {
            "all_supported": False,
            "resource_types": list(args.spec.only_types),
            "recording_strategies": [{"use_only": "INCLUSION_BY_RESOURCE_TYPES"}],
        }
    left_out = [COMPLIANCE] if args.home else [COMPLIANCE, *IDENTITIES]
    return {
        "all_supported": False,
        "exclusion_by_resource_types": [{"resource_types": left_out}],
        "recording_strategies": [{"use_only": "EXCLUSION_BY_RESOURCE_TYPES"}],
    }


def _broken(rules: Sequence[str]) -> EventAlert:
    """Return the alert for a rule of ours that a resource newly breaks; Security Hub tells of its own."""
    return EventAlert(
        role="broken-rules",
        purpose="Resources that newly break a rule of AWS Config",
        pattern={
            "source": ["aws.config"],
            "detail-type": ["Config Rules Compliance Change"],
            "detail": {
                "messageType": ["ComplianceChangeNotification"],
                "configRuleName": list(rules),
                "newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]},
            },
        },
        fields={
            "rule": "$.detail.configRuleName",
            "kind": "$.detail.resourceType",
            "resource": "$.detail.resourceId",
            "account": "$.detail.awsAccountId",
            "region": "$.detail.awsRegion",
        },
        message=(
            "AWS Config: <kind> <resource> in account <account>, <region>, breaks <rule>. "
            "Compare it with the last deployment: undo what was done by hand, or bring it into the program."
        ),
    )
