"""What a remedy leaves alone: what is stricter, unreadable, waived, ignored, or would be refused with it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from pulumi.runtime.proto.analyzer_pb2 import REMEDIATE, AnalyzeRequest, ConfigureAnalyzerRequest
from pulumi_policy import EnforcementLevel, ResourceValidationPolicy
from pulumi_policy.deserialize import deserialize_properties, serialize_properties
from pulumi_policy.policy import (
    PolicyResourceOptions,
    ResourceValidationArgs,
    _NotApplicableError,
    _PolicyAnalyzerServicer,
)

from operations.policy.rulebook import policy
from policies.framework import catalogue, remediation
from policies.framework.mending import mended
from policies.framework.pack import policies_of
from policies.framework.remediation import sealed
from policies.framework.remedies import shipped
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Outcomes, ResourceRule, environment_of, resource_rule
from policies.framework.values import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_SENTINELS
from policies.framework.waivers import Waiver
from tests.policies.framework.samples import TODAY, UNKNOWN, entry

SECRET = {SIGNATURE: SECRET_SIGNATURE, "value": "hunter2"}
KEY = "aws:kms/key:Key"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def mend(
    name: str, token: str, inputs: Mapping[str, Any], *ignored: str, stack: str = "production"
) -> dict[str, Any] | None:
    rule = policy(name).rule
    assert isinstance(rule, ResourceRule)
    context = Context(environment_of(stack), TODAY)
    one = entry(token, "one", inputs)
    return mended(rule, shipped().of(policy(name).name), one, context, stack=stack, ignored=ignored)


def pods(**container: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"containers": [{"name": "app", **container}]}}}}


@pytest.mark.parametrize(
    ("name", "token", "before", "after"),
    [
        ("kms-rotation", KEY, {"description": "d"}, {"description": "d", "enableKeyRotation": True}),
        ("kms-rotation", KEY, {"enableKeyRotation": "false"}, {"enableKeyRotation": True}),
        ("kms-rotation", KEY, {"enableKeyRotation": None}, {"enableKeyRotation": True}),
        ("kms-rotation", KEY, {"keyUsage": "SIGN_VERIFY"}, None),
        ("kms-rotation", KEY, {"enableKeyRotation": UNKNOWN}, None),
        ("kms-rotation", KEY, {"enableKeyRotation": SECRET}, None),
        ("log-group-retention", LOGS, {}, {"retentionInDays": 3653}),
        ("log-group-retention", LOGS, {"retentionInDays": 7}, {"retentionInDays": 30}),
        ("log-group-retention", LOGS, {"retentionInDays": 400}, None),
        ("lb-hardened", BALANCER, {"dropInvalidHeaderFields": False, "desyncMitigationMode": "strictest"},
         {"dropInvalidHeaderFields": True, "desyncMitigationMode": "strictest"}),
        ("lb-hardened", BALANCER, {"dropInvalidHeaderFields": UNKNOWN, "desyncMitigationMode": "monitor"},
         {"dropInvalidHeaderFields": UNKNOWN, "desyncMitigationMode": "defensive"}),
        ("eks-control-plane-logs", "aws:eks/cluster:Cluster", {"enabledClusterLogTypes": ["scheduler", "api"]},
         {"enabledClusterLogTypes": ["scheduler", "api", "audit", "authenticator", "controllerManager"]}),
        ("eks-control-plane-logs", "aws:eks/cluster:Cluster", {"enabledClusterLogTypes": ["api", SECRET]}, None),
        ("sqs-encrypted", "aws:sqs/queue:Queue", {"kmsMasterKeyId": UNKNOWN}, None),
        ("sqs-encrypted", "aws:sqs/queue:Queue", {"policy": SECRET}, {"policy": SECRET, "sqsManagedSseEnabled": True}),
        ("lt-imdsv2", "aws:ec2/launchTemplate:LaunchTemplate", {"metadataOptions": {"httpPutResponseHopLimit": 2}},
         {"metadataOptions": {"httpPutResponseHopLimit": 2, "httpTokens": "required"}}),
        ("lt-imdsv2", "aws:ec2/launchTemplate:LaunchTemplate", {"metadataOptions": {"httpEndpoint": "disabled"}}, None),
        ("iam-password-policy", "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
         {"minimumPasswordLength": 20, "passwordReusePrevention": 24, "maxPasswordAge": 30, "requireSymbols": True,
          "requireNumbers": UNKNOWN},
         {"minimumPasswordLength": 20, "passwordReusePrevention": 24, "maxPasswordAge": 30, "requireSymbols": True,
          "requireNumbers": UNKNOWN, "requireLowercaseCharacters": True, "requireUppercaseCharacters": True}),
        ("ns-pss-labels", "kubernetes:core/v1:Namespace",
         {"metadata": {"name": "n", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}}},
         {"metadata": {"name": "n", "labels": {
             "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/audit": "restricted",
             "pod-security.kubernetes.io/warn": "restricted", "pod-security.kubernetes.io/enforce-version": "v1.35"}}}),
        ("service-account-own", DEPLOYMENT, {"spec": {"template": {"spec": {"serviceAccountName": UNKNOWN}}}}, None),
        ("service-account-own", DEPLOYMENT, {"spec": {"template": {"spec": SECRET}}}, None),
    ],
)  # fmt: skip
def test_what_is_set_and_what_is_not(
    name: str, token: str, before: Mapping[str, Any], after: Mapping[str, Any] | None
) -> None:
    assert mend(name, token, before) == after


def test_every_container_is_mended_unless_one_of_them_is_privileged() -> None:
    first = mend("pss-restricted", DEPLOYMENT, pods())
    assert first is not None
    inner = first["spec"]["template"]["spec"]
    assert inner["containers"] == [{"name": "app", "securityContext": {"allowPrivilegeEscalation": False}}]
    assert inner["securityContext"] == {"seccompProfile": {"type": "RuntimeDefault"}}
    for clash in (
        {"privileged": True},
        {"privileged": UNKNOWN},
        {"capabilities": {"add": ["NET_BIND_SERVICE", "SYS_ADMIN"]}},
        {"capabilities": SECRET},
    ):
        beside = mend("pss-restricted", DEPLOYMENT, pods(securityContext=clash))
        assert beside is not None
        assert beside["spec"]["template"]["spec"]["containers"] == [{"name": "app", "securityContext": clash}]


@pytest.mark.parametrize("kind", ["Pod", "ReplicaSet"])
def test_a_pod_that_would_be_replaced_is_not_touched(kind: str) -> None:
    token = "kubernetes:core/v1:Pod" if kind == "Pod" else "kubernetes:apps/v1:ReplicaSet"
    assert mend("pss-restricted", token, pods()) is None
    assert mend("pss-restricted", "kubernetes:batch/v1:Job", pods()) is None


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        ("spec.replicas", False),
        ("spec.template.spec.securityContext", True),
        ("spec", True),
        ("*", True),
        ("spec.template.spec.securityContext.seccompProfile.type", True),
    ],
)
def test_what_the_program_ignores_is_left_alone(ignored: str, left: bool) -> None:
    after = mend("pss-restricted", DEPLOYMENT, pods(), ignored)
    mended_pod = {} if after is None else after["spec"]["template"]["spec"]
    assert ("securityContext" not in mended_pod) is left


def test_an_index_that_is_ignored_is_one_of_all() -> None:
    path = "spec.template.spec.containers[0].securityContext"
    after = mend("pss-restricted", DEPLOYMENT, pods(), path)
    assert after is not None
    assert after["spec"]["template"]["spec"]["containers"] == [{"name": "app"}]


def test_what_a_provider_filled_in_counts_as_said_afterwards() -> None:
    filled = {"enableKeyRotation": False, "isEnabled": True, "__defaults": ["enableKeyRotation", "isEnabled"]}
    assert mend("kms-rotation", KEY, filled) == {
        "enableKeyRotation": True, "isEnabled": True, "__defaults": ["isEnabled"],
    }  # fmt: skip


@pytest.mark.parametrize(("stack", "said"), [("dev", "dev"), ("production", "production"), ("sandbox", None)])
def test_the_environment_is_taken_from_a_stack_that_is_one(stack: str, said: str | None) -> None:
    tags = {"owner": "o", "cost-center": "c", "managed-by": "pulumi"}
    after = mend("azure-required-tags", "azure-native:storage:StorageAccount", {"tags": tags}, stack=stack)
    assert after == (None if said is None else {"tags": {**tags, "environment": said}})


def test_a_rule_that_fails_mends_nothing_and_ends_nothing() -> None:
    @resource_rule(
        name="kms-rotation", title="t", types=(KEY,), severity="low", levels=ALWAYS, remediation="r"
    )
    def fails(_: Resource, __: Context) -> Outcomes:
        raise RuntimeError("hunter2")
        yield

    context = Context("production", TODAY)
    remedies = shipped().of("security/kms-rotation")
    assert mended(fails, remedies, entry(KEY, "one", {}), context, stack="production") is None


def wire(held: Any) -> Any:
    """Return a tree with every kind of mark at every depth, as the engine sends it."""
    return {
        "plain": held,
        "deep": [{"in": held, "also": [held, SECRET]}],
        "sealed": {**SECRET, "value": [held]},
    }


@pytest.mark.parametrize("mark", sorted(UNKNOWN_SENTINELS))
def test_what_the_sdk_hands_over_goes_back_as_it_came(mark: str) -> None:
    sent = wire(wire(mark))
    read = sealed(deserialize_properties(sent, True))
    assert read == sent
    assert serialize_properties(read) == sent
    assert sealed(read) == sent, "a second remedy of one pack gets what the first returned"


def remediate(inputs: Mapping[str, Any], token: str = KEY, waivers: tuple[Waiver, ...] = ()) -> Any:
    """Ask the pack's own policy, with what the SDK would hand to it."""
    policies = policies_of(catalogue.pack("security"), "production", TODAY, waivers)
    (one,) = (each for each in policies if each.name == "kms-rotation")
    assert isinstance(one, ResourceValidationPolicy)
    options = PolicyResourceOptions(False, [], None, [], None, [], None)  # type: ignore[arg-type]
    urn = entry(token, "key", {})["urn"]
    return one.remediate(
        ResourceValidationArgs(
            token, deserialize_properties(dict(inputs), True), urn, "key", options, None, None, {}
        )
    )


def test_the_policy_of_the_pack_mends_what_the_sdk_hands_to_it() -> None:
    assert remediate({"description": SECRET}) == {"description": SECRET, "enableKeyRotation": True}
    assert remediate({"enableKeyRotation": True}) is None
    with pytest.raises(_NotApplicableError):
        remediate({}, "aws:sqs/queue:Queue")


def test_a_waived_resource_stays_as_it_is_and_its_waiver_is_not_used_by_that() -> None:
    waiver = Waiver.model_validate({
        "policy": "security/kms-rotation",
        "urn": entry(KEY, "key", {})["urn"],
        "owner": "data team",
        "reason": "The partner cannot follow a rotated key before the new release.",
        "ticket": "OPS-12",
        "expires": TODAY + timedelta(days=30),
    })  # fmt: skip
    assert remediate({}, waivers=(waiver,)) is None
    late = waiver.model_copy(update={"expires": TODAY - timedelta(days=1)})
    assert remediate({}, waivers=(late,)) == {"enableKeyRotation": True}


@pytest.mark.parametrize(("level", "token", "calls"), [
    (None, KEY, 0), ("remediate", KEY, 1), ("remediate", "aws:sqs/queue:Queue", 0),
])  # fmt: skip
def test_who_does_not_ask_pays_nothing(
    level: str | None, token: str, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []

    def reading(held: Any) -> Any:
        called.append("read")
        return held

    def mending(*_: Any, **__: Any) -> None:
        called.append("mended")

    monkeypatch.setattr(remediation, "sealed", reading)
    monkeypatch.setattr(remediation, "mended", mending)
    policies = policies_of(catalogue.pack("security"), "production", TODAY, ())
    servicer: Any = _PolicyAnalyzerServicer("security", "0.0.1", policies, EnforcementLevel.MANDATORY)
    if level:
        request = ConfigureAnalyzerRequest()
        request.policyConfig["kms-rotation"].enforcementLevel = REMEDIATE
        servicer.Configure(request, None)
    asked = AnalyzeRequest(type=token, urn=entry(token, "one", {})["urn"])
    assert not servicer.Remediate(asked, None).remediations
    assert called == ["read", "mended"] * calls
