"""What the rules about Cloudflare are about."""

from types import ModuleType
from typing import Final

from policies.security.cloudflare import balancing, records, zones

SUBJECTS: Final[tuple[ModuleType, ...]] = (zones, records, balancing)
"""The modules whose ``RULES`` make up the Cloudflare part of the security pack, in the order of its catalogue."""
