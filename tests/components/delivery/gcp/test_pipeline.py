"""Google Cloud's pipeline accounts: for whom they open, what they may do, and what they can never give."""

from typing import Any

import pulumi_gcp as gcp
import pytest

from components.delivery.gcp.pipeline import ACTING, GRANTABLE, LOOKING, GcpPipeline, GcpPipelineArgs
from components.delivery.workflows import WorkflowsSpec
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from components.kubernetes.gke.node_identity import NODE_ROLES
from tests.components.recording import Recording, assert_sound, record

PROJECT = "example-platform-production"
NODES = f"projects/{PROJECT}/serviceAccounts/nodes@{PROJECT}.iam.gserviceaccount.com"


def address(_: str, inputs: Any) -> dict[str, Any]:
    email = f"{inputs['accountId']}@{PROJECT}.iam.gserviceaccount.com"
    return {
        "email": email,
        "member": f"serviceAccount:{email}",
        "name": f"projects/{PROJECT}/serviceAccounts/{email}",
    }


@pytest.fixture(scope="module")
def built() -> Recording:
    args = GcpPipelineArgs(
        spec=WorkflowsSpec(repository="example/platform", environment="production"),
        placement=GcpPlacement(project=PROJECT, project_number="333333333333", region="us-central1"),
        labels=Labels(environment="production", owner="platform-team", cost_center="core-services"),
        services=(),
        acts_as={"nodes": NODES},
    )
    pool = {"name": "projects/333333333333/locations/global/workloadIdentityPools/production-github"}
    return record(
        lambda: GcpPipeline("pipelines", args),
        answers={gcp.iam.WorkloadIdentityPool: pool, gcp.serviceaccount.Account: address},
    )


def test_the_pool_lets_two_subjects_in_and_each_becomes_one_account(built: Recording) -> None:
    assert_sound(built, GcpPipeline, regions=set())
    provider = built.only(gcp.iam.WorkloadIdentityPoolProvider).inputs
    preview, deploy = (f"repo:example/platform:environment:production{kind}" for kind in ("-preview", ""))
    assert provider["attributeCondition"] == f"assertion.sub in ['{preview}', '{deploy}']"
    assert provider["attributeMapping"] == {"google.subject": "assertion.sub"}
    assert provider["oidc"] == {"issuerUri": "https://token.actions.githubusercontent.com"}
    pool = "principal://iam.googleapis.com/projects/333333333333/locations/global/workloadIdentityPools/production-github"
    entering = {
        name: entry.inputs["member"]
        for name, entry in built.named(gcp.serviceaccount.IAMMember).items()
        if entry.inputs["role"] == "roles/iam.workloadIdentityUser"
    }
    assert entering == {
        "pipelines-previewer-github": f"{pool}/subject/{preview}",
        "pipelines-deployer-github": f"{pool}/subject/{deploy}",
    }


def roles(built: Recording, purpose: str) -> set[str]:
    return {
        entry.inputs["role"]
        for entry in built.of(gcp.projects.IAMMember)
        if entry.inputs["member"] == f"serviceAccount:platform-{purpose}@{PROJECT}.iam.gserviceaccount.com"
    }


def test_the_previewer_changes_nothing_and_reads_no_data(built: Recording) -> None:
    assert roles(built, "previewer") == set(LOOKING)
    kinds = {role.rsplit(".", 1)[-1] for role in LOOKING}
    assert kinds == {"clusterViewer", "securityReviewer", "serviceUsageConsumer", "viewer"}
    assert not any(
        role.startswith(("roles/secretmanager", "roles/storage", "roles/owner")) for role in LOOKING
    )


def test_the_deployer_gives_the_roles_of_nodes_alone_and_cannot_open_the_pool(built: Recording) -> None:
    assert roles(built, "deployer") == {*ACTING, "roles/resourcemanager.projectIamAdmin"}
    assert not any("workloadIdentityPool" in role or "billing" in role for role in ACTING)
    assert set(GRANTABLE) == set(NODE_ROLES.values())
    condition = built.named(gcp.projects.IAMMember)["pipelines-deployer-grants"].inputs["condition"]
    assert condition["expression"] == (
        "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/container.defaultNodeServiceAccount', "
        "'roles/monitoring.metricWriter', 'roles/stackdriver.resourceMetadata.writer'])"
    )
    acting = built.named(gcp.serviceaccount.IAMMember)["pipelines-deployer-as-nodes"].inputs
    assert (acting["serviceAccountId"], acting["role"]) == (NODES, "roles/iam.serviceAccountUser")


def test_no_account_has_a_key(built: Recording) -> None:
    assert "gcp:serviceaccount/key:Key" not in built.counts()
    assert built.only(GcpPipeline).published == {
        "provider_name": "pipelines-github-provider",
        "previewer": f"platform-previewer@{PROJECT}.iam.gserviceaccount.com",
        "deployer": f"platform-deployer@{PROJECT}.iam.gserviceaccount.com",
    }
