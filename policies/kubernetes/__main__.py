"""The Kubernetes pack as the Pulumi engine runs it."""

from policies.framework.pack import serve

serve("kubernetes")
