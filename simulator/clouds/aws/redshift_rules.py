"""What Redshift refuses, with the source of each rule."""

import re

from simulator.clouds.refusals import Given, Refused, arn, between, conflicts, matches, one_of

NODES = {
    "ra3.large": (1, 16), "ra3.xlplus": (1, 32), "ra3.4xlarge": (2, 64), "ra3.16xlarge": (2, 128),
    "dc2.large": (1, 32), "dc2.8xlarge": (2, 128),
    "rg.large": (1, 100), "rg.xlarge": (1, 100), "rg.4xlarge": (1, 100), "rg.12xlarge": (1, 100),
}  # fmt: skip
"""Fewest and most nodes of each type, resized ones included.

Source: management guide, node type details; of RG, the bound that CreateCluster states of all types.
"""

MANAGED = ("ra3", "rg")
"""Families that keep their data in managed storage, and can move between zones."""


def _nodes(given: Given) -> Refused:
    kind, nodes = given.text("nodeType"), given.number("numberOfNodes")
    if kind is not None and kind not in NODES:
        yield "nodeType", f"nodeType must be one of {', '.join(NODES)}, not {kind}"
    elif kind is not None and nodes is not None and not NODES[kind][0] <= nodes <= NODES[kind][1]:
        fewest, most = NODES[kind]
        yield "numberOfNodes", f"numberOfNodes of {kind} must be between {fewest} and {most}, not {nodes:g}"
    shape = given.text("clusterType")
    if shape == "multi-node" and nodes is not None and nodes < 2:
        yield "numberOfNodes", "numberOfNodes must be at least 2 for a cluster of type multi-node"
    if shape == "single-node" and nodes is not None and nodes > 1:
        yield "numberOfNodes", "numberOfNodes must be 1 for a cluster of type single-node"


def _zones(given: Given) -> Refused:
    """Source: CustomizeDiff of ``redshift/cluster.go``; management guide, Multi-AZ and relocation."""
    kind, nodes = given.text("nodeType") or "ra3", given.number("numberOfNodes")
    for path in ("multiAz", "availabilityZoneRelocationEnabled"):
        if given.true(path) and not kind.startswith(MANAGED):
            yield path, f"{path} needs a node type of RA3 or RG, not {kind}"
    if given.true("multiAz") and nodes is not None and nodes < 2:
        yield "multiAz", "multiAz needs at least two nodes"
    if given.true("multiAz") and given.true("availabilityZoneRelocationEnabled"):
        yield "multiAz", "multiAz conflicts with availabilityZoneRelocationEnabled"
    if given.true("availabilityZoneRelocationEnabled") and given.true("publiclyAccessible"):
        yield (
            "publiclyAccessible",
            "publiclyAccessible cannot be true when availabilityZoneRelocationEnabled is",
        )
    port = given.number("port")
    allowed = port is None or 5431 <= port <= 5455 or 8191 <= port <= 8215
    if kind.startswith(MANAGED) and not allowed:
        yield "port", f"port of RA3 and RG must be within 5431-5455 or 8191-8215, not {port:g}"


def _password(given: Given) -> Refused:
    managed = given.known("manageMasterPassword")
    own = [path for path in ("masterPassword", "masterPasswordWo") if given.has(path)]
    restored = given.has("snapshotIdentifier") or given.has("snapshotArn")
    if managed and own:
        yield own[0], f"{own[0]} conflicts with manageMasterPassword"
    if given.lacks("manageMasterPassword") and not own and not restored:
        yield "masterPassword", "one of manageMasterPassword and masterPassword must be set"
    if given.lacks("masterUsername") and not restored:
        yield "masterUsername", "masterUsername must be set"


def _final(given: Given) -> Refused:
    if given.known("skipFinalSnapshot") is False and given.lacks("finalSnapshotIdentifier"):
        yield "finalSnapshotIdentifier", "finalSnapshotIdentifier must be set when skipFinalSnapshot is false"
    window = given.text("preferredMaintenanceWindow")
    day = r"(mon|tue|wed|thu|fri|sat|sun):\d{2}:\d{2}"
    if window is not None and not re.fullmatch(f"{day}-{day}", window.lower()):
        yield "preferredMaintenanceWindow", "preferredMaintenanceWindow must be ddd:hh:mm-ddd:hh:mm"


def _exports(given: Given) -> Refused:
    """Source: docstrings of ``aws.redshift.Logging``."""
    kind = given.text("logDestinationType")
    if kind == "cloudwatch" and given.lacks("logExports"):
        yield "logExports", "logExports must be set when logDestinationType is cloudwatch"
    if kind == "s3" and given.lacks("bucketName"):
        yield "bucketName", "bucketName must be set when logDestinationType is s3"


def _feature(given: Given) -> Refused:
    """Source: API reference, CreateUsageLimit."""
    feature, limit = given.text("featureType"), given.text("limitType")
    fitting = {
        "spectrum": "data-scanned",
        "concurrency-scaling": "time",
        "cross-region-datasharing": "data-scanned",
    }
    if feature in fitting and limit is not None and limit != fitting[feature]:
        yield "limitType", f"limitType of {feature} must be {fitting[feature]}, not {limit}"


CLUSTER = (
    matches(
        "clusterIdentifier",
        r"[a-z](?!.*--)([0-9a-z-]{0,61}[0-9a-z])?",
        "1 to 63 lower-case letters, digits and single hyphens, from a letter to no hyphen",
    ),
    matches("databaseName", r"[a-z_][0-9a-z_$]{0,63}", "1 to 64 lower-case letters, digits, _ or $"),
    matches("masterUsername", r"[a-zA-Z][\w.@+-]{0,127}", "1 to 128 letters, digits or .@+-_, from a letter"),
    one_of("clusterType", ("single-node", "multi-node")),
    between("automatedSnapshotRetentionPeriod", 0, 35, "days"),
    conflicts("snapshotIdentifier", "snapshotArn"),
    arn("kmsKeyId", "kms"),
    _nodes,
    _zones,
    _password,
    _final,
)
LOGGING = (one_of("logDestinationType", ("s3", "cloudwatch")),
           one_of("logExports", ("connectionlog", "userlog", "useractivitylog")), _exports)  # fmt: skip
USAGE_LIMIT = (
    one_of("featureType", ("spectrum", "concurrency-scaling", "cross-region-datasharing")),
    one_of("limitType", ("data-scanned", "time")),
    one_of("period", ("daily", "weekly", "monthly")),
    one_of("breachAction", ("log", "emit-metric", "disable")),
    between("amount", 1, 2**53),
    _feature,
)
