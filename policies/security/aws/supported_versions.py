"""Versions of clusters and databases: ones that AWS creates and supports, and goes on supporting for a while.

What extended support costs is for the cost pack to say; here a version that bears its surcharge is supported,
unless the resource declines extended support.
"""

from datetime import date, timedelta
from typing import Final

from components.foundation.support_calendar import EKS, RDS_POSTGRES, Calendar
from policies.framework.facts import Fact
from policies.framework.resources import Resource
from policies.framework.rules import ADVICE, ALWAYS, PROMOTED, Context, Outcomes, require, resource_rule
from policies.framework.values import Value
from policies.security.aws.clusters import CLUSTER
from policies.security.aws.databases import DATABASE, is_postgres

NOTICE: Final = timedelta(days=60)
"""How long before a version's support changes an upgrade should be under way."""

EKS_RELEASES: Final = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"
RDS_RELEASES: Final = (
    "https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html"
)
CHANGING: Final = (
    f"AWS's support of this version ends or becomes dearer within {NOTICE.days} days: plan an upgrade"
)


def _ended(version: Value, support: Value, calendar: Calendar, today: date) -> Fact:
    """Return whether AWS runs a version no longer, or only with the extended support that is declined."""
    declined = support.equals(calendar.standard_only)
    gone = version.test(lambda raw: calendar.gone(str(raw), today))
    extended = version.test(lambda raw: calendar.standing(str(raw), today).surcharged)
    return gone | (extended & declined)


def _changing(version: Value, calendar: Calendar, today: date) -> Fact:
    """Return whether a version stands differently when the notice is over."""
    return version.test(
        lambda raw: calendar.standing(str(raw), today) != calendar.standing(str(raw), today + NOTICE)
    )


@resource_rule(
    name="eks-version-supported",
    title="The cluster's version is supported by AWS",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Upgrade one minor at a time, control plane first.",
    checkov=("CKV_AWS_339",),
    prowler=("eks_cluster_uses_a_supported_version",),
    url=EKS_RELEASES,
)
def eks_version_supported(cluster: Resource, context: Context) -> Outcomes:
    """Refuse a version past its support, which AWS would upgrade on a day of its own choosing."""
    support = cluster.at("upgradePolicy", "supportType")
    ended = _ended(cluster["version"], support, EKS, context.today)
    yield from require(~ended, "AWS does not support this version any more: upgrade")


@resource_rule(
    name="eks-version-current",
    title="AWS supports the cluster's version in the same way for two more months",
    types=CLUSTER,
    severity="medium",
    levels=ADVICE,
    remediation="Plan the next minor now; extended support costs six times as much.",
    url=EKS_RELEASES,
)
def eks_version_current(cluster: Resource, context: Context) -> Outcomes:
    """Advise an upgrade before standard or extended support ends."""
    yield from require(~_changing(cluster["version"], EKS, context.today), CHANGING)


@resource_rule(
    name="rds-engine-version-supported",
    title="PostgreSQL is of a version that AWS creates and supports",
    types=DATABASE,
    severity="high",
    levels=ALWAYS,
    remediation="Give the major alone, such as 15, with autoMinorVersionUpgrade, or a minor that is not retired.",
    prowler=("rds_instance_deprecated_engine_version",),
    url=RDS_RELEASES,
)
def rds_engine_version_supported(instance: Resource, context: Context) -> Outcomes:
    """Refuse a major past its support and a retired minor, neither of which can be created."""
    version = instance["engineVersion"]
    retired = version.test(lambda raw: RDS_POSTGRES.retired(str(raw)))
    ended = _ended(version, instance["engineLifecycleSupport"], RDS_POSTGRES, context.today) | retired
    yield from require(
        ~(is_postgres(instance) & ended), "AWS has retired this version: give a living major or minor"
    )


@resource_rule(
    name="rds-engine-version-current",
    title="AWS supports PostgreSQL's version in the same way for two more months",
    types=DATABASE,
    severity="low",
    levels=ADVICE,
    remediation="Plan the next major now; extended support is billed for every virtual CPU.",
    url=RDS_RELEASES,
)
def rds_engine_version_current(instance: Resource, context: Context) -> Outcomes:
    """Advise an upgrade before standard support ends, its surcharge rises or extended support ends."""
    changing = _changing(instance["engineVersion"], RDS_POSTGRES, context.today)
    yield from require(~(is_postgres(instance) & changing), CHANGING)


RULES = (
    eks_version_supported,
    eks_version_current,
    rds_engine_version_supported,
    rds_engine_version_current,
)
