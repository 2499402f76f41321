"""What must exist before the first ``pulumi up``: the state bucket, its key, and a role that AWS itself uses.

Everything else is Pulumi's own. The bucket and key cannot be, because Pulumi keeps its state in them; the role
cannot be, because an account has it once, whichever stack or person made it first. Each step looks first and writes only what differs, so a second run changes nothing and an interrupted one can be repeated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from operations.faults import CannotJudge
from operations.state_bucket import Backend, Outcome, create, shape

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client

SCALING_SERVICE = "autoscaling.amazonaws.com"
SCALING_ROLE = "AWSServiceRoleForAutoScaling"
"""Launches the nodes of a cluster. Key policies name it, and KMS refuses a policy that names nobody."""

KEY_DESCRIPTION = "Encrypts Pulumi state and the secrets in it"


@dataclass(frozen=True)
class Step:
    """One thing that bootstrap looked at, and what it did about it."""

    subject: str
    outcome: Outcome


def bootstrap(backend: Backend, s3: "S3Client", kms: "KMSClient", iam: "IAMClient") -> Iterator[Step]:
    """Bring the bucket, the key and the role into being or into shape, a step at a time.

    :raises CannotJudge: if AWS refuses, or the bucket's name belongs to somebody else.
    """
    try:
        key_arn, outcome = _key(kms, backend)
        yield Step(f"key {backend.alias}", outcome)
        yield Step("yearly rotation of the key", _rotation(kms, key_arn))
        yield Step(f"bucket {backend.bucket}", create(s3, backend))
        for subject, outcome in shape(s3, backend, key_arn):
            yield Step(subject, outcome)
        yield Step(f"role {SCALING_ROLE}", _scaling_role(iam))
    except ClientError as refusal:
        error = refusal.response.get("Error", {})
        raise CannotJudge(
            f"{refusal.operation_name} was refused: {error.get('Code')}, {error.get('Message')}; "
            "use credentials that may administer S3, KMS and IAM, then run bootstrap again (it continues where it stopped)"
        ) from None
    except BotoCoreError as fault:
        raise CannotJudge(
            f"AWS cannot be reached: {fault}; set up credentials and a network, then run it again"
        ) from None


def _key(kms: "KMSClient", backend: Backend) -> tuple[str, Outcome]:
    for page in kms.get_paginator("list_aliases").paginate():
        for alias in page["Aliases"]:
            if alias.get("AliasName") == backend.alias and "TargetKeyId" in alias:
                return kms.describe_key(KeyId=alias["TargetKeyId"])["KeyMetadata"]["Arn"], "kept"
    made = kms.create_key(
        Description=KEY_DESCRIPTION, Tags=[{"TagKey": "managed-by", "TagValue": "infra bootstrap"}]
    )
    kms.create_alias(AliasName=backend.alias, TargetKeyId=made["KeyMetadata"]["KeyId"])
    return made["KeyMetadata"]["Arn"], "made"


def _rotation(kms: "KMSClient", key_arn: str) -> Outcome:
    if kms.get_key_rotation_status(KeyId=key_arn)["KeyRotationEnabled"]:
        return "kept"
    kms.enable_key_rotation(KeyId=key_arn)
    return "made"


def _scaling_role(iam: "IAMClient") -> Outcome:
    try:
        iam.get_role(RoleName=SCALING_ROLE)
    except iam.exceptions.NoSuchEntityException:
        iam.create_service_linked_role(AWSServiceName=SCALING_SERVICE)
        return "made"
    return "kept"
