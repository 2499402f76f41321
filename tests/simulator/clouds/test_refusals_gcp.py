"""Each refusal of Google Cloud, with a case that it refuses."""

from typing import Any

import pytest

from simulator import clouds
from simulator.values import Secret
from tests.simulator.clouds.samples import SAMPLES, SCOPES, urn_of

ABSENT = object()
SCOPE = SCOPES["gcp"]

CLUSTER, POOL = "gcp:container/cluster:Cluster", "gcp:container/nodePool:NodePool"
NETWORK, SUBNET = "gcp:compute/network:Network", "gcp:compute/subnetwork:Subnetwork"
NAT, FIREWALL = "gcp:compute/routerNat:RouterNat", "gcp:compute/firewall:Firewall"
ADDRESS, ZONE = "gcp:compute/globalAddress:GlobalAddress", "gcp:dns/managedZone:ManagedZone"
REGIONAL = "gcp:compute/address:Address"
RECORD = "gcp:dns/recordSet:RecordSet"
SQL, USER = "gcp:sql/databaseInstance:DatabaseInstance", "gcp:sql/user:User"
KEY, RING = "gcp:kms/cryptoKey:CryptoKey", "gcp:kms/keyRing:KeyRing"
SECRET, VERSION = "gcp:secretmanager/secret:Secret", "gcp:secretmanager/secretVersion:SecretVersion"
SECRET_MEMBER = "gcp:secretmanager/secretIamMember:SecretIamMember"
BUCKET, BUCKET_MEMBER = "gcp:storage/bucket:Bucket", "gcp:storage/bucketIAMMember:BucketIAMMember"
ACCOUNT, MEMBER = "gcp:serviceaccount/account:Account", "gcp:projects/iAMMember:IAMMember"
AUDIT = "gcp:projects/iAMAuditConfig:IAMAuditConfig"
PROVIDER = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
REPOSITORY, TOPIC = "gcp:artifactregistry/repository:Repository", "gcp:pubsub/topic:Topic"
UPTIME, POLICY = (
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig",
    "gcp:monitoring/alertPolicy:AlertPolicy",
)
BUDGET, SERVICE = "gcp:billing/budget:Budget", "gcp:projects/service:Service"

CLUSTERS: list[tuple[str, dict[str, Any], str, str]] = [
    (CLUSTER, {"name": "Main"}, "name", "lower-case letters"),
    (CLUSTER, {"name": "m" * 41}, "name", "40"),
    (CLUSTER, {"removeDefaultNodePool": ABSENT, "initialNodeCount": ABSENT}, "initialNodeCount", "needs initialNodeCount"),
    (CLUSTER, {"initialNodeCount": 0}, "initialNodeCount", "removeDefaultNodePool needs an initialNodeCount of at least 1"),
    (CLUSTER, {"nodePools": [{"name": "a"}], "nodeConfig": {}}, "nodeConfig", "nodeConfig conflicts with nodePools"),
    (CLUSTER, {"networkPolicy": {"enabled": True}}, "networkPolicy", "enforced by Dataplane V2 already"),
    (CLUSTER, {"databaseEncryption": {"state": "ENCRYPTED"}}, "databaseEncryption.keyName", "must be set with the state ENCRYPTED"),
    (CLUSTER, {"releaseChannel": {"channel": "FAST"}}, "releaseChannel.channel", "must be one of RAPID, REGULAR, STABLE"),
    (CLUSTER, {"datapathProvider": "CILIUM"}, "datapathProvider", "must be one of ADVANCED_DATAPATH"),
    (CLUSTER, {"binaryAuthorization": {"evaluationMode": "ON"}}, "binaryAuthorization.evaluationMode", "must be one of DISABLED"),
    (CLUSTER, {"privateClusterConfig": {"masterIpv4CidrBlock": "10.0.0.0/27"}}, "privateClusterConfig.masterIpv4CidrBlock", "/28"),
    (CLUSTER, {"workloadIdentityConfig": {"workloadPool": "pool"}}, "workloadIdentityConfig.workloadPool", "PROJECT.svc.id.goog"),
    (POOL, {"name": "System"}, "name", "lower-case letters"),
    (POOL, {"namePrefix": "system"}, "namePrefix", "conflicts with name"),
    (POOL, {"autoscaling": {"minNodeCount": 1, "totalMaxNodeCount": 5}}, "autoscaling.totalMaxNodeCount", "conflicts with minNodeCount: count all zones together, or each"),
    (POOL, {"autoscaling": {"totalMinNodeCount": 6, "totalMaxNodeCount": 5}}, "autoscaling.totalMinNodeCount", "must not be above totalMaxNodeCount"),
    (POOL, {"autoscaling": {"minNodeCount": 3, "maxNodeCount": 2}}, "autoscaling.minNodeCount", "must not be above maxNodeCount"),
    (POOL, {"autoscaling": {"locationPolicy": "EVEN"}}, "autoscaling.locationPolicy", "must be one of BALANCED, ANY"),
    (POOL, {"upgradeSettings": {"strategy": "BLUE_GREEN"}}, "upgradeSettings.blueGreenSettings", "must be set with the strategy BLUE_GREEN"),
    (POOL, {"upgradeSettings": {"maxSurge": 0, "maxUnavailable": 0}}, "upgradeSettings.maxSurge", "nothing could be upgraded"),
    (POOL, {"nodeConfig": {"diskSizeGb": 5}}, "nodeConfig.diskSizeGb", "between 10 and 65536"),
]  # fmt: skip

NETWORKS: list[tuple[str, dict[str, Any], str, str]] = [
    (NETWORK, {"name": "Main"}, "name", "lower-case letters"),
    (NETWORK, {"routingMode": "WORLD"}, "routingMode", "must be one of REGIONAL, GLOBAL"),
    (SUBNET, {"ipCidrRange": "10.18.0.1/17"}, "ipCidrRange", "begins at its own network address"),
    (SUBNET, {"ipCidrRange": "10.18.0.0/30"}, "ipCidrRange", "smaller than the /29"),
    (SUBNET, {"secondaryIpRanges": [{"rangeName": "pods", "ipCidrRange": "10.18.0.0/20"}]},
     "secondaryIpRanges[0].ipCidrRange", "overlaps ipCidrRange 10.18.0.0/17"),
    (NAT, {"enableEndpointIndependentMapping": True}, "enableEndpointIndependentMapping", "excludes enableDynamicPortAllocation"),
    (NAT, {"minPortsPerVm": 100}, "minPortsPerVm", "must be a power of two"),
    (NAT, {"sourceSubnetworkIpRangesToNat": "LIST_OF_SUBNETWORKS"}, "subnetworks", "must be named with LIST_OF_SUBNETWORKS"),
    (NAT, {"natIpAllocateOption": "MINE"}, "natIpAllocateOption", "must be one of AUTO_ONLY, MANUAL_ONLY"),
    (FIREWALL, {"priority": 70000}, "priority", "between 0 and 65535"),
    (FIREWALL, {"direction": "EGRESS"}, "sourceRanges", "an egress rule has destinationRanges"),
    (FIREWALL, {"direction": "IN"}, "direction", "must be one of INGRESS, EGRESS"),
    (FIREWALL, {"sourceRanges": ABSENT, "sourceTags": ["a"], "destinationRanges": ["10.0.0.0/8"]}, "destinationRanges", "exclude sourceTags"),
    (ADDRESS, {"purpose": "VPC_PEERING", "addressType": "INTERNAL", "network": "n"}, "prefixLength", "must be set for the purpose VPC_PEERING"),
    (ADDRESS, {"purpose": "VPC_PEERING", "network": "n", "prefixLength": 20}, "addressType", "must be INTERNAL"),
    (ADDRESS, {"addressType": "PUBLIC"}, "addressType", "must be one of EXTERNAL, INTERNAL"),
    (REGIONAL, {"networkTier": "BASIC"}, "networkTier", "must be one of PREMIUM, STANDARD"),
    (REGIONAL, {"addressType": "INTERNAL", "networkTier": "PREMIUM"}, "networkTier", "leave it out of an internal one"),
    (ZONE, {"dnsName": "googleapis.com"}, "dnsName", "a domain that ends with a dot"),
    (ZONE, {"visibility": "secret"}, "visibility", "must be one of public, private"),
    (RECORD, {"name": "*.googleapis.com"}, "name", "a name that ends with a dot"),
]  # fmt: skip

STORES: list[tuple[str, dict[str, Any], str, str]] = [
    (SQL, {"name": "Main"}, "name", "lower-case letters"),
    (SQL, {"settings": {"tier": "db-custom-2-20480", "ipConfiguration": {"ipv4Enabled": False, "privateNetwork": "n"}}},
     "settings.tier", "memory that its virtual CPUs cannot have"),
    (SQL, {"settings": {"tier": "db-custom-2-7680", "ipConfiguration": {"ipv4Enabled": False}}},
     "settings.ipConfiguration", "needs a public address or a privateNetwork"),
    (SQL, {"settings": {"tier": "db-custom-2-7680", "ipConfiguration": {"ipv4Enabled": False, "privateNetwork": "n"},
                        "backupConfiguration": {"enabled": False, "pointInTimeRecoveryEnabled": True}}},
     "settings.backupConfiguration.pointInTimeRecoveryEnabled", "needs backups"),
    (USER, {"passwordWo": "x"}, "passwordWo", "conflicts with password"),
    (KEY, {"rotationPeriod": "3600s"}, "rotationPeriod", "at least 86400s"),
    (KEY, {"rotationPeriod": "90d"}, "rotationPeriod", "and end with s"),
    (KEY, {"purpose": "ASYMMETRIC_SIGN"}, "rotationPeriod", "of keys that encrypt and decrypt"),
    (KEY, {"keyRing": "main"}, "keyRing", "the path of a key ring"),
    (KEY, {"name": "a key"}, "name", "1 to 63 letters"),
    (RING, {"name": "a ring"}, "name", "1 to 63 letters"),
    (SECRET, {"secretId": "a secret"}, "secretId", "1 to 255 letters"),
    (SECRET, {"replication": {}}, "replication", "auto or userManaged, one of the two"),
    (VERSION, {"secret": "password"}, "secret", "the path of a secret"),
    (SECRET_MEMBER, {"role": "secretAccessor"}, "role", "a role such as roles/"),
    (SECRET_MEMBER, {"member": "nodes"}, "member", "a member such as serviceAccount:"),
    (BUCKET, {"name": "Backups"}, "name", "lower-case"),
    (BUCKET, {"publicAccessPrevention": "on"}, "publicAccessPrevention", "must be one of enforced, inherited"),
    (BUCKET, {"retentionPolicy": {"retentionPeriod": "0"}}, "retentionPolicy.retentionPeriod", "between a second and a hundred years"),
    (BUCKET, {"softDeletePolicy": {"retentionDurationSeconds": 86400}}, "softDeletePolicy.retentionDurationSeconds", "between 7 and 90 days"),
    (BUCKET_MEMBER, {"member": "everybody"}, "member", "a member such as serviceAccount:"),
    (REPOSITORY, {"mode": "COPY"}, "mode", "must be one of STANDARD_REPOSITORY"),
    (TOPIC, {"messageRetentionDuration": "7d"}, "messageRetentionDuration", "seconds, such as 86400s"),
]  # fmt: skip

IDENTITIES: list[tuple[str, dict[str, Any], str, str]] = [
    (ACCOUNT, {"accountId": "short"}, "accountId", "6 to 30 lower-case letters"),
    (ACCOUNT, {"accountId": "a" * 31}, "accountId", "6 to 30 lower-case letters"),
    (AUDIT, {"auditLogConfigs": [{"logType": "READS"}]}, "auditLogConfigs[0].logType", "logType must be one of"),
    (MEMBER, {"role": "editor"}, "role", "a role such as roles/"),
    (PROVIDER, {"aws": {"accountId": "12345"}}, "aws.accountId", "an account number of twelve digits"),
    (PROVIDER, {"attributeCondition": "x" * 4097}, "attributeCondition", "at most 4096 characters"),
    (BUDGET, {"thresholdRules": [{"thresholdPercent": -1}]}, "thresholdRules[0].thresholdPercent", "must not be negative"),
    (SERVICE, {"service": "dns"}, "service", "the name of an API"),
    (UPTIME, {"period": "30s"}, "period", "must be one of 60s, 300s"),
    (UPTIME, {"checkerType": "PUBLIC"}, "checkerType", "must be one of STATIC_IP_CHECKERS"),
    (UPTIME, {"selectedRegions": ["EUROPE", "ASIA_PACIFIC"]}, "selectedRegions", "hold 2 locations and have to hold 3"),
    (POLICY, {"combiner": "XOR"}, "combiner", "must be one of AND, OR"),
    (POLICY, {"severity": "PAGE"}, "severity", "must be one of CRITICAL, ERROR, WARNING"),
    (POLICY, {"conditions": []}, "conditions", "has 1 to 6 conditions, not 0"),
]  # fmt: skip


def changed(token: str, overrides: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**SAMPLES[token], **overrides}.items() if value is not ABSENT}


@pytest.mark.parametrize(
    ("token", "overrides", "path", "sentence"), [*CLUSTERS, *NETWORKS, *STORES, *IDENTITIES]
)
def test_google_refuses(token: str, overrides: dict[str, Any], path: str, sentence: str) -> None:
    found = clouds.check(token, urn_of(token), changed(token, overrides), None, SCOPE).failures
    assert [one.reason for one in found if one.path == path and sentence in one.reason] != [], found


@pytest.mark.parametrize("token", sorted({case[0] for case in (*CLUSTERS, *NETWORKS, *STORES, *IDENTITIES)}))
def test_google_takes_the_sample(token: str) -> None:
    """Without the change nothing is refused, so that it is the change that is."""
    assert clouds.check(token, urn_of(token), SAMPLES[token], None, SCOPE).failures == ()


@pytest.mark.parametrize(
    ("token", "outputs", "sentence"),
    [
        (CLUSTER, {"deletionProtection": True}, "cannot be deleted while deletionProtection is set"),
        (SQL, {"deletionProtection": True}, "cannot be deleted while deletionProtection is set"),
        (
            SQL,
            {"deletionProtection": False, "settings": {"deletionProtectionEnabled": True}},
            "cannot be deleted while settings.deletionProtectionEnabled is set",
        ),
        (SECRET, {"deletionProtection": True}, "cannot be deleted while deletionProtection is set"),
        (BUCKET, {"retentionPolicy": {"isLocked": True, "retentionPeriod": "2592000"}}, "lock"),
    ],
)
def test_google_keeps_what_is_protected(token: str, outputs: dict[str, Any], sentence: str) -> None:
    found = clouds.check_delete(token, outputs)
    assert [one.reason for one in found if sentence in one.reason] != [], found


def test_a_refusal_never_tells_a_secret() -> None:
    overrides = {"name": Secret("Hunter2 Hunter2")}
    told = clouds.check(KEY, urn_of(KEY), changed(KEY, overrides), None, SCOPE).failures
    assert told != ()
    assert [one.reason for one in told if "Hunter2" in one.reason] == []
