"""Amazon Redshift: what an environment decides about its data warehouse, and the component."""

from components.data.warehouse.cluster import SnapshotRegion, Warehouse, WarehouseArgs
from components.data.warehouse.spec import WarehouseSpec, production_faults

__all__ = ["SnapshotRegion", "Warehouse", "WarehouseArgs", "WarehouseSpec", "production_faults"]
