"""Whoever keeps the evidence of incidents: it writes into one bucket, and reads nothing that is there."""

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants


def incident_evidence(*, placement: AwsPlacement, bucket_arn: str, key_arn: Wire[str]) -> Grants:
    """Return what the workflow of an incident needs to keep what it gathered.

    A file that is sent in parts is decrypted by S3 when they are put together, which takes the right to decrypt; without
    the right to read objects that opens nothing (AWS KMS, "Multipart upload with SSE-KMS").
    """
    write = Statement(
        sid="KeepEvidence",
        actions=["s3:AbortMultipartUpload", "s3:PutObject"],
        resources=[f"{bucket_arn}/*"],
    )
    key = Statement(
        sid="EncryptEvidence",
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[key_arn],
        conditions={"StringEquals": {"kms:ViaService": f"s3.{placement.region}.{placement.dns_suffix}"}},
    )
    return Grants(inline={"incident-evidence": identity_policy(write, key)})
