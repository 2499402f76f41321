"""Names in the domain name system, and addresses that may stand there."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints

LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
ZONE: Final = re.compile(rf"({LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]")
RECORD_NAME: Final = re.compile(rf"@|(\*\.)?(_?{LABEL}\.)*_?{LABEL}|\*")
REGISTRIES: Final = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
"""Second levels under which countries register domains, as co.uk does."""


def _zone(name: str) -> str:
    if len(name) > 253 or not ZONE.fullmatch(name):
        raise ValueError(
            f"{name!r} is no domain: write labels of lower-case letters, digits and hyphens joined by dots, without a "
            "scheme, a port or a dot at the end, as example.com"
        )
    return name


ZoneName = Annotated[str, AfterValidator(_zone)]
"""A domain such as example.com."""


def _record(name: str) -> str:
    if not RECORD_NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is no name inside a zone: write it without the zone, as www or _dmarc, or @ for the zone itself"
        )
    return name


RecordName = Annotated[str, AfterValidator(_record)]
"""A name relative to its zone; ``@`` is the zone itself."""

AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""The id of a Cloudflare account or zone."""


def is_part_of_domain(zone: str) -> bool:
    """Tell whether a zone is a part of a registered domain, as staging.example.com is and example.co.uk is not."""
    labels = zone.split(".")
    registered = 3 if len(labels[-1]) == 2 and labels[-2] in REGISTRIES else 2
    return len(labels) > registered


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a text is, if it is one."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def address_fault(kind: str, content: str) -> str | None:
    """Return what is wrong with the content of an A or AAAA record, with the way out."""
    address = address_of(content)
    version = 4 if kind == "A" else 6
    if address is None or address.version != version:
        return f"{content!r} is no IPv{version} address, which is what {kind} holds; a name goes into a CNAME"
    documentation = not address.is_global and _is_example(address)
    if not address.is_global and not documentation:
        return (
            f"{content} is a private address: nobody outside reaches it, and it tells what the inside looks like; name the "
            "public address of a load balancer"
        )
    return None


def _is_example(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one of documentation (RFC 5737, RFC 3849): public in form, and nobody's."""
    return str(address).startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"))
