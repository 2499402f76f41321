"""Who may do what to which objects, computed from a cluster's roles and bindings."""

from operations.render.permission.grants import Grant, Subject
from operations.render.permission.permissions import Permissions

__all__ = ["Grant", "Permissions", "Subject"]
