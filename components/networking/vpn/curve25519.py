"""The public half of a WireGuard key, from the private one: X25519 of RFC 7748, section 5.

The gateway's private key is random bytes that Pulumi keeps as a secret, and its public half has to be told to
people before the machine is up, so that it is computed here. It runs once a deployment on our own key, and its
running time tells nobody anything.
"""

import base64

PRIME = 2**255 - 19
A24 = 121665
BASE_POINT = 9


def public_key(private_key: str) -> str:
    """Return the public key of a private one, both as WireGuard writes them: 32 bytes in Base64."""
    scalar = _clamped(base64.b64decode(private_key))
    return base64.b64encode(_multiplied(scalar, BASE_POINT).to_bytes(32, "little")).decode()


def _clamped(private: bytes) -> int:
    scalar = bytearray(private)
    scalar[0] &= 248
    scalar[31] = scalar[31] & 127 | 64
    return int.from_bytes(scalar, "little")


def _multiplied(scalar: int, point: int) -> int:
    """Return the u-coordinate of a multiple of a point, by the Montgomery ladder in the RFC's own letters."""
    x_2, z_2, x_3, z_3 = 1, 0, point, 1
    swap = 0
    for place in reversed(range(255)):
        bit = scalar >> place & 1
        if swap != bit:
            x_2, x_3, z_2, z_3 = x_3, x_2, z_3, z_2
        swap = bit
        a, b = (x_2 + z_2) % PRIME, (x_2 - z_2) % PRIME
        aa, bb = a * a % PRIME, b * b % PRIME
        e = (aa - bb) % PRIME
        da, cb = (x_3 - z_3) * a % PRIME, (x_3 + z_3) * b % PRIME
        x_3, z_3 = (da + cb) ** 2 % PRIME, point * (da - cb) ** 2 % PRIME
        x_2, z_2 = aa * bb % PRIME, e * (aa + A24 * e) % PRIME
    if swap:
        x_2, z_2 = x_3, z_3
    return x_2 * pow(z_2, PRIME - 2, PRIME) % PRIME
