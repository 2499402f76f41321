"""Azure Storage: where backup copies and flow logs are kept, and who may write them.

The component is imported from its own module: the settings of every stack read the specs, and none of them is to
pay for the SDK of a cloud that it does not use.
"""

from components.data.azure.storage.spec import BackupStorageSpec, WriterSpec, production_faults

__all__ = ["BackupStorageSpec", "WriterSpec", "production_faults"]
