"""Names of buckets: deterministic, so that others can write them down before the bucket exists, and valid."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address
from typing import Annotated

from pydantic import AfterValidator

from components.foundation.placement import AwsPlacement
from components.foundation.spec import RefusalError

LONGEST = 63
"""Longest name of a bucket (S3 user guide, bucket naming rules; so are the rules below)."""

RESERVED_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
RESERVED_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


def bucket_name(environment: str, data_class: str, placement: AwsPlacement) -> str:
    """Return the name of an environment's bucket, which no other account can want: it ends with ours."""
    return f"{environment}-{data_class}-{placement.account_id}-{placement.region}"


def name_faults(name: str) -> Iterator[str]:
    """Yield why S3 would refuse a name, or why its certificate would not fit it, with the way out."""
    if not 3 <= len(name) <= LONGEST:
        yield f"the bucket name has {len(name)} characters and S3 takes 3 to {LONGEST}: choose one of that length"
    if re.search(r"[^a-z0-9.-]", name):
        yield "a bucket name is made of lower-case letters, digits and hyphens; S3 refuses anything else: rewrite it"
    elif "." in name and not _is_address(name):
        yield (
            "the bucket name holds a dot, which S3's wildcard certificate does not cover, so that TLS clients would "
            "refuse it: put a hyphen there"
        )
    if _is_address(name):
        yield "the bucket name looks like an IP address, which S3 refuses: use words"
    if name and not (name[0].isalnum() and name[-1].isalnum()):
        yield "a bucket name begins and ends with a letter or digit, and S3 refuses others: take the rest off"
    for prefix in RESERVED_PREFIXES:
        if name.startswith(prefix):
            yield f"S3 keeps names that begin with {prefix} for itself: begin with something else"
    for suffix in RESERVED_SUFFIXES:
        if name.endswith(suffix):
            yield f"S3 keeps names that end with {suffix} for itself: end with something else"


def _is_address(name: str) -> bool:
    try:
        IPv4Address(name)
    except AddressValueError:
        return False
    return True


def _valid(name: str) -> str:
    faults = list(name_faults(name))
    if faults:
        raise RefusalError(*faults)
    return name


BucketName = Annotated[str, AfterValidator(_valid)]
"""A name that S3 accepts and that TLS clients can connect to."""
