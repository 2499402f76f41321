"""Azure's network, stores, keys, logs and metrics."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import prod
from typing import Final

from policies.cost.amounts import HOURS, ZERO, Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, number, text
from policies.framework import tokens
from policies.framework.values import Value

DAYS: Final = Decimal(30)
"""Days of a month by which Azure bills a registry."""

PER_GB: Final = "PerGB2018"

FREE_RETENTION: Final = 31
"""Days that a workspace keeps logs for nothing."""


BLOBS: Final = ("StorageV2", "BlobStorage", "BlockBlobStorage")
"""Kinds of accounts whose blobs cost the same."""

SMALL_KEY: Final = 2048
"""Bits of an RSA key up to which its operations cost a fifth; a key of no stated size has as many."""

DYNAMIC: Final = "DynamicThresholdCriterion"


def nat_hours(gateway: Subject) -> Iterator[Line]:
    """Bill a NAT gateway by the hour; its address is billed on its own."""
    yield gateway.line("NAT gateway", "azure.nat.hour", HOURS, "network")


def nat_traffic(gateway: Subject) -> Iterator[Line]:
    """Bill what passes a gateway, and what of it is beyond the free part of what leaves for the internet."""
    passed, left = gateway.assumed("azure.nat.data"), gateway.assumed("azure.internet.data")
    yield gateway.line("Data through the NAT gateway", "azure.nat.data", passed, "network", usage=True)
    yield gateway.line("Data to the internet", "azure.transfer.internet", left, "network", usage=True)


def public_address(address: Subject) -> Iterator[Line]:
    """Bill a Standard address, in use or not."""
    if text(address["sku"]["tier"], "Regional") != "Regional":
        raise UnpriceableError("no price of a global address is recorded; use a regional one")
    yield address.line("Public IPv4 address", "azure.ip.hour", HOURS, "network")


def endpoint(subject: Subject) -> Iterator[Line]:
    """Bill a private endpoint by the hour, and its traffic."""
    yield subject.line("Private endpoint", "azure.endpoint.hour", HOURS, "network")
    quantity = subject.assumed("azure.endpoint.data")
    yield subject.line("Data through the endpoint", "azure.endpoint.data", quantity, "network", usage=True)


def private_zone(zone: Subject) -> Iterator[Line]:
    """Bill a private zone; its queries are too few to count."""
    yield zone.line("Private DNS zone", "azure.dns.zone", 1, "network")


def flow_log(log: Subject) -> Iterator[Line]:
    """Bill what a flow log collects beyond the free 5 GB; what it stores is the account's."""
    analytics = log["flowAnalyticsConfiguration"]["networkWatcherFlowAnalyticsConfiguration"]
    if flag(analytics["enabled"]):
        raise UnpriceableError("no price of traffic analytics is recorded; leave it out")
    quantity = log.assumed("azure.flow-log")
    yield log.line("Flow logs collected", "azure.flow-log", quantity, "monitoring", usage=True)


def server(subject: Subject) -> Iterator[Line]:
    """Bill a PostgreSQL server and its standby."""
    size, standby = text(subject["sku"]["name"]), _standby(subject)
    item = f"PostgreSQL, {size}" + (" and its standby" if standby > 1 else "")
    yield subject.line(item, f"azure.pg.{size}", HOURS * standby, "compute")


def server_disk(subject: Subject) -> Iterator[Line]:
    """Bill a server's disk, and its standby's. It may grow by itself, by how much nothing in the program says."""
    size = number(subject["storage"]["storageSizeGB"])
    yield subject.line(f"Disk of {size} GB", "azure.pg.storage", size * _standby(subject), "storage")


def server_backups(subject: Subject) -> Iterator[Line]:
    """Bill backups beyond the free allowance, twice where they are copied to the paired region."""
    copies = 2 if text(subject["backup"]["geoRedundantBackup"], "Disabled") == "Enabled" else 1
    quantity = subject.assumed("azure.pg.backup") * (number(subject["storage"]["storageSizeGB"]) * copies)
    yield subject.line("Backups beyond the disk's size", "azure.pg.backup", quantity, "storage", usage=True)


def blobs(account: Subject) -> Iterator[Line]:
    """Bill what an account holds, all of it at the price of its hot tier, and what is written to it."""
    other = text(account["kind"], BLOBS[0]) not in BLOBS or flag(account["isHnsEnabled"])
    if other or text(account["accessTier"], "Hot") != "Hot":
        raise UnpriceableError(
            f"only prices of plain blobs of the hot tier are recorded; make it a {BLOBS[0]} account of the tier Hot without "
            "a hierarchy of names, and let a lifecycle rule move what grows old"
        )
    kind = text(account["sku"]["name"])
    stored, written = account.assumed("azure.blob.stored"), account.assumed("azure.blob.writes")
    yield account.line("Blobs", f"azure.blob.{kind}.hot", stored, "storage", usage=True)
    yield account.line("Writes", f"azure.blob.{kind}.writes", written, "storage", usage=True)


def key(subject: Subject) -> Iterator[Line]:
    """Bill operations with a key and its rotations; a key that software keeps costs nothing itself."""
    if text(subject["properties"]["kty"], "RSA") != "RSA":
        raise UnpriceableError("no price of keys but software RSA ones is recorded; use kty RSA")
    used, turned = subject.assumed("azure.key.operations"), subject.assumed("azure.key.rotation")
    small = number(subject["properties"]["keySize"], SMALL_KEY) <= SMALL_KEY
    price = "azure.key.operations.2048" if small else "azure.key.operations"
    yield subject.line("Key operations", price, used, "security", usage=True)
    if not subject["properties"]["rotationPolicy"].absent:
        yield subject.line("Rotations", "azure.key.rotation", turned, "security", usage=True)


def secret(subject: Subject) -> Iterator[Line]:
    """Bill reading a secret; keeping it is free."""
    quantity = subject.assumed("azure.secret.operations")
    yield subject.line("Secret operations", "azure.secret.operations", quantity, "security", usage=True)


def registry(subject: Subject) -> Iterator[Line]:
    """Bill a registry by the day, with the images that its tier includes."""
    tier = text(subject["sku"]["name"])
    yield subject.line(f"Container registry, {tier}", f"azure.registry.{tier}", DAYS, "storage")


def log_ingestion(workspace: Subject) -> Iterator[Line]:
    """Bill what a workspace takes in, which its daily cap bounds."""
    tier = text(workspace["sku"]["name"], PER_GB)
    if tier != PER_GB:
        raise UnpriceableError(f"no price of the tier {tier} is recorded; use {PER_GB}")
    quantity, quota = workspace.assumed("azure.logs.ingestion"), workspace["workspaceCapping"]["dailyQuotaGb"]
    if quota.known and number(quota) > 0:
        bound = number(quota) * DAYS
        quantity = Span(
            *(min(amount, bound) for amount in (quantity.least, quantity.expected, quantity.most))
        )
    yield workspace.line("Log ingestion", "azure.logs.ingestion", quantity, "monitoring", usage=True)


def log_retention(workspace: Subject) -> Iterator[Line]:
    """Bill what is kept longer than a month."""
    beyond = max(ZERO, number(workspace["retentionInDays"], 30) - FREE_RETENTION)
    if beyond:
        quantity = workspace.assumed("azure.logs.ingestion") * (beyond / DAYS)
        yield workspace.line("Log retention", "azure.logs.retention", quantity, "monitoring", usage=True)


def metrics(workspace: Subject) -> Iterator[Line]:
    """Bill the samples that managed Prometheus takes in."""
    quantity = workspace.assumed("azure.metrics.samples")
    yield workspace.line("Prometheus samples", "azure.metrics.samples", quantity, "monitoring", usage=True)


def alert(subject: Subject) -> Iterator[Line]:
    """Bill an alert for each time-series that it watches, and again for each whose threshold is learnt.

    A criterion watches, of each resource in the alert's scope, one for each combination of its dimensions.
    """
    scopes = max(1, len(list(subject["scopes"].items())))
    watched = [
        (text(criterion["criterionType"], ""), scopes * _combinations(criterion))
        for criterion in subject["criteria"]["allOf"].items()
    ]
    series = sum(count for _, count in watched)
    yield subject.line(f"Metric alert, {series} series", "azure.alert.series", series, "monitoring")
    learnt = sum(count for kind, count in watched if kind == DYNAMIC)
    if learnt:
        yield subject.line("Thresholds that are learnt", "azure.alert.dynamic", learnt, "monitoring")


def _combinations(criterion: Value) -> int:
    return prod(
        (len(list(dimension["values"].items())) for dimension in criterion["dimensions"].items()), start=1
    )


def _standby(subject: Subject) -> int:
    return 1 if text(subject["highAvailability"]["mode"], "Disabled") == "Disabled" else 2


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.AZURE_NAT: (nat_hours, nat_traffic),
    tokens.AZURE_ADDRESS: (public_address,),
    tokens.AZURE_ENDPOINT: (endpoint,),
    tokens.AZURE_PRIVATE_ZONE: (private_zone,),
    tokens.AZURE_FLOW_LOG: (flow_log,),
    tokens.AZURE_SERVER: (server, server_disk, server_backups),
    tokens.AZURE_STORAGE: (blobs,),
    tokens.AZURE_KEY: (key,),
    tokens.AZURE_SECRET: (secret,),
    tokens.AZURE_REGISTRY: (registry,),
    tokens.AZURE_LOGS: (log_ingestion, log_retention),
    tokens.AZURE_METRICS: (metrics,),
    tokens.AZURE_ALERT: (alert,),
}
