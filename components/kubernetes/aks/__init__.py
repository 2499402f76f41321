"""Azure AKS: what an environment decides about its recovery cluster, and the component."""

from components.kubernetes.aks.cluster import AksCluster, AksClusterArgs
from components.kubernetes.aks.spec import AksSpec, SystemPoolSpec, UserPoolSpec, production_faults

__all__ = ["AksCluster", "AksClusterArgs", "AksSpec", "SystemPoolSpec", "UserPoolSpec", "production_faults"]
