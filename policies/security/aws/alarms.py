"""Alarms: that somebody hears them, and that there is one on each thing that nobody does unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from policies.framework import tokens
from policies.framework.facts import YES, Fact, some
from policies.framework.index import Stack, alike
from policies.framework.resources import Resource
from policies.framework.rules import (
    PROMOTED,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value

CIS: Final = "CIS AWS Foundations"

SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "calls that are refused": ("UnauthorizedOperation", "AccessDenied"),
    "a sign-in without a second factor": ("ConsoleLogin", "MFAUsed"),
    "use of the root user": ("userIdentity.type", "Root"),
    "changes of what somebody may do": ("PutRolePolicy", "AttachRolePolicy", "CreatePolicyVersion"),
    "changes of the audit trail": ("StopLogging", "DeleteTrail", "UpdateTrail"),
    "sign-ins that fail": ("ConsoleLogin", "Failed authentication"),
    "keys that are switched off or deleted": ("DisableKey", "ScheduleKeyDeletion"),
    "changes of buckets' policies": ("PutBucketPolicy", "DeleteBucketPolicy", "PutBucketAcl"),
    "changes of the recording of configurations": ("StopConfigurationRecorder", "DeleteDeliveryChannel"),
    "changes of security groups": ("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupEgress"),
    "changes of network ACLs": ("CreateNetworkAclEntry", "DeleteNetworkAcl"),
    "changes of gateways": ("AttachInternetGateway", "DeleteInternetGateway"),
    "changes of routes": ("CreateRoute", "ReplaceRoute", "DeleteRoute"),
    "changes of networks": ("CreateVpc", "DeleteVpc", "AcceptVpcPeeringConnection"),
    "changes of the organization": ("LeaveOrganization", "MoveAccount", "DetachPolicy"),
}
"""What is watched -> words that a pattern about it holds (CIS AWS Foundations 5.0, 4.1 to 4.15)."""


@resource_rule(
    name="alarm-heard",
    title="Every alarm tells somebody",
    types=(tokens.METRIC_ALARM,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set alarmActions to the region's topic, and leave actionsEnabled on.",
    checkov=("CKV_AWS_319",),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
)
def alarm_heard(alarm: Resource, _: Context) -> Outcomes:
    """Require an action: an alarm without one turns red where nobody looks."""
    yield from require(alarm["alarmActions"].given(), "it goes off and nobody hears it: set alarmActions")
    yield from require(
        ~alarm["actionsEnabled"].equals(False), "its actions are switched off: leave actionsEnabled on"
    )


@stack_rule(
    name="trail-watched",
    title="The audit trail wakes somebody for each thing that CIS lists",
    types=(tokens.TRAIL,),
    severity="medium",
    levels=PROMOTED,
    remediation="Add a LogMetricFilter over the trail's log group with a MetricAlarm on its metric for each subject.",
    controls=tuple(Control(CIS, "5.0", f"4.{number}") for number in range(1, 16)),
    trivy=(*(f"AWS-0{number}" for number in range(147, 161)), "AWS-0174"),
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html",
)
def trail_watched(stack: Stack, _: Context) -> Outcomes:
    """Require for each subject a filter of the trail's own log group, and an alarm on what it counts."""
    alarmed = _alarmed(stack)
    for trail in stack.of(tokens.TRAIL):
        groups = stack.targets(trail, "cloudWatchLogsGroupArn", tokens.LOG_GROUP)
        filters = [
            (one, alarmed.on(one["metricTransformation"]))
            for group in groups
            for one in stack.referrers(group, tokens.METRIC_FILTER, by="logGroupName")
        ]
        for subject, words in SUBJECTS.items():
            watched = some(_about(one, words) & wakes for one, wakes in filters)
            yield from require(watched, f"no alarm on {subject}: add a filter and an alarm", of=trail)


@dataclass(frozen=True, slots=True)
class _Alarmed:
    """What alarms are on: metrics by namespace and name, and the alarms whose metric is not known yet."""

    known: frozenset[tuple[Any, Any]]
    others: tuple[Resource, ...]

    def on(self, made: Value) -> Fact:
        """Return whether an alarm is on what a filter counts."""
        names = made["namespace"], made["name"]
        for name in names:
            if name.unknown:
                return name.undecided()
        if all(name.known for name in names) and tuple(name.raw for name in names) in self.known:
            return YES
        return some(_same_metric(alarm, made) for alarm in self.others)


def _alarmed(stack: Stack) -> _Alarmed:
    alarms = stack.of(tokens.METRIC_ALARM)
    names = [(alarm, alarm["namespace"], alarm["metricName"]) for alarm in alarms]
    return _Alarmed(
        frozenset((space.raw, name.raw) for _, space, name in names if space.known and name.known),
        tuple(alarm for alarm, space, name in names if space.unknown or name.unknown),
    )


def _same_metric(alarm: Resource, made: Value) -> Fact:
    return alike(alarm["namespace"], made["namespace"]) & alike(alarm["metricName"], made["name"])


def _about(one: Resource, words: tuple[str, ...]) -> Fact:
    return one["pattern"].test(lambda raw: all(word in str(raw) for word in words))


RULES = (alarm_heard, trail_watched)
