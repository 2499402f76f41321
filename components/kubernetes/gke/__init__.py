"""Google Kubernetes Engine: what an environment decides about a cluster and its identities.

The components are imported from their own modules: the settings of every stack read the specs, and none of them is to
pay for the SDK of a cloud that it does not use.
"""

from components.kubernetes.gke.identity_spec import GkeIdentitySpec
from components.kubernetes.gke.spec import GkePoolSpec, GkeSpec, production_faults

__all__ = ["GkeIdentitySpec", "GkePoolSpec", "GkeSpec", "production_faults"]
