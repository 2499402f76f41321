"""Clusters and what stands inside every one of them: node pools, identities, autoscaling, namespaces."""
