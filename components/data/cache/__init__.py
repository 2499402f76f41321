"""Amazon ElastiCache for Valkey and Redis: what an environment decides about it, and the component."""

from components.data.cache.replication_group import Cache, CacheArgs
from components.data.cache.spec import CacheAlarmThresholds, CacheSpec, CacheUserSpec, production_faults

__all__ = [
    "Cache",
    "CacheAlarmThresholds",
    "CacheArgs",
    "CacheSpec",
    "CacheUserSpec",
    "production_faults",
]
