"""AKS's nodes: encrypted down to the host, verified at start, without addresses and without SSH."""

from collections.abc import Iterable
from typing import Final

from policies.framework import tokens
from policies.framework.facts import every, some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
)
from policies.framework.values import Value

NODES = (tokens.AKS_CLUSTER, tokens.AKS_POOL)
GUIDE: Final = "https://learn.microsoft.com/azure/aks/"
APART: Final = ("CriticalAddonsOnly=true:NoSchedule", "CriticalAddonsOnly=true:NoExecute")


def _pools(holder: Resource) -> Iterable[Value]:
    """Return the pools that a resource speaks of: those inside a cluster, or the one that it is."""
    return holder["agentPoolProfiles"].items() if holder.type == tokens.AKS_CLUSTER else (holder.properties,)


@resource_rule(
    name="aks-nodes-no-address",
    title="AKS's nodes have no public address",
    types=NODES,
    severity="critical",
    levels=ALWAYS,
    remediation="Leave enableNodePublicIP off.",
    controls=(Control("CIS AKS", "1.8", "5.4.3"),),
    checkov=("CKV_AZURE_143",),
    prowler=("aks_clusters_created_with_private_nodes",),
    url=GUIDE + "use-node-public-ips",
)
def aks_nodes_no_address(holder: Resource, _: Context) -> Outcomes:
    """Refuse addresses of nodes, in the cluster's own pool and in others."""
    addressed = some(pool["enableNodePublicIP"].is_true() for pool in _pools(holder))
    yield from require(~addressed, "nodes stand on the internet: leave enableNodePublicIP off")


@resource_rule(
    name="aks-nodes-encrypted",
    title="Whatever AKS's nodes write is encrypted where it is written",
    types=NODES,
    severity="medium",
    levels=PROMOTED,
    remediation="Set enableEncryptionAtHost.",
    checkov=("CKV_AZURE_227",),
    url=GUIDE + "enable-host-encryption",
)
def aks_nodes_encrypted(holder: Resource, _: Context) -> Outcomes:
    """Require encryption at the host, which alone reaches temporary disks."""
    encrypted = every(pool["enableEncryptionAtHost"].is_true() for pool in _pools(holder))
    yield from require(encrypted, "temporary disks are readable: set enableEncryptionAtHost")


@resource_rule(
    name="aks-nodes-verified",
    title="AKS's nodes boot what was signed, and nobody logs in to them",
    types=NODES,
    severity="medium",
    levels=PROMOTED,
    remediation="Set securityProfile with enableSecureBoot, enableVTPM and sshAccess Disabled.",
    url=GUIDE + "use-trusted-launch",
)
def aks_nodes_verified(holder: Resource, _: Context) -> Outcomes:
    """Require a trusted launch, and no SSH."""
    profiles = [pool["securityProfile"] for pool in _pools(holder)]
    launched = every(one["enableSecureBoot"].is_true() & one["enableVTPM"].is_true() for one in profiles)
    yield from require(launched, "any kernel may boot: set enableSecureBoot and enableVTPM")
    closed = every(one["sshAccess"].equals("Disabled") for one in profiles)
    yield from require(closed, "a key of the image logs in: set sshAccess to Disabled")


@resource_rule(
    name="aks-system-apart",
    title="Nodes of AKS's system pools run system pods alone",
    types=NODES,
    severity="medium",
    levels=PROMOTED,
    remediation="Add CriticalAddonsOnly=true:NoSchedule to nodeTaints of each pool whose mode is System.",
    checkov=("CKV_AZURE_232",),
    url=GUIDE + "use-system-pools",
)
def aks_system_apart(holder: Resource, _: Context) -> Outcomes:
    """Require the taint without which applications fill up the nodes that names and the network run on."""
    for pool in _pools(holder):
        apart = some(taint.equals(*APART) for taint in pool["nodeTaints"].items())
        yield from require(
            ~pool["mode"].equals("System") | apart,
            "applications crowd out system pods: taint the system pool",
        )


@resource_rule(
    name="aks-disks-cmek",
    title="Disks of production's AKS clusters are encrypted with a key of the platform",
    types=(tokens.AKS_CLUSTER,),
    severity="medium",
    levels=PRODUCTION,
    remediation="Set diskEncryptionSetID when the cluster is made.",
    checkov=("CKV_AZURE_117",),
    trivy=("AZU-0067",),
    url=GUIDE + "azure-disk-customer-managed-keys",
)
def aks_disks_cmek(cluster: Resource, _: Context) -> Outcomes:
    """Require a customer key."""
    yield from require(
        cluster["diskEncryptionSetID"].given(), "the key is Microsoft's own: set diskEncryptionSetID"
    )


RULES = (
    aks_nodes_no_address,
    aks_nodes_encrypted,
    aks_nodes_verified,
    aks_system_apart,
    aks_disks_cmek,
)
