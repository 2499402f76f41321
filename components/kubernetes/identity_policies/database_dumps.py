"""Whoever uploads dumps of a database: into one folder, and it reads nothing of what is there."""

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants


def database_dumps(*, placement: AwsPlacement, bucket_arn: str, folder: str, key_arn: Wire[str]) -> Grants:
    """Return what the upload needs: to write into a folder, and to see what is called how there.

    An upload in parts is decrypted by S3 when the parts are put together, so that it takes the right to decrypt; without
    the right to read objects that opens nothing (AWS KMS, "Multipart upload with SSE-KMS").

    :param folder: without a slash at its end.
    """
    write = Statement(
        sid="WriteDumps",
        actions=["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"],
        resources=[f"{bucket_arn}/{folder}/*"],
    )
    look = Statement(
        sid="SeeDumps",
        actions=["s3:ListBucket"],
        resources=[bucket_arn],
        conditions={"StringLike": {"s3:prefix": [f"{folder}/*"]}},
    )
    key = Statement(
        sid="EncryptDumps",
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[key_arn],
        conditions={"StringEquals": {"kms:ViaService": f"s3.{placement.region}.{placement.dns_suffix}"}},
    )
    return Grants(inline={"write-dumps": identity_policy(write, look, key)})
