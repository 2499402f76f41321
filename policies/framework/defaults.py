"""What a provider does when a property is left out: the one table that rules, tests and pages read.

A rule that took an absent property for "off" would be wrong wherever the provider's default is "on", and
the other way round. Rows say where they come from; those stated by the SDK's docstrings are compared with
it in a test, so that an upgrade of the SDK that moves a default is noticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from policies.framework import tokens

SDK: Final = "docstring of pulumi-aws 7.51.1"


@dataclass(frozen=True, slots=True)
class Default:
    """The value that a provider uses for an absent property.

    ``path`` leaves list positions out. ``when`` names a property and the value it must have for this row to
    count, itself read with its own default.
    """

    token: str
    path: tuple[str, ...]
    value: Any
    source: str = SDK
    when: tuple[str, str] | None = None


DEFAULTS: Final = (
    Default(tokens.SUBNET, ("mapPublicIpOnLaunch",), False),
    Default(tokens.SUBNET, ("assignIpv6AddressOnCreation",), False),
    Default(tokens.LAUNCH_TEMPLATE, ("metadataOptions", "httpEndpoint"), "enabled"),
    Default(tokens.LAUNCH_TEMPLATE, ("metadataOptions", "httpTokens"), "optional"),
    Default(tokens.LAUNCH_TEMPLATE, ("metadataOptions", "httpPutResponseHopLimit"), 1),
    Default(tokens.LAUNCH_TEMPLATE, ("blockDeviceMappings", "ebs", "encrypted"), False,
            "Amazon EC2 API, EbsBlockDevice: unencrypted unless the account's own default is on"),
    Default(tokens.EKS_CLUSTER, ("vpcConfig", "endpointPublicAccess"), True),
    Default(tokens.EKS_CLUSTER, ("vpcConfig", "endpointPrivateAccess"), False),
    Default(tokens.EKS_CLUSTER, ("vpcConfig", "publicAccessCidrs"), ["0.0.0.0/0"]),
    Default(tokens.EKS_CLUSTER, ("accessConfig", "bootstrapClusterCreatorAdminPermissions"), True),
    Default(tokens.EKS_CLUSTER, ("accessConfig", "authenticationMode"), "CONFIG_MAP",
            "Amazon EKS API, CreateAccessConfigRequest: CONFIG_MAP when created through the API without one"),
    Default(tokens.EKS_CLUSTER, ("deletionProtection",), False),
    Default(tokens.RDS_INSTANCE, ("storageEncrypted",), False),
    Default(tokens.RDS_INSTANCE, ("publiclyAccessible",), False),
    Default(tokens.RDS_INSTANCE, ("multiAz",), False, "Amazon RDS API, CreateDBInstance: one zone unless asked"),
    Default(tokens.RDS_INSTANCE, ("backupRetentionPeriod",), 0),
    Default(tokens.RDS_INSTANCE, ("deletionProtection",), False),
    Default(tokens.RDS_INSTANCE, ("skipFinalSnapshot",), False),
    Default(tokens.RDS_INSTANCE, ("iamDatabaseAuthenticationEnabled",), False,
            "Amazon RDS API, CreateDBInstance.EnableIAMDatabaseAuthentication"),
    Default(tokens.RDS_INSTANCE, ("autoMinorVersionUpgrade",), True),
    Default(tokens.RDS_INSTANCE, ("copyTagsToSnapshot",), False),
    Default(tokens.RDS_INSTANCE, ("performanceInsightsEnabled",), False),
    Default(tokens.RDS_INSTANCE, ("monitoringInterval",), 0),
    Default(tokens.RDS_PROXY, ("requireTls",), False, "Amazon RDS API, CreateDBProxy.RequireTLS"),
    Default(tokens.RDS_PROXY, ("debugLogging",), False, "Amazon RDS API, CreateDBProxy.DebugLogging"),
    Default(tokens.CACHE, ("engine",), "redis"),
    Default(tokens.CACHE, ("atRestEncryptionEnabled",), False, when=("engine", "redis")),
    Default(tokens.CACHE, ("atRestEncryptionEnabled",), True, when=("engine", "valkey")),
    Default(tokens.CACHE, ("transitEncryptionEnabled",), False,
            "Amazon ElastiCache API, CreateReplicationGroup.TransitEncryptionEnabled"),
    Default(tokens.CACHE, ("multiAzEnabled",), False),
    Default(tokens.CACHE, ("automaticFailoverEnabled",), False),
    Default(tokens.CACHE, ("snapshotRetentionLimit",), 0,
            "Amazon ElastiCache API, CreateReplicationGroup.SnapshotRetentionLimit"),
    Default(tokens.CACHE, ("autoMinorVersionUpgrade",), True),
    Default(tokens.REDSHIFT, ("encrypted",), True),
    Default(tokens.REDSHIFT, ("publiclyAccessible",), False),
    Default(tokens.REDSHIFT, ("automatedSnapshotRetentionPeriod",), 1),
    Default(tokens.REDSHIFT, ("skipFinalSnapshot",), False),
    Default(tokens.REDSHIFT, ("databaseName",), "dev", "Amazon Redshift API, CreateCluster.DBName"),
    Default(tokens.OPENSEARCH, ("domainEndpointOptions", "enforceHttps"), True),
    Default(tokens.OPENSEARCH, ("clusterConfig", "zoneAwarenessConfig", "availabilityZoneCount"), 2),
    Default(tokens.OPENSEARCH, ("clusterConfig", "instanceCount"), 1,
            "Amazon OpenSearch Service API, ClusterConfig.InstanceCount; the provider sends 1"),
    Default(tokens.OPENSEARCH, ("logPublishingOptions", "enabled"), True,
            "Amazon OpenSearch Service: the provider's schema turns a listed log on unless told otherwise"),
    Default(tokens.SQS_QUEUE, ("messageRetentionSeconds",), 345_600,
            "Amazon SQS API, SetQueueAttributes.MessageRetentionPeriod: four days"),
    Default(tokens.EBS_ENCRYPTION, ("enabled",), True),
    Default(tokens.LOAD_BALANCER, ("loadBalancerType",), "application"),
    Default(tokens.SERIAL_CONSOLE, ("enabled",), True),
    Default(tokens.KINESIS_STREAM, ("encryptionType",), "NONE"),
    Default(tokens.KINESIS_STREAM, ("retentionPeriod",), 24),
    Default(tokens.FLINK, ("applicationConfiguration", "flinkApplicationConfiguration", "checkpointConfiguration", "checkpointingEnabled"), True,
            "Amazon Managed Service for Apache Flink API, CheckpointConfiguration: on unless CUSTOM turns it off"),
    Default(tokens.FLINK, ("applicationConfiguration", "applicationSnapshotConfiguration", "snapshotsEnabled"), True,
            "Amazon Managed Service for Apache Flink guide, snapshots: on for new applications"),
    Default(tokens.KMS_KEY, ("enableKeyRotation",), False),
    Default(tokens.KMS_KEY, ("deletionWindowInDays",), 30),
    Default(tokens.KMS_KEY, ("keyUsage",), "ENCRYPT_DECRYPT"),
    Default(tokens.KMS_KEY, ("customerMasterKeySpec",), "SYMMETRIC_DEFAULT"),
    Default(tokens.KMS_REPLICA, ("deletionWindowInDays",), 30),
    Default(tokens.SECRET, ("recoveryWindowInDays",), 30),
    Default(tokens.LOG_GROUP, ("retentionInDays",), 0,
            "Amazon CloudWatch Logs: events never expire unless a retention is set"),
)  # fmt: skip


def _group(rows: tuple[Default, ...]) -> dict[str, tuple[Default, ...]]:
    grouped: dict[str, tuple[Default, ...]] = {}
    for row in rows:
        grouped[row.token] = (*grouped.get(row.token, ()), row)
    return grouped


_ROWS: Final = _group(DEFAULTS)
_PLAIN: Final = {
    token: {row.path: row.value for row in rows if row.when is None} for token, rows in _ROWS.items()
}
_CONDITIONAL: Final = {token for token, rows in _ROWS.items() if any(row.when for row in rows)}
_NONE: Final[Mapping[tuple[str, ...], Any]] = {}


def defaults_of(token: str, inputs: Mapping[str, Any]) -> Mapping[tuple[str, ...], Any]:
    """Return what the provider uses for the absent properties of one resource, by path.

    A conditional row whose condition names a value that is none of the table's (an unknown one, say)
    leaves the default open: the property is then read as it would be if it were unknown itself.
    """
    plain = _PLAIN.get(token, _NONE)
    if token not in _CONDITIONAL:
        return plain
    chosen = dict(plain)
    for row in _ROWS[token]:
        if row.when is None:
            continue
        key, wanted = row.when
        actual = inputs.get(key, plain.get((key,)))
        if actual == wanted:
            chosen[row.path] = row.value
        else:
            chosen.setdefault(row.path, _OPEN)
    return chosen


_OPEN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
