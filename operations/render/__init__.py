"""Every Kubernetes object of a stack, by cluster: as data for other programs, and as files for people and Argo CD."""

from operations.render.objects import Rendered, objects_of, render_stack

__all__ = ["Rendered", "objects_of", "render_stack"]
