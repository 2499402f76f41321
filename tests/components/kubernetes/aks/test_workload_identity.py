"""Identities of workloads on AKS: who is trusted, with what, and what is refused."""

from dataclasses import replace
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import managedidentity

from components.kubernetes.aks.workload_identity import (
    AzureWorkloadIdentity,
    AzureWorkloadIdentityArgs,
    ServiceAccount,
)
from tests.components.azure import ANSWERS, LABELS, PLACEMENT, roles
from tests.components.recording import Recording, assert_sound, record

ACCOUNT = ServiceAccount(namespace="velero", name="velero")
ARGS = AzureWorkloadIdentityArgs(
    placement=PLACEMENT,
    labels=LABELS,
    group="group",
    identity_name="production-eastus-velero",
    oidc_issuer="https://issuer/",
    service_accounts=(ACCOUNT, ServiceAccount(namespace="velero", name="node-agent")),
    roles={"backups": ("Storage Blob Data Contributor", "container")},
)


def made(args: AzureWorkloadIdentityArgs = ARGS) -> Recording:
    def program() -> dict[str, pulumi.Output[Any]]:
        identity = AzureWorkloadIdentity("velero", args)
        return {"annotations": identity.annotations, "labels": identity.service_account_labels}

    return record(program, answers=ANSWERS)


def test_each_service_account_is_trusted_by_its_name_and_nobody_else() -> None:
    recording = made()
    assert_sound(recording, AzureWorkloadIdentity, regions=set())
    credentials = recording.named(managedidentity.FederatedIdentityCredential)
    assert {name: entry.inputs["subject"] for name, entry in credentials.items()} == {
        "velero-velero-velero": "system:serviceaccount:velero:velero",
        "velero-velero-node-agent": "system:serviceaccount:velero:node-agent",
    }
    for entry in credentials.values():
        assert entry.inputs["audiences"] == ["api://AzureADTokenExchange"]
        assert entry.inputs["issuer"] == "https://issuer/"
    second = credentials["velero-velero-node-agent"]
    assert recording.depends_on(second, managedidentity.FederatedIdentityCredential) == {
        "velero-velero-velero"
    }


def test_it_holds_its_roles_and_says_what_a_service_account_carries() -> None:
    recording = made()
    assert roles(recording) == {
        "velero-backups": (
            "Storage Blob Data Contributor",
            "container",
            "velero-principal",
            "ServicePrincipal",
        )
    }
    assert recording.returned["annotations"] == {"azure.workload.identity/client-id": "velero-client"}
    assert recording.returned["labels"]["azure.workload.identity/use"] == "true"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"roles": {}}, "may do nothing, which is a mistake"),
        ({"service_accounts": ()}, "trusts nobody: name the service account"),
        (
            {"service_accounts": tuple(ServiceAccount(namespace="n", name=f"s{i}") for i in range(21))},
            "trusts 21 service accounts, and Entra ends at 20",
        ),
        (
            {"service_accounts": (ServiceAccount(namespace="n", name="*"),)},
            "a name with a wildcard trusts nobody",
        ),
    ],
)
def test_what_trusts_nobody_or_too_many_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("*", r"\*")):
        replace(ARGS, **changes)
