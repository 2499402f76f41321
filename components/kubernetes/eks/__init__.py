"""Amazon EKS: a cluster with its control plane, access, add-ons, node groups and autoscaler."""

from components.kubernetes.eks.cluster import Cluster
from components.kubernetes.eks.spec import ClusterSpec, ViewerSpec, production_faults
from components.kubernetes.eks.wiring import ClusterArgs, NetworkPlugin, NetworkPluginSite

__all__ = [
    "Cluster",
    "ClusterArgs",
    "ClusterSpec",
    "NetworkPlugin",
    "NetworkPluginSite",
    "ViewerSpec",
    "production_faults",
]
