"""Names of domains: what can be a zone of one's own."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator

from components.foundation.spec import RefusalError

LONGEST_NAME = 253
LONGEST_LABEL = 63
"""Characters of a name and of a label as they are written (RFC 1035, 2.3.4)."""

SHARED_SUFFIXES = frozenset({
    "ac.uk", "co.in", "co.jp", "co.kr", "co.nz", "co.uk", "co.za", "com.ar", "com.au", "com.br", "com.cn", "com.mx",
    "com.sg", "com.tr", "com.tw", "gov.uk", "ne.jp", "net.au", "or.jp", "org.au", "org.uk",
})  # fmt: skip
"""Suffixes of two labels under which anybody registers (publicsuffix.org, the ICANN section); no one's own zone."""

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def name_faults(name: str) -> Iterator[str]:
    """Yield why a name cannot be a zone, with the way out."""
    if name.endswith("."):
        yield f"{name!r} ends with a dot, which Route 53 adds itself: write it without"
        name = name.rstrip(".")
    if len(name) > LONGEST_NAME:
        yield f"the name has {len(name)} characters and DNS carries {LONGEST_NAME}: shorten it"
    labels = name.split(".")
    for label in labels:
        if not label:
            yield f"{name!r} has an empty label, so no resolver can ask for it: write one dot between two labels"
        elif len(label) > LONGEST_LABEL:
            yield f"the label {label!r} has {len(label)} characters and DNS carries {LONGEST_LABEL}: shorten it"
        elif not _LABEL.fullmatch(label):
            yield (
                f"{label!r} is no label of a host name, and certificates would refuse it: use lower-case letters, digits "
                "and inner hyphens, other scripts as xn--"
            )
    if len(labels) < 2 or name in SHARED_SUFFIXES:
        yield f"{name!r} is a public suffix and nobody's own zone: put a label of yours before it"
    elif labels[-1].isdigit():
        yield f"{name!r} ends like an address, and resolvers would take it for one: end with a top-level domain"


def _valid(name: str) -> str:
    faults = list(name_faults(name))
    if faults:
        raise RefusalError(*faults)
    return name


DomainName = Annotated[str, AfterValidator(_valid)]
"""A lower-case domain name of two labels or more, without a trailing dot, that is not a public suffix."""
