"""What must never be replaced or deleted by accident: the types whose loss is the loss of data, a cluster or a key."""

from typing import Final

GUARDED: Final[dict[str, str]] = {
    "aws:backup/vault:Vault": "data store",
    "aws:dynamodb/table:Table": "data store",
    "aws:ebs/volume:Volume": "data store",
    "aws:ecr/repository:Repository": "data store",
    "aws:efs/fileSystem:FileSystem": "data store",
    "aws:eks/cluster:Cluster": "cluster",
    "aws:elasticache/cluster:Cluster": "data store",
    "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup": "data store",
    "aws:elasticache/replicationGroup:ReplicationGroup": "data store",
    "aws:elasticache/serverlessCache:ServerlessCache": "data store",
    "aws:kinesis/stream:Stream": "data store",
    "aws:kms/key:Key": "key",
    "aws:kms/replicaKey:ReplicaKey": "key",
    "aws:msk/cluster:Cluster": "data store",
    "aws:opensearch/domain:Domain": "data store",
    "aws:rds/cluster:Cluster": "data store",
    "aws:rds/clusterInstance:ClusterInstance": "data store",
    "aws:rds/globalCluster:GlobalCluster": "data store",
    "aws:rds/instance:Instance": "data store",
    "aws:redshift/cluster:Cluster": "data store",
    "aws:route53/zone:Zone": "zone",
    "aws:s3/bucket:Bucket": "data store",
    "aws:s3/bucketV2:BucketV2": "data store",
    "aws:secretsmanager/secret:Secret": "data store",
    "gcp:artifactregistry/repository:Repository": "data store",
    "gcp:container/cluster:Cluster": "cluster",
    "gcp:kms/cryptoKey:CryptoKey": "key",
    "gcp:secretmanager/secret:Secret": "data store",
    "gcp:sql/database:Database": "data store",
    "gcp:sql/databaseInstance:DatabaseInstance": "data store",
    "gcp:storage/bucket:Bucket": "data store",
    "azure-native:containerservice:ManagedCluster": "cluster",
    "azure-native:dbforpostgresql:Server": "data store",
    "azure-native:keyvault:Key": "key",
    "azure-native:keyvault:Vault": "key",
    "azure-native:storage:BlobContainer": "data store",
    "azure-native:storage:StorageAccount": "data store",
    "kubernetes:core/v1:PersistentVolume": "data store",
    "kubernetes:core/v1:PersistentVolumeClaim": "data store",
}
"""Type to what is lost with it."""


def loss_of(token: str) -> str:
    """Return what is lost with a resource of this type, or nothing."""
    return GUARDED.get(token, "")
