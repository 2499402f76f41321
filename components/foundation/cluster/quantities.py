"""Amounts of processor, memory and storage, as Kubernetes writes them."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

_SUFFIXES: dict[str, Decimal] = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
}

_FORM = re.compile(r"^(\d+(?:\.\d+)?)([A-Za-z]*)$")


def amount(quantity: str) -> Decimal:
    """Return a quantity in its base unit: cores or bytes.

    :raises ValueError: if it is not one that Kubernetes reads.
    """
    found = _FORM.match(quantity)
    if found is None or found[2] not in _SUFFIXES:
        known = ", ".join(suffix for suffix in _SUFFIXES if suffix)
        raise ValueError(
            f"{quantity!r} is not an amount that Kubernetes reads: write a number with one of {known}, such as 500m "
            "or 4Gi"
        )
    return Decimal(found[1]) * _SUFFIXES[found[2]]


def _readable(quantity: str) -> str:
    amount(quantity)
    return quantity


Quantity = Annotated[str, AfterValidator(_readable)]
"""A quantity that has been read once, so that it can be compared later."""
