"""Whoever tells people through the topic of alarms: it publishes there, and uses the topic's key for nothing else."""

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants


def alarm_publisher(*, placement: AwsPlacement, topic_arn: Wire[str], key_arn: Wire[str]) -> Grants:
    """Return what publishing to an encrypted topic takes (Amazon SNS developer guide, key management)."""
    publish = Statement(sid="TellPeople", actions=["sns:Publish"], resources=[topic_arn])
    encrypt = Statement(
        sid="EncryptWhatIsTold",
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[key_arn],
        conditions={"StringEquals": {"kms:ViaService": f"sns.{placement.region}.{placement.dns_suffix}"}},
    )
    return Grants(inline={"tell-people": identity_policy(publish, encrypt)})
