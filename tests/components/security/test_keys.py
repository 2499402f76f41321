import json
from typing import Any

import pulumi_aws as aws
import pytest

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.security.key_policies import DOMAINS
from components.security.keys import EncryptionKeys, EncryptionKeysArgs
from tests.components.recording import UNKNOWN, Answers, Recording, assert_sound, record

EAST = AwsPlacement(account_id="123456789012", region="us-east-1")
LABELS = Labels(environment="production", owner="platform", cost_center="infrastructure")

ANSWERS: Answers = {
    aws.kms.Key: lambda name, _: {"keyId": f"{name}-key-id"},
    aws.kms.ReplicaKey: lambda name, _: {"keyId": f"{name}-key-id"},
}


def the_keys(name: str = "east", **changes: Any) -> EncryptionKeys:
    facts: dict[str, Any] = {"placement": EAST, "labels": LABELS, "protected": True, **changes}
    return EncryptionKeys(name, EncryptionKeysArgs(**facts))


def built(*, preview: bool = False, **changes: Any) -> Recording:
    return record(lambda: {"arns": the_keys(**changes).key_arns}, answers=ANSWERS, preview=preview)


@pytest.mark.parametrize("preview", [True, False])
def test_it_is_sound(preview: bool) -> None:
    assert_sound(built(preview=preview), EncryptionKeys, regions={"us-east-1"})


def test_each_domain_has_a_key_and_an_alias() -> None:
    recording = built()
    assert recording.counts() == {
        "aws:kms/alias:Alias": len(DOMAINS),
        "aws:kms/key:Key": len(DOMAINS),
        "platform:security:EncryptionKeys": 1,
    }
    aliases = {alias.inputs["name"]: alias for alias in recording.of(aws.kms.Alias)}
    assert set(aliases) == {f"alias/production/{domain}" for domain in DOMAINS}
    for domain in DOMAINS:
        key = recording.named(aws.kms.Key)[f"east-{domain}"]
        alias = aliases[f"alias/production/{domain}"]
        assert alias.inputs["targetKeyId"] == f"east-{domain}-key-id"
        assert alias.property_dependencies["targetKeyId"] == {key.urn}


def test_keys_rotate_and_say_what_they_are_for() -> None:
    keys = built().named(aws.kms.Key)
    for domain in DOMAINS:
        inputs = keys[f"east-{domain}"].inputs
        assert inputs["enableKeyRotation"] is True
        assert inputs["multiRegion"] is False
        assert inputs["tags"]["domain"] == domain
        assert json.loads(inputs["policy"])["Statement"][0]["Action"] == ["kms:*"]


@pytest.mark.parametrize(("protected", "window"), [(True, 30), (False, 7)])
def test_protection_decides_how_long_a_deleted_key_waits(protected: bool, window: int) -> None:
    recording = built(protected=protected, replica_region="us-west-2")
    guarded = [*recording.of(aws.kms.Key), *recording.of(aws.kms.ReplicaKey)]
    assert len(guarded) == len(DOMAINS) + 1
    assert {key.inputs["deletionWindowInDays"] for key in guarded} == {window}
    assert {key.protect for key in guarded} == {protected}
    assert {alias.protect for alias in recording.of(aws.kms.Alias)} == {False}


def test_the_key_of_secrets_has_a_replica_where_secrets_are_copied_to() -> None:
    recording = built(replica_region="us-west-2")
    assert_sound(recording, EncryptionKeys, regions={"us-east-1", "us-west-2"})
    keys = recording.named(aws.kms.Key)
    assert {domain: keys[f"east-{domain}"].inputs["multiRegion"] for domain in DOMAINS} == {
        **dict.fromkeys(DOMAINS, False),
        "secrets": True,
    }
    replica = recording.only(aws.kms.ReplicaKey)
    assert replica.inputs["region"] == "us-west-2"
    assert replica.inputs["primaryKeyArn"] == "arn:aws:kms:::east-secrets"
    policy = json.loads(replica.inputs["policy"])
    through = next(one for one in policy["Statement"] if one["Sid"] == "PrincipalsUseThroughServices")
    assert through["Condition"]["StringEquals"]["kms:ViaService"] == [
        "secretsmanager.us-west-2.amazonaws.com"
    ]
    alias = recording.named(aws.kms.Alias)["east-secrets-replica"]
    assert {key: value for key, value in alias.inputs.items() if key != "tags"} == {
        "region": "us-west-2",
        "name": "alias/production/secrets-replica",
        "targetKeyId": "east-secrets-replica-key-id",
    }


def test_two_regions_share_a_stack_and_their_aliases_do_not_meet() -> None:
    def program() -> None:
        the_keys("east", replica_region="us-west-2")
        the_keys("west", placement=EAST.elsewhere("us-west-2"), replica_region="us-east-1")

    recording = record(program, answers=ANSWERS)
    aliases = [(alias.inputs["region"], alias.inputs["name"]) for alias in recording.of(aws.kms.Alias)]
    assert len(aliases) == len(set(aliases)) == 2 * (len(DOMAINS) + 1)
    assert_sound(recording, EncryptionKeys, regions={"us-east-1", "us-west-2"})


def test_arns_are_published_by_domain() -> None:
    recording = built()
    arns = {domain: f"arn:aws:kms:::east-{domain}" for domain in DOMAINS}
    assert recording.returned["arns"] == arns
    published = recording.only(EncryptionKeys).published
    assert published == {"key_arns": arns}
    assert built(preview=True).only(EncryptionKeys).published == {"key_arns": UNKNOWN}


def test_plain_attributes_wire_before_anything_runs() -> None:
    seen: list[EncryptionKeys] = []
    record(lambda: seen.append(the_keys(replica_region="us-west-2")))
    assert tuple(seen[0].arns) == DOMAINS
    assert tuple(seen[0].replica_arns) == ("secrets",)


def test_a_domain_more_only_adds() -> None:
    def inputs(*domains: str) -> dict[str, Any]:
        return {entry.urn: entry.inputs for entry in built(domains=domains).entries if entry.custom}

    before, after = inputs("logs", "rds"), inputs("logs", "rds", "ebs")
    assert {urn: after[urn] for urn in before} == before
    assert len(after) == len(before) + 2


def test_administrators_and_the_node_starter_reach_the_policies() -> None:
    recording = built(
        administrators=("arn:aws:iam::123456789012:role/a",), autoscaling_role_arn="arn:starter"
    )
    policies = {name: key.inputs["policy"] for name, key in recording.named(aws.kms.Key).items()}
    assert all("arn:aws:iam::123456789012:role/a" in policy for policy in policies.values())
    assert [name for name, policy in policies.items() if "arn:starter" in policy] == ["east-ebs"]


def test_a_replica_beside_its_primary_is_refused() -> None:
    with pytest.raises(ValueError, match="the replica would stand in us-east-1 beside its primary"):
        record(lambda: the_keys(replica_region="us-east-1"))


def test_a_domain_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="logs named twice; a domain has one key"):
        record(lambda: the_keys(domains=("logs", "rds", "logs")))
