"""Who a cluster on AKS is, and what it may do: all of it before the cluster exists, because AKS needs it to be made."""

from dataclasses import dataclass

from pulumi import Resource
from pulumi_azure_native import compute, managedidentity

from components.foundation.azure.placement import AzurePlacement
from components.foundation.azure.roles import Grant, Role, assign
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class IdentityWiring:
    """What a cluster's identities are given roles on. ``stem`` begins their names."""

    placement: AzurePlacement
    labels: Labels
    stem: str
    group: Wire[str]
    vnet_id: Wire[str]
    private_zone_id: Wire[str] | None
    ingress_group_id: Wire[str]
    registry_id: Wire[str] | None
    disk_key_id: Wire[str]
    disk_key_url: Wire[str]
    vault_id: Wire[str]


@dataclass(frozen=True, kw_only=True)
class ClusterIdentities:
    """The control plane, the kubelets, the key of the disks, and the roles that a cluster waits for."""

    control_plane: managedidentity.UserAssignedIdentity
    kubelet: managedidentity.UserAssignedIdentity
    disks: compute.DiskEncryptionSet
    allowed: list[Resource]


def cluster_identities(owner: Component, name: str, wiring: IdentityWiring) -> ClusterIdentities:
    """Register the identities of a cluster, the set that encrypts its disks, and every role of theirs."""
    control_plane = _identity(owner, f"{name}-control-plane", "control-plane", wiring)
    kubelet = _identity(owner, f"{name}-kubelet", "kubelet", wiring)
    disks = _disks(owner, name, wiring)
    held: dict[str, Grant] = {
        # For the subnets of all pools and of the API server, and to link the network to the cluster's private zone.
        "joins-network": _grant("Network Contributor", wiring.vnet_id, control_plane),
        "uses-ingress": _grant("Network Contributor", wiring.ingress_group_id, control_plane),
        "uses-kubelet": _grant("Managed Identity Operator", kubelet.id, control_plane),
        "reads-disk-key": _grant("Reader", disks.id, control_plane),
    }
    if wiring.private_zone_id is not None:
        held["names-itself"] = _grant("Private DNS Zone Contributor", wiring.private_zone_id, control_plane)
    if wiring.registry_id is not None:
        held["pulls"] = _grant("AcrPull", wiring.registry_id, kubelet)
    allowed: list[Resource] = [
        assign(f"{name}-{role}", grant, wiring.placement, owner.child()) for role, grant in held.items()
    ]
    return ClusterIdentities(control_plane=control_plane, kubelet=kubelet, disks=disks, allowed=allowed)


def _grant(role: Role, scope: Wire[str], to: managedidentity.UserAssignedIdentity) -> Grant:
    return Grant(role=role, scope=scope, principal_id=to.principal_id)


def _identity(
    owner: Component, name: str, role: str, wiring: IdentityWiring
) -> managedidentity.UserAssignedIdentity:
    return managedidentity.UserAssignedIdentity(
        name,
        resource_group_name=wiring.group,
        resource_name_=f"{wiring.stem}-{role}",
        location=wiring.placement.location,
        tags=wiring.labels.azure(),
        opts=owner.child(),
    )


def _disks(owner: Component, name: str, wiring: IdentityWiring) -> compute.DiskEncryptionSet:
    """Register the set through which managed disks are encrypted with a key of ours, and follow it as it rotates."""
    keeper = _identity(owner, f"{name}-disks-keeper", "disks", wiring)
    may_encrypt = assign(
        f"{name}-disks-encrypt",
        _grant("Key Vault Crypto Service Encryption User", wiring.disk_key_id, keeper),
        wiring.placement,
        owner.child(),
    )
    return compute.DiskEncryptionSet(
        f"{name}-disks",
        resource_group_name=wiring.group,
        disk_encryption_set_name=f"{wiring.stem}-disks",
        location=wiring.placement.location,
        encryption_type=compute.DiskEncryptionSetType.ENCRYPTION_AT_REST_WITH_CUSTOMER_KEY,
        rotation_to_latest_key_version_enabled=True,
        active_key=compute.KeyForDiskEncryptionSetArgs(
            key_url=wiring.disk_key_url, source_vault=compute.SourceVaultArgs(id=wiring.vault_id)
        ),
        identity=compute.EncryptionSetIdentityArgs(
            type=compute.DiskEncryptionSetIdentityType.USER_ASSIGNED, user_assigned_identities=[keeper.id]
        ),
        tags=wiring.labels.azure(),
        opts=owner.child(depends_on=[may_encrypt]),
    )
