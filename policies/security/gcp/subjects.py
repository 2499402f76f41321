"""What the rules about Google Cloud are about."""

from types import ModuleType
from typing import Final

SUBJECTS: Final[tuple[ModuleType, ...]] = ()
"""The modules whose ``RULES`` make up the Google Cloud part of the security pack, in the order of its catalogue."""
