"""Texts that are credentials beyond doubt, wherever they turn up."""

import re
from typing import Final

CREDENTIAL: Final = re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----")
"""Access key ids of AWS and private keys in PEM: shapes that nothing harmless has."""


def holds_credential(text: str) -> bool:
    """Return whether a text has a credential in it."""
    return CREDENTIAL.search(text) is not None
