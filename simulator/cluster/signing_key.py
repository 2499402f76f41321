"""The key that a control plane signs the tokens of its ServiceAccounts with."""

import base64
import secrets
from typing import Final

# ECPrivateKey of RFC 5915: version 1, 32 octets of key, and in [0] the curve prime256v1. The public half may be left
# out, and Go computes it
BEFORE: Final = bytes.fromhex("30310201010420")
AFTER: Final = bytes.fromhex("a00a06082a8648ce3d030107")
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (FIPS 186-4, D.1.2.3): a key is a number above zero and below it."""


def signing_key() -> str:
    """Return a new private key as PEM. It lives as long as its control plane, on loopback."""
    number = secrets.randbelow(ORDER - 1) + 1
    text = base64.b64encode(BEFORE + number.to_bytes(32, "big") + AFTER).decode()
    lines = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return f"-----BEGIN EC PRIVATE KEY-----\n{lines}\n-----END EC PRIVATE KEY-----\n"
