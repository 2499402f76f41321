"""What a control plane refuses in a namespace of the dev stack: each of its walls, hit once."""

import re
from pathlib import Path
from typing import Any

import pytest

from operations.render import render_stack
from simulator.cluster.control_plane import ControlPlane
from simulator.cluster.definitions import Definitions, install
from simulator.cluster.faults import Denied, UnknownKind
from tests.cluster.applied import apply

pytestmark = pytest.mark.cluster

ROOT = Path(__file__).resolve().parents[2]
SPACE = "backend"
CONTEXT = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}
PRIVILEGED = CONTEXT | {"allowPrivilegeEscalation": True, "privileged": True}


@pytest.fixture(scope="module")
def walled(judge: ControlPlane, definitions: Definitions) -> ControlPlane:
    """The control plane with what dev has in its cluster."""
    ((cluster, rendered),) = render_stack(ROOT, "dev").items()
    assert apply(judge, cluster, rendered, definitions).refused == []
    return judge


def pod(name: str, cpu: str = "100m", containers: int = 1, **given: Any) -> dict[str, Any]:
    """Return a pod that every wall lets through, but for what is given."""
    amount = {"cpu": cpu, "memory": "128Mi"}
    main = {
        "image": "registry.example.com/app:1",
        "resources": {"requests": amount, "limits": amount},
        "securityContext": CONTEXT,
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": SPACE},
        "spec": {"containers": [main | {"name": f"c{number}"} | given for number in range(containers)]},
    }


def refusal(plane: ControlPlane, manifest: dict[str, Any]) -> str:
    with pytest.raises(Denied) as no:
        plane.settled(lambda: plane.client.create(manifest, dry_run=True))
    assert no.value.code in {403, 422}
    return str(no.value)


def test_a_pod_within_the_walls_is_admitted_and_gets_what_it_left_out(walled: ControlPlane) -> None:
    made = walled.settled(lambda: walled.client.create(pod("fine"), dry_run=True))
    assert made["spec"]["serviceAccountName"] == "default"
    bare = pod("bare", resources={})
    made = walled.settled(lambda: walled.client.create(bare, dry_run=True))
    assert made["spec"]["containers"][0]["resources"]["requests"] == {"cpu": "100m", "memory": "128Mi"}


def test_a_privileged_pod_is_refused_by_pod_security(walled: ControlPlane) -> None:
    said = refusal(walled, pod("privileged", securityContext=PRIVILEGED))
    assert 'violates PodSecurity "restricted:v1.35"' in said
    assert 'privileged (container "c0" must not set securityContext.privileged=true)' in said


def test_a_deployment_of_such_a_pod_is_accepted_with_a_warning_and_gets_no_pods(walled: ControlPlane) -> None:
    labels = {"app": "privileged"}
    template = pod("template", securityContext=PRIVILEGED)["spec"]
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "privileged", "namespace": SPACE},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": template},
        },
    }
    walled.client.apply(deployment)
    path = f"PATCH /apis/apps/v1/namespaces/{SPACE}/deployments/privileged"
    (warning,) = [warning for warning in walled.client.warnings if warning.startswith(path)]
    assert 'would violate PodSecurity \\"restricted:v1.35\\"' in warning

    def failed() -> bool:
        live = walled.client.get(deployment)
        conditions = (live or {}).get("status", {}).get("conditions") or ()
        return any(
            item["type"] == "ReplicaFailure" and "PodSecurity" in item["message"] for item in conditions
        )

    walled.wait("the deployment does not fail", failed, 60)
    walled.client.delete(deployment)


def test_a_request_above_the_limit_range_is_refused(walled: ControlPlane) -> None:
    said = refusal(walled, pod("greedy", cpu="3"))
    assert "maximum cpu usage per Container is 2, but limit is 3" in said
    said = refusal(walled, pod("fat", cpu="2", containers=3))
    assert "maximum cpu usage per Pod is 4, but limit is 6" in said


def test_a_pod_over_the_quota_is_refused(walled: ControlPlane) -> None:
    for number in range(2):
        filler = pod(f"filler-{number}", cpu="2", containers=2)
        walled.settled(lambda: walled.client.create(filler))  # noqa: B023 - called at once
    said = refusal(walled, pod("one-too-many", cpu="2", containers=2))
    assert "exceeded quota: backend-quota" in said
    # The stack's own pods count too
    assert re.search(r"requested: requests\.cpu=4, used: requests\.cpu=8\w*, limited: requests\.cpu=10", said)
    for number in range(2):
        walled.client.delete(pod(f"filler-{number}"))


def test_a_pod_of_an_account_that_is_not_there_is_refused(walled: ControlPlane) -> None:
    stranger = pod("stranger")
    stranger["spec"]["serviceAccountName"] = "nobody"
    with pytest.raises(Denied, match='serviceaccount "nobody" not found'):
        walled.client.create(stranger, dry_run=True)


def test_a_field_that_a_kind_does_not_have_is_refused(walled: ControlPlane) -> None:
    misspelt = pod("misspelt")
    misspelt["spec"]["restartPolici"] = "Never"
    with pytest.raises(Denied, match=r'unknown field "spec\.restartPolici"'):
        walled.client.create(misspelt, dry_run=True)


def test_a_custom_resource_is_judged_by_its_definition(
    walled: ControlPlane, definitions: Definitions
) -> None:
    """One of Velero's, which dev does without, so that its definition comes here."""
    place = {
        "apiVersion": "velero.io/v1",
        "kind": "BackupStorageLocation",
        "metadata": {"name": "copies", "namespace": SPACE},
        "spec": {"provider": "aws", "objectStorage": {"bucket": "copies"}, "accessMode": "ReadOnlyy"},
    }
    with pytest.raises(UnknownKind, match='no matches for kind "BackupStorageLocation"'):
        walled.client.apply(place)
    definition = definitions.of("velero.io/v1", "BackupStorageLocation")
    assert definition is not None
    install(walled, [definition])
    with pytest.raises(Denied) as no:
        walled.client.apply(place)
    assert 'spec.accessMode: Unsupported value: "ReadOnlyy"' in str(no.value)
    place["spec"]["accessMode"] = "ReadOnly"  # type: ignore[index]
    assert walled.client.apply(place)["metadata"]["uid"]


def test_an_admission_policy_is_enforced(walled: ControlPlane) -> None:
    group = "admissionregistration.k8s.io/v1"
    policy = {
        "apiVersion": group,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "no-latest"},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {
                "resourceRules": [
                    {
                        "apiGroups": [""],
                        "apiVersions": ["v1"],
                        "operations": ["CREATE"],
                        "resources": ["pods"],
                    }
                ]
            },
            "validations": [
                {
                    "expression": "object.spec.containers.all(c, !c.image.endsWith(':latest'))",
                    "message": "an image by the tag latest is another one tomorrow",
                }
            ],
        },
    }
    binding = {
        "apiVersion": group,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": "no-latest"},
        "spec": {"policyName": "no-latest", "validationActions": ["Deny"]},
    }
    for manifest in (policy, binding):
        walled.client.apply(manifest)

    def enforced() -> bool:
        try:
            walled.client.create(pod("latest", image="registry.example.com/app:latest"), dry_run=True)
        except Denied as no:
            return "an image by the tag latest is another one tomorrow" in str(no)
        return False

    walled.wait("the policy is not enforced", enforced, 60)
    assert walled.client.create(pod("pinned"), dry_run=True)
    for manifest in (binding, policy):
        walled.client.delete(manifest)
