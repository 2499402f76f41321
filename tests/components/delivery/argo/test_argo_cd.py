"""Argo CD on a cluster."""

from typing import Any

import pytest
import yaml

from components.delivery.argo.cd import NAMESPACE, ArgoCd, ArgoCdArgs
from components.delivery.argo.cd.gates import gates
from components.delivery.argo.cd.secrets import wanted
from components.foundation.cluster.entrance import Entrance
from components.foundation.cluster.namespace import PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from tests.components.delivery.argo.deliverers import PREVIEWS, argo_cd
from tests.components.foundation.cluster.sites import on_site
from tests.components.recording import Recording

RELEASE = "kubernetes:helm.sh/v3:Release"
APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application"
PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject"
DEFAULT_PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProjectPatch"
SETS = "kubernetes:argoproj.io/v1alpha1:ApplicationSet"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
SECRET = "kubernetes:core/v1:Secret"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
QUOTA = "kubernetes:core/v1:ResourceQuota"
ENTRANCE = Entrance(gateway="ingress", namespace="istio-ingress", listener="https")


def built(
    *,
    entrance: Entrance | None = ENTRANCE,
    monitored: bool = True,
    site: dict[str, Any] | None = None,
    **decided: Any,
) -> Recording:
    spec = argo_cd(**decided)

    def program(made: ClusterSite) -> ArgoCd:
        namespace = PlatformNamespace(
            made,
            PlatformNamespaceArgs(
                namespace=NAMESPACE, pod_security="restricted", gates=gates(spec, entrance)
            ),
        )
        args = ArgoCdArgs(spec=spec, namespace=namespace, secrets=(), entrance=entrance, monitored=monitored)
        return ArgoCd(made, args)

    return on_site(program, **{"registries": ("public.ecr.aws", "quay.io"), **(site or {})})


def values(**decided: Any) -> dict[str, Any]:
    found = built(**decided).only(RELEASE).inputs["values"]
    assert isinstance(found, dict)
    return found


def test_people_come_in_by_sign_on_and_by_nothing_else() -> None:
    configs = values()["configs"]
    assert (configs["cm"]["admin.enabled"], configs["cm"]["exec.enabled"]) == (False, False)
    assert yaml.safe_load(configs["cm"]["oidc.config"]) == {
        "name": "SSO",
        "issuer": "https://login.example.com",
        "clientID": "argocd",
        "clientSecret": "$argocd-oidc:clientSecret",
        "requestedScopes": ["openid", "profile", "email", "groups"],
        "requestedIDTokenClaims": {"groups": {"essential": True}},
    }
    assert values()["dex"] == {"enabled": False}


def test_whoever_is_in_no_group_may_look_and_no_more() -> None:
    rbac = values()["configs"]["rbac"]
    assert rbac["policy.default"] == "role:readonly"
    assert rbac["scopes"] == "[groups]"
    assert rbac["policy.csv"].splitlines() == [
        "p, role:deployer, applications, sync, */*, allow",
        "p, role:deployer, applications, action/argoproj.io/Rollout/*, */*, allow",
        "p, role:deployer, applications, action/apps/Deployment/restart, */*, allow",
        "p, role:deployer, logs, get, */*, allow",
        "p, role:admin, exec, create, */*, deny",
        "g, role:deployer, role:readonly",
        "g, platform, role:admin",
        "g, release-managers, role:deployer",
    ]


def test_parameters_that_the_chart_no_longer_sets_are_set() -> None:
    params = values()["configs"]["params"]
    assert params["server.insecure"] is True
    assert params["applicationsetcontroller.policy"] == "sync"
    assert params["controller.diff.server.side"] == "true"
    assert values()["configs"]["cm"]["application.resourceTrackingMethod"] == "annotation"


def test_more_of_each_where_nobody_may_notice_the_loss_of_a_node() -> None:
    found = values(highly_available=True)
    assert found["redis-ha"]["enabled"] is True
    assert found["redis-ha"]["existingSecret"] == "argocd-redis"
    assert found["controller"]["replicas"] == 2
    for part in ("server", "repoServer"):
        scaled = found[part]["autoscaling"]
        assert (scaled["enabled"], scaled["minReplicas"]) == (True, 2)
    for part in ("controller", "server", "repoServer", "applicationSet"):
        assert found[part]["pdb"] == {"enabled": True, "maxUnavailable": 1}
    assert "redis" not in found


def test_one_of_each_elsewhere() -> None:
    found = values()
    assert found["redis-ha"] == {"enabled": False}
    assert [found[part]["replicas"] for part in ("controller", "server", "repoServer", "applicationSet")] == [
        1
    ] * 4
    assert {found[part]["pdb"]["enabled"] for part in ("controller", "server", "repoServer")} == {False}


@pytest.mark.parametrize("highly_available", [True, False])
def test_images_of_the_cache_come_from_an_allowed_registry(highly_available: bool) -> None:
    with pytest.raises(ValueError, match="from a registry that is not allowed here"):
        built(highly_available=highly_available, site={"registries": ("quay.io",)})


def test_the_password_of_the_cache_is_a_secret_and_in_no_value() -> None:
    recording = built()
    secret = recording.only(SECRET)
    assert secret.inputs["metadata"]["name"] == "argocd-redis"
    assert "stringData" in secret.secret_inputs
    assert values()["redisSecretInit"] == {"enabled": False}
    assert recording.only(RELEASE).secret_inputs == frozenset()
    assert "redis_password" in recording.only(ArgoCd).secret_outputs
    assert "main-argo-cd-redis" in recording.depends_on(recording.only(RELEASE), SECRET)


def test_metrics_are_scraped_where_there_is_who_scrapes() -> None:
    with_operator, without = values(), values(monitored=False)
    assert with_operator["server"]["metrics"] == {"enabled": True, "serviceMonitor": {"enabled": True}}
    assert without["server"]["metrics"]["serviceMonitor"] == {"enabled": False}
    # Its alerts stand in the catalogue of alerts, with those of everything else.
    assert with_operator["controller"]["metrics"] == with_operator["server"]["metrics"]


def test_it_is_reached_through_the_gateway() -> None:
    recording = built()
    spec = recording.only(ROUTE).inputs["spec"]
    assert spec["hostnames"] == ["argocd.aws.example.com"]
    (parent,) = spec["parentRefs"]
    assert (parent["name"], parent["namespace"], parent["sectionName"]) == (
        "ingress",
        "istio-ingress",
        "https",
    )
    (backend,) = spec["rules"][0]["backendRefs"]
    assert (backend["name"], backend["port"]) == ("argocd-server", 80)
    assert built(entrance=None).of(ROUTE) == []


def peers(recording: Recording, role: str) -> list[Any]:
    policy = recording.named(POLICY)[f"main-argocd-namespace-{role}"].inputs["spec"]
    return [peer for rule in policy["ingress"] for peer in rule["from"]]


def test_the_server_is_reached_by_the_gateway_alone() -> None:
    recording = built()
    (peer,) = peers(recording, "allow-gateway")
    policy = recording.named(POLICY)["main-argocd-namespace-allow-gateway"].inputs["spec"]
    assert policy["podSelector"] == {"matchLabels": {"app.kubernetes.io/name": "argocd-server"}}
    assert [rule["ports"] for rule in policy["ingress"]] == [[{"port": 8080, "protocol": "TCP"}]]
    assert peer["namespaceSelector"] == {"matchLabels": {"kubernetes.io/metadata.name": "istio-ingress"}}
    opened = [
        name
        for name, policy in recording.named(POLICY).items()
        for rule in policy.inputs["spec"].get("ingress", [])
        if not rule.get("from")
    ]
    assert opened == []
    assert values()["global"]["networkPolicy"] == {"create": False, "defaultDenyIngress": False}


@pytest.mark.parametrize("highly_available", [True, False])
def test_the_cache_is_reached_by_what_uses_it(highly_available: bool) -> None:
    recording = built(highly_available=highly_available)
    front = "allow-redis-proxy" if highly_available else "allow-redis"
    names = [peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"] for peer in peers(recording, front)]
    assert names == ["argocd-server", "argocd-application-controller", "argocd-repo-server"]


def outward(recording: Recording) -> set[str]:
    """Return the parts that reach the internet."""
    return {
        policy.inputs["spec"]["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for policy in recording.of(POLICY)
        for rule in policy.inputs["spec"].get("egress", [])
        for peer in rule.get("to", [])
        if peer.get("ipBlock", {}).get("cidr") == "0.0.0.0/0"
    }


def test_only_who_has_to_goes_out() -> None:
    assert outward(built()) == {"argocd-server", "argocd-repo-server"}
    told = {"slack_channel": "deliveries", "secret": "delivery/argo-cd"}
    assert outward(built(previews=PREVIEWS, notifications=told)) == {
        "argocd-server",
        "argocd-repo-server",
        "argocd-applicationset-controller",
        "argocd-notifications-controller",
    }


def test_projects_come_before_applications() -> None:
    recording = built(root={"repository": "deployments"})
    assert sorted(recording.named(APPLICATION)) == [
        "main-deliveries-application-applications",
        "main-deliveries-application-backend-api",
        "main-deliveries-application-frontend-app",
    ]
    for application in recording.of(APPLICATION):
        assert application.inputs["metadata"]["finalizers"] == ["resources-finalizer.argocd.argoproj.io"]
        assert application.inputs["metadata"]["namespace"] == "argocd"
        assert recording.depends_on(application, PROJECT) == {
            "main-deliveries-project-frontend",
            "main-deliveries-project-platform",
        }


def test_the_project_that_lets_everything_lets_what_is_described() -> None:
    default = built().only(DEFAULT_PROJECT)
    assert default.inputs["spec"]["destinations"] == [
        {"server": "https://kubernetes.default.svc", "namespace": "backend"}
    ]
    assert default.inputs["metadata"]["annotations"] == {"pulumi.com/patchForce": "true"}
    closed = built(projects={}, applications={}).only(DEFAULT_PROJECT)
    assert closed.inputs["spec"]["sourceRepos"] == []
    assert closed.inputs["spec"]["destinations"] == []


def test_two_applications_of_one_name_are_refused() -> None:
    def program(site: ClusterSite) -> None:
        site.ledger.claim("application", "argocd/backend-api", "somebody else")
        spec = argo_cd()
        args = PlatformNamespaceArgs(namespace=NAMESPACE, pod_security="restricted", gates=gates(spec, None))
        namespace = PlatformNamespace(site, args)
        ArgoCd(
            site,
            ArgoCdArgs(spec=spec, namespace=namespace, secrets=(), entrance=None, monitored=False),
        )

    with pytest.raises(ValueError, match="both make the application argocd/backend-api"):
        on_site(program, registries=("public.ecr.aws",))


def test_previews_bring_two_sets_two_projects_and_a_bound() -> None:
    recording = built(previews={**PREVIEWS, "most": 4})
    assert sorted(recording.named(SETS)) == [
        "main-deliveries-preview-environments",
        "main-deliveries-preview-walls",
    ]
    assert {"main-deliveries-project-previews", "main-deliveries-project-preview-walls"} <= set(
        recording.named(PROJECT)
    )
    bound = recording.named(QUOTA)["main-deliveries-preview-quota"]
    assert bound.inputs["spec"] == {"hard": {"count/applications.argoproj.io": "10"}}


def test_people_are_told_with_a_secret_of_the_store() -> None:
    told = values(notifications={"slack_channel": "deliveries", "secret": "delivery/argo-cd"})[
        "notifications"
    ]
    assert told["secret"] == {"create": False, "name": "argocd-notifications-secret"}
    assert told["notifiers"] == {"service.slack": "token: $slack-token\n"}
    (subscription,) = told["subscriptions"]
    assert subscription["recipients"] == ["slack:deliveries"]
    for trigger in subscription["triggers"]:
        (rule,) = yaml.safe_load(told["triggers"][f"trigger.{trigger}"])
        assert rule["send"] == [trigger]
        assert "message" in yaml.safe_load(told["templates"][f"template.{trigger}"])
    assert values()["notifications"]["enabled"] is False


def test_secrets_that_have_to_be_brought() -> None:
    found = {one.name: one for one in wanted(argo_cd())}
    assert sorted(found) == ["argocd-github", "argocd-oidc"]
    assert found["argocd-oidc"].values == {"clientSecret": "oidc-client-secret"}
    assert found["argocd-oidc"].labels == {"app.kubernetes.io/part-of": "argocd"}
    assert found["argocd-github"].labels == {"argocd.argoproj.io/secret-type": "repo-creds"}
    assert found["argocd-github"].plain == {
        "type": "git",
        "url": "https://github.com/company",
        "githubAppID": "1",
        "githubAppInstallationID": "2",
    }
