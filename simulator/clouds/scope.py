"""Where a provider stands: the region, account and tags that its resources take from it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from components.foundation.placement import dns_suffix_of, partition_of
from simulator.values import UNKNOWN, Unknown, plain

ACCOUNT: Final = "123456789012"
"""The account of a provider that does not say which: the number AWS uses in its own examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a resource inherits from its provider. ``region`` is None for a provider without one."""

    region: str | Unknown | None = None
    account: str = ACCOUNT
    default_tags: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def partition(self) -> str | Unknown:
        """The partition of the region, the second field of every ARN; ``aws`` where there is no region."""
        if isinstance(self.region, Unknown):
            return UNKNOWN
        return partition_of(self.region or "")

    @property
    def dns_suffix(self) -> str | Unknown:
        """The domain under which the partition's regional endpoints live."""
        if isinstance(self.region, Unknown):
            return UNKNOWN
        return dns_suffix_of(self.region or "")

    def within(self, region: Any) -> "Scope":
        """Return this scope in another region, or as it is if none is named."""
        return self if region is None or region == self.region else replace(self, region=region)


def scope_of(provider_inputs: Mapping[str, Any]) -> Scope:
    """Return the scope of a provider resource's inputs.

    The SDKs send what is not text as JSON text (``allowedAccountIds`` is ``'["123456789012"]'``); both forms are read.
    The account is the one allowed account, or AWS's example number where none or several are allowed.
    """
    settings = {key: _decoded(value) for key, value in plain(provider_inputs).items()}
    allowed = settings.get("allowedAccountIds")
    only = allowed[0] if isinstance(allowed, list) and len(allowed) == 1 else ACCOUNT
    tags = settings.get("defaultTags")
    default_tags = tags.get("tags") if isinstance(tags, Mapping) else None
    return Scope(
        region=settings.get("region"),
        account=only if isinstance(only, str) else ACCOUNT,
        default_tags=default_tags if isinstance(default_tags, Mapping) else {},
        settings=settings,
    )


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
