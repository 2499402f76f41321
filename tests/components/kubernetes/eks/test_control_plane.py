import json

import pulumi_aws as aws

from tests.components.kubernetes.clusters import ACCOUNT, a_spec, built, statements, without_tags
from tests.components.recording import UNKNOWN

ROLE = "main-control-plane-role"


def test_the_cluster_as_eks_receives_it() -> None:
    spec = a_spec(public_access_cidrs=["203.0.113.0/24", "198.51.100.7/32"])
    cluster = built(spec).only(aws.eks.Cluster)
    assert without_tags(cluster.inputs) == {
        "name": "main",
        "region": "us-east-1",
        "version": "1.35",
        "roleArn": f"arn:aws:iam:::{ROLE}",
        "bootstrapSelfManagedAddons": False,
        "enabledClusterLogTypes": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        "deletionProtection": True,
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
        "encryptionConfig": {"provider": {"keyArn": "arn:secrets-key"}, "resources": ["secrets"]},
        "kubernetesNetworkConfig": {"ipFamily": "ipv4", "serviceIpv4Cidr": "172.20.0.0/16"},
        "upgradePolicy": {"supportType": "STANDARD"},
        "zonalShiftConfig": {"enabled": True},
        "vpcConfig": {
            "subnetIds": ["subnet-a", "subnet-b", "subnet-c"],
            "endpointPrivateAccess": True,
            "endpointPublicAccess": True,
            "publicAccessCidrs": ["203.0.113.0/24", "198.51.100.7/32"],
        },
    }


def test_without_named_ranges_there_is_no_public_endpoint() -> None:
    vpc = built().only(aws.eks.Cluster).inputs["vpcConfig"]
    assert vpc == {
        "subnetIds": ["subnet-a", "subnet-b", "subnet-c"],
        "endpointPrivateAccess": True,
        "endpointPublicAccess": False,
    }


def test_extended_support_is_a_choice() -> None:
    cluster = built(a_spec(version="1.33", extended_support=True)).only(aws.eks.Cluster)
    assert cluster.inputs["upgradePolicy"] == {"supportType": "EXTENDED"}
    assert cluster.inputs["version"] == "1.33"


def test_logs_have_an_encrypted_group_before_the_cluster_writes_any() -> None:
    recording = built(a_spec(log_days=400))
    group = recording.only(aws.cloudwatch.LogGroup)
    assert without_tags(group.inputs) == {
        "name": "/aws/eks/main/cluster",
        "region": "us-east-1",
        "kmsKeyId": "arn:logs-key",
        "retentionInDays": 400,
    }
    cluster = recording.only(aws.eks.Cluster)
    assert recording.depends_on(cluster, aws.cloudwatch.LogGroup) == {"main-control-plane-logs"}
    assert recording.depends_on(cluster, aws.iam.RolePolicyAttachment) == {
        "main-control-plane-cluster-policy"
    }
    assert recording.depends_on(cluster, aws.iam.RolePolicy) == {"main-control-plane-secrets-key"}


def test_only_this_cluster_of_this_account_acts_with_the_role() -> None:
    role = built().named(aws.iam.Role)[ROLE]
    assert role.inputs["name"] == "main-control-plane"
    assert statements(role.inputs["assumeRolePolicy"]) == {
        "Trust": {
            "Sid": "Trust",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Principal": {"Service": ["eks.amazonaws.com"]},
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/main"},
            },
        }
    }


def test_the_role_uses_one_key() -> None:
    policy = built().named(aws.iam.RolePolicy)["main-control-plane-secrets-key"]
    assert json.loads(policy.inputs["policy"])["Statement"] == [
        {
            "Sid": "EncryptSecrets",
            "Effect": "Allow",
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
            "Resource": ["arn:secrets-key"],
        }
    ]


def test_iam_fetches_the_issuers_certificate_by_itself() -> None:
    issuer = built().only(aws.iam.OpenIdConnectProvider)
    assert without_tags(issuer.inputs) == {
        "url": "https://oidc.eks.us-east-1.amazonaws.com/id/ABCDEF",
        "clientIdLists": ["sts.amazonaws.com"],
    }


def test_the_issuer_of_a_cluster_to_be_is_unknown() -> None:
    assert built(preview=True).only(aws.iam.OpenIdConnectProvider).inputs["url"] == UNKNOWN
