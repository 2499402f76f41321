"""Cloud SQL for PostgreSQL: where the database comes back to life if AWS is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.data.credentials import generated_password
from components.data.gcp.cloud_sql.spec import CloudSqlSpec
from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from components.foundation.spec import Wire

FLAGS: Final = {
    "cloudsql.enable_pgaudit": "on",
    "cloudsql.iam_authentication": "on",
    "log_checkpoints": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_duration": "off",
    "log_hostname": "on",
    "log_lock_waits": "on",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "error",
    "log_min_messages": "warning",
    "log_statement": "ddl",
    "log_temp_files": "0",
    "pgaudit.log": "ddl,role",
}
"""What is logged (CIS for Google Cloud 4.0, 6.2): who connects and what changes the schema, never what is in a row."""

INSTANCE_LIMIT: Final = 98
"""Characters of a project's and an instance's name together (Cloud SQL)."""


@dataclass(frozen=True, kw_only=True)
class CloudSqlArgs:
    """A spec wired to its network and keys. ``private_services`` is the peering that the instance is reached by."""

    spec: CloudSqlSpec
    placement: GcpPlacement
    labels: Labels
    protected: bool
    instance: str
    network: Wire[str]
    private_range: Wire[str]
    private_services: Resource
    sql_key: Wire[str]
    secrets_key: Wire[str]
    granted: Sequence[Resource]


class CloudSql(Component):
    """A PostgreSQL without a public address, which takes nobody in without a certificate of its own.

    Outputs: ``connection_name`` for the connector, ``private_address``, ``secret_id`` of the owner's password.

    :raises ValueError: if the instance's name is too long.
    """

    urn_type = "platform:data:CloudSql"

    connection_name: Output[str]
    private_address: Output[str]
    secret_id: Output[str]

    def __init__(self, name: str, args: CloudSqlArgs, opts: ResourceOptions | None = None) -> None:
        if len(args.placement.project) + len(args.instance) >= INSTANCE_LIMIT:
            raise ValueError(
                f"Cloud SQL takes at most {INSTANCE_LIMIT - 1} characters for {args.placement.project} and "
                f"{args.instance} together: shorten the instance's name"
            )
        super().__init__(name, opts)
        instance = self._instance(name, args)
        gcp.sql.Database(
            f"{name}-database",
            name=args.spec.database,
            project=args.placement.project,
            instance=instance.name,
            deletion_policy="ABANDON" if args.protected else None,
            opts=self.child(),
        )
        password = generated_password(self, name, args.spec.password_version)
        gcp.sql.User(
            f"{name}-owner",
            name=args.spec.username,
            project=args.placement.project,
            instance=instance.name,
            password=password,
            type="BUILT_IN",
            deletion_policy="ABANDON",  # a role that owns tables cannot be dropped; it goes with its instance
            opts=self.child(),
        )
        self.connection_name = instance.connection_name
        self.private_address = instance.private_ip_address
        self.secret_id = self._secret(name, args, password)
        self.publish()

    def _instance(self, name: str, args: CloudSqlArgs) -> gcp.sql.DatabaseInstance:
        return gcp.sql.DatabaseInstance(
            f"{name}-instance",
            name=args.instance,
            project=args.placement.project,
            region=args.placement.region,
            database_version=args.spec.version,
            encryption_key_name=args.sql_key,
            deletion_protection=args.protected,
            settings=_settings(args),
            opts=self.child(
                depends_on=[*args.granted, args.private_services], protect=args.protected or None
            ),
        )

    def _secret(self, name: str, args: CloudSqlArgs, password: Output[str]) -> Output[str]:
        replica: gcp.secretmanager.SecretReplicationUserManagedReplicaArgsDict = {
            "location": args.placement.region,
            "customer_managed_encryption": {"kms_key_name": args.secrets_key},
        }
        secret = gcp.secretmanager.Secret(
            f"{name}-secret",
            secret_id=f"{args.instance}-password",
            project=args.placement.project,
            replication={"user_managed": {"replicas": [replica]}},
            deletion_protection=args.protected,
            labels=args.labels.gcp(),
            opts=self.child(depends_on=args.granted, protect=args.protected or None),
        )
        version = gcp.secretmanager.SecretVersion(
            f"{name}-secret-version", secret=secret.id, secret_data=password, opts=self.child()
        )
        return Output.all(secret.id, version.id).apply(lambda both: str(both[0]))


def _settings(args: CloudSqlArgs) -> gcp.sql.DatabaseInstanceSettingsArgsDict:
    spec = args.spec
    return {
        "tier": spec.tier,
        "edition": "ENTERPRISE",
        "availability_type": "REGIONAL" if spec.regional else "ZONAL",
        "disk_type": "PD_SSD",
        "disk_size": spec.disk_gib,
        "disk_autoresize": True,
        "disk_autoresize_limit": spec.max_disk_gib,
        "deletion_protection_enabled": args.protected,
        "connector_enforcement": "NOT_REQUIRED",
        "user_labels": args.labels.gcp(),
        "ip_configuration": {
            "ipv4_enabled": False,
            "private_network": args.network,
            "allocated_ip_range": args.private_range,
            "ssl_mode": "TRUSTED_CLIENT_CERTIFICATE_REQUIRED",
            "enable_private_path_for_google_cloud_services": True,
        },
        "backup_configuration": {
            "enabled": True,
            "point_in_time_recovery_enabled": True,
            "location": args.placement.region,
            "start_time": "05:00",
            "transaction_log_retention_days": spec.log_days,
            "backup_retention_settings": {"retained_backups": spec.backup_days, "retention_unit": "COUNT"},
        },
        "maintenance_window": {"day": 7, "hour": 7, "update_track": "stable"},
        "insights_config": {
            "query_insights_enabled": True,
            "query_string_length": 1024,
            "record_application_tags": True,
            "record_client_address": False,
        },
        "database_flags": [{"name": flag, "value": value} for flag, value in FLAGS.items()],
    }
