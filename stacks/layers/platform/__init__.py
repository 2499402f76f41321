"""The platform on each cluster, one system a module."""

from stacks.layers.platform.build import Platform, on_aws, on_azure, on_google

__all__ = ["Platform", "on_aws", "on_azure", "on_google"]
