"""Who is an administrator of a whole cluster, and what keeps its own pods apart from those of applications."""

from collections import defaultdict
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact, every, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    PROMOTED,
    STAGED_ADVICE,
    Context,
    Control,
    Outcomes,
    require,
    stack_rule,
)

GUIDE: Final = "https://docs.aws.amazon.com/eks/latest/"
MOST_ADMINISTRATORS: Final = 2
"""The one that deploys, and the one for emergencies."""

MIGHTY: Final = ("AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy")


@stack_rule(
    name="eks-admins-few",
    title="Two roles at most are administrators of a cluster",
    types=(tokens.ACCESS_POLICY,),
    severity="high",
    levels=PROMOTED,
    remediation="Give people kubernetesGroups with roles of their own, or a policy with a namespace as its accessScope. The policies "
    "of administrators are for the role that deploys and the role for emergencies.",
    controls=(Control("CIS EKS", "1.8", "4.1.1"),),
    url=GUIDE + "userguide/access-policies.html",
)
def eks_admins_few(stack: Stack, _: Context) -> Outcomes:
    """Refuse users, whose keys live on, as administrators, and a third one, whoever it is."""
    before: dict[str, list[Fact]] = defaultdict(list)
    for grant in stack.of(tokens.ACCESS_POLICY):
        of_role = grant["principalArn"].test(lambda raw: ":role/" in str(raw))
        wired = fact(bool(stack.targets(grant, "principalArn", tokens.IAM_ROLE)))
        yield from require(
            ~_mighty(grant) | wired | of_role,
            "an administrator is no role: name one in principalArn",
            of=grant,
        )
        earlier = before[_cluster_of(grant)]
        full = _at_least(MOST_ADMINISTRATORS, earlier)
        yield from require(
            ~(_mighty(grant) & full), "the cluster has two administrators already: grant less", of=grant
        )
        if _mighty(grant).truth is not False:
            earlier.append(_mighty(grant))


def _mighty(grant: Resource) -> Fact:
    """Return whether a grant is over everything in the whole cluster."""
    whole = grant.at("accessScope", "type").equals("cluster")
    return whole & grant["policyArn"].test(lambda raw: str(raw).rsplit("/", 1)[-1] in MIGHTY)


def _cluster_of(grant: Resource) -> str:
    """Return what stands for a grant's cluster: its name, or the resource that the name comes from."""
    name = grant["clusterName"]
    return str(name.raw) if name.known else " ".join(grant.edges("clusterName"))


def _at_least(count: int, facts: list[Fact]) -> Fact:
    """Return whether so many of the facts hold."""
    if count == 0:
        return fact(True)
    return some(one & _at_least(count - 1, facts[place + 1 :]) for place, one in enumerate(facts))


@stack_rule(
    name="ng-system-apart",
    title="A cluster's own pods have nodes of their own",
    types=(tokens.EKS_CLUSTER,),
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Give the cluster a node group with the taint of the system and a minSize of 3 in production, 2 elsewhere.",
    url=GUIDE + "best-practices/data-plane.html",
)
def ng_system_apart(stack: Stack, context: Context) -> Outcomes:
    """Advise nodes that applications cannot fill up, and as many that one may go while another is replaced."""
    least = 3 if context.production else 2
    for cluster in stack.of(tokens.EKS_CLUSTER):
        groups = stack.naming("clusterName", cluster, tokens.NODE_GROUP, identities=("name",))
        own = [(group, of_it & _of_system(group)) for group, of_it in groups]
        yield from require(
            some(apart for _, apart in own),
            "applications run beside its own pods: taint a node group",
            of=cluster,
        )
        enough = every(~apart | group.at("scalingConfig", "minSize").at_least(least) for group, apart in own)
        yield from require(enough, f"its own pods have less than {least} nodes: raise minSize", of=cluster)


def _of_system(group: Resource) -> Fact:
    return some(
        taint["key"].test(lambda raw: raw == "CriticalAddonsOnly" or str(raw).endswith("/system"))
        & taint["effect"].equals("NO_SCHEDULE", "NO_EXECUTE")
        for taint in group["taints"].items()
    )


RULES = (eks_admins_few, ng_system_apart)
