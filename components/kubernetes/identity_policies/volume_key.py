"""The key of volumes, for whoever has volumes made."""

from components.foundation.policy_documents import Statement
from components.foundation.spec import Wire


def volume_key(ebs_key_arn: Wire[str]) -> tuple[Statement, ...]:
    """Return what it takes to have EC2 make and attach volumes under our key.

    EC2 acts with the caller's own leave and takes a grant on the key for as long as a volume is attached. The
    key's policy leaves that to IAM, so a caller without these statements gets no volume and no instance.
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
    return use, lend
