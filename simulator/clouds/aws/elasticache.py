"""Redis and Valkey of ElastiCache."""

from collections.abc import Mapping
from typing import Any

from simulator.clouds.aws.addresses import region_code
from simulator.clouds.aws.elasticache_rules import REPLICATION_GROUP, USER
from simulator.clouds.case import Case
from simulator.clouds.kind import Always, Autoname, Kind
from simulator.clouds.refusals import Given, Refused, matches, one_of
from simulator.clouds.scope import Scope
from simulator.clouds.templates import lower_alphanumeric
from simulator.values import UNKNOWN, reveal

LATEST = {"redis": "7.1.0", "valkey": "8.1.0"}
NAME = r"[A-Za-z](?!.*--)[0-9A-Za-z-]{0,253}[0-9A-Za-z]|[A-Za-z]"
VOLATILE = frozenset(
    {
        "clusterEnabled",
        "configurationEndpointAddress",
        "engineVersionActual",
        "memberClusters",
        "numCacheClusters",
        "primaryEndpointAddress",
        "readerEndpointAddress",
    }
)
"""Outputs that follow from how many nodes there are."""
NAME_RULE = "letters, digits and single hyphens, from a letter to no hyphen"


def clustered(case: Case) -> bool:
    """Say whether the group is sharded (cluster mode): by its mode, its shards or a default group that says so."""
    mode = case.known("clusterMode")
    if mode is not None:
        return mode in {"enabled", "compatible"}
    shards, group = case.known("numNodeGroups"), case.known("parameterGroupName")
    return (isinstance(shards, int) and shards > 1) or str(group).endswith(".cluster.on")


def _host(case: Case, secure: str, plain: str) -> Any:
    """Return a host name: with transit encryption the role is its first label, without it stands within."""
    region = case.scope.region
    if region is UNKNOWN or reveal(case["replicationGroupId"]) is UNKNOWN:
        return UNKNOWN
    own = lower_alphanumeric(f"elasticache {case.scope.account} {region}", 6)
    domain = f"{region_code(str(region))}.cache.{case.scope.dns_suffix}"
    form = secure if case.known("transitEncryptionEnabled") else plain
    return case.text(f"{form.replace('OWN', own)}.{domain}")


def _configuration(case: Case) -> Any:
    secure, plain = "clustercfg.{replicationGroupId}.OWN", "{replicationGroupId}.OWN.clustercfg"
    return _host(case, secure, plain) if clustered(case) else None


def _primary(case: Case) -> Any:
    secure, plain = "master.{replicationGroupId}.OWN", "{replicationGroupId}.OWN.ng.0001"
    return None if clustered(case) else _host(case, secure, plain)


def _reader(case: Case) -> Any:
    secure, plain = "replica.{replicationGroupId}.OWN", "{replicationGroupId}-ro.OWN.ng.0001"
    return None if clustered(case) else _host(case, secure, plain)


def _members(case: Case) -> Any:
    name = reveal(case["replicationGroupId"])
    shards, replicas, nodes = (
        reveal(case[key]) for key in ("numNodeGroups", "replicasPerNodeGroup", "numCacheClusters")
    )
    if UNKNOWN in (name, shards, replicas, nodes):
        return UNKNOWN
    if not clustered(case):
        return [f"{name}-{node:03d}" for node in range(1, int(nodes or 1) + 1)]
    return [
        f"{name}-{shard:04d}-{node:03d}"
        for shard in range(1, int(shards or 1) + 1)
        for node in range(1, int(replicas or 0) + 2)
    ]


def _clusters(case: Case) -> Any:
    members = _members(case)
    return members if members is UNKNOWN else len(members)


def _actual_version(case: Case) -> Any:
    version = reveal(case["engineVersion"])
    if version is UNKNOWN:
        return UNKNOWN
    return ".".join([*str(version).split("."), "0", "0"][:3])


def _replicas(case: Case) -> Any:
    nodes = reveal(case["numCacheClusters"])
    return UNKNOWN if nodes is UNKNOWN else max(int(nodes or 1) - 1, 0)


def _default_group(case: Case) -> Any:
    version = reveal(case["engineVersion"])
    if version is UNKNOWN:
        return UNKNOWN
    return case.text(
        f"default.{{engine}}{str(version).split('.')[0]}{'.cluster.on' if clustered(case) else ''}"
    )


def _resized(case: Case) -> bool:
    names = ("clusterMode", "engineVersion", "numCacheClusters", "numNodeGroups", "replicasPerNodeGroup")
    return case.changed(*names, "transitEncryptionEnabled")


def _some_subnet(given: Given) -> Refused:
    if given.known("subnetIds") == []:
        yield "subnetIds", "subnetIds must name at least one subnet"


def _downgrades(old: Mapping[str, Any], new: Mapping[str, Any], _: Scope) -> tuple[str, ...]:
    """Return what forces on the way back to Redis or an older version, and transit encryption before 7.0.5.

    Source: CustomizeDiff of ``elasticache/replication_group.go``; docstring of ``transit_encryption_enabled``.
    """
    before, after = Given(old), Given(new)
    engines = [given.text("engine") or "redis" for given in (before, after)]
    versions = [_numbers(given.text("engineVersion")) for given in (before, after)]
    forced = ["engine"] if engines == ["valkey", "redis"] else []
    if all(versions) and versions[1] < versions[0]:
        forced.append("engineVersion")
    if engines[1] == "redis" and () < versions[1] < (7, 0, 5):
        forced.append("transitEncryptionEnabled")
    return tuple(forced)


def _numbers(version: str | None) -> tuple[int, ...]:
    """Return a version's numbers, its x being as high as can be: 6.x is the latest 6, and 7.1 any patch of it."""
    if version is None:
        return ()
    parts = [int(part) if part.isdigit() else 99 for part in version.split(".")]
    return (*parts, *[99] * (3 - len(parts)))


KINDS = (
    Kind(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        id="{replicationGroupId}",
        autoname=Autoname("replicationGroupId", limit=40, lower=True),
        defaults={"automaticFailoverEnabled": False, "multiAzEnabled": False},
        outputs={
            "applyImmediately": False,
            "arn": "arn:{partition}:elasticache:{region}:{account}:replicationgroup:{replicationGroupId}",
            "engine": "redis",
            "atRestEncryptionEnabled": lambda case: case.known("engine") == "valkey",
            "autoMinorVersionUpgrade": True,
            "clusterEnabled": clustered,
            "clusterMode": lambda case: "enabled" if clustered(case) else "disabled",
            "engineVersion": lambda case: LATEST[str(case.known("engine") or "redis")].rpartition(".")[0],
            "engineVersionActual": Always(_actual_version),
            "transitEncryptionEnabled": lambda case: case.known("engine") == "valkey",
            "transitEncryptionMode": lambda case: (
                "required" if case.known("transitEncryptionEnabled") else None
            ),
            "configurationEndpointAddress": _configuration,
            "primaryEndpointAddress": _primary,
            "readerEndpointAddress": _reader,
            "dataTieringEnabled": False,
            "globalReplicationGroupId": lambda _: None,
            "ipDiscovery": "ipv4",
            "maintenanceWindow": "sun:05:00-sun:06:00",
            "memberClusters": _members,
            "networkType": "ipv4",
            "nodeGroupConfigurations": [],
            "nodeType": "cache.t4g.micro",
            "numCacheClusters": _clusters,
            "numNodeGroups": 1,
            "parameterGroupName": _default_group,
            "replicasPerNodeGroup": _replicas,
            "securityGroupIds": [],
            "securityGroupNames": [],
            "snapshotWindow": "03:00-04:00",
            "subnetGroupName": "default",
        },
        volatile=VOLATILE,
        # terraform-provider-aws, resource_replication_group: its plan computes member_clusters and nothing else anew.
        announced=frozenset({"memberClusters"}),
        moved=_resized,
        secret_outputs=frozenset({"authToken", "authTokenWo"}),
        ordered=frozenset({"preferredCacheClusterAzs"}),
        refusals=REPLICATION_GROUP,
        forcing=_downgrades,
    ),
    Kind(
        "aws:elasticache/subnetGroup:SubnetGroup",
        id="{name}",
        autoname=Autoname(),
        defaults={"description": "Managed by Pulumi"},
        outputs={
            "arn": "arn:{partition}:elasticache:{region}:{account}:subnetgroup:{name}",
            "vpcId": "vpc-0{hex:16.vpc}",
        },
        refusals=(matches("name", NAME, f"1 to 255 {NAME_RULE}"), _some_subnet),
    ),
    Kind(
        "aws:elasticache/parameterGroup:ParameterGroup",
        id="{name}",
        autoname=Autoname(),
        defaults={"description": "Managed by Pulumi"},
        outputs={"arn": "arn:{partition}:elasticache:{region}:{account}:parametergroup:{name}"},
        refusals=(
            matches("name", NAME, f"1 to 255 {NAME_RULE}"),
            matches(
                "family", r"(redis|valkey|memcached)\d+(\.\d+|\.x)?", "a family such as valkey8 or redis7"
            ),
        ),
    ),
    Kind(
        "aws:elasticache/user:User",
        id="{userId}",
        defaults={"noPasswordRequired": False},
        outputs={
            "arn": "arn:{partition}:elasticache:{region}:{account}:user:{userId}",
            "authenticationMode": lambda _: None,
        },
        secret_outputs=frozenset({"passwords", "passwordsWo"}),
        refusals=USER,
    ),
    Kind(
        "aws:elasticache/userGroup:UserGroup",
        id="{userGroupId}",
        outputs={"arn": "arn:{partition}:elasticache:{region}:{account}:usergroup:{userGroupId}"},
        refusals=(
            matches("userGroupId", r"[A-Za-z](?!.*--)[0-9A-Za-z-]{0,39}", f"1 to 40 {NAME_RULE}"),
            one_of("engine", ("redis", "REDIS", "valkey", "VALKEY")),
        ),
    ),
)
