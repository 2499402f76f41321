"""The identities of pipelines in Azure."""
