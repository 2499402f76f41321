"""How AWS believes the accounts of another cloud's cluster."""

import json

import pulumi_aws as aws

from components.foundation.placement import AwsPlacement
from components.kubernetes.foreign_issuer import ForeignIssuer, ForeignIssuerArgs
from components.kubernetes.workload_identity import Grants, WorkloadIdentity, WorkloadIdentityArgs
from tests.components.kubernetes.clusters import LABELS, recorded
from tests.components.recording import Recording

URL = "https://container.googleapis.com/v1/projects/example/locations/us-central1/clusters/main"
EAST = AwsPlacement(account_id="123456789012", region="us-east-1")


def built() -> Recording:
    def program() -> None:
        made = ForeignIssuer(
            "main-issuer", ForeignIssuerArgs(cluster_name="main", url=URL, placement=EAST, labels=LABELS)
        )
        WorkloadIdentity(
            "main-cert-manager",
            WorkloadIdentityArgs(
                issuer=made.issuer,
                labels=LABELS,
                protected=True,
                namespace="cert-manager",
                service_account="cert-manager",
                grants=Grants(inline={"look": "{}"}),
            ),
        )

    return recorded(program)


def test_tokens_of_that_cluster_are_believed_when_they_are_meant_for_aws() -> None:
    provider = built().only(aws.iam.OpenIdConnectProvider).inputs
    assert (provider["url"], provider["clientIdLists"]) == (URL, ["sts.amazonaws.com"])


def test_a_role_is_for_one_account_of_that_cluster() -> None:
    (statement,) = json.loads(built().only(aws.iam.Role).inputs["assumeRolePolicy"])["Statement"]
    host = URL.removeprefix("https://")
    assert statement["Action"] == ["sts:AssumeRoleWithWebIdentity"]
    assert statement["Condition"] == {
        "StringEquals": {
            f"{host}:sub": "system:serviceaccount:cert-manager:cert-manager",
            f"{host}:aud": "sts.amazonaws.com",
        }
    }
    assert not built().of(aws.eks.PodIdentityAssociation)
