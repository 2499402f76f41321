"""A view over all clusters: who writes to the one store, as whom, and under which name."""

import json
from typing import Any

import pytest

from tests.stacks.conftest import Live

RELEASE = "kubernetes:helm.sh/v3:Release"
ON_EKS = {
    "production": {"production-us-east-1", "production-us-west-2"},
    "staging": {"staging-us-east-1", "staging-us-west-2"},
}
BEYOND = {"production": {"production-us-central1", "production-eastus"}, "staging": set[str]()}
SUBJECT = "system:serviceaccount:monitoring:metrics-prometheus"


@pytest.fixture(params=["production", "staging"])
def shared(request: pytest.FixtureRequest, up: Any) -> Live:
    found = up(request.param)
    assert isinstance(found, Live)
    return found


def written(live: Live) -> dict[str, dict[str, Any]]:
    """Return what each cluster's Prometheus is told, by the name that everything leaving the cluster bears."""
    specs = [
        inputs["values"]["prometheus"]["prometheusSpec"]
        for name, inputs in live.of(RELEASE).items()
        if name.endswith("-metrics-release")
    ]
    return {spec["externalLabels"]["cluster"]: spec for spec in specs if "remoteWrite" in spec}


def role_of(cluster: str) -> str:
    return f"{cluster}-metrics-prometheus"


def statements(live: Live, cluster: str) -> dict[str, Any]:
    text = live.the("aws:iam/rolePolicy:RolePolicy", f"{role_of(cluster)}-write-metrics")["policy"]
    return {one["Sid"]: one for one in json.loads(text)["Statement"]}


def test_every_cluster_writes_to_the_one_store_under_its_own_name(shared: Live) -> None:
    found = written(shared)
    assert set(found) == ON_EKS[shared.stack] | BEYOND[shared.stack]
    endpoint = shared.run.outputs["shared_metrics"]
    for cluster, spec in found.items():
        (remote,) = spec["remoteWrite"]
        assert remote["url"] == f"{endpoint}api/v1/remote_write"
        assert remote["writeRelabelConfigs"][-1]["replacement"] == cluster
        assert spec["replicaExternalLabelName"] == "__replica__"


def test_the_store_knows_every_name_that_is_written(shared: Live) -> None:
    """A cluster under another name would have no limit."""
    (bounds,) = shared.of("aws:amp/workspaceConfiguration:WorkspaceConfiguration").values()
    names = [one["labelSet"]["cluster"] for one in bounds["limitsPerLabelSets"]]
    assert names == sorted(written(shared))


def test_each_may_write_there_and_nowhere_else(shared: Live) -> None:
    outputs = shared.run.outputs
    workspace = outputs["shared_metrics"].rstrip("/").rpartition("/")[2]
    arn = f"arn:aws:aps:us-east-1:{outputs['account_id']}:workspace/{workspace}"
    for cluster in written(shared):
        rights = statements(shared, cluster)
        assert set(rights) == {"WriteSamples", "EncryptSamples"}
        assert rights["WriteSamples"]["Resource"] == [arn]
        assert rights["EncryptSamples"]["Resource"] == [
            outputs["regions"]["us-east-1"]["key_arns"]["metrics"]
        ]


def test_on_eks_an_agent_hands_out_the_role(shared: Live) -> None:
    for cluster in ON_EKS[shared.stack]:
        association = shared.the(
            "aws:eks/podIdentityAssociation:PodIdentityAssociation", f"{role_of(cluster)}-association"
        )
        assert (association["namespace"], association["serviceAccount"]) == (
            "monitoring",
            "metrics-prometheus",
        )
        assert association["clusterName"] == cluster
        assert "containers" not in written(shared)[cluster]


def test_elsewhere_the_cluster_itself_vouches_for_the_account(production: Live) -> None:
    for cluster in BEYOND["production"]:
        role = production.the("aws:iam/role:Role", f"{role_of(cluster)}-role")
        (trust,) = json.loads(role["assumeRolePolicy"])["Statement"]
        assert trust["Action"] == ["sts:AssumeRoleWithWebIdentity"]
        conditions = trust["Condition"]["StringEquals"]
        assert sorted(conditions.values()) == ["sts.amazonaws.com", SUBJECT]
        spec = written(production)[cluster]
        (container,) = spec["containers"]
        named = {one["name"]: one["value"] for one in container["env"]}
        assert named["AWS_ROLE_ARN"].endswith(f":role/{role['name']}")
        assert [one["name"] for one in spec["volumes"]] == ["aws-token"]


def test_a_stack_without_a_store_writes_nowhere(up: Any) -> None:
    dev = up("dev")
    assert written(dev) == {}
    assert "shared_metrics" not in dev.run.outputs
    assert "metrics" not in dev.run.outputs["regions"]["us-east-1"]["key_arns"]
