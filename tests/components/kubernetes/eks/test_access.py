import pulumi_aws as aws

from tests.components.kubernetes.clusters import ACCOUNT, DEPLOYER, a_spec, built, without_tags

ADMIN = f"arn:aws:iam::{ACCOUNT}:role/break-glass"
AUDITOR = f"arn:aws:iam::{ACCOUNT}:role/auditor"
SPEC = a_spec(
    admins={"break-glass": ADMIN},
    viewers={"audit": {"principal": AUDITOR, "namespaces": ["backend", "frontend"]}},
)


def test_each_principal_has_one_entry() -> None:
    entries = built(SPEC).named(aws.eks.AccessEntry)
    assert {name: without_tags(entry.inputs) for name, entry in entries.items()} == {
        f"main-access-{role}": {
            "region": "us-east-1",
            "clusterName": "main",
            "principalArn": principal,
            "type": "STANDARD",
        }
        for role, principal in {
            "deployer": DEPLOYER,
            "admin-break-glass": ADMIN,
            "viewer-audit": AUDITOR,
        }.items()
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
