"""``infra slo``: whether what is left of an error budget allows a deployment."""
