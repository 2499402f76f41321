import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from tests.components.kubernetes.clusters import ACCOUNT, DEPLOYER, a_spec, built, without_tags

ADMIN = f"arn:aws:iam::{ACCOUNT}:role/break-glass"
AUDITOR = f"arn:aws:iam::{ACCOUNT}:role/auditor"
OPERATOR = f"arn:aws:iam::{ACCOUNT}:role/operator"
SPEC = a_spec(
    admins={"break-glass": ADMIN},
    viewers={"audit": {"principal": AUDITOR, "namespaces": ["backend", "frontend"]}},
    members={"operators": OPERATOR},
)


def test_each_principal_has_one_entry() -> None:
    entries = built(SPEC).named(aws.eks.AccessEntry)
    assert {name: without_tags(entry.inputs) for name, entry in entries.items()} == {
        f"main-access-{role}": {
            "region": "us-east-1",
            "clusterName": "main",
            "principalArn": principal,
            "type": "STANDARD",
            **({} if group is None else {"kubernetesGroups": [group]}),
        }
        for role, principal, group in (
            ("deployer", DEPLOYER, None),
            ("admin-break-glass", ADMIN, "platform:break-glass"),
            ("viewer-audit", AUDITOR, "platform:audit"),
            ("member-operators", OPERATOR, "platform:operators"),
        )
    }


def test_deployer_and_admins_rule_and_viewers_read_their_namespaces() -> None:
    rights = built(SPEC).named(aws.eks.AccessPolicyAssociation)
    policy = "arn:aws:eks::aws:cluster-access-policy/"
    assert {
        name: (entry.inputs["policyArn"], entry.inputs["accessScope"]) for name, entry in rights.items()
    } == {
        "main-access-deployer-rights": (f"{policy}AmazonEKSClusterAdminPolicy", {"type": "cluster"}),
        "main-access-admin-break-glass-rights": (f"{policy}AmazonEKSClusterAdminPolicy", {"type": "cluster"}),
        "main-access-viewer-audit-rights": (
            f"{policy}AmazonEKSViewPolicy",
            {"type": "namespace", "namespaces": ["backend", "frontend"]},
        ),
    }


def test_rights_wait_for_their_entry() -> None:
    recording = built(SPEC)
    for name, rights in recording.named(aws.eks.AccessPolicyAssociation).items():
        assert recording.depends_on(rights, aws.eks.AccessEntry) == {name.removesuffix("-rights")}


def test_members_have_what_their_group_has_and_nothing_of_eks() -> None:
    rights = built(SPEC).of(aws.eks.AccessPolicyAssociation)
    assert OPERATOR not in {entry.inputs["principalArn"] for entry in rights}


def test_one_name_for_two_entries_is_refused() -> None:
    with pytest.raises(
        ValidationError, match="break-glass names several entries, and all of them would have"
    ):
        a_spec(admins={"break-glass": ADMIN}, members={"break-glass": OPERATOR})


def test_a_principal_enters_once() -> None:
    with pytest.raises(
        ValidationError, match=r"members\.operators and admins\.break-glass are the same principal"
    ):
        a_spec(admins={"break-glass": ADMIN}, members={"operators": ADMIN})
