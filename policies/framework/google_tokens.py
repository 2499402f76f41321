"""The resource types of Google Cloud that rules and prices speak of."""

from typing import Final

NETWORK: Final = "gcp:compute/network:Network"
SUBNETWORK: Final = "gcp:compute/subnetwork:Subnetwork"
ROUTER_NAT: Final = "gcp:compute/routerNat:RouterNat"
FIREWALL: Final = "gcp:compute/firewall:Firewall"
ADDRESS: Final = "gcp:compute/address:Address"
GLOBAL_ADDRESS: Final = "gcp:compute/globalAddress:GlobalAddress"
DNS_ZONE: Final = "gcp:dns/managedZone:ManagedZone"
CLUSTER: Final = "gcp:container/cluster:Cluster"
NODE_POOL: Final = "gcp:container/nodePool:NodePool"
IMAGE_POLICY: Final = "gcp:binaryauthorization/policy:Policy"
SQL_INSTANCE: Final = "gcp:sql/databaseInstance:DatabaseInstance"
BUCKET: Final = "gcp:storage/bucket:Bucket"
BUCKET_MEMBER: Final = "gcp:storage/bucketIAMMember:BucketIAMMember"
KMS_KEY: Final = "gcp:kms/cryptoKey:CryptoKey"
PROJECT_MEMBER: Final = "gcp:projects/iAMMember:IAMMember"
KMS_MEMBER: Final = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"
SECRET_MEMBER: Final = "gcp:secretmanager/secretIamMember:SecretIamMember"  # noqa: S105 - a type token
REPOSITORY_MEMBER: Final = "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"
ACCOUNT_MEMBER: Final = "gcp:serviceaccount/iAMMember:IAMMember"
ACCOUNT_KEY: Final = "gcp:serviceaccount/key:Key"
IDENTITY_PROVIDER: Final = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
SECRET: Final = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type token
REPOSITORY: Final = "gcp:artifactregistry/repository:Repository"
BUDGET: Final = "gcp:billing/budget:Budget"
TOPIC: Final = "gcp:pubsub/topic:Topic"
