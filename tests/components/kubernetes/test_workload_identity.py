from typing import Any

import pulumi_aws as aws
import pytest
from pulumi import ResourceOptions

from components.kubernetes.workload_identity import Grants, WorkloadIdentity, WorkloadIdentityArgs
from tests.components.kubernetes.clusters import (
    ACCOUNT,
    EAST,
    ISSUER_HOST,
    LABELS,
    an_issuer,
    recorded,
    statements,
    without_tags,
)
from tests.components.recording import UNKNOWN, Recording

POLICY = '{"Version":"2012-10-17","Statement":[]}'


def identity_args(mode: str = "pod-identity", **changes: Any) -> WorkloadIdentityArgs:
    facts: dict[str, Any] = {
        "issuer": an_issuer(mode=mode),
        "labels": LABELS,
        "protected": False,
        "namespace": "backend",
        "service_account": "backend-api",
        "grants": Grants(managed=("ReadOnlyAccess",), inline={"secrets": POLICY}),
        **changes,
    }
    return WorkloadIdentityArgs(**facts)


def built(mode: str = "pod-identity", **changes: Any) -> Recording:
    def program() -> dict[str, Any]:
        identity = WorkloadIdentity("api", identity_args(mode, **changes))
        return {"annotations": identity.annotations, "labels": identity.service_account_labels}

    return recorded(program)


def trust(recording: Recording) -> dict[str, Any]:
    return statements(recording.only(aws.iam.Role).inputs["assumeRolePolicy"])["Trust"]


def test_pod_identity_is_trusted_for_one_account_of_one_cluster() -> None:
    assert trust(built()) == {
        "Sid": "Trust",
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Principal": {"Service": ["pods.eks.amazonaws.com"]},
        "Condition": {
            "StringEquals": {
                "aws:SourceAccount": ACCOUNT,
                "aws:RequestTag/kubernetes-namespace": "backend",
                "aws:RequestTag/kubernetes-service-account": "backend-api",
            },
            "ArnEquals": {"aws:SourceArn": f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/main"},
        },
    }


def test_irsa_trusts_exactly_one_subject_and_audience() -> None:
    assert trust(built("irsa")) == {
        "Sid": "Trust",
        "Effect": "Allow",
        "Action": ["sts:AssumeRoleWithWebIdentity"],
        "Principal": {"Federated": ["arn:issuer"]},
        "Condition": {
            "StringEquals": {
                f"{ISSUER_HOST}:sub": "system:serviceaccount:backend:backend-api",
                f"{ISSUER_HOST}:aud": "sts.amazonaws.com",
            }
        },
    }


def test_a_wildcard_is_a_choice_and_leaves_the_audience_exact() -> None:
    assert trust(built("irsa", any_service_account=True))["Condition"] == {
        "StringEquals": {f"{ISSUER_HOST}:aud": "sts.amazonaws.com"},
        "StringLike": {f"{ISSUER_HOST}:sub": "system:serviceaccount:backend:*"},
    }


def test_an_issuer_that_is_not_known_yet_leaves_the_trust_unknown() -> None:
    def program() -> None:
        issuer = aws.iam.OpenIdConnectProvider(
            "issuer", url="https://x.test", client_id_lists=["sts.amazonaws.com"]
        )
        WorkloadIdentity(
            "api",
            identity_args(
                issuer=an_issuer(mode="irsa", oidc_issuer=issuer.arn, oidc_provider_arn=issuer.arn)
            ),
        )

    assert recorded(program, preview=True).only(aws.iam.Role).inputs["assumeRolePolicy"] == UNKNOWN


def test_both_ways_publish_the_same_outputs() -> None:
    labels = LABELS.kubernetes()
    assert built().returned == {"annotations": {}, "labels": labels}
    assert built("irsa").returned == {
        "annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam:::api-role"},
        "labels": labels,
    }
    published = {
        mode: set(built(mode).only(WorkloadIdentity).published or {}) for mode in ("pod-identity", "irsa")
    }
    assert (
        published["pod-identity"]
        == published["irsa"]
        == {
            "role_arn",
            "role_name",
            "annotations",
            "service_account_labels",
        }
    )


def test_an_association_binds_the_account_and_waits_for_the_agent() -> None:
    def program() -> None:
        agent = aws.eks.Addon(
            "agent", cluster_name="main", addon_name="eks-pod-identity-agent", region="us-east-1"
        )
        WorkloadIdentity("api", identity_args(issuer=an_issuer(agent=agent)), ResourceOptions())

    recording = recorded(program)
    association = recording.only(aws.eks.PodIdentityAssociation)
    assert without_tags(association.inputs) == {
        "region": "us-east-1",
        "clusterName": "main",
        "namespace": "backend",
        "serviceAccount": "backend-api",
        "roleArn": "arn:aws:iam:::api-role",
    }
    assert recording.depends_on(association, aws.eks.Addon) == {"agent"}


@pytest.mark.parametrize("changes", [{"mode": "irsa"}, {"held_by_addon": True}])
def test_there_is_no_association_where_something_else_binds_the_account(changes: dict[str, Any]) -> None:
    assert built(**changes).of(aws.eks.PodIdentityAssociation) == []


def test_the_role_carries_its_limits() -> None:
    role = (
        built(boundary_arn="arn:boundary", path="/platform/", session_seconds=7200).only(aws.iam.Role).inputs
    )
    assert role["name"] == "main-backend-backend-api"
    assert role["permissionsBoundary"] == "arn:boundary"
    assert role["path"] == "/platform/"
    assert role["maxSessionDuration"] == 7200
    assert role["description"] == "backend/backend-api of main"


def test_long_names_fit_iam_and_stay_apart() -> None:
    names = [built(service_account="a" * 60 + letter).only(aws.iam.Role).inputs["name"] for letter in "xy"]
    assert [len(name) for name in names] == [64, 64]
    assert names[0] != names[1]


def test_policies_are_attached_and_written_in() -> None:
    recording = built()
    assert recording.only(aws.iam.RolePolicyAttachment).inputs == {
        "role": "main-backend-backend-api",
        "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    }
    assert recording.only(aws.iam.RolePolicy).inputs == {
        "name": "secrets",
        "role": "main-backend-backend-api",
        "policy": POLICY,
    }


def test_arns_follow_the_partition() -> None:
    gov = EAST.elsewhere("us-gov-west-1")
    recording = built(issuer=an_issuer(placement=gov))
    assert trust(recording)["Condition"]["ArnEquals"] == {
        "aws:SourceArn": f"arn:aws-us-gov:eks:us-gov-west-1:{ACCOUNT}:cluster/main"
    }
    attached = recording.only(aws.iam.RolePolicyAttachment).inputs["policyArn"]
    assert attached == "arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess"


@pytest.mark.parametrize(
    ("mode", "changes", "sentence"),
    [
        (
            "irsa",
            {"any_service_account": True, "protected": True},
            (
                "identity of backend/backend-api: any_service_account lets whoever may create a pod in the namespace use the "
                "role, which production does not accept: name one service account"
            ),
        ),
        (
            "pod-identity",
            {"any_service_account": True},
            (
                "identity of backend/backend-api: pod identity associates a role with one service account, so "
                "any_service_account would do nothing: leave it out, or use irsa"
            ),
        ),
        (
            "irsa",
            {"service_account": "backend-*"},
            "identity of backend/backend-*: a name with a wildcard trusts nobody: name the service account exactly",
        ),
        (
            "irsa",
            {"namespace": "*"},
            "identity of */backend-api: a name with a wildcard trusts nobody: name the service account exactly",
        ),
    ],
)
def test_trust_that_is_too_wide_is_refused(mode: str, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match="identity of") as refused:
        identity_args(mode, **changes)
    assert str(refused.value) == sentence


def test_an_identity_that_may_do_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="name a policy, or leave the identity out"):
        Grants()
