"""A small stack of Google Cloud to which no rule of the security pack has anything to say in production."""

from policies.framework import google_tokens as tokens
from policies.security.gcp.databases import FLAGS
from tests.policies.framework.samples import Entry, entry

LABELS = {"environment": "production", "owner": "platform", "cost-center": "core", "managed-by": "pulumi"}
KEY = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k"


def google() -> list[Entry]:
    return [
        entry(tokens.NETWORK, "g-network", {"autoCreateSubnetworks": False}),
        entry(
            tokens.SUBNETWORK, "g-subnet", {"logConfig": {"flowSampling": 0.5}, "privateIpGoogleAccess": True}
        ),
        entry(tokens.SUBNETWORK, "g-proxies", {"purpose": "REGIONAL_MANAGED_PROXY"}),
        entry(
            tokens.FIREWALL, "g-iap",
            {"sourceRanges": ["35.235.240.0/20"], "allows": [{"protocol": "tcp", "ports": ["22"]}]},
        ),
        entry(
            tokens.FIREWALL, "g-egress",
            {"direction": "EGRESS", "destinationRanges": ["199.36.153.8/30"], "allows": [{"protocol": "tcp", "ports": ["443"]}]},
        ),
        entry(tokens.FIREWALL, "g-deny", {"sourceRanges": ["0.0.0.0/0"], "denies": [{"protocol": "all"}]}),
        *_clusters(),
        *_stores(),
        entry(tokens.KMS_KEY, "g-key", {"rotationPeriod": "7776000s", "labels": LABELS}),
        entry(tokens.PROJECT_MEMBER, "g-member", {"role": "roles/monitoring.metricWriter", "member": "serviceAccount:a"}),
        entry(
            tokens.IDENTITY_PROVIDER, "g-aws",
            {"aws": {"accountId": "123456789012"}, "attributeCondition": "assertion.arn.startsWith('arn')"},
        ),
    ]  # fmt: skip


def _clusters() -> list[Entry]:
    return [
        entry(
            tokens.CLUSTER, "g-cluster",
            {
                "privateClusterConfig": {"enablePrivateNodes": True},
                "controlPlaneEndpointsConfig": {"ipEndpointsConfig": {"enabled": False}},
                "workloadIdentityConfig": {"workloadPool": "p.svc.id.goog"},
                "databaseEncryption": {"state": "ENCRYPTED", "keyName": KEY},
                "datapathProvider": "ADVANCED_DATAPATH",
                "enableLegacyAbac": False,
                "enableShieldedNodes": True,
                "rbacBindingConfig": {
                    "enableInsecureBindingSystemAuthenticated": False,
                    "enableInsecureBindingSystemUnauthenticated": False,
                },
                "masterAuth": {"clientCertificateConfig": {"issueClientCertificate": False}},
                "anonymousAuthenticationConfig": {"mode": "LIMITED"},
                "authenticatorGroupsConfig": {"securityGroup": "gke-security-groups@example.com"},
                "binaryAuthorization": {"evaluationMode": "PROJECT_SINGLETON_POLICY_ENFORCE"},
                "loggingConfig": {"enableComponents": ["SYSTEM_COMPONENTS", "WORKLOADS"]},
                "releaseChannel": {"channel": "REGULAR"},
                "deletionProtection": True,
                "resourceLabels": LABELS,
            },
        ),
        entry(
            tokens.NODE_POOL, "g-pool",
            {
                "management": {"autoRepair": True, "autoUpgrade": True},
                "nodeConfig": {
                    "workloadMetadataConfig": {"mode": "GKE_METADATA"},
                    "serviceAccount": "nodes@p.iam.gserviceaccount.com",
                    "shieldedInstanceConfig": {"enableSecureBoot": True, "enableIntegrityMonitoring": True},
                    "imageType": "COS_CONTAINERD",
                    "bootDiskKmsKey": KEY,
                    "resourceLabels": LABELS,
                },
            },
        ),
    ]  # fmt: skip


def _stores() -> list[Entry]:
    return [
        entry(
            tokens.SQL_INSTANCE, "g-sql",
            {
                "encryptionKeyName": KEY,
                "settings": {
                    "ipConfiguration": {"ipv4Enabled": False, "sslMode": "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"},
                    "backupConfiguration": {"enabled": True, "pointInTimeRecoveryEnabled": True},
                    "databaseFlags": [{"name": name, "value": value} for name, value in FLAGS.items()],
                    "userLabels": LABELS,
                },
            },
        ),
        entry(
            tokens.BUCKET, "g-bucket",
            {
                "publicAccessPrevention": "enforced",
                "uniformBucketLevelAccess": True,
                "versioning": {"enabled": True},
                "encryption": {"defaultKmsKeyName": KEY},
                "retentionPolicy": {"retentionPeriod": "2592000"},
                "labels": LABELS,
            },
        ),
        entry(
            tokens.AUDIT_CONFIG, "g-reads",
            {"service": "storage.googleapis.com", "auditLogConfigs": [{"logType": "DATA_WRITE"}, {"logType": "DATA_READ"}]},
        ),
        entry(tokens.KMS_MEMBER, "g-encrypter", {"member": "serviceAccount:a", "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter"}),
        entry(tokens.BUCKET_MEMBER, "g-writer", {"member": "serviceAccount:a", "role": "roles/storage.objectCreator"}),
        entry(tokens.UPTIME_CHECK, "g-uptime", {"userLabels": LABELS}),
        entry(tokens.ALERT_POLICY, "g-alert", {"userLabels": LABELS}),
        entry(tokens.REPOSITORY, "g-registry", {"dockerConfig": {"immutableTags": True}, "labels": LABELS}),
    ]  # fmt: skip
