"""What every node of AKS is alike in, whichever pool it belongs to."""

from typing import Any, Final

from pulumi_azure_native import containerservice

from components.kubernetes.aks.spec import PoolSpec, SystemPoolSpec, UserPoolSpec
from components.kubernetes.node_pools import POOL_LABEL, Taint

DRAIN_MINUTES: Final = 30
MOST_PODS: Final = 110


def _hardening() -> dict[str, Any]:
    """Return the security that no pool decides: encrypted down to the host, verified at start, closed to SSH."""
    return {
        "enable_encryption_at_host": True,
        "enable_node_public_ip": False,
        "security_profile": containerservice.AgentPoolSecurityProfileArgs(
            enable_secure_boot=True,
            enable_vtpm=True,
            ssh_access=containerservice.AgentPoolSSHAccess.DISABLED,
        ),
    }


def _machine(spec: PoolSpec) -> dict[str, Any]:
    return {
        "vm_size": spec.vm_size,
        "os_type": containerservice.OSType.LINUX,
        "os_sku": containerservice.OSSKU.AZURE_LINUX,
        "os_disk_type": containerservice.OSDiskType.EPHEMERAL,
        "os_disk_size_gb": spec.os_disk_gib,
        "kubelet_disk_type": containerservice.KubeletDiskType.OS,
        "max_pods": MOST_PODS,
        "type": containerservice.AgentPoolType.VIRTUAL_MACHINE_SCALE_SETS,
        "scale_down_mode": containerservice.ScaleDownMode.DELETE,
        "enable_auto_scaling": True,
        "min_count": spec.min,
        "max_count": spec.max,
        "count": spec.min,
        "upgrade_settings": containerservice.AgentPoolUpgradeSettingsArgs(
            max_surge="33%", drain_timeout_in_minutes=DRAIN_MINUTES
        ),
        **_hardening(),
    }


def system_profile(
    spec: SystemPoolSpec, *, subnet_id: Any, tags: dict[str, str]
) -> containerservice.ManagedClusterAgentPoolProfileArgs:
    """Return the one pool that is part of the cluster itself."""
    return containerservice.ManagedClusterAgentPoolProfileArgs(
        name="system",
        mode=containerservice.AgentPoolMode.SYSTEM,
        availability_zones=list(spec.zones),
        node_taints=[taint_text(taint) for taint in spec.taints],
        node_labels={POOL_LABEL: "system"},
        vnet_subnet_id=subnet_id,
        tags=tags,
        **_machine(spec),
    )


def user_pool_inputs(pool: str, zone: str, spec: UserPoolSpec) -> dict[str, Any]:
    """Return the inputs of a pool of its own, for the component to wire to its cluster and subnet.

    As keywords, because the SDK's own ``AgentPoolArgs`` cannot be passed: its ``resource_name`` is taken for the
    resource's name in the program.
    """
    return {
        "mode": containerservice.AgentPoolMode.USER,
        "availability_zones": [zone],
        "node_labels": {**spec.labels, POOL_LABEL: pool},
        "node_taints": [taint_text(taint) for taint in spec.taints] or None,
        **_machine(spec),
    }


def taint_text(taint: Taint) -> str:
    """Return a taint the way AKS writes it."""
    return f"{taint.key}={taint.value}:{taint.effect}"
