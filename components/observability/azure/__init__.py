"""Azure's logs, metrics, alerts and records of what was done."""
