"""The identities of pipelines in Google Cloud."""
