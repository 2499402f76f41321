"""Argo Workflows on a cluster, and the account that its steps run as."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.delivery.argo.workflows import (
    NAMESPACE,
    ArgoWorkflows,
    ArgoWorkflowsArgs,
    ArgoWorkflowsSpec,
    Artifacts,
    WorkflowRunner,
    WorkflowRunnerArgs,
)
from components.delivery.argo.workflows.argo_workflows import gates, wanted
from components.delivery.argo.workflows.runner import Right
from components.foundation.cluster.entrance import Entrance
from components.foundation.cluster.namespace import PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from tests.components.delivery.argo.deliverers import SIGN_ON
from tests.components.foundation.cluster.sites import on_site
from tests.components.recording import Recording

RELEASE = "kubernetes:helm.sh/v3:Release"
ACCOUNT = "kubernetes:core/v1:ServiceAccount"
SECRET = "kubernetes:core/v1:Secret"
ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
RULE = "kubernetes:networking.istio.io/v1:DestinationRule"
ENTRANCE = Entrance(gateway="ingress", namespace="istio-ingress", listener="https")
ARTIFACTS = Artifacts(
    bucket="production-artifacts",
    region="us-east-1",
    dns_suffix="amazonaws.com",
    key_arn="arn:aws:kms:us-east-1:333333333333:key/artifacts",
)


def spec(**decided: Any) -> ArgoWorkflowsSpec:
    written = {"host": "workflows.aws.example.com", "sign_on": SIGN_ON, **decided}
    return ArgoWorkflowsSpec.model_validate(written)


def built(
    *,
    entrance: Entrance | None = ENTRANCE,
    artifacts: Artifacts | None = ARTIFACTS,
    site: dict[str, Any] | None = None,
    **decided: Any,
) -> Recording:
    def program(made: ClusterSite) -> None:
        namespace = PlatformNamespace(
            made,
            PlatformNamespaceArgs(
                namespace=NAMESPACE, pod_security="restricted", gates=gates(made, entrance)
            ),
        )
        args = ArgoWorkflowsArgs(
            spec=spec(**decided),
            namespace=namespace,
            secrets=(),
            entrance=entrance,
            monitored=True,
            artifacts=artifacts,
            runner_annotations={"eks.amazonaws.com/role-arn": "arn:runner"},
        )
        ArgoWorkflows(made, args)

    return on_site(program, **(site or {}))


def values(**decided: Any) -> dict[str, Any]:
    found = built(**decided).only(RELEASE).inputs["values"]
    assert isinstance(found, dict)
    return found


def test_definitions_come_with_the_chart_and_from_no_address() -> None:
    assert values()["crds"] == {"install": True, "keep": True, "full": False}


def test_people_come_in_by_sign_on() -> None:
    server = values()["server"]
    assert (server["authModes"], server["secure"]) == (["sso"], True)
    sso = server["sso"]
    assert sso["redirectUrl"] == "https://workflows.aws.example.com/oauth2/callback"
    assert sso["clientSecret"] == {"name": "argo-workflows-oidc", "key": "client-secret"}
    assert sso["rbac"]["enabled"] is True


def test_the_server_reads_the_secrets_that_it_needs() -> None:
    assert values()["server"]["sso"]["rbac"]["secretWhitelist"] == [
        "argo-workflows-oidc",
        "workflows-administrator.service-account-token",
        "workflows-reader.service-account-token",
        "workflows-deployer.service-account-token",
    ]


def rules(recording: Recording) -> dict[str, tuple[str, str]]:
    found = {}
    for account in recording.of(ACCOUNT):
        annotations = account.inputs["metadata"].get("annotations") or {}
        if "workflows.argoproj.io/rbac-rule" in annotations:
            rule = annotations["workflows.argoproj.io/rbac-rule"]
            precedence = annotations["workflows.argoproj.io/rbac-rule-precedence"]
            found[account.inputs["metadata"]["name"]] = (rule, precedence)
    return found


def test_a_group_acts_as_an_account_and_everybody_else_looks() -> None:
    assert rules(built()) == {
        "workflows-administrator": ("'platform' in groups", "20"),
        "workflows-deployer": ("'release-managers' in groups", "10"),
        "workflows-reader": ("true", "0"),
    }
    two = {**SIGN_ON, "administrators": ("a", "b"), "deployers": ()}
    assert rules(built(sign_on=two)) == {
        "workflows-administrator": ("'a' in groups || 'b' in groups", "20"),
        "workflows-reader": ("true", "0"),
    }


def test_each_account_has_its_rights_where_workflows_run_and_a_token() -> None:
    recording = built()
    bound = {
        binding.inputs["metadata"]["name"]: (
            binding.inputs["metadata"]["namespace"],
            binding.inputs["roleRef"]["name"],
            binding.inputs["subjects"][0]["namespace"],
        )
        for binding in recording.of(BINDING)
        if binding.inputs["roleRef"]["kind"] == "ClusterRole"
    }
    assert bound == {
        "workflows-administrator": ("workflows", "argo-workflows-admin", "argo-workflows"),
        "workflows-deployer": ("workflows", "argo-workflows-edit", "argo-workflows"),
        "workflows-reader": ("workflows", "argo-workflows-view", "argo-workflows"),
    }
    tokens = {
        secret.inputs["metadata"]["name"]: secret.inputs["metadata"]["annotations"]
        for secret in recording.of(SECRET)
    }
    assert tokens["workflows-reader.service-account-token"] == {
        "kubernetes.io/service-account.name": "workflows-reader"
    }


def test_steps_run_as_an_account_that_tells_how_they_went_and_no_more() -> None:
    recording = built()
    defaults = values()["controller"]["workflowDefaults"]["spec"]
    assert defaults["serviceAccountName"] == "workflow-runner"
    role = recording.only(ROLE)
    assert role.inputs["metadata"]["namespace"] == "workflows"
    assert role.inputs["rules"] == [
        {
            "apiGroups": ["argoproj.io"],
            "resources": ["workflowtaskresults"],
            "verbs": ["create", "patch"],
        }
    ]
    accounts = {one.inputs["metadata"]["name"]: one.inputs["metadata"] for one in recording.of(ACCOUNT)}
    assert accounts["workflow-runner"]["annotations"] == {"eks.amazonaws.com/role-arn": "arn:runner"}


def test_workflows_end_and_are_forgotten() -> None:
    defaults = values(hours=2, days_kept=3)["controller"]["workflowDefaults"]["spec"]
    assert defaults["activeDeadlineSeconds"] == 7200
    assert defaults["ttlStrategy"]["secondsAfterFailure"] == 3 * 86_400
    assert defaults["podGC"] == {"strategy": "OnPodSuccess", "deleteDelayDuration": "60s"}


def test_only_reviewed_templates_run_and_only_in_their_namespace() -> None:
    controller = values(parallelism=5)["controller"]
    assert controller["workflowRestrictions"] == {"templateReferencing": "Strict"}
    assert (controller["workflowNamespaces"], controller["parallelism"]) == (["workflows"], 5)


def test_every_container_is_as_the_namespace_asks() -> None:
    found = values()
    for part in ("mainContainer", "executor"):
        security = found[part]["securityContext"]
        assert (security["runAsNonRoot"], security["capabilities"]) == (True, {"drop": ["ALL"]})
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    for part in ("controller", "server"):
        assert found[part]["podSecurityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}


def test_artifacts_are_kept_by_the_identity_of_the_account() -> None:
    found = values()
    assert found["useStaticCredentials"] is False
    s3 = found["artifactRepository"]["s3"]
    assert (s3["bucket"], s3["useSDKCreds"]) == ("production-artifacts", True)
    assert s3["endpoint"] == "s3.us-east-1.amazonaws.com"
    assert s3["encryptionOptions"] == {"enableEncryption": True, "kmsKeyId": ARTIFACTS.key_arn}
    assert s3["keyFormat"].startswith("workflows/")
    assert "artifactRepository" not in values(artifacts=None)


def test_controllers_run_as_often_as_the_cluster_asks() -> None:
    two, one = values(site={"replicas": 2}), values(site={"replicas": 1})
    for part in ("controller", "server"):
        assert (two[part]["replicas"], two[part]["pdb"]) == (2, {"enabled": True, "maxUnavailable": 1})
        assert (one[part]["replicas"], one[part]["pdb"]) == (1, {"enabled": False})


def test_the_way_in_is_the_gateways_and_hidden_by_tls() -> None:
    recording = built()
    spec_ = recording.only(ROUTE).inputs["spec"]
    assert spec_["hostnames"] == ["workflows.aws.example.com"]
    assert spec_["rules"][0]["backendRefs"][0]["port"] == 2746
    assert recording.only(RULE).inputs["spec"]["trafficPolicy"]["tls"]["mode"] == "SIMPLE"
    without = built(entrance=None)
    assert (without.of(ROUTE), without.of(RULE)) == ([], [])


def test_the_server_alone_goes_out() -> None:
    policies = built().named(POLICY)
    for name in ("allow-server-out", "allow-server-identity"):
        chosen = policies[f"main-argo-workflows-namespace-{name}"].inputs["spec"]["podSelector"]
        assert chosen["matchLabels"] == {"app.kubernetes.io/name": "argo-workflows-server"}
    assert "main-argo-workflows-namespace-allow-cloud" not in policies
    assert "main-argo-workflows-namespace-allow-server-identity" not in built(site={"cloud": "gcp"}).named(
        POLICY
    )


def test_the_secret_that_has_to_be_brought() -> None:
    (found,) = wanted(spec())
    assert (found.name, found.path) == ("argo-workflows-oidc", "delivery/argo-cd")
    assert found.values == {"client-secret": "oidc-client-secret"}
    assert found.plain == {"client-id": "argocd"}


def test_sign_on_without_a_secret_is_refused() -> None:
    with pytest.raises(ValidationError, match="secret is missing"):
        spec(sign_on={key: value for key, value in SIGN_ON.items() if key != "secret"})


def runner(*rights: Right) -> Recording:
    def program(site: ClusterSite) -> None:
        WorkflowRunner("runner", site, WorkflowRunnerArgs(namespace="backend", rights=rights))

    return on_site(program)


def test_a_runner_gets_what_its_steps_need() -> None:
    scale = Right(
        groups=("argoproj.io",),
        resources=("rollouts/scale",),
        verbs=("get", "patch"),
        names=("backend-api",),
    )
    rule = runner(scale).only(ROLE).inputs["rules"][1]
    assert rule == {
        "apiGroups": ["argoproj.io"],
        "resources": ["rollouts/scale"],
        "verbs": ["get", "patch"],
        "resourceNames": ["backend-api"],
    }


@pytest.mark.parametrize(
    ("right", "said"),
    [
        ({"resources": ("*",)}, r'names everything \("\*"\)'),
        ({"groups": ("*",)}, r'names everything \("\*"\)'),
        ({"verbs": ("*",)}, "by which it could give itself any right"),
        ({"verbs": ("bind", "escalate")}, "may bind, escalate"),
        ({"resources": ("secrets",)}, "reads all Secrets of the namespace"),
        ({"resources": ("secrets",), "verbs": ("list",), "names": ("a",)}, "reads all Secrets"),
    ],
)
def test_a_runner_gets_no_more(right: dict[str, tuple[str, ...]], said: str) -> None:
    usual = {"groups": ("",), "resources": ("pods",), "verbs": ("get",)}
    with pytest.raises(ValueError, match=said):
        runner(Right(**{**usual, **right}))
