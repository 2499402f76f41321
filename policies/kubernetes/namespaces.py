"""Namespaces: a Pod Security level, no traffic that nobody allowed, a share of the cluster and no more."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from policies.framework import tokens
from policies.framework.facts import YES, Fact, every, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)

NAMESPACE = (tokens.NAMESPACE,)
PREFIX = "pod-security.kubernetes.io/"
LEVELS = ("restricted", "baseline", "privileged")
ADMISSION = "https://kubernetes.io/docs/concepts/security/pod-security-admission/"
PINNED = re.compile(r"v1\.\d+")


Inhabitants = Mapping[str, Sequence[tuple[Resource, Fact]]]
"""By a namespace's URN the resources that may lie in it, with whether they do."""


def inhabitants(stack: Stack, kind: str) -> Inhabitants:
    """Return the resources of a kind by namespace, each looked at once.

    The edge decides where there is one; a namespace written as text is looked up by name in the same cluster. One that
    is not known yet may lie in any namespace of its cluster.
    """
    by_cluster: dict[str, list[Resource]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for namespace in stack.of(*NAMESPACE):
        by_cluster[cluster_of(namespace)].append(namespace)
        if (name := namespace.at("metadata", "name")).known:
            by_name[cluster_of(namespace), str(name.raw)].append(namespace)
    found: dict[str, list[tuple[Resource, Fact]]] = defaultdict(list)
    for resource in stack.of(kind):
        cluster, written = cluster_of(resource), resource.at("metadata", "namespace")
        wired = stack.targets(resource, "metadata", *NAMESPACE)
        inside = YES
        if wired:
            homes = [one for one in wired if cluster_of(one) == cluster]
        elif written.unknown:
            homes, inside = by_cluster[cluster], written.undecided()
        else:
            homes = by_name[cluster, str(written.raw)] if written.known else []
        for home in homes:
            found[home.urn].append((resource, inside))
    return found


def cluster_of(resource: Resource) -> str:
    """Return the URN of the provider, which stands for the cluster."""
    return str(resource.entry.get("provider") or "").rpartition("::")[0]


def by_cluster(stack: Stack, *kinds: str) -> Mapping[str, Sequence[Resource]]:
    """Return the resources of these kinds by their cluster, each looked at once; of a cluster without any, none."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for resource in stack.of(*kinds):
        found[cluster_of(resource)].append(resource)
    return found


@resource_rule(
    name="ns-pss-labels",
    title="Namespaces enforce a Pod Security level of a pinned version",
    types=NAMESPACE,
    severity="high",
    levels=PROMOTED,
    remediation=f"Set the labels {PREFIX}enforce, audit and warn, and {PREFIX}enforce-version to a version such as v1.35.",
    controls=(Control("CIS EKS", "1.8", "4.5.1"), Control("CIS GKE", "1.9", "4.2.1")),
    kyverno=("add-psa-labels", "add-psa-namespace-reporting"),
    url=ADMISSION,
)
def ns_pss_labels(namespace: Resource, _: Context) -> Outcomes:
    """Require all three modes, and a version for the one that refuses, so that an upgrade breaks nothing unseen."""
    labels = namespace.at("metadata", "labels")
    for mode in ("enforce", "audit", "warn"):
        yield from require(
            labels[PREFIX + mode].equals(*LEVELS), f"no level for {mode}: set the label {PREFIX}{mode}"
        )
    pinned = labels[f"{PREFIX}enforce-version"].test(lambda raw: PINNED.fullmatch(str(raw)) is not None)
    yield from require(pinned, f"the level moves with the cluster: set {PREFIX}enforce-version to a version")


@resource_rule(
    name="ns-pss-not-privileged",
    title="Namespaces do without the privileged level",
    types=NAMESPACE,
    severity="medium",
    levels=ADVICE,
    remediation="Use restricted, or baseline for agents; privileged is for what must own the node.",
    controls=(Control("CIS EKS", "1.8", "4.2.1"),),
    kyverno=("deny-privileged-profile",),
    url=ADMISSION,
)
def ns_pss_not_privileged(namespace: Resource, _: Context) -> Outcomes:
    """Advise against the level that refuses nothing."""
    level = namespace.at("metadata", "labels", f"{PREFIX}enforce")
    yield from require(~level.equals("privileged"), "any pod may own the node: enforce a stricter level")


def _selects_all(policy: Resource) -> Fact:
    selector = policy.at("spec", "podSelector")
    if selector.unknown:
        return selector.undecided()
    return ~selector["matchLabels"].given() & ~selector["matchExpressions"].given()


def _denies(policy: Resource, direction: str) -> Fact:
    rules = policy.at("spec", direction.lower())
    closed = rules.undecided() if rules.unknown else ~rules.given()
    types = policy.at("spec", "policyTypes")
    implied = fact(types.absent and direction == "Ingress")
    return _selects_all(policy) & closed & (types.contains(direction) | implied)


@stack_rule(
    name="netpol-default-deny",
    title="In every namespace traffic is forbidden unless somebody allowed it",
    types=NAMESPACE,
    severity="high",
    levels=PROMOTED,
    remediation="Add a NetworkPolicy with an empty podSelector, both policyTypes and no rules.",
    controls=(
        Control("CIS EKS", "1.8", "4.3.2"),
        Control("CIS Kubernetes", "1.12", "5.3.2"),
        Control("CIS GKE", "1.9", "4.3.2"),
        Control("CIS AKS", "1.8", "4.4.2"),
    ),
    kyverno=("add-network-policy", "generate-networkpolicy-existing", "require-netpol"),
    url="https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies",
)
def netpol_default_deny(stack: Stack, _: Context) -> Outcomes:
    """Require a policy over all pods of each namespace, in both directions."""
    policies = inhabitants(stack, tokens.NETWORK_POLICY)
    for namespace in stack.of(*NAMESPACE):
        for direction in ("Ingress", "Egress"):
            here = policies.get(namespace.urn, ())
            denied = some(inside & _denies(policy, direction) for policy, inside in here)
            message = f"{direction} is open to all: add a policy that denies it by default"
            yield from require(denied, message, of=namespace)


@resource_rule(
    name="netpol-no-world",
    title="Network policies name more than the whole internet",
    types=(tokens.NETWORK_POLICY,),
    severity="high",
    levels=PROMOTED,
    remediation="Name pods, namespaces or CIDRs; where the internet is meant, except the private and metadata ranges.",
    controls=(Control("CIS EKS", "1.8", "4.3.2"),),
    trivy=("KSV-0038", "KUBE-0001", "KUBE-0002"),
    url="https://kubernetes.io/docs/concepts/services-networking/network-policies/",
)
def netpol_no_world(policy: Resource, _: Context) -> Outcomes:
    """Refuse a block of everything that excepts nothing, which reaches the node's metadata too, and rules about nobody.

    A rule without peers, or with an empty one, is about everybody.
    """
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for rule in policy.at("spec", direction).items():
            named = rule[peers].given() & every(peer.given() for peer in rule[peers].items())
            yield from require(named, f"{rule.where} is about everybody: name pods, namespaces or ranges")
            for peer in rule[peers].items():
                block = peer["ipBlock"]
                world = block["cidr"].test(lambda raw: str(raw).strip().endswith("/0"))
                yield from require(
                    ~world | block["except"].given(),
                    f"{peer.where} is everywhere: except ranges or name pods",
                )


@stack_rule(
    name="ns-quota",
    title="Every namespace has a quota and default limits",
    types=NAMESPACE,
    severity="low",
    levels=PROMOTED,
    remediation="Add a ResourceQuota of requests.cpu and requests.memory, and a LimitRange of the type Container with default.memory "
    "and defaultRequest of both.",
    kyverno=("add-ns-quota",),
    url="https://kubernetes.io/docs/concepts/policy/resource-quotas/",
)
def ns_quota(stack: Stack, _: Context) -> Outcomes:
    """Require both: a quota without default limits refuses pods that state none. One that bounds nothing is none."""
    kinds = {"ResourceQuota": tokens.RESOURCE_QUOTA, "LimitRange": tokens.LIMIT_RANGE}
    lying = {name: inhabitants(stack, kind) for name, kind in kinds.items()}
    for namespace in stack.of(*NAMESPACE):
        for name, found in lying.items():
            present = some(inside & BOUNDS[name](one) for one, inside in found.get(namespace.urn, ()))
            yield from require(present, f"nothing bounds its share: add a {name}", of=namespace)


def _bounds_all(quota: Resource) -> Fact:
    """Return whether a quota bounds what all pods together ask of processors and memory."""
    hard = quota.at("spec", "hard")
    if hard.unknown:
        return hard.undecided()
    return every(hard[kind].given() | hard[f"requests.{kind}"].given() for kind in ("cpu", "memory"))


def _bounds_each(limits: Resource) -> Fact:
    """Return whether a container that states nothing is given requests, and a limit of memory."""
    return some(
        row["type"].equals("Container")
        & row.at("default", "memory").given()
        & every(row.at("defaultRequest", kind).given() for kind in ("cpu", "memory"))
        for row in limits.at("spec", "limits").items()
    )


BOUNDS: Final[Mapping[str, Callable[[Resource], Fact]]] = {
    "ResourceQuota": _bounds_all,
    "LimitRange": _bounds_each,
}


@resource_rule(
    name="storage-class-encrypted",
    title="Volumes are encrypted and of the current kind",
    types=(tokens.STORAGE_CLASS,),
    severity="high",
    levels=PROMOTED,
    remediation='Set parameters encrypted: "true", kmsKeyId and type: gp3.',
    url="https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html",
)
def storage_class_encrypted(storage: Resource, _: Context) -> Outcomes:
    """Require encryption of every class of EBS volumes, current driver or old."""
    ebs = storage["provisioner"].equals("ebs.csi.aws.com", "kubernetes.io/aws-ebs")
    parameters = storage["parameters"]
    yield from require(
        ~ebs | parameters["encrypted"].is_true(), "its volumes are readable: set parameters.encrypted"
    )
    current = parameters["type"].test(lambda raw: raw in {"gp3", "io2"}, absent=True)
    yield from require(~ebs | current, "its volumes are of an older kind: set parameters.type to gp3")


RULES = (
    ns_pss_labels,
    ns_pss_not_privileged,
    netpol_default_deny,
    netpol_no_world,
    ns_quota,
    storage_class_encrypted,
)
