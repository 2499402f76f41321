"""The service mesh of a cluster."""

from collections.abc import Sequence
from typing import Final

from pulumi import Resource

from components.foundation.cluster.mesh import CONTROL_NAMESPACE
from components.foundation.spec import RefusalError
from components.mesh import authority
from components.mesh.istio import Mesh, MeshArgs, control_namespace
from components.mesh.mesh_spec import TrustSpec
from components.security.cluster.secrets.operator import ExternalSecrets
from components.security.cluster.secrets.spec import FetchedSecretSpec, RemoteValueSpec
from stacks.layers.platform import secrets
from stacks.layers.platform.site import PlatformSite

NAME: Final = "authority"


def build(site: PlatformSite, after: Sequence[Resource], operator: ExternalSecrets | None) -> Mesh | None:
    """Build Istio, where the settings have it.

    :param after: what defines the Gateway API, which Istio looks for once, when it starts.
    :param operator: what fetches the authority of a mesh that shares its trust.
    :raises RefusalError: if the mesh shares its trust and nothing fetches its authority, or nobody keeps it.
    """
    spec = site.spec.mesh
    if spec is None:
        return None
    namespace = control_namespace(site.cluster, spec)
    brought = _authority(site, spec.trust, operator, namespace.ready) if spec.trust else ()
    return Mesh(
        site.cluster,
        MeshArgs(
            spec=spec,
            namespace=namespace,
            after=after,
            authority=brought,
            namespaces={name: tenant.ready for name, tenant in site.tenants.items()},
        ),
    )


def _authority(
    site: PlatformSite, trust: TrustSpec, operator: ExternalSecrets | None, after: Sequence[Resource]
) -> Sequence[Resource]:
    """Have the cluster's authority fetched, by an account that reads that one secret, and return what brings it."""
    if operator is None:
        raise RefusalError(
            f"cluster {site.cluster.name}: the mesh shares its trust, and nothing fetches its authority: describe "
            "external_secrets, or leave mesh.trust out"
        )
    wanted = {NAME: _wanted(trust)}
    return secrets.fetch(site, operator, CONTROL_NAMESPACE, wanted, after, awaited=True).ready


def _wanted(trust: TrustSpec) -> FetchedSecretSpec:
    names = {key: part.replace("-", "_") for key, part in authority.KEYS.items()}
    return FetchedSecretSpec(
        target=authority.SECRET,
        template={key: f"{{{{ .{name} }}}}" for key, name in names.items()},
        values={
            name: RemoteValueSpec(secret=trust.authority, property=authority.KEYS[key])
            for key, name in names.items()
        },
    )
