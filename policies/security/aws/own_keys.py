"""Whether a key is one of the account's own, and not one that AWS keeps for a service."""

import re
from typing import Final

from policies.framework.facts import Fact
from policies.framework.values import Value

SERVICE_KEY: Final = re.compile(r"(.*:)?alias/aws/.+")
"""The alias, or the ARN of it, of a key that AWS keeps: nobody can grant, cut off or delete it."""


def own_key(value: Value) -> Fact:
    """Return whether a key is named and is not a service's own; one that is not known yet counts as named."""
    if not value.known:
        return value.given()
    return value.given() & ~value.test(lambda raw: SERVICE_KEY.fullmatch(str(raw)) is not None)
