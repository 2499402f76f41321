"""Whoever writes metrics into the workspace of all clusters: it writes there, and reads nothing, not even its own."""

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants


def metrics_writer(*, placement: AwsPlacement, workspace_arn: Wire[str], key_arn: Wire[str]) -> Grants:
    """Return what writing to one workspace takes, with the key that it is encrypted under.

    Source: Amazon Managed Service for Prometheus user guide, "IAM permissions and policies", and its resource policies on
    what a caller needs of a key that is the customer's.

    :param placement: where the workspace stands.
    """
    write = Statement(sid="WriteSamples", actions=["aps:RemoteWrite"], resources=[workspace_arn])
    encrypt = Statement(
        sid="EncryptSamples",
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[key_arn],
        conditions={"StringEquals": {"kms:ViaService": f"aps.{placement.region}.{placement.dns_suffix}"}},
    )
    return Grants(inline={"write-metrics": identity_policy(write, encrypt)})
