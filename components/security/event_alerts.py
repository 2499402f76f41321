"""Events of AWS's own services that people hear of: a rule on the default bus, and the alarm topic behind it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi_aws as aws
from pulumi import Resource

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire

TARGET = "alarms"
"""The id of a rule's one target."""


@dataclass(frozen=True, kw_only=True)
class EventAlert:
    """What is worth a message, and how the message reads.

    ``pattern`` selects events as EventBridge writes it. ``fields`` names the parts of an event that ``message``
    quotes between angle brackets, by their JSON path. The topic's policy has to let ``events.amazonaws.com``
    publish, and its key has to let it encrypt.
    """

    role: str
    purpose: str
    pattern: Mapping[str, Any]
    fields: Mapping[str, str]
    message: str


def raise_alert(
    owner: Component,
    name: str,
    alert: EventAlert,
    *,
    placement: AwsPlacement,
    labels: Labels,
    topic_arn: Wire[str],
    after: list[Resource],
) -> None:
    """Publish what an alert selects to a topic.

    The target names no role: EventBridge publishes to topics by their own policy alone, and with a role its
    delivery to encrypted ones may fail (EventBridge user guide, resource-based policies).
    """
    rule = aws.cloudwatch.EventRule(
        f"{name}-{alert.role}",
        region=placement.region,
        description=alert.purpose,
        event_pattern=json.dumps(alert.pattern, sort_keys=True),
        tags=labels.aws(f"{name}-{alert.role}"),
        opts=owner.child(depends_on=after),
    )
    aws.cloudwatch.EventTarget(
        f"{name}-{alert.role}",
        region=placement.region,
        rule=rule.name,
        target_id=TARGET,
        arn=topic_arn,
        input_transformer=aws.cloudwatch.EventTargetInputTransformerArgs(
            input_paths=dict(alert.fields),
            # A template of text, not of JSON: the quotes make it one (EventBridge user guide, input transformation).
            input_template=json.dumps(alert.message),
        ),
        opts=owner.child(),
    )
