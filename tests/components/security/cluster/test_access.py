"""Who may do what in a cluster."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import RefusalError
from components.security.cluster.access import people
from components.security.cluster.access.own_namespaces import OwnNamespaces
from components.security.cluster.access.roles import ClusterAccessRoles, ClusterAccessRolesArgs
from components.security.cluster.access.rules import GOING_AROUND, TAKING_OVER, Rule, RuleSpec
from components.security.cluster.access.spec import AccessSpec
from tests.components.foundation.cluster.sites import SHARED, of_component, on_site
from tests.components.recording import Recording, assert_sound

RBAC = "rbac.authorization.k8s.io"
ROLE, BINDING = f"kubernetes:{RBAC}/v1:Role", f"kubernetes:{RBAC}/v1:RoleBinding"
CLUSTER_ROLE, CLUSTER_BINDING = (
    f"kubernetes:{RBAC}/v1:ClusterRole",
    f"kubernetes:{RBAC}/v1:ClusterRoleBinding",
)
PATCH = "kubernetes:core/v1:NamespacePatch"

WHOLE: dict[str, Any] = {
    "operators": ["platform:operators"],
    "developers": {"platform:developers": ["backend", "frontend"], "platform:web": ["frontend"]},
    "readers": ["platform:readers"],
    "break_glass": ["platform:break-glass"],
    "accounts": {
        "backend-api": {
            "namespace": "backend",
            "rules": [
                {"resources": ["secrets", "configmaps"], "verbs": ["get", "list"]},
                {"resources": ["pods"], "verbs": ["get", "list"]},
            ],
        }
    },
}


def a_spec(**decided: Any) -> AccessSpec:
    return AccessSpec.model_validate({**WHOLE, **decided}, strict=False)


def built(spec: AccessSpec | None = None, tenants: tuple[str, ...] = ("backend", "frontend")) -> Recording:
    def program(site: ClusterSite) -> None:
        for tenant in tenants:
            site.ledger.claim("namespace", tenant, "the test")
        ClusterAccessRoles(
            site,
            ClusterAccessRolesArgs(spec=spec or a_spec(), namespaces=dict.fromkeys(tenants, site.ready)),
        )
        site.ledger.settle()

    return on_site(program)


def holders(recording: Recording, kind: str) -> dict[tuple[str | None, str], list[str]]:
    """Return (namespace, role) -> the groups that hold it."""
    return {
        (entry.inputs["metadata"].get("namespace"), entry.inputs["metadata"]["name"]): [
            entry.inputs["roleRef"]["name"],
            *(subject["name"] for subject in entry.inputs["subjects"] if subject["kind"] == "Group"),
        ]
        for entry in recording.of(kind)
    }


def test_people_hold_roles_by_their_group() -> None:
    recording = built()
    assert holders(recording, CLUSTER_BINDING) == {
        (None, "platform-operators"): ["platform-operator", "platform:operators"],
        (None, "platform-readers"): ["platform-reader", "platform:readers"],
        (None, "platform-break-glass-operators"): ["platform-operator", "platform:break-glass"],
        (None, "platform-break-glass-namespaces"): ["admin", "platform:break-glass"],
    }
    bound = holders(recording, BINDING)
    assert bound["backend", "platform-developers"] == ["platform-developer", "platform:developers"]
    assert bound["frontend", "platform-developers"] == [
        "platform-developer",
        "platform:developers",
        "platform:web",
    ]
    assert_sound(of_component(recording), ClusterAccessRoles, regions=set())


def test_an_account_may_do_what_is_named_in_its_own_namespace() -> None:
    recording = built()
    role = recording.only(ROLE).inputs
    assert role["metadata"] == {"name": "backend-api-role", "namespace": "backend", "labels": SHARED}
    assert role["rules"] == [
        {"apiGroups": [""], "resources": ["secrets", "configmaps"], "verbs": ["get", "list"]},
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]},
    ]
    (binding,) = (
        entry.inputs
        for entry in recording.of(BINDING)
        if entry.inputs["metadata"]["name"] == "backend-api-binding"
    )
    assert binding["metadata"]["namespace"] == "backend"
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "backend-api", "namespace": "backend"}]
    assert binding["roleRef"] == {"apiGroup": RBAC, "kind": "Role", "name": "backend-api-role"}


def test_roles_that_nobody_holds_are_not_made() -> None:
    recording = built(a_spec(developers={}, readers=[], accounts={}))
    assert [entry.inputs["metadata"]["name"] for entry in recording.of(CLUSTER_ROLE)] == ["platform-operator"]
    assert list(recording.of(BINDING)) == []


ROLES = {"operator": people.OPERATOR, "developer": people.DEVELOPER, "reader": people.READER}


@pytest.mark.parametrize("name", ROLES)
def test_no_role_of_people_has_a_wildcard_a_secret_or_a_way_up(name: str) -> None:
    for rule in ROLES[name]:
        words = (rule.group, *rule.resources, *rule.verbs)
        assert not any("*" in word for word in words), rule
        assert not (rule.group == "" and "secrets" in rule.resources), rule
        assert not set(rule.verbs) & set(GOING_AROUND), rule
        assert not (rule.group == "" and set(rule.resources) & set(TAKING_OVER)), rule
        assert not (rule.group == RBAC and set(rule.verbs) - {"get", "list", "watch"}), rule


def test_readers_only_look() -> None:
    assert {verb for rule in people.READER for verb in rule.verbs} == {"get", "list", "watch"}


def test_developers_have_nothing_beside_namespaces() -> None:
    across = {(rule.group, resource) for rule in people.ACROSS_THE_CLUSTER for resource in rule.resources}
    theirs = {(rule.group, resource) for rule in people.DEVELOPER for resource in rule.resources}
    assert not across & theirs


def test_no_rule_names_a_resource_twice() -> None:
    for rules in ROLES.values():
        granted = [
            (rule.group, resource, verb)
            for rule in rules
            for resource in rule.resources
            for verb in rule.verbs
        ]
        assert len(set(granted)) == len(granted)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"resources": ["*"], "verbs": ["get"]}, "resources: [*] grants what nobody has thought of yet"),
        ({"resources": ["pods"], "verbs": ["*"]}, "verbs: [*] grants what nobody has thought of yet"),
        ({"group": "*", "resources": ["pods"], "verbs": ["get"]}, "group: [*] grants what nobody"),
        ({"resources": ["roles"], "verbs": ["escalate"]}, "verbs: escalate goes around every other rule"),
        (
            {"resources": ["users"], "verbs": ["impersonate"]},
            "verbs: impersonate goes around every other rule",
        ),
        (
            {"resources": ["pods/exec"], "verbs": ["create"]},
            "resources: pods/exec opens shells in containers",
        ),
        (
            {"resources": ["serviceaccounts/token"], "verbs": ["create"]},
            "resources: serviceaccounts/token mints tokens of other accounts",
        ),
        (
            {"group": RBAC, "resources": ["rolebindings"], "verbs": ["create"]},
            "group: whoever writes roles gives themselves any",
        ),
        ({"resources": ["secrets"], "verbs": ["patch"]}, "verbs: a workload that writes Secrets"),
    ],
)
def test_a_role_that_escalates_is_refused(rule: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        RuleSpec.model_validate(rule, strict=False)


@pytest.mark.parametrize(
    ("decided", "sentence"),
    [
        ({"operators": ["system:masters"]}, "operators: system:masters belongs to Kubernetes or the cloud"),
        ({"readers": ["eks:nodes"]}, "readers: eks:nodes belongs to Kubernetes or the cloud"),
        ({"readers": ["platform:operators"]}, "readers: platform:operators is in operators already"),
        ({"developers": {"platform:web": []}}, "developers.platform:web looks after no namespace"),
        ({"operators": []}, "at least 1 item"),
        ({"break_glass": []}, "at least 1 item"),
    ],
)
def test_groups_that_mean_nothing_good_are_refused(decided: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        a_spec(**decided)


def test_rights_in_a_namespace_that_nobody_makes_are_refused() -> None:
    with pytest.raises(RefusalError) as refused:
        built(tenants=("frontend",))
    assert refused.value.sentences == (
        (
            "cluster main: access.developers counts on the namespace backend, which nothing here makes: make the namespace, "
            "or grant nothing in it"
        ),
        (
            "cluster main: access.accounts.backend-api counts on the namespace backend, which nothing here makes: make the "
            "namespace, or grant nothing in it"
        ),
    )


def test_a_rule_is_written_as_kubernetes_reads_it() -> None:
    rendered = Rule("apps", ("deployments",), ("get",)).rendered()
    assert (rendered.api_groups, rendered.resources, rendered.verbs) == (["apps"], ["deployments"], ["get"])


def test_kubernetes_own_namespaces_have_levels() -> None:
    recording = on_site(OwnNamespaces)
    labels = {
        entry.inputs["metadata"]["name"]: {
            key.removeprefix("pod-security.kubernetes.io/"): value
            for key, value in entry.inputs["metadata"]["labels"].items()
        }
        for entry in recording.of(PATCH)
    }
    pinned = {f"{mode}-version": "v1.35" for mode in ("enforce", "audit", "warn")}
    strict = dict.fromkeys(("enforce", "audit", "warn"), "restricted")
    assert labels == {
        "default": {**strict, **pinned},
        "kube-node-lease": {**strict, **pinned},
        "kube-public": {**strict, **pinned},
        "kube-system": {"enforce": "privileged", "audit": "baseline", "warn": "baseline", **pinned},
    }
    assert all(
        entry.inputs["metadata"]["annotations"] == {"pulumi.com/patchForce": "true"}
        for entry in recording.of(PATCH)
    )
    assert_sound(of_component(recording), OwnNamespaces, regions=set())
