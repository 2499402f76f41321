"""People whom Google Cloud tells: a channel for each address."""

from collections.abc import Iterable, Sequence

import pulumi_gcp as gcp
from pulumi import Resource

from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels


def channels(
    owner: Component,
    name: str,
    *,
    emails: Iterable[str],
    subject: str,
    placement: GcpPlacement,
    labels: Labels,
    services: Sequence[Resource],
) -> list[gcp.monitoring.NotificationChannel]:
    """Make a channel for each address, once, in the order of the alphabet.

    :param owner: whose children they are; ``name`` is what theirs begin with.
    :param subject: what people are told of, as the console shows it before the address.
    """
    return [
        gcp.monitoring.NotificationChannel(
            f"{name}-{email}",
            project=placement.project,
            display_name=f"{subject} of {labels.environment}: {email}",
            type="email",
            labels={"email_address": email},
            user_labels=labels.gcp(),
            opts=owner.child(depends_on=services),
        )
        for email in sorted(set(emails))
    ]
