"""Backups of what runs in a cluster, by Velero: its objects, and the data of its volumes.

Each is imported from its own module: settings read the spec, and pay for no SDK.
"""
