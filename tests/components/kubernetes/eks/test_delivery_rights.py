"""What steps of workflows and the image updater may do in AWS."""

import json
from typing import Any

import pytest
from pulumi import Output

from components.foundation.placement import AwsPlacement
from components.kubernetes.identity_policies.image_reader import image_reader
from components.kubernetes.identity_policies.incident_evidence import incident_evidence
from components.kubernetes.identity_policies.workflow_artifacts import artifact_reader, artifact_writer
from components.kubernetes.workload_identity import Grants
from tests.components.recording import record

PLACE = AwsPlacement(account_id="123456789012", region="us-east-1")
BUCKET, KEY = "arn:aws:s3:::artifacts", "arn:aws:kms:us-east-1:123456789012:key/artifacts"


def statements(grants: Grants) -> dict[str, dict[str, Any]]:
    (document,) = grants.inline.values()
    returned = record(lambda: {"policy": Output.from_input(document)}).returned
    return {one["Sid"]: one for one in json.loads(returned["policy"])["Statement"]}


def test_a_step_writes_below_the_workflows_folder_alone() -> None:
    found = statements(artifact_writer(placement=PLACE, bucket_arn=BUCKET, key_arn=KEY))
    assert found["KeepArtifacts"]["Action"] == ["s3:GetObject", "s3:PutObject"]
    assert found["KeepArtifacts"]["Resource"] == [f"{BUCKET}/workflows/*"]
    assert found["FindArtifacts"]["Condition"] == {"StringLike": {"s3:prefix": ["workflows/*"]}}
    assert found["UseKey"]["Resource"] == [KEY]
    assert found["UseKey"]["Condition"] == {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}


def test_a_step_of_another_system_writes_below_a_folder_of_its_own() -> None:
    found = statements(artifact_writer(placement=PLACE, bucket_arn=BUCKET, key_arn=KEY, folder="chaos"))
    assert found["KeepArtifacts"]["Resource"] == [f"{BUCKET}/chaos/*"]
    assert found["FindArtifacts"]["Condition"] == {"StringLike": {"s3:prefix": ["chaos/*"]}}


def test_the_server_reads_and_does_not_write() -> None:
    found = statements(artifact_reader(placement=PLACE, bucket_arn=BUCKET, key_arn=KEY))
    actions = {action for one in found.values() for action in one["Action"]}
    assert actions == {"s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation", "kms:Decrypt"}


def test_the_image_updater_reads_the_repositories_that_it_follows() -> None:
    found = statements(image_reader(placement=PLACE, repositories=["production/backend-api"]))
    assert found["ReadImages"]["Resource"] == [
        "arn:aws:ecr:us-east-1:123456789012:repository/production/backend-api"
    ]
    assert found["SignOn"]["Action"] == ["ecr:GetAuthorizationToken"]
    with pytest.raises(ValueError, match="a reader of no repository is a mistake"):
        image_reader(placement=PLACE, repositories=[])


def test_evidence_of_incidents_is_written_and_not_read() -> None:
    found = statements(incident_evidence(placement=PLACE, bucket_arn=BUCKET, key_arn=KEY))
    assert {name: (one["Action"], one["Resource"]) for name, one in found.items()} == {
        "KeepEvidence": (["s3:AbortMultipartUpload", "s3:PutObject"], [f"{BUCKET}/*"]),
        "EncryptEvidence": (["kms:Decrypt", "kms:GenerateDataKey"], [KEY]),
    }
    through = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    assert found["EncryptEvidence"]["Condition"] == through
