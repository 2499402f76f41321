"""Restores the newest dump of the primary into the database of another cloud.

Each is imported from its own module: settings read the spec, and pay for no SDK.
"""
