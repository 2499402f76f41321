"""Valid inputs of every type of Google Cloud in use, as a program registers them."""

from typing import Any

PROJECT = "example-project"
PLACE = {"project": PROJECT}
HERE = {"project": PROJECT, "location": "us-central1"}
NETWORK = f"projects/{PROJECT}/global/networks/main"
KEY = f"projects/{PROJECT}/locations/us-central1/keyRings/main/cryptoKeys/disks"
MEMBER = "serviceAccount:nodes@example-project.iam.gserviceaccount.com"
LABELS = {"environment": "dev"}

GCP: dict[str, dict[str, Any]] = {
    "gcp:compute/network:Network": {
        "name": "main",
        **PLACE,
        "autoCreateSubnetworks": False,
        "routingMode": "GLOBAL",
    },
    "gcp:compute/subnetwork:Subnetwork": {
        "name": "nodes",
        **PLACE,
        "region": "us-central1",
        "network": NETWORK,
        "ipCidrRange": "10.18.0.0/17",
        "secondaryIpRanges": [{"rangeName": "pods", "ipCidrRange": "10.64.0.0/14"}],
        "privateIpGoogleAccess": True,
    },
    "gcp:compute/router:Router": {"name": "main", **PLACE, "region": "us-central1", "network": NETWORK},
    "gcp:compute/routerNat:RouterNat": {
        "name": "nat",
        **PLACE,
        "region": "us-central1",
        "router": "main",
        "natIpAllocateOption": "AUTO_ONLY",
        "sourceSubnetworkIpRangesToNat": "ALL_SUBNETWORKS_ALL_IP_RANGES",
        "enableDynamicPortAllocation": True,
        "enableEndpointIndependentMapping": False,
        "minPortsPerVm": 64,
    },
    "gcp:compute/firewall:Firewall": {
        "name": "deny",
        **PLACE,
        "network": NETWORK,
        "sourceRanges": ["0.0.0.0/0"],
        "denies": [{"protocol": "all"}],
    },
    "gcp:compute/address:Address": {"name": "ingress", **PLACE, "region": "us-central1", "labels": LABELS},
    "gcp:compute/globalAddress:GlobalAddress": {"name": "services", **PLACE, "labels": LABELS},
    "gcp:compute/route:Route": {
        "name": "egress",
        **PLACE,
        "network": NETWORK,
        "destRange": "0.0.0.0/0",
        "nextHopGateway": "default-internet-gateway",
    },
    "gcp:servicenetworking/connection:Connection": {
        "network": NETWORK,
        "service": "servicenetworking.googleapis.com",
        "reservedPeeringRanges": ["private-services"],
    },
    "gcp:dns/managedZone:ManagedZone": {
        "name": "googleapis",
        **PLACE,
        "dnsName": "googleapis.com.",
        "visibility": "private",
        "privateVisibilityConfig": {"networks": [{"networkUrl": NETWORK}]},
        "labels": LABELS,
    },
    "gcp:dns/recordSet:RecordSet": {
        **PLACE,
        "managedZone": "googleapis",
        "name": "*.googleapis.com.",
        "type": "A",
        "ttl": 300,
        "rrdatas": ["199.36.153.8"],
    },
    "gcp:projects/service:Service": {**PLACE, "service": "dns.googleapis.com", "disableOnDestroy": False},
    "gcp:projects/serviceIdentity:ServiceIdentity": {**PLACE, "service": "pubsub.googleapis.com"},
    "gcp:projects/iAMAuditConfig:IAMAuditConfig": {
        **PLACE,
        "service": "storage.googleapis.com",
        "auditLogConfigs": [{"logType": "DATA_READ"}],
    },
    "gcp:projects/iAMMember:IAMMember": {**PLACE, "role": "roles/monitoring.metricWriter", "member": MEMBER},
    "gcp:kms/keyRing:KeyRing": {"name": "main", **HERE},
    "gcp:kms/cryptoKey:CryptoKey": {
        "name": "disks",
        "keyRing": f"projects/{PROJECT}/locations/us-central1/keyRings/main",
        "rotationPeriod": "7776000s",
        "labels": LABELS,
    },
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": {
        "cryptoKeyId": KEY,
        "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "member": MEMBER,
    },
    "gcp:container/cluster:Cluster": {
        "name": "main",
        **HERE,
        "network": NETWORK,
        "removeDefaultNodePool": True,
        "initialNodeCount": 1,
        "deletionProtection": False,
        "datapathProvider": "ADVANCED_DATAPATH",
        "databaseEncryption": {"state": "ENCRYPTED", "keyName": KEY},
        "releaseChannel": {"channel": "REGULAR"},
        "workloadIdentityConfig": {"workloadPool": f"{PROJECT}.svc.id.goog"},
        "controlPlaneEndpointsConfig": {"dnsEndpointConfig": {"allowExternalTraffic": True}},
        "resourceLabels": LABELS,
    },
    "gcp:container/nodePool:NodePool": {
        "name": "system",
        **HERE,
        "cluster": "main",
        "initialNodeCount": 1,
        "autoscaling": {"totalMinNodeCount": 3, "totalMaxNodeCount": 5, "locationPolicy": "BALANCED"},
        "upgradeSettings": {"strategy": "SURGE", "maxSurge": 1, "maxUnavailable": 0},
        "nodeConfig": {"machineType": "e2-standard-2", "diskSizeGb": 50},
    },
    "gcp:binaryauthorization/policy:Policy": {
        **PLACE,
        "defaultAdmissionRule": {
            "evaluationMode": "ALWAYS_DENY",
            "enforcementMode": "ENFORCED_BLOCK_AND_AUDIT_LOG",
        },
    },
    "gcp:pubsub/topic:Topic": {
        "name": "upgrades",
        **PLACE,
        "kmsKeyName": KEY,
        "messageRetentionDuration": "86400s",
        "labels": LABELS,
    },
    "gcp:serviceaccount/account:Account": {**PLACE, "accountId": "main-nodes"},
    "gcp:serviceaccount/iAMMember:IAMMember": {
        "serviceAccountId": f"projects/{PROJECT}/serviceAccounts/main-nodes@{PROJECT}.iam.gserviceaccount.com",
        "role": "roles/iam.workloadIdentityUser",
        "member": f"serviceAccount:{PROJECT}.svc.id.goog[backend/api]",
    },
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": {**PLACE, "workloadIdentityPoolId": "dev-aws"},
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": {
        **PLACE,
        "workloadIdentityPoolId": "dev-aws",
        "workloadIdentityPoolProviderId": "aws",
        "aws": {"accountId": "111122223333"},
    },
    "gcp:sql/databaseInstance:DatabaseInstance": {
        "name": "main",
        **PLACE,
        "region": "us-central1",
        "databaseVersion": "POSTGRES_16",
        "encryptionKeyName": KEY,
        "deletionProtection": False,
        "settings": {
            "tier": "db-custom-2-7680",
            "ipConfiguration": {"ipv4Enabled": False, "privateNetwork": NETWORK},
            "backupConfiguration": {"enabled": True, "pointInTimeRecoveryEnabled": True},
        },
    },
    "gcp:sql/database:Database": {"name": "platform", **PLACE, "instance": "main"},
    "gcp:sql/user:User": {"name": "owner", **PLACE, "instance": "main", "password": "never-shown"},
    "gcp:secretmanager/secret:Secret": {
        **PLACE,
        "secretId": "password",
        "replication": {"userManaged": {"replicas": [{"location": "us-central1"}]}},
        "deletionProtection": False,
        "labels": LABELS,
    },
    "gcp:secretmanager/secretVersion:SecretVersion": {
        "secret": f"projects/{PROJECT}/secrets/password",
        "secretData": "never-shown",
    },
    "gcp:secretmanager/secretIamMember:SecretIamMember": {
        "secretId": f"projects/{PROJECT}/secrets/password",
        "role": "roles/secretmanager.secretAccessor",
        "member": MEMBER,
    },
    "gcp:artifactregistry/repository:Repository": {
        **HERE,
        "repositoryId": "platform",
        "format": "DOCKER",
        "dockerConfig": {"immutableTags": True},
        "labels": LABELS,
    },
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": {
        **HERE,
        "repository": "platform",
        "role": "roles/artifactregistry.reader",
        "member": MEMBER,
    },
    "gcp:storage/bucket:Bucket": {
        "name": "example-backups",
        **PLACE,
        "location": "US-CENTRAL1",
        "uniformBucketLevelAccess": True,
        "publicAccessPrevention": "enforced",
        "retentionPolicy": {"retentionPeriod": "2592000"},
        "labels": LABELS,
    },
    "gcp:storage/bucketIAMMember:BucketIAMMember": {
        "bucket": "example-backups",
        "role": "roles/storage.objectCreator",
        "member": MEMBER,
    },
    "gcp:billing/budget:Budget": {
        "billingAccount": "01AB23-CD45EF-678901",
        "amount": {"specifiedAmount": {"currencyCode": "USD", "units": "100"}},
        "thresholdRules": [{"thresholdPercent": 0.5}],
    },
    "gcp:monitoring/notificationChannel:NotificationChannel": {
        **PLACE,
        "type": "email",
        "labels": {"email_address": "a@example.com"},
    },
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": {
        **PLACE,
        "displayName": "www",
        "timeout": "10s",
        "period": "60s",
        "selectedRegions": ["EUROPE", "USA"],
        "monitoredResource": {
            "type": "uptime_url",
            "labels": {"project_id": "example-project", "host": "www.example.com"},
        },
        "httpCheck": {"path": "/health", "port": 443, "useSsl": True, "validateSsl": True},
        "userLabels": LABELS,
    },
    "gcp:monitoring/alertPolicy:AlertPolicy": {
        **PLACE,
        "displayName": "www does not answer",
        "combiner": "OR",
        "conditions": [
            {
                "displayName": "www does not answer",
                "conditionThreshold": {
                    "filter": 'resource.type="uptime_url"',
                    "comparison": "COMPARISON_GT",
                    "thresholdValue": 1,
                    "duration": "60s",
                },
            }
        ],
        "userLabels": LABELS,
    },
}
