"""RBAC: no wildcards, no way up, no door for strangers."""

from collections.abc import Iterator

from policies.framework import tokens
from policies.framework.facts import Fact, fact, some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    clauses,
    require,
    resource_rule,
)
from policies.framework.values import Value

ROLES = (tokens.ROLE, tokens.CLUSTER_ROLE)
BINDINGS = (tokens.ROLE_BINDING, tokens.CLUSTER_ROLE_BINDING)
GUIDE = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"
WRITING = ("create", "update", "patch", "delete", "deletecollection")
CHANGING = ("create", "update", "patch")
READING = ("get", "list", "watch")

AROUND = (
    (
        "rbac.authorization.k8s.io",
        ("roles", "clusterroles", "rolebindings", "clusterrolebindings"),
        ("escalate", "bind"),
    ),
    ("", ("users", "groups", "serviceaccounts"), ("impersonate",)),
    ("authentication.k8s.io", ("uids", "userextras"), ("impersonate",)),
)
"""The verbs that go around RBAC, where they mean that: group, resources, verbs."""

SENSITIVE = (
    ("", "secrets", READING, "reads every secret"),
    ("", "secrets", WRITING, "rewrites every secret"),
    ("", "services/status", ("update", "patch"), "sends the traffic of others to addresses of its own"),
    ("", "nodes/proxy", ("get", "create"), "commands the kubelets past the API server"),
    ("", "pods/exec", ("create", "get"), "opens shells in pods"),
    ("", "pods/attach", ("create", "get"), "attaches to pods"),
    ("", "serviceaccounts/token", ("create",), "mints tokens of other accounts"),
    ("", "persistentvolumes", ("create",), "mounts files of the node through a volume"),
    ("admissionregistration.k8s.io", "validatingwebhookconfigurations", WRITING, "rewrites admission"),
    ("admissionregistration.k8s.io", "mutatingwebhookconfigurations", WRITING, "rewrites admission"),
    (
        "certificates.k8s.io",
        "certificatesigningrequests/approval",
        ("update", "patch"),
        "approves certificates",
    ),
)
"""What lets its bearer become somebody else (Kubernetes RBAC good practices): group, resource, verbs, harm."""

STRANGERS = (
    (("system:masters",), "is every administrator"),
    (("system:anonymous", "system:unauthenticated"), "is whoever says no name"),
    (("system:authenticated",), "is everybody who has a name"),
)

TRACES = (("", "events"), ("", "pods/log"), ("events.k8s.io", "events"))
"""What tells afterwards what happened: group and resource."""

CLOSING = (
    ("networking.k8s.io", "networkpolicies"),
    ("cilium.io", "ciliumnetworkpolicies"),
    ("cilium.io", "ciliumclusterwidenetworkpolicies"),
    ("security.istio.io", "authorizationpolicies"),
    ("security.istio.io", "peerauthentications"),
)
"""What closes the ways between pods: group and resource."""

AIMING = (("", "endpoints"), ("discovery.k8s.io", "endpointslices"))
"""What sends the requests of a Service to any address, also of another namespace (CVE-2021-25740): group and resource."""

STEERING = (
    ("", "services"),
    ("networking.k8s.io", "ingresses"),
    ("gateway.networking.k8s.io", "httproutes"),
)
"""What says whose pods answer for a name: group and resource."""

RUNNING = (("", "pods"), ("apps", "deployments"))
"""What runs pods of whichever labels, and so behind every Service that there is: group and resource."""


def _names(rule: Value, key: str, *wanted: str) -> Fact:
    """Return whether a list of a rule has one of these, or a star for it; ``*/approval`` is one for each such part."""
    parts = [f"*/{one.partition('/')[2]}" for one in wanted if "/" in one]
    return some(item.equals("*", *wanted, *parts) for item in rule[key].items())


def _held(rule: Value, group: str, resource: str, *verbs: str) -> Fact:
    return (
        _names(rule, "apiGroups", group) & _names(rule, "resources", resource) & _names(rule, "verbs", *verbs)
    )


def _wild(rule: Value, key: str) -> Fact:
    return some(item.equals("*") for item in rule[key].items())


def _rules(role: Resource) -> Iterator[Value]:
    yield from role["rules"].items()


@resource_rule(
    name="rbac-no-admin",
    title="No role of ours is an administrator of everything",
    types=ROLES,
    severity="critical",
    levels=ALWAYS,
    remediation="Name API groups, resources and verbs.",
    controls=(
        Control("CIS EKS", "1.8", "4.1.3"),
        Control("CIS Kubernetes", "1.12", "5.1.3"),
        Control("CIS GKE", "1.9", "4.1.3"),
        Control("CIS AKS", "1.8", "4.1.3"),
    ),
    checkov=("CKV_K8S_49",),
    trivy=("KSV-0044",),
    url=GUIDE,
)
def rbac_no_admin(role: Resource, _: Context) -> Outcomes:
    """Refuse all verbs on all resources, of every API group or of the one that holds pods, nodes and secrets."""
    for rule in _rules(role):
        everything = _wild(rule, "verbs") & _wild(rule, "resources") & _names(rule, "apiGroups", "")
        yield from require(~everything, f"{rule.where} grants everything: name resources and verbs")


@resource_rule(
    name="rbac-no-wildcards",
    title="Roles name what they grant",
    types=ROLES,
    severity="high",
    levels=PROMOTED,
    remediation="Replace * by the groups, resources and verbs that are used; * takes in what is added later.",
    controls=(
        Control("CIS EKS", "1.8", "4.1.3"),
        Control("CIS Kubernetes", "1.12", "5.1.3"),
        Control("CIS GKE", "1.9", "4.1.3"),
        Control("CIS AKS", "1.8", "4.1.3"),
    ),
    checkov=("CKV_K8S_49",),
    trivy=("KSV-0045", "KSV-0046"),
    prowler=("rbac_minimize_wildcard_use_roles",),
    kyverno=("restrict-wildcard-resources", "restrict-wildcard-verbs"),
    url=GUIDE,
)
def rbac_no_wildcards(role: Resource, _: Context) -> Outcomes:
    """Refuse a wildcard among groups, resources or verbs."""
    for rule in _rules(role):
        for key in ("apiGroups", "resources", "verbs"):
            yield from require(~_wild(rule, key), f"{rule.where}.{key} has a wildcard: name them")


@resource_rule(
    name="rbac-no-escalation",
    title="No role lets its bearer grant what it does not have",
    types=ROLES,
    severity="critical",
    levels=ALWAYS,
    remediation="Drop escalate, bind and impersonate.",
    controls=(
        Control("CIS EKS", "1.8", "4.1.8"),
        Control("CIS Kubernetes", "1.12", "5.1.8"),
        Control("CIS GKE", "1.9", "4.1.7"),
        Control("CIS AKS", "1.8", "4.1.7"),
    ),
    checkov=("CKV_K8S_157", "CKV_K8S_158", "CKV2_K8S_1", "CKV2_K8S_3"),
    trivy=("KSV-0043", "KSV-0050"),
    kyverno=("restrict-escalation-verbs-roles",),
    url=GUIDE,
)
def rbac_no_escalation(role: Resource, _: Context) -> Outcomes:
    """Refuse the three verbs that go around RBAC, also by a star; elsewhere their names are other APIs' own."""
    for rule in _rules(role):
        for group, resources, verbs in AROUND:
            reached = _names(rule, "apiGroups", group) & _on(rule, *resources)
            for verb in verbs:
                held = reached & _names(rule, "verbs", verb)
                yield from require(~held, f"{rule.where} holds {verb}: drop it")


def _on(rule: Value, *resources: str) -> Fact:
    """Return whether a rule names one of these resources, or a part of ``userextras``, which are named by their keys."""
    return some(
        item.test(lambda raw: raw in {"*", *resources} or str(raw).startswith("userextras/"))
        for item in rule["resources"].items()
    )


@resource_rule(
    name="rbac-no-takeover",
    title="No role opens a way into other accounts, pods or nodes",
    types=ROLES,
    severity="high",
    levels=PROMOTED,
    remediation="Drop the permission, or bound it with resourceNames.",
    controls=(
        *clauses("CIS EKS", "1.8", "4.1.2", "4.1.9", "4.1.10", "4.1.11", "4.1.12"),
        *clauses("CIS Kubernetes", "1.12", "5.1.2", "5.1.9", "5.1.10", "5.1.11", "5.1.12", "5.1.13"),
        Control("CIS GKE", "1.9", "4.1.2"),
        *clauses("CIS AKS", "1.8", "4.1.2", "4.1.8", "4.1.9", "4.1.10", "4.1.11", "4.1.12"),
    ),
    checkov=("CKV_K8S_155", "CKV_K8S_156", "CKV2_K8S_2", "CKV2_K8S_4", "CKV2_K8S_5"),
    trivy=("KSV-0041", "KSV-0047", "KSV-0053", "KSV-0114"),
    prowler=(
        "rbac_minimize_csr_approval_access",
        "rbac_minimize_node_proxy_subresource_access",
        "rbac_minimize_pv_creation_access",
        "rbac_minimize_secret_access",
        "rbac_minimize_service_account_token_creation",
        "rbac_minimize_webhook_config_access",
    ),
    kyverno=(
        "restrict-clusterrole-csr",
        "restrict-clusterrole-mutating-validating-admission-webhooks",
        "restrict-clusterrole-nodesproxy",
    ),
    url=GUIDE,
)
def rbac_no_takeover(role: Resource, _: Context) -> Outcomes:
    """Refuse each sensitive permission that no resource name bounds; a namespace bounds reading secrets."""
    whole_cluster = fact(role.type == tokens.CLUSTER_ROLE)
    for rule in _rules(role):
        unbounded = ~rule["resourceNames"].given()
        for group, resource, verbs, harm in SENSITIVE:
            held = _held(rule, group, resource, *verbs)
            concerned = whole_cluster if resource == "secrets" else fact(True)
            yield from require(~(held & unbounded & concerned), f"{rule.where} {harm}: drop or bound it")


@resource_rule(
    name="rbac-binding-privileged",
    title="Nobody is made cluster-admin, and no stranger is given anything",
    types=BINDINGS,
    severity="critical",
    levels=ALWAYS,
    remediation="Bind a role of its own to a group of its own; administrators come in by an EKS access entry.",
    controls=(
        Control("CIS EKS", "1.8", "4.1.1"),
        *clauses("CIS Kubernetes", "1.12", "5.1.1", "5.1.7"),
        *clauses("CIS GKE", "1.9", "4.1.1", "4.1.6", "4.1.8", "4.1.9", "4.1.10"),
        Control("CIS AKS", "1.8", "4.1.1"),
    ),
    trivy=("KSV-0111", "KSV-0122", "KSV-0123", "KSV-01011"),
    prowler=("rbac_cluster_admin_usage",),
    kyverno=("restrict-binding-clusteradmin", "restrict-binding-system-groups"),
    url=GUIDE,
)
def rbac_binding_privileged(binding: Resource, _: Context) -> Outcomes:
    """Refuse the role cluster-admin, and the groups that everybody or every administrator is in."""
    admin = binding.at("roleRef", "name").equals("cluster-admin")
    yield from require(~admin, "it makes its subjects administrators of everything: bind another role")
    for subject in binding["subjects"].items():
        for names, who in STRANGERS:
            stranger = subject["name"].equals(*names)
            yield from require(~stranger, f"{subject.where} {who}: name a group of ours")


@resource_rule(
    name="rbac-traces-kept",
    title="No role wipes out what tells of what happened",
    types=ROLES,
    severity="medium",
    levels=PROMOTED,
    remediation="Drop delete and deletecollection of events and of logs; both end by themselves.",
    trivy=("KSV-0042",),
    url=GUIDE,
)
def rbac_traces_kept(role: Resource, _: Context) -> Outcomes:
    """Refuse to delete events and logs, which nobody needs to and an intruder likes to."""
    for rule in _rules(role):
        for group, resource in TRACES:
            wiped = _held(rule, group, resource, "delete", "deletecollection")
            yield from require(~wiped, f"{rule.where} deletes {resource}: drop the verb")


@resource_rule(
    name="rbac-network-closed",
    title="No role opens what network policies close, or sends requests elsewhere",
    types=ROLES,
    severity="high",
    levels=PROMOTED,
    remediation="Leave network policies, endpoints, Services and routes to the programs that deliver and run them, or name the "
    "Services with resourceNames; in an emergency the break-glass role has them.",
    trivy=("KSV-0056",),
    url=GUIDE,
)
def rbac_network_closed(role: Resource, _: Context) -> Outcomes:
    """Refuse to write network policies and endpoints, and Services and routes by whom no pods can be run anyway."""
    runs = some(_held(rule, *kind, *CHANGING) for rule in _rules(role) for kind in RUNNING)
    for rule in _rules(role):
        for group, resource in (*CLOSING, *AIMING):
            opened = _held(rule, group, resource, *WRITING)
            yield from require(~opened, f"{rule.where} writes {resource}: drop it")
        for group, resource in STEERING:
            steered = _held(rule, group, resource, *WRITING) & ~rule["resourceNames"].given()
            message = f"{rule.where} sends requests elsewhere by {resource}: drop or bound it"
            yield from require(~steered | runs, message)


RULES = (
    rbac_no_admin,
    rbac_no_wildcards,
    rbac_no_escalation,
    rbac_no_takeover,
    rbac_traces_kept,
    rbac_network_closed,
    rbac_binding_privileged,
)
