"""What the rules about Cloudflare are about."""

from types import ModuleType
from typing import Final

SUBJECTS: Final[tuple[ModuleType, ...]] = ()
"""The modules whose ``RULES`` make up the Cloudflare part of the security pack, in the order of its catalogue."""
