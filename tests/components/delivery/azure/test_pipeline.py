"""Azure's pipeline identities: for whom they open, what they may do, and what they can never give."""

import re

import pytest
from pulumi_azure_native import authorization, managedidentity

from components.delivery.azure.pipeline import GRANTABLE, AzurePipeline, AzurePipelineArgs, granting_only
from components.delivery.workflows import WorkflowsSpec
from components.foundation.azure.placement import PURPOSES, AzurePlacement
from components.foundation.azure.roles import DEFINITIONS
from components.foundation.labels import Labels
from tests.components.recording import Recording, assert_sound, record

SUBSCRIPTION = "33333333-3333-4333-8333-333333333333"


@pytest.fixture(scope="module")
def built() -> Recording:
    args = AzurePipelineArgs(
        spec=WorkflowsSpec(repository="example/platform", environment="production"),
        placement=AzurePlacement(
            subscription_id=SUBSCRIPTION, tenant_id="44444444-4444-4444-8444-444444444444", location="eastus"
        ),
        labels=Labels(environment="production", owner="platform-team", cost_center="core-services"),
        stem="production-eastus",
        group="production-eastus-security",
        looks_into={
            purpose: f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{purpose}" for purpose in PURPOSES
        },
    )
    return record(
        lambda: AzurePipeline("pipelines", args),
        answers={
            managedidentity.UserAssignedIdentity: lambda name, inputs: {
                "name": inputs["resourceName"], "clientId": f"{name}-client", "principalId": f"{name}-principal",
            }
        },
    )  # fmt: skip


def test_each_identity_believes_one_subject(built: Recording) -> None:
    assert_sound(built, AzurePipeline, regions=set())
    found = {
        entry.inputs["resourceName"]: (
            entry.inputs["issuer"],
            entry.inputs["subject"],
            entry.inputs["audiences"],
        )
        for entry in built.of(managedidentity.FederatedIdentityCredential)
    }
    issuer, audience = "https://token.actions.githubusercontent.com", ["api://AzureADTokenExchange"]
    assert found == {
        "production-eastus-previewer": (
            issuer,
            "repo:example/platform:environment:production-preview",
            audience,
        ),
        "production-eastus-deployer": (issuer, "repo:example/platform:environment:production", audience),
    }
    assert built.only(AzurePipeline).published == {
        "preview_client_id": "pipelines-previewer-client",
        "deploy_client_id": "pipelines-deployer-client",
        "delegation_condition": granting_only(*GRANTABLE),
    }


def test_the_previewer_reads_every_group_and_the_program_gives_the_deployer_nothing(built: Recording) -> None:
    roles = {f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{guid}": role
             for role, guid in DEFINITIONS.items()}  # fmt: skip
    given = {
        (
            entry.inputs["principalId"],
            roles[entry.inputs["roleDefinitionId"]],
            entry.inputs["scope"].removeprefix(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/"),
        )
        for entry in built.of(authorization.RoleAssignment)
    }
    previewer = "pipelines-previewer-principal"
    assert given == {
        *((previewer, "Reader", purpose) for purpose in PURPOSES),
        (previewer, "Azure Kubernetes Service Cluster User Role", "cluster"),
    }


def test_the_deployer_gives_and_takes_the_roles_of_our_own_identities_alone() -> None:
    condition = granting_only(*GRANTABLE)
    guids = re.findall(r"GuidEquals \{([^}]*)\}", condition)
    wanted = ", ".join(DEFINITIONS[role] for role in GRANTABLE)
    assert guids == [wanted, wanted], "once for giving and once for taking"
    assert condition == (
        "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR "
        f"(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{wanted}}}))"
        " AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR "
        f"(@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{wanted}}}))"
    )
    assert DEFINITIONS["Key Vault Administrator"] not in condition


def test_what_the_recovery_gives_to_its_identities_is_what_the_deployer_may_give() -> None:
    """Roles of people are given by people; the pipeline gives the rest."""
    of_people = {
        "Azure Kubernetes Service Cluster User Role",
        "Azure Kubernetes Service RBAC Cluster Admin",
        "Key Vault Administrator",
    }
    assert set(DEFINITIONS) - of_people == set(GRANTABLE)
