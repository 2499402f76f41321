"""What each store keeps of itself, and where else it is kept: read from what the stack registers, never guessed."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from operations.reports.summary import name_of, short_type
from policies.cost.pricing.database import BACKUPS_REPLICATION
from policies.framework import google_tokens as google
from policies.framework import tokens

VERSIONS: Final = "earlier versions"

PLACE: Final = re.compile(r"[a-z][a-z0-9-]*")
"""What a region's name looks like, and a place that is not known yet does not."""

Entry = Mapping[str, Any]
Inputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store keeps: a standby, backups, the most that is lost when it is restored from them, and copies elsewhere."""

    standby: str = ""
    backups: str = ""
    loss: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A store as the page shows it. An empty text says that there is none."""

    name: str
    kind: str
    place: str
    kept: Kept
    copies: tuple[str, ...]
    protected: bool


def _rds(inputs: Inputs) -> Kept:
    days = _whole(inputs.get("backupRetentionPeriod"))
    standby = "in another zone" if inputs.get("multiAz") is True else ""
    if not days:
        return Kept(standby, "its source's" if inputs.get("replicateSourceDb") else "")
    return Kept(standby, f"any second of {days} days", "5 minutes")


def _cache(inputs: Inputs) -> Kept:
    days = _whole(inputs.get("snapshotRetentionLimit"))
    standby = "replicas in other zones" if inputs.get("multiAzEnabled") is True else ""
    return Kept(standby, f"a snapshot a day, {days} days" if days else "", "24 hours" if days else "")


def _redshift(inputs: Inputs) -> Kept:
    days = _whole(inputs.get("automatedSnapshotRetentionPeriod"))
    standby = "in another zone" if inputs.get("multiAz") is True else ""
    if not standby and inputs.get("availabilityZoneRelocationEnabled") is True:
        standby = "moves to another zone"
    return Kept(standby, f"snapshots, {days} days" if days else "", "8 hours" if days else "")


def _search(inputs: Inputs) -> Kept:
    aware = _at(inputs, "clusterConfig", "zoneAwarenessEnabled") is True
    return Kept(
        "copies of each index in other zones" if aware else "", "hourly, by the service, 14 days", "1 hour"
    )


def _stream(inputs: Inputs) -> Kept:
    hours = _whole(inputs.get("retentionPeriod")) or 24
    return Kept("three zones, by the service", f"can be read again for {hours} hours")


def _google_sql(inputs: Inputs) -> Kept:
    standby = "in another zone" if _at(inputs, "settings", "availabilityType") == "REGIONAL" else ""
    backups = _at(inputs, "settings", "backupConfiguration")
    if not isinstance(backups, Mapping) or backups.get("enabled") is not True:
        return Kept(standby)
    if backups.get("pointInTimeRecoveryEnabled") is True:
        days = _whole(backups.get("transactionLogRetentionDays")) or 7
        return Kept(standby, f"any second of {days} days", "5 minutes")
    return Kept(standby, "a backup a day", "24 hours")


def _azure_server(inputs: Inputs) -> Kept:
    mode = _at(inputs, "highAvailability", "mode")
    standby = {"ZoneRedundant": "in another zone", "SameZone": "in the same zone"}.get(str(mode), "")
    days = _whole(_at(inputs, "backup", "backupRetentionDays")) or 7
    paired = _at(inputs, "backup", "geoRedundantBackup") == "Enabled"
    elsewhere = "backups in the paired region" if paired else ""
    return Kept(standby, f"any second of {days} days", "5 minutes", elsewhere)


def _azure_storage(inputs: Inputs) -> Kept:
    sku = str(_at(inputs, "sku", "name") or "").rpartition("_")[2]
    standby = "three zones, by the service" if "ZRS" in sku else "three copies in one place, by the service"
    return Kept(
        standby, elsewhere="objects in the paired region" if sku.removeprefix("RA").startswith("G") else ""
    )


STORES: Final[dict[str, Callable[[Inputs], Kept]]] = {
    tokens.RDS_INSTANCE: _rds,
    tokens.CACHE: _cache,
    tokens.REDSHIFT: _redshift,
    tokens.OPENSEARCH: _search,
    tokens.KINESIS_STREAM: _stream,
    google.SQL_INSTANCE: _google_sql,
    tokens.AZURE_SERVER: _azure_server,
    tokens.AZURE_STORAGE: _azure_storage,
    tokens.BUCKET: lambda _: Kept("three zones, by the service"),
    google.BUCKET: lambda inputs: Kept(
        "", "earlier versions" if _at(inputs, "versioning", "enabled") is True else ""
    ),
}
"""Type -> how its inputs say what it keeps. The losses are the vendors' own figures: RDS and Azure upload the database's
log every 5 minutes, Cloud SQL at least as often; Redshift takes a snapshot every 8 hours, OpenSearch Service every hour."""


def stores(resources: Sequence[Entry]) -> tuple[Store, ...]:
    """Return the stores of a stack by place and name."""
    copies = _copies(resources)
    found = [_store(entry, copies[str(entry["urn"])]) for entry in resources if entry["type"] in STORES]
    return tuple(sorted(found, key=lambda store: (store.place, store.kind, store.name)))


def _store(entry: Entry, copies: Sequence[str]) -> Store:
    kept = STORES[entry["type"]](entry.get("inputs") or {})
    if VERSIONS in copies and not kept.backups:
        kept = replace(kept, backups=VERSIONS)
    elsewhere = {*copies, kept.elsewhere} - {VERSIONS, ""}
    return Store(
        name=name_of(str(entry["urn"])),
        kind=short_type(str(entry["type"])),
        place=place_of(entry),
        kept=kept,
        copies=tuple(sorted(elsewhere)),
        protected=bool(entry.get("protect")),
    )


def place_of(entry: Entry) -> str:
    """Return the region of a resource in small letters, or nothing where it has none or it is not known yet."""
    inputs = entry.get("inputs") or {}
    named = str(inputs.get("region") or inputs.get("location") or "").lower()
    return named if PLACE.fullmatch(named) else ""


def _copies(resources: Sequence[Entry]) -> dict[str, list[str]]:
    """Return, for each URN, what is kept of it elsewhere."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in resources:
        for source, text in _copy(entry):
            found[source].append(text)
    return found


def _copy(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry["type"] not in COPIED:
        return
    key, told = COPIED[entry["type"]]
    for text in told(entry):
        for source in (entry.get("propertyDependencies") or {}).get(key) or ():
            yield source, text


def _replica(entry: Entry) -> Iterator[str]:
    yield f"replica {name_of(str(entry['urn']))} in {place_of(entry)}"


def _backups(entry: Entry) -> Iterator[str]:
    days = _whole(_at(entry, "inputs", "retentionPeriod")) or 7
    yield f"backups of {days} days in {place_of(entry)}"


def _snapshots(entry: Entry) -> Iterator[str]:
    yield f"snapshots in {_at(entry, 'inputs', 'destinationRegion')}"


def _objects(entry: Entry) -> Iterator[str]:
    for rule in _at(entry, "inputs", "rules") or ():
        minutes = _whole(_at(rule, "destination", "replicationTime", "time", "minutes"))
        within = f", within {minutes} minutes" if minutes else ""
        yield f"objects in {str(_at(rule, 'destination', 'bucket')).rsplit(':', 1)[-1]}{within}"


def _versions(entry: Entry) -> Iterator[str]:
    of_aws = _at(entry, "inputs", "versioningConfiguration", "status") == "Enabled"
    if of_aws or _at(entry, "inputs", "isVersioningEnabled") is True:
        yield VERSIONS


COPIED: Final[dict[str, tuple[str, Callable[[Entry], Iterator[str]]]]] = {
    tokens.RDS_INSTANCE: ("replicateSourceDb", _replica),
    BACKUPS_REPLICATION: ("sourceDbInstanceArn", _backups),
    tokens.REDSHIFT_SNAPSHOT_COPY: ("clusterIdentifier", _snapshots),
    tokens.BUCKET_REPLICATION: ("bucket", _objects),
    tokens.BUCKET_VERSIONING: ("bucket", _versions),
    tokens.AZURE_BLOBS: ("accountName", _versions),
}
"""Type of what keeps a store's content once more -> the property that leads to the store, and the words for it."""


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _whole(value: Any) -> int:
    """Return a number as it is written on a page; 0 for what is absent, unknown or no number."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0
