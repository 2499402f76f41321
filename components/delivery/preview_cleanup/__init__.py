"""Removes previews of pull requests that nobody removed: namespaces, databases and buckets of a certain age.

Each is imported from its own module: settings read the spec, and pay for no SDK.
"""
