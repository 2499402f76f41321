"""Versions that bear a surcharge because their vendor would rather see them gone.

Versions that have ended, cannot be created any more or are about to end are for the security pack to name.
"""

from dataclasses import dataclass
from typing import Final

from components.foundation.support_calendar import EKS, RDS_POSTGRES, Calendar
from policies.framework import google_tokens as google
from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Outcomes, require, resource_rule


@dataclass(frozen=True, slots=True)
class Product:
    """A calendar, the property that names the version, and the one by which extended support is declined."""

    calendar: Calendar
    version: str
    support: tuple[str, ...]


PRODUCTS: Final = {
    tokens.EKS_CLUSTER: Product(EKS, "version", ("upgradePolicy", "supportType")),
    tokens.RDS_INSTANCE: Product(RDS_POSTGRES, "engineVersion", ("engineLifecycleSupport",)),
}


@resource_rule(
    name="extended-support",
    title="No version bears a surcharge for extended support",
    types=tuple(PRODUCTS),
    severity="high",
    levels=ALWAYS,
    remediation="Upgrade to a version in standard support; components/foundation/support_calendar.py has the dates.",
    url="https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
)
def extended_support(resource: Resource, context: Context) -> Outcomes:
    """Refuse a version that is billed as extended support on the day.

    One that has ended or is not listed has no price at all, which is for ``everything-priced`` to say.
    """
    product = PRODUCTS[resource.type]
    version = resource[product.version]
    past = version.test(lambda name: product.calendar.standing(str(name), context.today).surcharged)
    declined = resource.at(*product.support).equals(product.calendar.standard_only)
    yield from require(
        ~past | declined,
        f"{version.where} is past the standard support of {product.calendar.product}, which bears a surcharge",
    )


LONG_SUPPORT: Final = {
    google.CLUSTER: (("releaseChannel", "channel"), "EXTENDED"),
    tokens.AKS_CLUSTER: (("supportPlan",), "AKSLongTermSupport"),
}
"""Where a cluster asks for support beyond the community's, and the answer that is billed."""


@resource_rule(
    name="long-support-declined",
    title="No cluster pays for support beyond the community's",
    types=tuple(LONG_SUPPORT),
    severity="medium",
    levels=ALWAYS,
    remediation="Take the REGULAR channel or the KubernetesOfficial plan, and upgrade before a version ends.",
    url="https://cloud.google.com/kubernetes-engine/docs/concepts/release-channels",
)
def long_support_declined(cluster: Resource, _: Context) -> Outcomes:
    """Refuse a channel or plan that bills each cluster-hour for keeping an old version alive."""
    path, billed = LONG_SUPPORT[cluster.type]
    asked = cluster.at(*path)
    yield from require(~asked.equals(billed), f"{asked.where} bears a surcharge for extended support")


RULES = (extended_support, long_support_declined)
