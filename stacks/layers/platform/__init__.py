"""The platform on each cluster, one system a module."""

from stacks.layers.platform.build import Platform, backup_keys, on_aws, on_azure, on_google

__all__ = ["Platform", "backup_keys", "on_aws", "on_azure", "on_google"]
