"""The service mesh of a cluster."""

from collections.abc import Sequence

from pulumi import Resource

from components.mesh.istio import Mesh, MeshArgs
from stacks.layers.platform.site import PlatformSite


def build(site: PlatformSite, after: Sequence[Resource]) -> Mesh | None:
    """Build Istio, where the settings have it.

    :param after: what defines the Gateway API, which Istio looks for once, when it starts.
    """
    spec = site.spec.mesh
    return Mesh(site.cluster, MeshArgs(spec=spec, after=after)) if spec else None
