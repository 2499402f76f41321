"""The network plugin: addresses for pods."""

from components.kubernetes.workload_identity import Grants


def vpc_cni() -> Grants:
    """Return what the VPC network plugin needs, as AWS maintains it: it moves with the add-on's releases."""
    return Grants(managed=("AmazonEKS_CNI_Policy",))
