"""What every bucket denies, whoever asks: plaintext, old TLS, and keys of somebody else."""

from components.foundation.policy_documents import Statement
from components.foundation.spec import Wire

EVERYBODY: dict[str, list[Wire[str]]] = {"AWS": ["*"]}

OLDEST_TLS = "1.2"


def denials(bucket_arn: str, key_arn: Wire[str] | None) -> list[Statement]:
    """Return the statements that no permission overrides.

    :param key_arn: the key that the bucket encrypts with; an upload under another one would be lost with it.
    """
    everything = [bucket_arn, f"{bucket_arn}/*"]
    statements = [
        Statement(
            sid="DenyPlaintext",
            effect="Deny",
            principals=EVERYBODY,
            actions=["s3:*"],
            resources=everything,
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        ),
        Statement(
            sid="DenyOldTls",
            effect="Deny",
            principals=EVERYBODY,
            actions=["s3:*"],
            resources=everything,
            conditions={"NumericLessThan": {"s3:TlsVersion": OLDEST_TLS}},
        ),
    ]
    if key_arn is not None:
        statements.append(_other_keys(bucket_arn, key_arn))
    return statements


def _other_keys(bucket_arn: str, key_arn: Wire[str]) -> Statement:
    named = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    return Statement(
        sid="DenyOtherKeys",
        effect="Deny",
        principals=EVERYBODY,
        actions=["s3:PutObject"],
        resources=[f"{bucket_arn}/*"],
        # An upload that names no key gets the bucket's, so only one that names another is denied.
        conditions={"Null": {named: "false"}, "StringNotEquals": {named: key_arn}},
    )
