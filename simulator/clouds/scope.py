"""Where a provider stands: the region, account, project or subscription that its resources take from it."""

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
    """What a resource inherits from its provider. ``region`` is None for a provider without one.

    ``account``, ``partition`` and ``dns_suffix`` are of AWS; ``project`` and ``zone`` of Google Cloud; ``subscription``,
    ``tenant`` and ``location`` of Azure. Each of those last is None where the provider does not say it.
    """

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

    @property
    def project(self) -> str | Unknown | None:
        """The project that resources of Google Cloud are made in, unless they name another."""
        return self.settings.get("project")

    @property
    def zone(self) -> str | Unknown | None:
        """The zone that zonal resources of Google Cloud are made in, unless they name another."""
        return self.settings.get("zone")

    @property
    def subscription(self) -> str | Unknown | None:
        """The subscription that holds the resources of Azure."""
        return self.settings.get("subscriptionId")

    @property
    def tenant(self) -> str | Unknown | None:
        """The directory that the subscription trusts."""
        return self.settings.get("tenantId")

    @property
    def location(self) -> str | Unknown | None:
        """The region that resources of Azure are made in, unless they name another."""
        return self.settings.get("location")

    @property
    def default_labels(self) -> Any:
        """The labels that Google Cloud's provider adds to whatever carries labels."""
        return self.settings.get("defaultLabels") or {}

    def within(self, region: Any) -> "Scope":
        """Return this scope in another region, or as it is if none is named."""
        return self if region is None or region == self.region else replace(self, region=region)


def scope_of(provider_inputs: Mapping[str, Any]) -> Scope:
    """Return the scope of a provider resource's inputs.

    The SDKs send what is not text as JSON text (``allowedAccountIds`` is ``'["123456789012"]'``); both forms are read.
    The account is the one allowed account, or AWS's example number where none or several are allowed. A provider of
    Google Cloud with a zone and no region stands in the zone's region.
    """
    settings = {key: decoded(value) for key, value in plain(provider_inputs).items()}
    allowed = settings.get("allowedAccountIds")
    only = allowed[0] if isinstance(allowed, list) and len(allowed) == 1 else ACCOUNT
    tags = settings.get("defaultTags")
    default_tags = tags.get("tags") if isinstance(tags, Mapping) else None
    return Scope(
        region=settings.get("region") or _region_of(settings.get("zone")),
        account=only if isinstance(only, str) else ACCOUNT,
        default_tags=default_tags if isinstance(default_tags, Mapping) else {},
        settings=settings,
    )


def _region_of(zone: Any) -> str | Unknown | None:
    if isinstance(zone, Unknown):
        return UNKNOWN
    return zone.rpartition("-")[0] or None if isinstance(zone, str) else None


def decoded(value: Any) -> Any:
    """Return a provider's input as it was before the SDK wrote it as JSON text."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
