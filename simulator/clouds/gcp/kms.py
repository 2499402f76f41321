"""Encryption keys."""

import re

from simulator.clouds.gcp.iam import MEMBER, ROLE
from simulator.clouds.gcp.naming import ETAG, LABELS_MOVE, PROJECT, at, labels_moved, merged
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, matches, one_of

NAME = r"[A-Za-z0-9_-]{1,63}"


def _rotation(given: Given) -> Refused:
    period = given.text("rotationPeriod")
    match = re.fullmatch(r"(\d+)(\.\d+)?s", period) if period else None
    if period is not None and (match is None or int(match[1]) < 86400):
        yield "rotationPeriod", f"rotationPeriod must be at least 86400s and end with s, not {period!r}"
    if period is not None and given.text("purpose") not in {None, "ENCRYPT_DECRYPT"}:
        yield "rotationPeriod", "rotationPeriod is of keys that encrypt and decrypt"


KINDS = (
    Kind(
        "gcp:kms/keyRing:KeyRing",
        id=at("projects/{project}/locations/{location}/keyRings/{name}"),
        autoname=Autoname(limit=63),
        outputs=PROJECT,
        refusals=(matches("name", NAME, "1 to 63 letters, digits, - or _"),),
    ),
    Kind(
        "gcp:kms/cryptoKey:CryptoKey",
        id="{keyRing}/cryptoKeys/{name}",
        autoname=Autoname(limit=63),
        defaults={"purpose": "ENCRYPT_DECRYPT"},
        outputs={
            **merged(),
            "destroyScheduledDuration": "2592000s",
            "importOnly": False,
            "primaries": lambda case: [{"name": case.text("{id}/cryptoKeyVersions/1"), "state": "ENABLED"}],
            "versionTemplate": {"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protectionLevel": "SOFTWARE"},
        },
        volatile=LABELS_MOVE,
        moved=labels_moved,
        refusals=(
            matches("name", NAME, "1 to 63 letters, digits, - or _"),
            matches("keyRing", r"projects/.+/locations/.+/keyRings/.+", "the path of a key ring"),
            one_of(
                "purpose",
                (
                    "ENCRYPT_DECRYPT",
                    "ASYMMETRIC_SIGN",
                    "ASYMMETRIC_DECRYPT",
                    "MAC",
                    "RAW_ENCRYPT_DECRYPT",
                    "KEY_ENCAPSULATION",
                ),
            ),
            _rotation,
        ),
    ),
    Kind(
        "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
        id="{cryptoKeyId}/{role}/{member}",
        outputs=ETAG,
        refusals=(ROLE, MEMBER),
    ),
)
