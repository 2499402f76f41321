"""Faults that are made on purpose, at working hours, bounded and watched, so that the real ones find the platform ready.

Each is imported from its own module: settings read the spec, and pay for no SDK.
"""
