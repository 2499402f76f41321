"""Repositories of images."""

import json
from dataclasses import replace

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.data.registry import Registry, RegistryArgs, RegistrySpec
from tests.components.data.databases import EAST, LABELS
from tests.components.recording import Answer, Kind, Recording, assert_sound, record

ARGS = RegistryArgs(
    spec=RegistrySpec(repositories=("backend-api", "tools/cli"), releases=10),
    placement=EAST, labels=LABELS, protected=True, key_arn="arn:key",
    pushers=["arn:aws:iam::123456789012:role/deployer"], copy_region="us-west-2",
)  # fmt: skip
ANSWERS: dict[Kind, Answer] = {
    aws.ecr.Repository: lambda _, inputs: {"repositoryUrl": f"registry/{inputs['name']}"}
}


def built(args: RegistryArgs = ARGS) -> Recording:
    return record(lambda: Registry("registry", args) and None, answers=ANSWERS)


def test_tags_never_move_and_images_are_scanned_and_encrypted() -> None:
    recording = built()
    assert_sound(recording, Registry, regions={"us-east-1"})
    repositories = recording.named(aws.ecr.Repository)
    assert set(repositories) == {"registry-backend-api", "registry-tools-cli"}
    for repository in repositories.values():
        assert repository.protect
        assert repository.inputs["imageTagMutability"] == "IMMUTABLE"
        assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
        assert repository.inputs["encryptionConfigurations"] == [
            {"encryptionType": "KMS", "kmsKey": "arn:key"}
        ]
        assert repository.inputs["forceDelete"] is False
    assert recording.only(Registry).published == {
        "repository_urls": {
            "backend-api": "registry/production/backend-api",
            "tools/cli": "registry/production/tools/cli",
        }
    }


def test_old_images_go_and_releases_stay() -> None:
    policy = built().named(aws.ecr.LifecyclePolicy)["registry-backend-api"].inputs["policy"]
    untagged, tagged = [rule["selection"] for rule in json.loads(policy)["rules"]]
    assert (untagged["tagStatus"], untagged["countNumber"]) == ("untagged", 7)
    assert (tagged["tagPatternList"], tagged["countNumber"]) == (["*"], 10)


def test_only_named_roles_push() -> None:
    policy = built().named(aws.ecr.RepositoryPolicy)["registry-backend-api"].inputs["policy"]
    found = {one["Sid"]: one for one in json.loads(policy)["Statement"]}
    assert found["PipelinesPush"]["Principal"] == {"AWS": list(ARGS.pushers)}
    assert found["NobodyElsePushes"]["Condition"] == {
        "ArnNotEquals": {"aws:PrincipalArn": list(ARGS.pushers)}
    }
    assert found["NobodyElsePushes"]["Effect"] == "Deny"


def test_images_are_copied_where_there_is_another_region() -> None:
    (rule,) = built().only(aws.ecr.ReplicationConfiguration).inputs["replicationConfiguration"]["rules"]
    assert rule["destinations"] == [{"region": "us-west-2", "registryId": "123456789012"}]
    assert built(replace(ARGS, copy_region=None)).of(aws.ecr.ReplicationConfiguration) == []


@pytest.mark.parametrize("name", ["Backend", "a", "backend//api", "-api", "api_"])
def test_names_that_ecr_refuses_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="is not the name of a repository"):
        RegistrySpec(repositories=(name,))
