"""PostgreSQL on RDS: instances, disks and their floors, backups, replicas, extended support and insights."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from components.foundation.support_calendar import RDS_POSTGRES, Standing
from policies.cost.amounts import HOURS, ZERO, Span
from policies.cost.lines import Line
from policies.cost.pricing.machines import BURSTABLE, family, vcpus
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, number, text
from policies.framework import tokens
from policies.framework.values import Value

BACKUPS_REPLICATION: Final = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"

LARGE: Final = Decimal(400)
"""GiB from which gp3 on RDS for PostgreSQL stripes its volumes, which raises what the price includes."""

INCLUDED_IOPS: Final = {False: Decimal(3000), True: Decimal(12000)}
INCLUDED_THROUGHPUT: Final = {False: Decimal(125), True: Decimal(500)}
"""IOPS and MiB/s in the price of gp3, below and from :data:`LARGE` (Amazon RDS user guide, gp3 storage)."""

PROVISIONED: Final = ("io1", "io2")
"""Disks that include no IOPS at all."""

FREE_INSIGHTS_DAYS: Final = 7

FEWEST_PROXIED_VCPUS: Final = 2
"""The least that a proxy is billed for (Amazon RDS Proxy pricing)."""


def instance_hours(database: Subject) -> Iterator[Line]:
    """Bill the instance, and its standby if it is Multi-AZ."""
    engine = text(_inherited(database, "engine"))
    if engine != "postgres":
        raise UnpriceableError(
            f"no prices of the engine {engine} are recorded; add them to policies/cost/prices"
        )
    kind = text(database["instanceClass"])
    standby, suffix = (" with standby", ".multi-az") if flag(database["multiAz"]) else ("", "")
    item = f"PostgreSQL, {kind}{standby}"
    yield database.line(item, f"rds.postgres.{kind}{suffix}", HOURS, "compute")


def credits_above_baseline(database: Subject) -> Iterator[Line]:
    """Bill what a burstable instance uses above its baseline, which RDS lets every one do."""
    kind = database["instanceClass"]
    if kind.known and family(text(kind)) in BURSTABLE:
        quantity = database.assumed("rds.cpu-credit")
        yield database.line("CPU above the baseline", "rds.cpu-credit", quantity, "compute", usage=True)


def storage(database: Subject) -> Iterator[Line]:
    """Bill the disk, growing to what storage autoscaling allows."""
    kind, size = _storage_type(database), number(_inherited(database, "allocatedStorage"))
    most = max(size, number(database["maxAllocatedStorage"], ZERO))
    yield database.line(
        f"Database disk, {kind}", f"rds.{kind}{_zones(database)}", Span(size, size, most), "storage"
    )


def provisioned_iops(database: Subject) -> Iterator[Line]:
    """IOPS beyond what the disk includes."""
    kind, iops = _storage_type(database), _inherited(database, "iops")
    if kind == "gp3":
        extra = max(ZERO, number(iops, 0) - INCLUDED_IOPS[_large(database)])
        if extra:
            key = f"rds.gp3.iops{_zones(database)}"
            yield database.line(f"IOPS above {INCLUDED_IOPS[_large(database)]:,}", key, extra, "storage")
    elif kind in PROVISIONED:
        yield database.line("Provisioned IOPS", f"rds.{kind}.iops{_zones(database)}", number(iops), "storage")


def provisioned_throughput(database: Subject) -> Iterator[Line]:
    """Throughput beyond what gp3 includes."""
    included = INCLUDED_THROUGHPUT[_large(database)] if _storage_type(database) == "gp3" else None
    if included is None:
        return
    extra = max(ZERO, number(_inherited(database, "storageThroughput"), 0) - included)
    if extra:
        key = f"rds.gp3.throughput{_zones(database)}"
        yield database.line(f"Throughput above {included} MiB/s", key, extra, "storage")


def backups(database: Subject) -> Iterator[Line]:
    """Backups beyond the free allowance; a replica has none of its own unless it asks for them."""
    if number(database["backupRetentionPeriod"], 0) == 0:
        return
    quantity = database.assumed("rds.backup") * number(_inherited(database, "allocatedStorage"))
    yield database.line("Backups beyond the allowance", "rds.backup", quantity, "storage", usage=True)


def replicated_data(database: Subject) -> Iterator[Line]:
    """Bill what a replica in another region receives, where it is sent from."""
    origin = _origin(database)
    if origin is not None and origin.region != database.region:
        quantity = database.assumed("rds.replicated-data")
        yield database.line(
            f"Replication from {origin.region}",
            "transfer.region",
            quantity,
            "network",
            region=origin.region,
            usage=True,
        )


def extended_support(database: Subject) -> Iterator[Line]:
    """Bill the surcharge on a major version past standard support, for each virtual CPU, those of the standby too."""
    version = _inherited(database, "engineVersion")
    declined = text(_inherited(database, "engineLifecycleSupport"), "") == RDS_POSTGRES.standard_only
    if version.absent or declined:
        return
    standing = RDS_POSTGRES.standing(text(version), database.tariff.today)
    if standing in {Standing.ENDED, Standing.UNLISTED}:
        raise UnpriceableError(
            f"PostgreSQL {text(version)} is {'no longer offered by RDS' if standing is Standing.ENDED else 'unknown here'}; "
            "choose a version that components/foundation/support_calendar.py lists as supported"
        )
    if not standing.surcharged:
        return
    key = "rds.extended-support" + (".year-3" if standing is Standing.EXTENDED_YEAR_3 else "")
    quantity = HOURS * vcpus(text(database["instanceClass"])) * (2 if flag(database["multiAz"]) else 1)
    yield database.line(f"Extended support of {text(version)}", key, quantity, "compute")


def insights(database: Subject) -> Iterator[Line]:
    """Bill Performance Insights kept beyond the free week."""
    if text(database["databaseInsightsMode"], "standard") == "advanced":
        raise UnpriceableError(
            "no price of Database Insights' advanced mode is recorded; use the standard mode"
        )
    kept = number(database["performanceInsightsRetentionPeriod"], FREE_INSIGHTS_DAYS)
    if flag(database["performanceInsightsEnabled"]) and kept > FREE_INSIGHTS_DAYS:
        kind = text(database["instanceClass"])
        key = f"rds.insights.{family(kind)}"
        yield database.line("Performance Insights history", key, vcpus(kind), "monitoring")


def enhanced_monitoring(database: Subject) -> Iterator[Line]:
    """Operating-system metrics, which are written to CloudWatch Logs."""
    seconds = number(database["monitoringInterval"], 0)
    if seconds:
        quantity = database.assumed("metrics.enhanced") * (Decimal(60) / seconds)
        yield database.line("Enhanced monitoring", "logs.ingestion", quantity, "monitoring", usage=True)


def backup_copies(copies: Subject) -> Iterator[Line]:
    """Automated backups copied to another region: their storage there and the way over."""
    source = copies.neighbour("sourceDbInstanceArn", tokens.RDS_INSTANCE)
    if source is None:
        raise UnpriceableError("the database whose backups it copies is not part of this stack")
    quantity = copies.assumed("rds.replicated-backup") * number(_inherited(source, "allocatedStorage"))
    yield copies.line("Backups copied here", "rds.backup", quantity, "storage", usage=True)
    yield copies.line(
        f"Backups sent from {source.region}", "transfer.region", copies.assumed("rds.replicated-data"), "network",
        region=source.region, usage=True,
    )  # fmt: skip


def proxied(target: Subject) -> Iterator[Line]:
    """Bill the proxy before an instance by that instance's vCPUs, two at least; a standby is not counted."""
    database = target.neighbour("dbInstanceIdentifier", tokens.RDS_INSTANCE, "identifier")
    if database is None:
        raise UnpriceableError("the instance that it stands before is not part of this stack")
    count = max(FEWEST_PROXIED_VCPUS, vcpus(text(database["instanceClass"])))
    yield target.line(f"Proxy before {count} vCPUs", "rds.proxy", HOURS * count, "compute")


def _origin(database: Subject) -> Subject | None:
    if database["replicateSourceDb"].absent:
        return None
    return database.neighbour("replicateSourceDb", tokens.RDS_INSTANCE)


def _inherited(database: Subject, key: str) -> Value:
    """Return a property of a database, or of the one that it replicates, which RDS copies it from."""
    value = database[key]
    origin = _origin(database) if value.absent else None
    return _inherited(origin, key) if origin is not None else value


def _storage_type(database: Subject) -> str:
    default = "gp2" if _inherited(database, "iops").absent else "io1"
    return text(_inherited(database, "storageType"), default)


def _large(database: Subject) -> bool:
    return number(_inherited(database, "allocatedStorage")) >= LARGE


def _zones(database: Subject) -> str:
    return ".multi-az" if flag(database["multiAz"]) else ""


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.RDS_INSTANCE: (
        instance_hours,
        credits_above_baseline,
        storage,
        provisioned_iops,
        provisioned_throughput,
        backups,
        replicated_data,
        extended_support,
        insights,
        enhanced_monitoring,
    ),
    BACKUPS_REPLICATION: (backup_copies,),
    tokens.RDS_PROXY_TARGET: (proxied,),
}
