"""Add-ons of clusters: of a version that somebody chose, and with an identity of their own."""

from collections.abc import Iterator

from policies.framework import tokens
from policies.framework.facts import NO, YES, Fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    STAGED_ADVICE,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.security.aws.clusters import CLUSTER


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
        here = list(_associations(stack, addon))
        for name, account in ADDON_ACCOUNTS.items():
            own = addon["serviceAccountRoleArn"].given() | addon["podIdentityAssociations"].given()
            associated = some(one["serviceAccount"].equals(account) & same for one, same in here)
            concerned = addon["addonName"].equals(name)
            yield from require(
                ~concerned | own | associated, "it borrows the node's role: give it one", of=addon
            )


def _associations(stack: Stack, addon: Resource) -> Iterator[tuple[Resource, Fact]]:
    """Yield the associations that may be of an add-on's cluster, each with whether they are."""
    clusters = stack.targets(addon, "clusterName", *CLUSTER)
    for cluster in clusters:
        yield from stack.naming("clusterName", cluster, tokens.POD_IDENTITY, identities=("name",))
    for one in () if clusters else stack.of(tokens.POD_IDENTITY):
        literal = addon["clusterName"].known and one["clusterName"].known
        yield one, one["clusterName"].equals(addon["clusterName"].raw) if literal else YES


NEEDED = ("aws-ebs-csi-driver", "coredns")
REPLACEABLE = ("kube-proxy", "vpc-cni")
"""Add-ons that Cilium does the work of."""


@stack_rule(
    name="eks-addons-complete",
    title="Clusters have their network, their names and their disks from add-ons",
    types=CLUSTER,
    severity="medium",
    levels=ADVICE,
    remediation="Add vpc-cni, coredns, kube-proxy and aws-ebs-csi-driver as add-ons; the first and the third may be Cilium's work.",
    url="https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html",
)
def eks_addons_complete(stack: Stack, _: Context) -> Outcomes:
    """Advise each add-on: what a cluster is born with instead is of a version that nobody chose or upgrades."""
    cilium = some(release["chart"].equals("cilium") for release in stack.of(tokens.HELM_RELEASE))
    for cluster in stack.of(*CLUSTER):
        here = list(stack.naming("clusterName", cluster, tokens.EKS_ADDON, identities=("name",)))
        for name in (*NEEDED, *REPLACEABLE):
            present = some(same & addon["addonName"].equals(name) for addon, same in here)
            replaced = cilium if name in REPLACEABLE else NO
            yield from require(
                present | replaced, f"{name} is of no chosen version: add it as an add-on", of=cluster
            )


RULES = (eks_addons_pinned, eks_addons_identity, eks_addons_complete)
