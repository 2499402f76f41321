"""The groups of alerts, a subject each."""
