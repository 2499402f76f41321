"""Versions that bear a surcharge because their vendor would rather see them gone."""

from datetime import timedelta
from typing import Final

from policies.cost.support_calendar import Calendar, Product, calendar_of
from policies.framework import tokens
from policies.framework.facts import Fact
from policies.framework.resources import Resource
from policies.framework.rules import ADVICE, ALWAYS, Context, Outcomes, require, resource_rule
from policies.framework.values import Value

NOTICE: Final = timedelta(days=60)
"""How long before the end of standard support an upgrade should be under way."""

PRODUCTS: Final[dict[str, tuple[Product, str]]] = {
    tokens.EKS_CLUSTER: ("eks", "version"),
    tokens.RDS_INSTANCE: ("rds-postgres", "engineVersion"),
}
"""The calendar of each type, and the property that names the version."""


@resource_rule(
    name="extended-support",
    title="No version bears a surcharge for extended support",
    types=tuple(PRODUCTS),
    severity="high",
    levels=ALWAYS,
    remediation="Upgrade to a version in standard support; policies/cost/support_calendar.yaml has the dates.",
    url="https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
)
def extended_support(resource: Resource, context: Context) -> Outcomes:
    """Refuse a version that is billed as extended support on the day.

    One that has ended or is not listed has no price at all, which is for ``everything-priced`` to say.
    """
    calendar, version = _calendar(resource), _version(resource)
    surcharged = version.test(
        lambda name: calendar.standing(str(name), context.today) in {"extended", "extended-year-3"}
    )
    yield from require(
        ~surcharged,
        f"{version.where} is past the standard support of {calendar.product}, which bears a surcharge",
    )


@resource_rule(
    name="support-ends-soon",
    title="A database's standard support lasts long enough to plan an upgrade",
    types=(tokens.RDS_INSTANCE,),
    severity="low",
    levels=ADVICE,
    remediation="Plan the upgrade now; policies/cost/support_calendar.yaml has the dates and the prices follow them.",
)
def support_ends_soon(resource: Resource, context: Context) -> Outcomes:
    """Advise of a version in standard support that leaves it within :data:`NOTICE`.

    Clusters are left to the security pack, which advises of theirs.
    """
    calendar, version = _calendar(resource), _version(resource)
    yield from require(
        _lasts(version, calendar, context),
        f"{version.where} leaves the standard support of {calendar.product} within {NOTICE.days} days",
    )


def _lasts(version: Value, calendar: Calendar, context: Context) -> Fact:
    def lasts(name: object) -> bool:
        soon = calendar.standing(str(name), context.today + NOTICE)
        return soon == "standard" or calendar.standing(str(name), context.today) != "standard"

    return version.test(lasts, absent=True)


def _calendar(resource: Resource) -> Calendar:
    return calendar_of(PRODUCTS[resource.type][0])


def _version(resource: Resource) -> Value:
    return resource[PRODUCTS[resource.type][1]]


RULES = (extended_support, support_ends_soon)
