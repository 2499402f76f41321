"""The role that copies backups into other clouds: one name, one reader, and tokens for one audience."""

from typing import Any

import pulumi_aws as aws

from components.foundation.placement import AwsPlacement
from components.kubernetes.identity_policies.backup_copies import (
    ENTRA_AUDIENCE,
    NAMESPACE,
    SERVICE_ACCOUNT,
    backup_copies,
    copier_role,
)
from components.kubernetes.workload_identity import WorkloadIdentity
from components.security.outbound_federation import OutboundFederation, OutboundFederationArgs
from tests.components.kubernetes.clusters import ACCOUNT, recorded, statements
from tests.components.kubernetes.test_workload_identity import identity_args
from tests.components.recording import Recording, assert_sound, record

EAST = AwsPlacement(account_id=ACCOUNT, region="us-east-1")


def built(*audiences: str) -> Recording:
    grants = backup_copies(
        placement=EAST, bucket_arn="arn:aws:s3:::backups", key_arn="arn:key", audiences=audiences
    )
    args = identity_args(
        namespace=NAMESPACE,
        service_account=SERVICE_ACCOUNT,
        role_name=copier_role("production"),
        grants=grants,
    )
    return recorded(lambda: {"role": WorkloadIdentity("copies", args).role_name})


def policies(recording: Recording) -> dict[str, Any]:
    return {
        entry.inputs["name"]: statements(entry.inputs["policy"]) for entry in recording.of(aws.iam.RolePolicy)
    }


def test_other_clouds_know_it_by_one_name() -> None:
    recording = built()
    assert recording.only(aws.iam.Role).inputs["name"] == "production-backup-copies"
    association = recording.only(aws.eks.PodIdentityAssociation).inputs
    assert (association["namespace"], association["serviceAccount"]) == ("backup-copies", "backup-copies")


def test_it_reads_one_bucket_under_its_key_and_writes_nothing() -> None:
    assert policies(built()) == {
        "read-backups": {
            "ListBackups": {
                "Sid": "ListBackups",
                "Effect": "Allow",
                "Action": ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketVersions"],
                "Resource": ["arn:aws:s3:::backups"],
            },
            "ReadBackups": {
                "Sid": "ReadBackups",
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:GetObjectVersion"],
                "Resource": ["arn:aws:s3:::backups/*"],
            },
            "OpenBackups": {
                "Sid": "OpenBackups",
                "Effect": "Allow",
                "Action": ["kms:Decrypt"],
                "Resource": ["arn:key"],
                "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
            },
        }
    }


def test_its_tokens_are_short_and_for_azure_alone() -> None:
    assert policies(built(ENTRA_AUDIENCE))["introduce-itself"] == {
        "IntroduceItself": {
            "Sid": "IntroduceItself",
            "Effect": "Allow",
            "Action": ["sts:GetWebIdentityToken"],
            "Resource": ["*"],
            "Condition": {
                "ForAllValues:StringEquals": {"sts:IdentityTokenAudience": ["api://AzureADTokenExchange"]},
                "Null": {"sts:IdentityTokenAudience": "false"},
                "NumericLessThanEquals": {"sts:DurationSeconds": "900"},
                "StringEquals": {"sts:SigningAlgorithm": "RS256"},
            },
        }
    }


def test_an_issuer_that_others_trust_is_protected() -> None:
    issuer = {"issuerIdentifier": "https://0a.tokens.sts.global.api.aws"}
    recording = record(
        lambda: OutboundFederation("out", OutboundFederationArgs(protected=True)) and None,
        answers={aws.iam.OutboundWebIdentityFederation: issuer},
    )
    assert_sound(recording, OutboundFederation, regions=set())
    assert recording.only(OutboundFederation).published == {"issuer": issuer["issuerIdentifier"]}
    assert recording.only(aws.iam.OutboundWebIdentityFederation).protect
    loose = record(
        lambda: OutboundFederation("out", OutboundFederationArgs(protected=False)) and None,
        answers={aws.iam.OutboundWebIdentityFederation: issuer},
    )
    assert not loose.only(aws.iam.OutboundWebIdentityFederation).protect
