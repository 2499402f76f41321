"""Applications and projects of Argo CD, field for field where the platform's owner wrote them (requirements, 3.2)."""

from typing import Any

import pytest
import yaml

from components.delivery.argo.cd import projects
from components.delivery.argo.cd.applications import application, root
from components.delivery.argo.cd.projects_spec import ApplicationSpec, ProjectSpec
from components.delivery.argo.cd.spec import GithubSpec, RootSpec
from tests.components.delivery.argo.deliverers import APPLICATIONS, GITHUB, PROJECTS

ASKED = yaml.safe_load(
    """
project: default
source:
  repoURL: https://github.com/company/backend-api
  targetRevision: main
  path: k8s/overlays/production
destination:
  server: https://kubernetes.default.svc
  namespace: backend
syncPolicy:
  automated:
    prune: true
    selfHeal: true
    allowEmpty: false
  syncOptions:
    - CreateNamespace=true
    - PrunePropagationPolicy=foreground
    - PruneLast=true
  retry:
    limit: 5
    backoff:
      duration: 5s
      factor: 2
      maxDuration: 3m
ignoreDifferences:
  - group: apps
    kind: Deployment
    jsonPointers:
      - /spec/replicas
  - group: ""
    kind: Service
    jsonPointers:
      - /spec/clusterIP
"""
)


def github() -> GithubSpec:
    return GithubSpec.model_validate(GITHUB)


def backend(**decided: Any) -> dict[str, Any]:
    spec = ApplicationSpec.model_validate({**APPLICATIONS["backend-api"], **decided})
    return application(spec, github())


def test_a_deployment_is_delivered_field_for_field() -> None:
    """One option is added: without it each sync writes git's number of replicas over the autoscaler's."""
    found = backend(workload="Deployment")
    assert found["syncPolicy"]["syncOptions"].pop() == "RespectIgnoreDifferences=true"
    assert found == ASKED


def test_a_rollout_keeps_what_rollouts_decides() -> None:
    found = backend()
    assert found["ignoreDifferences"][:2] == ASKED["ignoreDifferences"]
    more = {(one["group"], one["kind"]): one for one in found["ignoreDifferences"][2:]}
    assert more["argoproj.io", "Rollout"]["jsonPointers"] == ["/spec/replicas"]
    assert more["", "Service"]["jqPathExpressions"] == ['.spec.selector."rollouts-pod-template-hash"']
    assert (
        ".spec.rules[].backendRefs[].weight"
        in more["gateway.networking.k8s.io", "HTTPRoute"]["jqPathExpressions"]
    )


def test_the_root_delivers_applications_into_argo_cds_own_namespace() -> None:
    found = root(RootSpec(repository="deployments"), github(), "argocd")
    assert found["project"] == "platform"
    assert found["source"]["path"] == "argocd/applications"
    assert found["destination"] == {"server": "https://kubernetes.default.svc", "namespace": "argocd"}
    assert found["syncPolicy"]["automated"]["allowEmpty"] is False


def project(name: str, **decided: Any) -> dict[str, Any]:
    spec = ProjectSpec.model_validate({**PROJECTS[name], **decided})
    return projects.project(name, spec, github())


def test_a_project_takes_and_delivers_what_is_described() -> None:
    found = project("default")
    assert found["sourceRepos"] == ["https://github.com/company/backend-api"]
    assert found["destinations"] == [{"server": "https://kubernetes.default.svc", "namespace": "backend"}]
    assert found["clusterResourceWhitelist"] == [{"group": "", "kind": "Namespace"}]
    assert "roles" not in found
    assert "syncWindows" not in found


@pytest.mark.parametrize(
    "bound",
    ["ResourceQuota", "LimitRange", "NetworkPolicy", "RoleBinding", "Role", "Application", "SecretStore"],
)
def test_a_repository_does_not_bring_what_bounds_it(bound: str) -> None:
    assert bound in [one["kind"] for one in project("default")["namespaceResourceBlacklist"]]


def test_a_projects_deployers_may_do_so_in_it_alone() -> None:
    (role,) = project("frontend")["roles"]
    assert role["groups"] == ["frontend-team"]
    assert "p, proj:frontend:deployer, applications, sync, frontend/*, allow" in role["policies"]
    for line in role["policies"]:
        _, subject, _, _, what, effect = line.split(", ")
        assert (subject, what, effect) == ("proj:frontend:deployer", "frontend/*", "allow")


def test_windows_are_written_as_argo_cd_reads_them() -> None:
    window = {"kind": "deny", "schedule": "0 18 * * 5", "duration": "60h", "why": "Weekend.", "manual": True}
    (found,) = project("default", windows=(window,))["syncWindows"]
    assert found == {
        "kind": "deny",
        "schedule": "0 18 * * 5",
        "duration": "60h",
        "timeZone": "Etc/UTC",
        "applications": ["*"],
        "namespaces": [],
        "clusters": [],
        "manualSync": True,
        "description": "Weekend.",
    }


def test_a_project_of_nothing_lets_nothing() -> None:
    found = projects.nothing()
    assert (found["sourceRepos"], found["destinations"], found["clusterResourceWhitelist"]) == ([], [], [])
