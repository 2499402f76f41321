"""DNS records. Source: terraform-provider-cloudflare a2efdc5786ae, dns_record/schema.go, and the API's own refusals."""

import ipaddress
import re
from typing import Final

from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, exactly_one, one_of

TYPES: Final = ("A", "AAAA", "CNAME", "MX", "NS", "OPENPGPKEY", "PTR", "TXT", "CAA", "CERT", "DNSKEY", "DS", "HTTPS",
                "LOC", "NAPTR", "SMIMEA", "SRV", "SSHFP", "SVCB", "TLSA", "URI")  # fmt: skip
PROXIABLE: Final = ("A", "AAAA", "CNAME")
STRUCTURED: Final = (
    "CAA",
    "CERT",
    "DNSKEY",
    "DS",
    "HTTPS",
    "LOC",
    "NAPTR",
    "SMIMEA",
    "SRV",
    "SSHFP",
    "SVCB",
    "TLSA",
    "URI",
)
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "CAA": ("flags", "tag", "value"),
    "DS": ("keyTag", "algorithm", "digestType", "digest"),
}
"""What the data of a type consists of, of those in use. Source: the API's schemas of dns_records."""

HOST: Final = re.compile(r"(?=.{1,253}$)(_?[a-zA-Z0-9*]([\w-]{0,61}[a-zA-Z0-9])?\.?)+")


def _ttl(given: Given) -> Refused:
    ttl = given.number("ttl")
    if ttl is None:
        return
    if given.true("proxied") and ttl != 1:
        yield "ttl", f"ttl must be 1 (automatic) for a proxied record, not {given.shown('ttl')}"
    elif ttl != 1 and not 30 <= ttl <= 86400:
        yield (
            "ttl",
            f"ttl must be between 60 and 86400 seconds (30 on enterprise), or 1 for automatic, not {given.shown('ttl')}",
        )


def _proxy(given: Given) -> Refused:
    kind = given.text("type")
    if given.true("proxied") and kind is not None and kind not in PROXIABLE:
        yield "proxied", f"proxied is possible for {', '.join(PROXIABLE)} alone, not for {kind}"


def _content(given: Given) -> Refused:
    kind, content = given.text("type"), given.text("content")
    if content is None or kind is None:
        return
    if kind in ("A", "AAAA"):
        version = 4 if kind == "A" else 6
        try:
            right = ipaddress.ip_address(content).version == version
        except ValueError:
            right = False
        if not right:
            yield (
                "content",
                f"content must be an IPv{version} address for a record of type {kind}, not {given.shown('content')}",
            )
    elif kind in ("CNAME", "NS", "MX") and not HOST.fullmatch(content):
        yield "content", f"content must be a host for a record of type {kind}, not {given.shown('content')}"
    elif kind in STRUCTURED:
        yield "content", f"a record of type {kind} is described by data, not by content"


def _data(given: Given) -> Refused:
    kind = given.text("type") or ""
    if given.lacks("data"):
        return
    for field in FIELDS.get(kind, ()):
        if given.lacks(f"data.{field}"):
            yield f"data.{field}", f"a record of type {kind} needs {field}"
    digest = given.text("data.digest")
    if digest is not None and not re.fullmatch(r"[0-9A-Fa-f]+", digest):
        yield "data.digest", f"digest must be hexadecimal, not {given.shown('data.digest')}"
    tag = given.number("data.keyTag")
    if tag is not None and not 0 <= tag <= 65535:
        yield "data.keyTag", f"keyTag must be between 0 and 65535, not {given.shown('data.keyTag')}"


def _private_behind_proxy(given: Given) -> Refused:
    """Refuse what the API refuses with code 9003: the proxy cannot reach a private address."""
    content = given.text("content")
    if not given.true("proxied") or content is None:
        return
    try:
        address = ipaddress.ip_address(content)
    except ValueError:
        return
    if address.is_private and not content.startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:")):
        yield (
            "content",
            f"content must be an address that Cloudflare can reach for a proxied record, not the private {content}",
        )


def _priority(given: Given) -> Refused:
    if given.text("type") == "MX" and given.lacks("priority"):
        yield "priority", "priority must be set for a record of type MX"


KINDS = (
    Kind(
        "cloudflare:index/dnsRecord:DnsRecord",
        id="{hex:32}",
        defaults={"proxied": False},
        outputs={"proxiable": lambda case: case.known("type") in PROXIABLE},
        refusals=(
            one_of("type", TYPES),
            exactly_one("content", "data"),
            _ttl,
            _proxy,
            _content,
            _data,
            _private_behind_proxy,
            _priority,
        ),
    ),
)
