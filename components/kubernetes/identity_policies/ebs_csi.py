"""The storage driver: volumes of its own making, under the platform's key."""

from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants


def ebs_csi(*, ebs_key_arn: Wire[str]) -> Grants:
    """Return what the EBS driver needs.

    AWS maintains the part about volumes, which it limits to those the driver has tagged. The key is ours:
    EC2 takes a grant on it when an encrypted volume is attached.
    """
    use = Statement(
        sid="UseKey",
        actions=["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        resources=[ebs_key_arn],
    )
    lend = Statement(
        sid="LendKeyToEc2",
        actions=["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
        resources=[ebs_key_arn],
        conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
    )
    return Grants(
        managed=("service-role/AmazonEBSCSIDriverPolicy",), inline={"volume-key": identity_policy(use, lend)}
    )
