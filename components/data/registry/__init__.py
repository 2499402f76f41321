"""Amazon ECR: what an environment decides about its images, and the component."""

from components.data.registry.registry import Registry, RegistryArgs
from components.data.registry.spec import RegistrySpec

__all__ = ["Registry", "RegistryArgs", "RegistrySpec"]
