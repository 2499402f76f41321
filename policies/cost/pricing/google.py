"""Google Cloud: Cloud SQL, keys, images, copies of backups, and what leaves the network."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.amounts import HOURS, ZERO, Span
from policies.cost.lines import Category, Line
from policies.cost.pricing.subject import (
    Part,
    Subject,
    UnpriceableError,
    flag,
    number,
    text,
)
from policies.framework import google_tokens as tokens

SQL_TIER: Final = re.compile(r"db-custom-(\d+)-(\d+)")
ENGINE: Final = "POSTGRES"
MIB: Final = Decimal(1024)


def nat(gateway: Subject) -> Iterator[Line]:
    """Bill the address that NAT takes, what passes it, and the part that leaves for the internet."""
    given = sum(1 for _ in gateway["natIps"].items())
    yield gateway.line("Address of Cloud NAT", "gcp.address.used", HOURS * max(1, given), "network")
    yield _usage(
        gateway, "Data through Cloud NAT", "gcp.nat.data", gateway.assumed("gcp.nat.data"), "network"
    )
    yield _usage(
        gateway,
        "Data to the internet",
        "gcp.transfer.internet",
        gateway.assumed("gcp.internet.data"),
        "network",
    )


def address(subject: Subject) -> Iterator[Line]:
    """Bill an address that is kept for later; in use by a load balancer it is free, and so are ranges inside."""
    if text(subject["addressType"], "EXTERNAL") == "EXTERNAL":
        yield subject.line("Reserved address", "gcp.address.reserved", HOURS, "network")


def subnet(subject: Subject) -> Iterator[Line]:
    """Bill a subnet's flow logs and what its machines send between zones."""
    if not subject["logConfig"].absent:
        yield _usage(
            subject,
            "Flow and firewall logs",
            "gcp.logs.ingestion",
            subject.assumed("gcp.logs.subnet"),
            "monitoring",
        )
    if text(subject["purpose"], "PRIVATE") == "PRIVATE":
        yield _usage(
            subject, "Data between zones", "gcp.transfer.zone", subject.assumed("gcp.zone.data"), "network"
        )


def sql_instance(database: Subject) -> Iterator[Line]:
    """Bill the processors and the memory, twice with a standby."""
    engine = text(database["databaseVersion"], ENGINE)
    if not engine.startswith(ENGINE):
        raise UnpriceableError(f"no price of {engine} is recorded; only PostgreSQL's are")
    settings = database["settings"]
    match = SQL_TIER.fullmatch(text(settings["tier"]))
    if match is None:
        raise UnpriceableError("no price of a shared or predefined tier is recorded; use db-custom-CPUS-MIB")
    if text(settings["edition"], "ENTERPRISE") != "ENTERPRISE":
        raise UnpriceableError("no price of Enterprise Plus is recorded; use the edition ENTERPRISE")
    times, standby = _standby(database)
    cpus, memory = int(match[1]), Decimal(match[2]) / MIB
    yield database.line(f"PostgreSQL, {cpus} CPUs{standby}", "gcp.sql.vcpu", HOURS * cpus * times, "compute")
    yield database.line(f"PostgreSQL, {memory:f} GB{standby}", "gcp.sql.memory", memory * times, "compute")


def sql_storage(database: Subject) -> Iterator[Line]:
    """Bill the disk, growing to its limit, and the backups."""
    settings = database["settings"]
    if text(settings["diskType"], "PD_SSD") != "PD_SSD":
        raise UnpriceableError("no price of this disk of Cloud SQL is recorded; use PD_SSD")
    size = number(settings["diskSize"], 10)
    grows = flag(settings["diskAutoresize"], default=True)
    most = number(settings["diskAutoresizeLimit"], 0) if grows else size
    if grows and most == ZERO:
        raise UnpriceableError("its disk grows without an end; set diskAutoresizeLimit")
    times, standby = _standby(database)
    span = Span(size, size, max(size, most)) * times
    yield database.line(f"Database disk{standby}", "gcp.sql.ssd", span, "storage")
    if flag(settings["backupConfiguration"]["enabled"]):
        share = database.assumed("gcp.sql.backup") * size
        yield database.line("Backups and write-ahead logs", "gcp.sql.backup", share, "storage", usage=True)


def key(subject: Subject) -> Iterator[Line]:
    """Bill the versions that a key keeps, and what is asked of it."""
    if text(subject["versionTemplate"]["protectionLevel"], "SOFTWARE") != "SOFTWARE":
        raise UnpriceableError("no price of a key in hardware is recorded; add one to policies/cost/prices")
    yield _usage(subject, "Key versions", "gcp.kms.version", subject.assumed("gcp.kms.versions"), "security")
    yield _usage(
        subject, "Key operations", "gcp.kms.operations", subject.assumed("gcp.kms.operations"), "security"
    )


def secret(subject: Subject) -> Iterator[Line]:
    """Bill a secret's version in each place that it is kept in, and reading it."""
    replicas = sum(1 for _ in subject["replication"]["userManaged"]["replicas"].items())
    yield subject.line("Secret version", "gcp.secret.version", max(1, replicas), "security")
    yield _usage(
        subject, "Secret accesses", "gcp.secret.accesses", subject.assumed("gcp.secret.accesses"), "security"
    )


def repository(subject: Subject) -> Iterator[Line]:
    """Bill the images that are kept, and scanning each of them once."""
    yield _usage(
        subject, "Images", "gcp.registry.storage", subject.assumed("gcp.registry.storage"), "storage"
    )
    if text(subject["vulnerabilityScanningConfig"]["enablementConfig"], "INHERITED") == "INHERITED":
        yield _usage(
            subject, "Images scanned", "gcp.registry.scan", subject.assumed("gcp.registry.scans"), "security"
        )


def bucket(subject: Subject) -> Iterator[Line]:
    """Bill objects as Standard for their whole life, which is the most that they cost, and writing them."""
    kind = text(subject["storageClass"], "STANDARD")
    if kind != "STANDARD":
        raise UnpriceableError(f"no price of the class {kind} is recorded; use STANDARD and a lifecycle rule")
    yield _usage(subject, "Objects", "gcs.standard", subject.assumed("gcp.backups.storage"), "storage")
    yield _usage(subject, "Writes", "gcs.class-a", subject.assumed("gcp.backups.writes"), "storage")


def topic(subject: Subject) -> Iterator[Line]:
    """Bill what is published."""
    yield _usage(subject, "Messages", "gcp.pubsub.data", subject.assumed("gcp.pubsub.data"), "monitoring")


def zone(subject: Subject) -> Iterator[Line]:
    """Bill a zone of names and what it is asked."""
    yield subject.line("DNS zone", "gcp.dns.zone", 1, "network")
    yield _usage(subject, "DNS queries", "gcp.dns.queries", subject.assumed("gcp.dns.queries"), "network")


def alert_policy(policy: Subject) -> Iterator[Line]:
    """Bill the conditions of a policy, and the series that each of them reads."""
    conditions = sum(1 for _ in policy["conditions"].items())
    yield policy.line("Conditions of an alert", "gcp.alert.condition", conditions, "monitoring")
    read = policy.assumed("gcp.alert.series") * Decimal(conditions)
    yield _usage(policy, "Series that an alert reads", "gcp.alert.series", read, "monitoring")


def _usage(subject: Subject, item: str, price: str, quantity: Span, category: Category) -> Line:
    return subject.line(item, price, quantity, category, usage=True)


def _standby(database: Subject) -> tuple[int, str]:
    regional = text(database["settings"]["availabilityType"], "ZONAL") == "REGIONAL"
    return (2, " with standby") if regional else (1, "")


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.ROUTER_NAT: (nat,),
    tokens.ADDRESS: (address,),
    tokens.GLOBAL_ADDRESS: (address,),
    tokens.SUBNETWORK: (subnet,),
    tokens.SQL_INSTANCE: (sql_instance, sql_storage),
    tokens.KMS_KEY: (key,),
    tokens.SECRET: (secret,),
    tokens.REPOSITORY: (repository,),
    tokens.BUCKET: (bucket,),
    tokens.TOPIC: (topic,),
    tokens.DNS_ZONE: (zone,),
    tokens.ALERT_POLICY: (alert_policy,),
}
