"""Google Cloud, one module per service."""

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {}
"""The modules of this folder that know a service, by the service's name in a token."""
