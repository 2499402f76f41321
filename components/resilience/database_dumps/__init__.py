"""Dumps of a database: whole, compressed and encrypted before they leave the cluster.

Each is imported from its own module: settings read the spec, and pay for no SDK.
"""
