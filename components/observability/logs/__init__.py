"""Logs of pods: read on every node, cleaned of secrets there, and kept as long as their class says."""
