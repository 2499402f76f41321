"""Secrets in a cluster: fetched from the cloud's store, or unsealed from what stands in git."""
