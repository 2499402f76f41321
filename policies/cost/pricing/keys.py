"""KMS keys and secrets, with their copies in other regions."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.amounts import ZERO, Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, flag, text
from policies.framework import tokens

BILLED_ROTATIONS: Final = Decimal(2)
"""Rotations of a key that raise its price; later ones are free (AWS KMS pricing, since May 2024)."""


PLAIN: Final = ("SYMMETRIC_DEFAULT", "RSA_2048", "HMAC_")
"""Kinds of keys whose requests are billed at the plain price (AWS KMS pricing)."""


def key(subject: Subject) -> Iterator[Line]:
    """Bill a key, disabled ones and replicas of multi-region keys alike."""
    yield subject.line("KMS key", "kms.key", 1, "security")


def rotations(subject: Subject) -> Iterator[Line]:
    """Bill what rotation adds: nothing in the first year, a dollar in each of the next two."""
    if flag(subject["enableKeyRotation"]):
        yield subject.line(
            "Rotated key material", "kms.rotation", Span(ZERO, ZERO, BILLED_ROTATIONS), "security"
        )


def key_requests(subject: Subject) -> Iterator[Line]:
    """Bill calls to encrypt, decrypt and sign; pairs of keys but RSA's of 2,048 bits cost five times as much."""
    kind = text(subject["customerMasterKeySpec"], "SYMMETRIC_DEFAULT")
    price = "kms.requests" if kind.startswith(PLAIN) else "kms.requests.asymmetric"
    yield subject.line("Key requests", price, subject.assumed("kms.requests"), "security", usage=True)


def secret(subject: Subject) -> Iterator[Line]:
    """Bill a secret and each of its replicas, in their regions."""
    yield subject.line("Secret", "secrets.secret", 1, "security")
    for replica in subject["replicas"].items():
        yield subject.line(
            "Replica of a secret", "secrets.secret", 1, "security", region=text(replica["region"])
        )


def secret_requests(subject: Subject) -> Iterator[Line]:
    """Bill calls to read it."""
    quantity = subject.assumed("secrets.requests")
    yield subject.line("Secret requests", "secrets.requests", quantity, "security", usage=True)


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.KMS_KEY: (key, rotations, key_requests),
    tokens.KMS_REPLICA: (key, key_requests),
    tokens.SECRET: (secret, secret_requests),
}
