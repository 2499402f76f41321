"""Copying a bucket to another region within minutes, by a role that can do that and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy, service_trust
from components.foundation.spec import Wire

REPLICATION_MINUTES = 15
"""S3 replication time control knows this time alone; it is the recovery point that the platform promises."""

ROLE_NAME_LIMIT = 64


@dataclass(frozen=True, kw_only=True)
class ReplicaTarget:
    """The bucket that is copied to: its name, region and key, and what has to stand before copying begins."""

    bucket_name: str
    placement: AwsPlacement
    key_arn: Wire[str]
    ready: Sequence[Resource]

    @property
    def bucket_arn(self) -> str:
        """The ARN of the bucket that is copied to."""
        return f"arn:{self.placement.partition}:s3:::{self.bucket_name}"


@dataclass(frozen=True, kw_only=True)
class ReplicaSource:
    """The bucket that is copied from."""

    bucket: aws.s3.Bucket
    bucket_name: str
    bucket_arn: str
    placement: AwsPlacement
    key_arn: Wire[str]
    locked: bool
    labels: Labels
    ready: Sequence[Resource]


def replicate(owner: Component, name: str, source: ReplicaSource, target: ReplicaTarget) -> Resource:
    """Copy all that is written from now on, encrypted anew with the target's key.

    Deletions are not copied: who deletes a backup, by mistake or with stolen rights, deletes one copy of it.
    """
    role = aws.iam.Role(
        f"{name}-replication",
        name=bounded(f"{source.bucket_name}-replication", ROLE_NAME_LIMIT),
        description=f"Lets S3 copy {source.bucket_name} to {target.placement.region}",
        # S3 documents no source for this trust, and a condition that it does not meet would stop all copying.
        assume_role_policy=service_trust("s3.amazonaws.com"),
        tags=source.labels.aws(f"{name}-replication"),
        opts=owner.child(),
    )
    permissions = aws.iam.RolePolicy(
        f"{name}-replication",
        name="replicate",
        role=role.name,
        policy=_permissions(source, target),
        opts=owner.child(),
    )
    return aws.s3.BucketReplicationConfig(
        f"{name}-replication",
        region=source.placement.region,
        bucket=source.bucket.bucket,
        role=role.arn,
        rules=[_rule(target)],
        opts=owner.child(depends_on=[permissions, *source.ready, *target.ready]),
    )


def _rule(target: ReplicaTarget) -> aws.s3.BucketReplicationConfigRuleArgsDict:
    return {
        "id": f"to-{target.placement.region}",
        "priority": 1,
        "status": "Enabled",
        "filter": {"prefix": ""},
        "delete_marker_replication": {"status": "Disabled"},
        "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
        "destination": {
            "bucket": target.bucket_arn,
            "storage_class": "STANDARD",
            "encryption_configuration": {"replica_kms_key_id": target.key_arn},
            "replication_time": {"status": "Enabled", "time": {"minutes": REPLICATION_MINUTES}},
            "metrics": {"status": "Enabled", "event_threshold": {"minutes": REPLICATION_MINUTES}},
        },
    }


def _permissions(source: ReplicaSource, target: ReplicaTarget) -> Output[str]:
    reading = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
    if source.locked:
        reading += ["s3:GetObjectLegalHold", "s3:GetObjectRetention"]
    return identity_policy(
        Statement(
            sid="SeesSource",
            actions=["s3:GetReplicationConfiguration", "s3:ListBucket"],
            resources=[source.bucket_arn],
        ),
        Statement(sid="ReadsSource", actions=reading, resources=[f"{source.bucket_arn}/*"]),
        Statement(
            sid="WritesCopies",
            actions=["s3:ReplicateObject", "s3:ReplicateTags"],
            resources=[f"{target.bucket_arn}/*"],
        ),
        _through_s3("DecryptsSource", ["kms:Decrypt"], source.key_arn, source.placement, source.bucket_arn),
        _through_s3(
            "EncryptsCopies",
            ["kms:Encrypt", "kms:GenerateDataKey"],
            target.key_arn,
            target.placement,
            target.bucket_arn,
        ),
    )


def _through_s3(
    sid: str, actions: Sequence[str], key_arn: Wire[str], placement: AwsPlacement, bucket_arn: str
) -> Statement:
    """Return the use of a key for one bucket's objects; under a bucket key S3 names the bucket, else the object."""
    return Statement(
        sid=sid,
        actions=actions,
        resources=[key_arn],
        conditions={
            "StringEquals": {"kms:ViaService": f"s3.{placement.region}.{placement.dns_suffix}"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": [bucket_arn, f"{bucket_arn}/*"]},
        },
    )
