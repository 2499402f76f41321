"""Copies of the backups in other clouds, made by a job that holds no key of any of them.

Each is imported from its own module: settings read the spec, and pay for no SDK.
"""
