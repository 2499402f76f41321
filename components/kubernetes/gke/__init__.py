"""Google Kubernetes Engine: what an environment decides about a cluster, and the component."""

from components.kubernetes.gke.cluster import GkeCluster, GkeClusterArgs
from components.kubernetes.gke.spec import GkePoolSpec, GkeSpec, production_faults

__all__ = ["GkeCluster", "GkeClusterArgs", "GkePoolSpec", "GkeSpec", "production_faults"]
