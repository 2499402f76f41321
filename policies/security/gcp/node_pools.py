"""GKE's nodes: shielded, kept up, on an account of their own, hiding their identity from pods."""

from typing import Final

from policies.framework import google_tokens as tokens
from policies.framework.resources import Resource
from policies.framework.rules import (
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    clauses,
    require,
    resource_rule,
)

POOL = (tokens.NODE_POOL,)
GUIDE: Final = "https://cloud.google.com/kubernetes-engine/docs/how-to/"


@resource_rule(
    name="gke-pool-identity",
    title="GKE's nodes act as an account of their own, and pods cannot borrow it",
    types=POOL,
    severity="high",
    levels=PROMOTED,
    remediation="Set nodeConfig.workloadMetadataConfig.mode to GKE_METADATA and nodeConfig.serviceAccount.",
    controls=(Control("CIS GCP", "4.0", "4.1"), *clauses("CIS GKE", "1.9", "5.2.1", "5.4.1")),
    checkov=("CKV_GCP_69",),
    trivy=("GCP-0050", "GCP-0057"),
    prowler=("gke_cluster_no_default_service_account",),
    url=GUIDE + "workload-identity",
)
def pool_identity(pool: Resource, _: Context) -> Outcomes:
    """Require GKE's metadata server and a dedicated account."""
    yield from require(
        pool.at("nodeConfig", "workloadMetadataConfig", "mode").equals("GKE_METADATA"),
        "pods read the node's token: set workloadMetadataConfig.mode to GKE_METADATA",
    )
    yield from require(
        pool.at("nodeConfig", "serviceAccount").given("default"),
        "nodes act as the project's default account: set serviceAccount",
    )


@resource_rule(
    name="gke-pool-shielded",
    title="GKE's nodes boot what Google signed",
    types=POOL,
    severity="medium",
    levels=PROMOTED,
    remediation="Set shieldedInstanceConfig and the image COS_CONTAINERD.",
    controls=(Control("CIS GCP", "4.0", "4.8"), *clauses("CIS GKE", "1.9", "5.5.1", "5.5.6", "5.5.7")),
    checkov=("CKV_GCP_22", "CKV_GCP_68", "CKV_GCP_72"),
    trivy=("GCP-0054", "GCP-0055"),
    prowler=("compute_instance_shielded_vm_enabled",),
    url=GUIDE + "shielded-gke-nodes",
)
def pool_shielded(pool: Resource, _: Context) -> Outcomes:
    """Require secure boot, integrity monitoring and the hardened image."""
    shield = pool.at("nodeConfig", "shieldedInstanceConfig")
    yield from require(shield["enableSecureBoot"].is_true(), "any kernel may boot: set enableSecureBoot")
    yield from require(
        ~shield["enableIntegrityMonitoring"].equals(False), "changes go unseen: set enableIntegrityMonitoring"
    )
    yield from require(
        pool.at("nodeConfig", "imageType").equals("COS_CONTAINERD", "cos_containerd"),
        "the image is not the hardened one: set imageType to COS_CONTAINERD",
    )


@resource_rule(
    name="gke-pool-upkeep",
    title="GKE's nodes are repaired and upgraded by themselves",
    types=POOL,
    severity="medium",
    levels=PROMOTED,
    remediation="Set management.autoRepair and management.autoUpgrade.",
    controls=clauses("CIS GKE", "1.9", "5.5.2", "5.5.3"),
    checkov=("CKV_GCP_9", "CKV_GCP_10"),
    trivy=("GCP-0058", "GCP-0063"),
    url=GUIDE + "node-auto-repair",
)
def pool_upkeep(pool: Resource, _: Context) -> Outcomes:
    """Require both."""
    yield from require(pool.at("management", "autoRepair").is_true(), "a broken node stays: set autoRepair")
    yield from require(
        pool.at("management", "autoUpgrade").is_true(), "fixes wait for somebody: set autoUpgrade"
    )


@resource_rule(
    name="gke-pool-cmek",
    title="Disks of GKE's nodes are encrypted with a key of the platform",
    types=POOL,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set nodeConfig.bootDiskKmsKey when the pool is made.",
    controls=(Control("CIS GKE", "1.9", "5.9.2"),),
    url=GUIDE + "using-cmek",
)
def pool_cmek(pool: Resource, _: Context) -> Outcomes:
    """Require a customer key."""
    yield from require(
        pool.at("nodeConfig", "bootDiskKmsKey").given(), "the key is Google's own: set bootDiskKmsKey"
    )


RULES = (pool_identity, pool_shielded, pool_upkeep, pool_cmek)
