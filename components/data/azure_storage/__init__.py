"""Azure Storage: where backup copies and flow logs are kept, and who may write them."""

from components.data.azure_storage.account import BackupStorage, BackupStorageArgs
from components.data.azure_storage.spec import BackupStorageSpec, WriterSpec, production_faults

__all__ = ["BackupStorage", "BackupStorageArgs", "BackupStorageSpec", "WriterSpec", "production_faults"]
