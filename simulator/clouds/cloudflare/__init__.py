"""Cloudflare, one module per subject."""

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {}
"""The modules of this folder that know a type, by the type's name in a token, as ``dnsRecord``."""
