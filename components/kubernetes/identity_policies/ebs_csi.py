"""The storage driver: volumes of its own making, under the platform's key."""

from components.foundation.policy_documents import identity_policy
from components.foundation.spec import Wire
from components.kubernetes.identity_policies.volume_key import volume_key
from components.kubernetes.workload_identity import Grants


def ebs_csi(*, ebs_key_arn: Wire[str]) -> Grants:
    """Return what the EBS driver needs.

    AWS maintains the part about volumes, which it limits to those the driver has tagged. The key is ours.
    """
    return Grants(
        managed=("service-role/AmazonEBSCSIDriverPolicy",),
        inline={"volume-key": identity_policy(*volume_key(ebs_key_arn))},
    )
