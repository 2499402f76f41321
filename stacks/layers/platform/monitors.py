"""The monitors of a cluster's network, whose systems come before the definitions of any, or bring none."""

from components.mesh.gateway import Gateway
from components.mesh.istio import Mesh
from components.mesh.monitors import NetworkMonitors, NetworkMonitorsArgs
from stacks.layers.platform.site import PlatformSite


def build(site: PlatformSite, mesh: Mesh | None, gateway: Gateway | None) -> NetworkMonitors | None:
    """Build the monitors of what there is, on a cluster that has the definitions of them."""
    spec, ours = site.spec.mesh, _installs_cilium(site)
    if not site.monitored or not (ours or mesh):
        return None
    return NetworkMonitors(
        site.cluster,
        NetworkMonitorsArgs(
            cilium=ours,
            mesh=spec.mode if spec and mesh else None,
            gateway=gateway is not None,
            after=[*(mesh.ready if mesh else ()), *(gateway.ready if gateway else ())],
        ),
    )


def _installs_cilium(site: PlatformSite) -> bool:
    """Tell whether Cilium is of this platform; GKE and AKS bring one of their own, and watch it themselves."""
    return site.aws is not None and site.settings.aws.regions[site.aws.region].cluster.cni != "vpc-cni"
