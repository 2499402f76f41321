"""GKE's control planes: not on the internet, with identities for workloads and none for strangers."""

from typing import Final

from policies.framework import google_tokens as tokens
from policies.framework.facts import some
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

CLUSTER = (tokens.CLUSTER,)
GUIDE: Final = "https://cloud.google.com/kubernetes-engine/docs/how-to/"


@resource_rule(
    name="gke-private",
    title="GKE's nodes and control planes have no open address",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Set enablePrivateNodes, and switch the IP endpoints off in favour of the DNS endpoint, or name who may call.",
    controls=(Control("CIS GCP", "4.0", "4.9"), *clauses("CIS GKE", "1.9", "5.6.3", "5.6.5")),
    checkov=("CKV_GCP_18", "CKV_GCP_20", "CKV_GCP_25", "CKV_GCP_64"),
    trivy=("GCP-0053", "GCP-0059", "GCP-0061"),
    prowler=("compute_instance_public_ip",),
    url=GUIDE + "hardening-your-cluster",
)
def gke_private(cluster: Resource, _: Context) -> Outcomes:
    """Require private nodes, and a control plane without an IP endpoint or with a list of callers."""
    yield from require(
        cluster.at("privateClusterConfig", "enablePrivateNodes").is_true(),
        "nodes have public addresses: set privateClusterConfig.enablePrivateNodes",
    )
    hidden = cluster.at("controlPlaneEndpointsConfig", "ipEndpointsConfig", "enabled").equals(False)
    callers = cluster.at("masterAuthorizedNetworksConfig", "cidrBlocks")
    anybody = some(
        block["cidrBlock"].test(lambda raw: str(raw).strip() in {"0.0.0.0/0", "::/0"})
        for block in callers.items()
    )
    yield from require(
        hidden | (callers.given() & ~anybody),
        "the API answers the whole internet: switch ipEndpointsConfig off, or name masterAuthorizedNetworksConfig",
    )


@resource_rule(
    name="gke-workload-identity",
    title="GKE's workloads have identities of their own",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Set workloadIdentityConfig.workloadPool to PROJECT.svc.id.goog.",
    controls=(Control("CIS GKE", "1.9", "5.2.2"),),
    checkov=("CKV_GCP_69",),
    trivy=("GCP-0057",),
    url=GUIDE + "workload-identity",
)
def gke_workload_identity(cluster: Resource, _: Context) -> Outcomes:
    """Require a pool of identities."""
    yield from require(
        cluster.at("workloadIdentityConfig", "workloadPool").given(),
        "pods act as their node: set workloadIdentityConfig.workloadPool",
    )


@resource_rule(
    name="gke-secrets-encrypted",
    title="Secrets of GKE clusters are encrypted with a key of the platform",
    types=CLUSTER,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set databaseEncryption with the state ENCRYPTED and a key of Cloud KMS.",
    controls=(Control("CIS GKE", "1.9", "5.3.1"),),
    url=GUIDE + "encrypting-secrets",
)
def gke_secrets_encrypted(cluster: Resource, _: Context) -> Outcomes:
    """Require encryption of etcd."""
    yield from require(
        cluster.at("databaseEncryption", "state").equals("ENCRYPTED"),
        "secrets lie in etcd as they are: set databaseEncryption",
    )


@resource_rule(
    name="gke-network-policy",
    title="GKE clusters enforce network policies",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Set datapathProvider to ADVANCED_DATAPATH at creation.",
    controls=(Control("CIS GKE", "1.9", "4.3.1"),),
    checkov=("CKV_GCP_12",),
    trivy=("GCP-0056",),
    url=GUIDE + "dataplane-v2",
)
def gke_network_policy(cluster: Resource, _: Context) -> Outcomes:
    """Require Dataplane V2, which Autopilot always has, or Calico on an old cluster."""
    enforced = cluster["datapathProvider"].equals("ADVANCED_DATAPATH") | cluster["enableAutopilot"].is_true()
    calico = cluster.at("networkPolicy", "enabled").is_true()
    yield from require(
        enforced | calico, "network policies do nothing: set datapathProvider to ADVANCED_DATAPATH"
    )


@resource_rule(
    name="gke-no-legacy-access",
    title="Nobody reaches a GKE cluster by the ways of the past",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Leave enableLegacyAbac, client certificates and bindings of everybody off, and set anonymousAuthenticationConfig.mode to LIMITED.",
    controls=clauses("CIS GKE", "1.9", "4.1.8", "4.1.9", "4.1.10", "5.8.1", "5.8.3"),
    checkov=("CKV_GCP_7", "CKV_GCP_13"),
    trivy=("GCP-0062", "GCP-0064"),
    url=GUIDE + "hardening-your-cluster",
)
def gke_no_legacy_access(cluster: Resource, _: Context) -> Outcomes:
    """Refuse ABAC, client certificates, roles for everybody, and anonymous calls beyond health checks."""
    yield from require(
        ~cluster["enableLegacyAbac"].is_true(), "ABAC overrules RBAC: set enableLegacyAbac to false"
    )
    certificate = cluster.at("masterAuth", "clientCertificateConfig", "issueClientCertificate")
    yield from require(
        ~certificate.is_true(), "a certificate is issued that nobody can revoke: switch it off"
    )
    for group in ("Authenticated", "Unauthenticated"):
        key = f"enableInsecureBindingSystem{group}"
        yield from require(
            cluster.at("rbacBindingConfig", key).equals(False),
            f"a role can be given to everybody: set rbacBindingConfig.{key} to false",
        )
    yield from require(
        cluster.at("anonymousAuthenticationConfig", "mode").equals("LIMITED"),
        "anonymous callers are known to RBAC: set anonymousAuthenticationConfig.mode to LIMITED",
    )


@resource_rule(
    name="gke-groups",
    title="People are known to a GKE cluster by their groups",
    types=CLUSTER,
    severity="medium",
    levels=PROMOTED,
    remediation="Set authenticatorGroupsConfig.securityGroup to gke-security-groups@DOMAIN.",
    checkov=("CKV_GCP_65",),
    url=GUIDE + "google-groups-rbac",
)
def gke_groups(cluster: Resource, _: Context) -> Outcomes:
    """Require the group of groups, without which RBAC can be given to single people alone."""
    yield from require(
        cluster.at("authenticatorGroupsConfig", "securityGroup").test(
            lambda raw: str(raw).startswith("gke-security-groups@")
        ),
        "roles go to single people: set authenticatorGroupsConfig.securityGroup",
    )


@resource_rule(
    name="gke-shielded",
    title="GKE's control planes admit only nodes that prove what they are",
    types=CLUSTER,
    severity="medium",
    levels=PROMOTED,
    remediation="Leave enableShieldedNodes on.",
    controls=(Control("CIS GKE", "1.9", "5.5.5"),),
    checkov=("CKV_GCP_71",),
    trivy=("GCP-0055",),
    url=GUIDE + "shielded-gke-nodes",
)
def gke_shielded(cluster: Resource, _: Context) -> Outcomes:
    """Refuse to have the proof, which is asked for by default, switched off."""
    yield from require(
        ~cluster["enableShieldedNodes"].equals(False),
        "a stolen bootstrap token joins any machine: set enableShieldedNodes",
    )


@resource_rule(
    name="gke-trusted-images",
    title="Production's GKE clusters run trusted images alone",
    types=CLUSTER,
    severity="high",
    levels=PRODUCTION,
    remediation="Set binaryAuthorization.evaluationMode to PROJECT_SINGLETON_POLICY_ENFORCE, with a Policy resource.",
    controls=(Control("CIS GKE", "1.9", "5.1.4"),),
    checkov=("CKV_GCP_66",),
    url="https://cloud.google.com/binary-authorization/docs/overview",
)
def gke_trusted_images(cluster: Resource, _: Context) -> Outcomes:
    """Require Binary Authorization."""
    yield from require(
        cluster.at("binaryAuthorization", "evaluationMode").equals("PROJECT_SINGLETON_POLICY_ENFORCE"),
        "an image from anywhere may run: set binaryAuthorization.evaluationMode",
    )


@resource_rule(
    name="gke-observed",
    title="GKE clusters write down what happens in them, and follow a release channel",
    types=CLUSTER,
    severity="low",
    levels=PROMOTED,
    remediation="Set loggingConfig with SYSTEM_COMPONENTS and WORKLOADS, and releaseChannel.",
    controls=clauses("CIS GKE", "1.9", "5.5.4", "5.7.1"),
    checkov=("CKV_GCP_1", "CKV_GCP_8", "CKV_GCP_70"),
    trivy=("GCP-0052", "GCP-0060"),
    url="https://cloud.google.com/kubernetes-engine/docs/concepts/observability",
)
def gke_observed(cluster: Resource, _: Context) -> Outcomes:
    """Require the logs of system and workloads, its figures, and upgrades from a channel."""
    written = cluster.at("loggingConfig", "enableComponents")
    for component in ("SYSTEM_COMPONENTS", "WORKLOADS"):
        yield from require(written.contains(component), f"logs are lost: add {component} to loggingConfig")
    yield from require(
        ~cluster["monitoringService"].equals("none"), "nobody sees how it fares: leave monitoringService out"
    )
    yield from require(
        cluster.at("releaseChannel", "channel").equals("RAPID", "REGULAR", "STABLE", "EXTENDED"),
        "nobody upgrades it: set releaseChannel",
    )


@resource_rule(
    name="gke-deletion-protected",
    title="Production's GKE clusters refuse to be deleted",
    types=CLUSTER,
    severity="medium",
    levels=PRODUCTION,
    remediation="Leave deletionProtection on.",
    url=GUIDE + "deleting-a-cluster",
)
def gke_deletion_protected(cluster: Resource, _: Context) -> Outcomes:
    """Refuse to have the provider's protection, which is on by default, switched off."""
    yield from require(
        ~cluster["deletionProtection"].equals(False), "one wrong command deletes it: set deletionProtection"
    )


RULES = (
    gke_private,
    gke_workload_identity,
    gke_secrets_encrypted,
    gke_network_policy,
    gke_no_legacy_access,
    gke_groups,
    gke_shielded,
    gke_trusted_images,
    gke_observed,
    gke_deletion_protected,
)
