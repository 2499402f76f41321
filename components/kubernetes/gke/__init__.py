"""Google Kubernetes Engine: what an environment decides about a cluster, and the component."""

from components.kubernetes.gke.cluster import GkeCluster, GkeClusterArgs
from components.kubernetes.gke.spec import GkePoolSpec, GkeSpec, production_faults
from components.kubernetes.gke.workload_identity import (
    GkeIdentitySpec,
    GkeWorkloadIdentity,
    GkeWorkloadIdentityArgs,
)

__all__ = [
    "GkeCluster",
    "GkeClusterArgs",
    "GkeIdentitySpec",
    "GkePoolSpec",
    "GkeSpec",
    "GkeWorkloadIdentity",
    "GkeWorkloadIdentityArgs",
    "production_faults",
]
