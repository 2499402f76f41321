"""What must exist before the first ``pulumi up``: the state bucket, its key, and a role that AWS itself uses.

Everything else is Pulumi's own. The bucket and key cannot be, because Pulumi keeps its state in them; the role
cannot be, because an account has it once, whichever stack or person made it first. Each step looks first and writes only what differs, so a second run changes nothing and an interrupted one can be repeated.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import BotoCoreError, ClientError

from operations.faults import CannotJudge

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client

NONCURRENT_DAYS = 90
"""Days that an overwritten state is kept: three months of history to go back to."""

SCALING_SERVICE = "autoscaling.amazonaws.com"
SCALING_ROLE = "AWSServiceRoleForAutoScaling"
"""Launches the nodes of a cluster. Key policies name it, and KMS refuses a policy that names nobody."""

KEY_DESCRIPTION = "Encrypts Pulumi state and the secrets in it"
Outcome = Literal["made", "mended", "kept"]


@dataclass(frozen=True)
class Backend:
    """Where a stack's state is to live."""

    account_id: str
    region: str
    partition: str = "aws"

    @property
    def bucket(self) -> str:
        """The bucket's name; the account number makes it unique without a random part."""
        return f"platform-state-{self.account_id}-{self.region}"

    @property
    def alias(self) -> str:
        """The key's alias, which is how Pulumi's secrets provider names the key."""
        return "alias/platform-state"

    @property
    def login(self) -> str:
        """The argument of ``pulumi login``."""
        return f"s3://{self.bucket}?region={self.region}"

    @property
    def secrets_provider(self) -> str:
        """The value of ``--secrets-provider``."""
        return f"awskms://{self.alias}?region={self.region}"


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
        yield Step(f"bucket {backend.bucket}", _bucket(s3, backend))
        for subject, read, write, wanted in _settings(s3, backend, key_arn):
            yield Step(subject, _ensure(read, write, wanted))
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


def _bucket(s3: "S3Client", backend: Backend) -> Outcome:
    try:
        s3.head_bucket(Bucket=backend.bucket, ExpectedBucketOwner=backend.account_id)
    except ClientError as answer:
        status = answer.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status == 403:
            raise CannotJudge(
                f"bucket {backend.bucket} exists and is not yours to use: it belongs to another account, "
                "or these credentials may not read it; sign in to the account that owns it"
            ) from None
        if status != 404:
            raise
    else:
        return "kept"
    options: dict[str, Any] = {}
    if backend.region != "us-east-1":  # the one region that S3 refuses to be told
        options["CreateBucketConfiguration"] = {"LocationConstraint": backend.region}
    s3.create_bucket(Bucket=backend.bucket, **options)
    return "made"


def _scaling_role(iam: "IAMClient") -> Outcome:
    try:
        iam.get_role(RoleName=SCALING_ROLE)
    except iam.exceptions.NoSuchEntityException:
        iam.create_service_linked_role(AWSServiceName=SCALING_SERVICE)
        return "made"
    return "kept"


def _settings(s3: "S3Client", backend: Backend, key_arn: str) -> Iterator[tuple[str, Any, Any, Any]]:
    """Yield subject, reader, writer and wanted value of each property of the bucket."""
    # Any: the stubs type every keyword of these calls, which no mapping can satisfy.
    place: Any = {"Bucket": backend.bucket}
    private = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    encryption = {
        "Rules": [
            {
                "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn},
                "BucketKeyEnabled": True,
            }
        ]
    }
    owner = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    yield (
        "no public access",
        lambda: s3.get_public_access_block(**place)["PublicAccessBlockConfiguration"],
        lambda value: s3.put_public_access_block(**place, PublicAccessBlockConfiguration=value),
        private,
    )
    yield (
        "the bucket's owner owns every object",
        lambda: s3.get_bucket_ownership_controls(**place)["OwnershipControls"],
        lambda value: s3.put_bucket_ownership_controls(**place, OwnershipControls=value),
        owner,
    )
    yield (
        "versions",
        lambda: {"Status": s3.get_bucket_versioning(**place).get("Status")},
        lambda value: s3.put_bucket_versioning(**place, VersioningConfiguration=value),
        {"Status": "Enabled"},
    )
    yield (
        "encryption with the key",
        lambda: s3.get_bucket_encryption(**place)["ServerSideEncryptionConfiguration"],
        lambda value: s3.put_bucket_encryption(**place, ServerSideEncryptionConfiguration=value),
        encryption,
    )
    yield (
        "TLS only",
        lambda: json.loads(s3.get_bucket_policy(**place)["Policy"]),
        lambda value: s3.put_bucket_policy(**place, Policy=json.dumps(value)),
        _tls_only(backend),
    )
    yield (
        f"old versions expire after {NONCURRENT_DAYS} days",
        lambda: {"Rules": s3.get_bucket_lifecycle_configuration(**place)["Rules"]},
        lambda value: s3.put_bucket_lifecycle_configuration(**place, LifecycleConfiguration=value),
        _lifecycle(),
    )


def _tls_only(backend: Backend) -> dict[str, Any]:
    bucket = f"arn:{backend.partition}:s3:::{backend.bucket}"
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [bucket, f"{bucket}/*"]}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "DenyPlainHttp", **deny, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
            {"Sid": "DenyOldTls", **deny, "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
        ],
    }


def _lifecycle() -> dict[str, Any]:
    return {
        "Rules": [
            {
                "ID": "expire-old-state",
                "Status": "Enabled",
                "Filter": {"Prefix": ""},
                "NoncurrentVersionExpiration": {"NoncurrentDays": NONCURRENT_DAYS},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
            }
        ]
    }


def _ensure(read: Any, write: Any, wanted: Any) -> Outcome:
    try:
        found = read()
    except ClientError as answer:
        if answer.response.get("ResponseMetadata", {}).get("HTTPStatusCode") != 404:
            raise
        found = None
    if _covers(found, wanted):
        return "kept"
    write(_merged(found, wanted))
    return "mended" if found else "made"


def _covers(found: Any, wanted: Any) -> bool:
    """Tell whether what AWS returned holds all that is wanted; it may add fields and entries of its own."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            _covers(found.get(key), value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and all(any(_covers(one, entry) for one in found) for entry in wanted)
    return bool(found == wanted)


def _merged(found: Any, wanted: Any) -> Any:
    """Return what is wanted beside the named statements and rules that somebody else put there."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return {key: _merged(found.get(key), value) for key, value in wanted.items()}
    if isinstance(wanted, list) and isinstance(found, list):
        ours = {_entry_name(entry) for entry in wanted}
        return [entry for entry in found if _entry_name(entry) not in ours | {None}] + wanted
    return wanted


def _entry_name(entry: Any) -> str | None:
    return (entry.get("Sid") or entry.get("ID")) if isinstance(entry, dict) else None
