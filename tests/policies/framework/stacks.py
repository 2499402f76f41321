"""Stacks that both packs are judged on: the compliant ones together, and one with a fault in every subject."""

from policies.framework import catalogue
from policies.framework.rules import Pack
from tests.policies.framework.samples import Change, Entry, both, changed, drop, put, remove
from tests.policies.kubernetes import compliant as kubernetes
from tests.policies.kubernetes.cases import ONE, pod, rule
from tests.policies.security import compliant as security
from tests.policies.security.cases import ingress, trust
from tests.policies.security.compliant import allow


def packs() -> list[Pack]:
    return [catalogue.pack("security"), catalogue.pack("kubernetes")]


def compliant() -> list[Entry]:
    return [*security.compliant(), *kubernetes.workloads(), *kubernetes.surroundings()]


SECURITY_FAULTS: Change = both(
    remove("flow-log"),
    put("public", "mapPublicIpOnLaunch", True),
    ingress("open", ipProtocol="-1", cidrIpv4="0.0.0.0/0"),
    put("cluster", "vpcConfig.publicAccessCidrs", ["0.0.0.0/0"]),
    drop("cluster", "encryptionConfig"),
    put("nodes", "remoteAccess", {"ec2SshKey": "key"}),
    put("template", "metadataOptions.httpTokens", "optional"),
    put("db", "publiclyAccessible", True),
    drop("db", "storageEncrypted"),
    put("db", "engineVersion", "15.4"),
    drop("cache", "userGroupIds"),
    put("key", "enableKeyRotation", False),
    trust(allow("sts:AssumeRole", principal="*")),
    drop("logs", "retentionInDays"),
    drop("queue", "tags.owner"),
)

KUBERNETES_FAULTS: Change = both(
    pod("hostNetwork", True),
    pod(f"{ONE}.securityContext.capabilities.drop", []),
    put("cron", "spec.jobTemplate.spec.template.spec.containers[0].image", "web"),
    remove("denial"),
    drop("app", "metadata.labels"),
    rule(resources=["*"], verbs=["*"]),
    put("readers", "roleRef.name", "cluster-admin"),
)


def faulty(room: str = "") -> list[Entry]:
    """Return the stack with every fault, or the part of it that one pack speaks of."""
    aws = changed(security.compliant(), SECURITY_FAULTS)
    cluster = changed(kubernetes.compliant(), KUBERNETES_FAULTS)
    parts = {"security": aws, "kubernetes": cluster}
    return parts[room] if room else [*aws, *cluster[1:]]
