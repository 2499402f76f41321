"""The bucket that holds Pulumi's state: versioned, encrypted, private, reached over TLS alone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ClientError

from operations.faults import CannotJudge

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NONCURRENT_DAYS = 90
"""Days that an overwritten state is kept: three months of history to go back to."""

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


def create(s3: "S3Client", backend: Backend) -> Outcome:
    """Make the bucket unless it is there.

    :raises CannotJudge: if its name belongs to somebody else.
    """
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


def shape(s3: "S3Client", backend: Backend, key_arn: str) -> Iterator[tuple[str, Outcome]]:
    """Bring each property of the bucket into shape, and say what was done about it.

    :param key_arn: the key that encrypts what is put into it.
    """
    for subject, read, write, wanted in _settings(s3, backend, key_arn):
        yield subject, _ensure(read, write, wanted)


def _settings(s3: "S3Client", backend: Backend, key_arn: str) -> Iterator[tuple[str, Any, Any, Any]]:
    """Yield subject, reader, writer and wanted value of each property of the bucket."""
    # Any: the stubs type every keyword of these calls, which no mapping can satisfy.
    place: Any = {"Bucket": backend.bucket}
    private = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
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
        _encryption(key_arn),
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


def _encryption(key_arn: str) -> dict[str, Any]:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]}


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
