"""Incident response: people are paged, evidence is kept, and what may be mended without them is mended.

Each is imported from its own module: settings read the spec, and pay for no SDK.
"""
