"""Environments of developers on their own machines: a kind cluster, and in it a namespace for each."""
