"""Versions of clusters and their add-ons: alive, and chosen by somebody."""

from dataclasses import dataclass
from datetime import date, timedelta

from policies.framework import tokens
from policies.framework.facts import YES, Fact, every, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    PROMOTED,
    STAGED_ADVICE,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.security.clusters import CLUSTER

NOTICE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Until when AWS supports a Kubernetes minor, and until when it does for six times the price."""

    standard: date
    extended: date


CALENDAR = {
    (1, 30): Lifetime(date(2025, 7, 23), date(2026, 7, 23)),
    (1, 31): Lifetime(date(2025, 11, 26), date(2026, 11, 26)),
    (1, 32): Lifetime(date(2026, 3, 23), date(2027, 3, 23)),
    (1, 33): Lifetime(date(2026, 7, 29), date(2027, 7, 29)),
    (1, 34): Lifetime(date(2026, 12, 2), date(2027, 12, 2)),
    (1, 35): Lifetime(date(2027, 3, 27), date(2028, 3, 27)),
}
"""The EKS release calendar as of 2026-11-23 (Amazon EKS user guide, "Kubernetes versions"; endoflife.date)."""

RELEASES = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"


@resource_rule(
    name="eks-version-supported",
    title="The cluster's version is supported by AWS",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Upgrade one minor at a time, control plane first.",
    checkov=("CKV_AWS_339",),
    url=RELEASES,
)
def eks_version_supported(cluster: Resource, context: Context) -> Outcomes:
    """Refuse a version past its extended support, which AWS would upgrade on a day of its own choosing."""
    alive = cluster["version"].test(lambda raw: _ends(raw).extended >= context.today, absent=True)
    yield from require(alive, "AWS does not support this version any more: upgrade")


@resource_rule(
    name="eks-version-current",
    title="The cluster's version stays in standard support for two months",
    types=CLUSTER,
    severity="medium",
    levels=ADVICE,
    remediation="Plan the next minor now; extended support costs six times as much.",
    url=RELEASES,
)
def eks_version_current(cluster: Resource, context: Context) -> Outcomes:
    """Advise an upgrade before standard support ends."""
    current = cluster["version"].test(lambda raw: _ends(raw).standard >= context.today + NOTICE, absent=True)
    yield from require(
        current, f"standard support ends within {NOTICE.days} days or has ended: plan an upgrade"
    )


def _ends(raw: object) -> Lifetime:
    """Return a version's lifetime; one newer than the calendar has no end yet, any other has long ended."""
    try:
        major, minor = (int(part) for part in str(raw).split(".")[:2])
    except ValueError:
        return Lifetime(date.min, date.min)
    if (major, minor) > max(CALENDAR):
        return Lifetime(date.max, date.max)
    return CALENDAR.get((major, minor), Lifetime(date.min, date.min))


@resource_rule(
    name="eks-addons-pinned",
    title="Add-ons have a pinned version",
    types=(tokens.EKS_ADDON,),
    severity="medium",
    levels=ADVICE,
    remediation="Set addonVersion; without it the next preview may bring another one.",
    url="https://docs.aws.amazon.com/eks/latest/userguide/managing-add-ons.html",
)
def eks_addons_pinned(addon: Resource, _: Context) -> Outcomes:
    """Advise a stated version."""
    yield from require(addon["addonVersion"].given(), "its version is whatever AWS ships: set addonVersion")


ADDON_ACCOUNTS = {"aws-ebs-csi-driver": "ebs-csi-controller-sa", "vpc-cni": "aws-node"}
"""Add-ons that call AWS, and the service account each of them runs under (Amazon EKS user guide, add-ons)."""


@stack_rule(
    name="eks-addons-identity",
    title="Add-ons that call AWS have an identity of their own",
    types=(tokens.EKS_ADDON,),
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Give the add-on a Pod Identity association or serviceAccountRoleArn instead of the node's role.",
    controls=(Control("CIS EKS", "1.8", "5.2.1"),),
    url="https://docs.aws.amazon.com/eks/latest/userguide/add-ons-iam.html",
)
def eks_addons_identity(stack: Stack, _: Context) -> Outcomes:
    """Advise against the node's role, which every pod of the node could borrow."""
    for addon in stack.of(tokens.EKS_ADDON):
        for name, account in ADDON_ACCOUNTS.items():
            own = addon["serviceAccountRoleArn"].given() | addon["podIdentityAssociations"].given()
            associated = some(
                one["serviceAccount"].equals(account) & _same_cluster(stack, one, addon)
                for one in stack.of(tokens.POD_IDENTITY)
            )
            concerned = addon["addonName"].equals(name)
            yield from require(
                ~concerned | own | associated, "it borrows the node's role: give it one", of=addon
            )


def _same_cluster(stack: Stack, association: Resource, addon: Resource) -> Fact:
    clusters = stack.targets(addon, "clusterName", *CLUSTER)
    named = every(stack.refers(association, "clusterName", cluster, "name") for cluster in clusters)
    literal = addon["clusterName"].known and association["clusterName"].known
    return (
        named if clusters else association["clusterName"].equals(addon["clusterName"].raw) if literal else YES
    )


RULES = (eks_version_supported, eks_version_current, eks_addons_pinned, eks_addons_identity)
