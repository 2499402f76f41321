"""Amazon RDS for PostgreSQL: a primary with its read replicas, its credentials and what watches them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.data.credentials import SecretCopy, generated_password
from components.data.postgres.alarms import instance_alarms, replica_alarm, subscribe, watch_instance
from components.data.postgres.connection import connection
from components.data.postgres.instance import PORT, Ground, final_snapshot, ground, instance_inputs
from components.data.postgres.spec import PostgresSpec
from components.data.wiring import StoreWiring
from components.foundation.component import Component
from components.foundation.names import bounded
from components.foundation.spec import Wire

IDENTIFIER_LIMIT = 63
"""Longest identifier of a DB instance (RDS API, CreateDBInstance)."""

ADVANCED_INSIGHTS_DAYS = 465
"""What the advanced mode of Database Insights demands, included in its price (RDS user guide)."""


@dataclass(frozen=True, kw_only=True)
class PostgresArgs(StoreWiring):
    """A spec wired to the network, the keys and the people it runs with.

    ``identifier`` names the replicas too, as their prefix. ``secret_name`` is where the credentials are kept.
    ``recovery`` names the region that a replica elsewhere will recover in: credentials are copied there, and
    they are never RDS's own, because RDS refuses replicas of an instance whose password it manages.
    """

    spec: PostgresSpec
    rds_key_arn: Wire[str]
    recovery: SecretCopy | None = None


class Postgres(Component):
    """A PostgreSQL that only its named clients reach, over TLS.

    Outputs: ``endpoint`` is host and port; ``secret_arn`` is where the credentials are; ``replica_hosts`` are
    by the replica's key. The attribute ``password`` is a secret, and None where RDS makes and rotates it;
    ``grant_arn`` is the secret at ``secret_arn`` as policies name it (see ConnectionSecret).

    Raising the major version takes ``allow_major_upgrade`` for one update. Replicas in the region are upgraded
    along; one in another region has to be made anew (RDS user guide, upgrading PostgreSQL).

    :raises ValueError: if a replica stands in a zone without a subnet.
    """

    urn_type = "platform:data:Postgres"

    endpoint: Output[str]
    host: Output[str]
    port: Output[int]
    arn: Output[str]
    identifier: Output[str]
    secret_arn: Output[str]
    security_group_id: Output[str]
    subnet_group: Output[str]
    replica_hosts: Output[dict[str, str]]

    def __init__(self, name: str, args: PostgresArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        _refuse_zones(args)
        shared = ground(
            self, name, args, spec=args.spec, key_arn=args.rds_key_arn, log_days=args.spec.log_days
        )
        managed = not args.spec.replicas and args.recovery is None
        self.password = None if managed else generated_password(self, name, args.spec.password_version)
        primary = self._primary(name, args, shared, self.password)
        replicas = {
            key: self._replica(name, args, shared, primary, key) for key in sorted(args.spec.replicas)
        }
        self._watch(name, args, primary, replicas)
        self.endpoint = primary.endpoint
        self.host = primary.address
        self.port = primary.port
        self.arn = primary.arn
        self.identifier = primary.identifier
        self.secret_arn, self.grant_arn = self._secret_arns(name, args, primary, self.password)
        self.security_group_id = shared.firewall.id
        self.subnet_group = shared.subnets.name
        hosts = {key: replica.address for key, replica in replicas.items()}
        self.replica_hosts = Output.all(**hosts) if hosts else Output.from_input({})
        self.publish()

    def _primary(
        self, name: str, args: PostgresArgs, shared: Ground, password: Output[str] | None
    ) -> aws.rds.Instance:
        spec = args.spec
        inputs = instance_inputs(shared, spec, identifier=args.identifier, instance_class=spec.instance_class)
        inputs.engine = "postgres"
        inputs.engine_version = spec.version
        inputs.engine_lifecycle_support = "open-source-rds-extended-support-disabled"
        inputs.allocated_storage = spec.storage.allocated_gib
        inputs.db_name = spec.database
        inputs.username = spec.username
        inputs.port = PORT
        inputs.multi_az = spec.multi_az
        inputs.db_subnet_group_name = shared.subnets.name
        inputs.backup_retention_period = spec.backup_days
        inputs.backup_window = spec.backup_window
        inputs.maintenance_window = spec.maintenance_window
        inputs.database_insights_mode = spec.insights
        if spec.insights == "advanced":
            inputs.performance_insights_retention_period = ADVANCED_INSIGHTS_DAYS
        if password is None:
            inputs.manage_master_user_password = True
            inputs.master_user_secret_kms_key_id = args.secrets_key_arn
        else:
            inputs.password = password
        final_snapshot(inputs, args.identifier, protected=args.protected)
        return shared.register(name, args.identifier, inputs)

    def _replica(
        self, name: str, args: PostgresArgs, shared: Ground, primary: aws.rds.Instance, key: str
    ) -> aws.rds.Instance:
        replica, identifier = args.spec.replicas[key], replica_identifier(args.identifier, key)
        inputs = instance_inputs(
            shared, args.spec, identifier=identifier, instance_class=replica.instance_class
        )
        # By identifier and without a subnet group: it then stands in the primary's.
        inputs.replicate_source_db = primary.identifier
        inputs.multi_az = False
        inputs.availability_zone = args.placement.zone(replica.zone) if replica.zone else None
        inputs.maintenance_window = args.spec.maintenance_window
        # RDS takes no final snapshot of a replica and refuses to be asked.
        inputs.skip_final_snapshot = True
        return shared.register(f"{name}-replica-{key}", identifier, inputs)

    def _watch(
        self,
        name: str,
        args: PostgresArgs,
        primary: aws.rds.Instance,
        replicas: Mapping[str, aws.rds.Instance],
    ) -> None:
        watch = args.watch(self)
        thresholds = args.spec.alarms
        everywhere = instance_alarms(
            thresholds,
            max_connections=args.spec.max_connections,
            allocated_gib=args.spec.storage.allocated_gib,
        )
        watch_instance(name, watch, identifier=args.identifier, instance=primary, alarms=everywhere)
        for key, replica in replicas.items():
            watch_instance(
                f"{name}-replica-{key}",
                watch,
                identifier=replica_identifier(args.identifier, key),
                instance=replica,
                alarms=[*everywhere, replica_alarm(thresholds)],
            )
        subscribe(name, watch, instances=[primary, *replicas.values()])

    def _secret_arns(
        self, name: str, args: PostgresArgs, primary: aws.rds.Instance, password: Output[str] | None
    ) -> tuple[Output[str], Output[str]]:
        """Return where the credentials are, and how policies name that.

        They are in RDS's own secret, or in one of ours that also says where to.
        """
        if password is None:
            # Empty only in the preview of the update that hands an existing password over to RDS.
            made = primary.master_user_secrets.apply(
                lambda secrets: str(secrets[0].secret_arn) if secrets else ""
            )
            return made, made
        secret = connection(
            self, name, args, spec=args.spec, instance=primary, password=password, copy=args.recovery
        )
        return secret.secret_arn, secret.grant_arn


def replica_identifier(primary: str, key: str) -> str:
    """Return the physical name of a replica."""
    return bounded(f"{primary}-replica-{key}", IDENTIFIER_LIMIT)


def _refuse_zones(args: PostgresArgs) -> None:
    zones = sorted(args.isolated_subnets)
    for key, replica in args.spec.replicas.items():
        if replica.zone is not None and replica.zone not in zones:
            raise ValueError(
                f"replica {key} of {args.identifier} is to stand in zone {replica.zone}, where the network has no "
                f"isolated subnet: name one of {', '.join(zones)}"
            )
