"""Buckets by the class of data that they hold: how they are encrypted, kept, locked and copied."""

from components.data.object_store.classes import DataClass
from components.data.object_store.names import BucketName, bucket_name
from components.data.object_store.replication import ReplicaTarget
from components.data.object_store.spec import StoreSpec, production_faults, store_faults
from components.data.object_store.store import ACCESS_LOGS_PREFIX, ObjectStore, ObjectStoreArgs

__all__ = [
    "ACCESS_LOGS_PREFIX",
    "BucketName",
    "DataClass",
    "ObjectStore",
    "ObjectStoreArgs",
    "ReplicaTarget",
    "StoreSpec",
    "bucket_name",
    "production_faults",
    "store_faults",
]
