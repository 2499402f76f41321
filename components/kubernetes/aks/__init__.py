"""Azure AKS: what an environment decides about its recovery cluster.

The component is imported from its own module: the settings of every stack read the specs, and none of them is to
pay for the SDK of a cloud that it does not use.
"""

from components.kubernetes.aks.identity_spec import AksIdentitySpec
from components.kubernetes.aks.spec import AksSpec, SystemPoolSpec, UserPoolSpec, production_faults

__all__ = ["AksIdentitySpec", "AksSpec", "SystemPoolSpec", "UserPoolSpec", "production_faults"]
