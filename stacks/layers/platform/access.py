"""Who may do what in a cluster, and the levels of the namespaces that Kubernetes makes for itself."""

from components.security.cluster.access.own_namespaces import OwnNamespaces
from components.security.cluster.access.roles import ClusterAccessRoles, ClusterAccessRolesArgs
from stacks.layers.platform.site import PlatformSite


def build(site: PlatformSite) -> ClusterAccessRoles | None:
    """Build the levels of Kubernetes' own namespaces, and the roles where the settings have them."""
    OwnNamespaces(site.cluster)
    spec = site.spec.access
    if spec is None:
        return None
    return ClusterAccessRoles(
        site.cluster,
        ClusterAccessRolesArgs(
            spec=spec, namespaces={namespace: tenant.ready for namespace, tenant in site.tenants.items()}
        ),
    )
