"""PostgreSQL in another region: a replica that can take over, and the backups it could be restored from."""

from dataclasses import dataclass, field
from typing import Self

import pulumi_aws as aws
from pulumi import Output, ResourceOptions
from pydantic import Field, model_validator

from components.data.instance_classes import InstanceClass, burstable, connection_ceiling
from components.data.postgres.alarms import instance_alarms, replica_alarm, subscribe, watch_instance
from components.data.postgres.connection import connection
from components.data.postgres.instance import Ground, final_snapshot, ground, instance_inputs
from components.data.postgres.spec import (
    PRODUCTION_BACKUP_DAYS,
    SHORTEST_WINDOW,
    AlarmThresholds,
    PostgresSpec,
    connections_fault,
)
from components.data.windows import DailyWindow, WeeklyWindow, window_faults
from components.data.wiring import StoreWiring
from components.foundation.component import Component
from components.foundation.log_groups import retention_faults
from components.foundation.log_retention import LogDays
from components.foundation.spec import RefusalError, Spec, Wire


class RecoverySpec(Spec):
    """What an environment decides about the replica that recovery promotes; the rest is the primary's."""

    instance_class: InstanceClass
    multi_az: bool = Field(default=False, description="A standby of its own, ready before it is promoted.")
    backup_days: int = Field(default=7, ge=1, le=35, description="Days of its own point-in-time recovery.")
    replicated_backup_days: int = Field(
        default=7, ge=1, le=35, description="Days that the primary's backups are kept in this region."
    )
    backup_window: DailyWindow = "06:00-07:00"
    maintenance_window: WeeklyWindow = "sun:07:00-sun:08:00"
    log_days: LogDays = 30
    alarms: AlarmThresholds = AlarmThresholds()
    promoted: bool = Field(
        default=False,
        description="Whether it has become a primary. There is no way back: true stays true.",
    )

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = window_faults(
            self.backup_window, self.maintenance_window, service="RDS", shortest=SHORTEST_WINDOW
        )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: RecoverySpec) -> list[str]:
    """Return what would leave a promoted replica below what production accepts of its primary."""
    faults = []
    if not spec.multi_az:
        faults.append("multi_az is false: once promoted, losing one zone would stop it; set it to true")
    short = {name: getattr(spec, name) for name in ("backup_days", "replicated_backup_days")}
    faults += [
        f"{name} is {days}: after a failover, damage noticed later could not be undone; set it to "
        f"{PRODUCTION_BACKUP_DAYS} or more"
        for name, days in short.items()
        if days < PRODUCTION_BACKUP_DAYS
    ]
    if burstable(spec.instance_class):
        faults.append(
            f"instance_class {spec.instance_class} is burstable: it could not carry production; choose an m or r class"
        )
    return [*faults, *retention_faults(spec.log_days)]


def mismatches(spec: RecoverySpec, primary: PostgresSpec) -> list[str]:
    """Return why this replica could not follow this primary, each with its way out."""
    faults = []
    if primary.max_connections > connection_ceiling(spec.instance_class):
        faults.append(connections_fault("recovery", spec.instance_class, primary.max_connections))
    if not primary.backup_days:
        faults.append(
            "the primary keeps no backups (backup_days 0), and a replica is fed from them: set it to 1 or more"
        )
    return faults


@dataclass(frozen=True, kw_only=True)
class PostgresRecoveryArgs(StoreWiring):
    """A spec wired to the primary, and to the network, keys and people of the other region.

    ``identifier`` is what runbooks promote, such as ``production-db-replica-west``. ``source_arn`` and
    ``password`` are the primary's. ``secret_name`` is where the replica's own connection is kept; it differs
    from the primary's, whose copy stands in the same region.
    """

    spec: RecoverySpec
    primary: PostgresSpec
    source_arn: Wire[str]
    password: Wire[str] = field(repr=False)
    rds_key_arn: Wire[str]


class PostgresRecovery(Component):
    """A replica in another region that is production-grade from the moment it is promoted.

    It has its own standby, backups, key, network, parameters, logs and alarms, because none of them are
    inherited across regions. Promotion, by hand or by ``promoted``, keeps the resource: the flag drops the
    source and nothing else, which the provider turns into a promotion, or into nothing if it happened already.

    A protected one asks for a final snapshot, which RDS takes of a promoted instance only: to retire one that
    still replicates, clear ``protected`` first.

    Outputs are those of the primary; ``secret_arn`` says how to reach this instance, and ``grant_arn`` is the same secret
    as policies name it (see ConnectionSecret).

    :raises ValueError: if the replica could not follow the primary.
    """

    urn_type = "platform:data:PostgresRecovery"

    endpoint: Output[str]
    host: Output[str]
    port: Output[int]
    arn: Output[str]
    identifier: Output[str]
    secret_arn: Output[str]
    security_group_id: Output[str]

    def __init__(self, name: str, args: PostgresRecoveryArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        if faults := mismatches(args.spec, args.primary):
            raise ValueError(f"{args.identifier}: {'; '.join(faults)}")
        shared = ground(
            self, name, args, spec=args.primary, key_arn=args.rds_key_arn, log_days=args.spec.log_days
        )
        replica = self._replica(name, args, shared)
        self._backups(name, args)
        self._watch(name, args, replica)
        self.endpoint = replica.endpoint
        self.host = replica.address
        self.port = replica.port
        self.arn = replica.arn
        self.identifier = replica.identifier
        secret = connection(self, name, args, spec=args.primary, instance=replica, password=args.password)
        self.secret_arn, self.grant_arn = secret.secret_arn, secret.grant_arn
        self.security_group_id = shared.firewall.id
        self.publish()

    def _replica(self, name: str, args: PostgresRecoveryArgs, shared: Ground) -> aws.rds.Instance:
        spec = args.spec
        inputs = instance_inputs(
            shared, args.primary, identifier=args.identifier, instance_class=spec.instance_class
        )
        inputs.replicate_source_db = None if spec.promoted else args.source_arn
        inputs.db_subnet_group_name = shared.subnets.name
        inputs.multi_az = spec.multi_az
        inputs.backup_retention_period = spec.backup_days
        inputs.backup_window = spec.backup_window
        inputs.maintenance_window = spec.maintenance_window
        final_snapshot(inputs, args.identifier, protected=args.protected)
        return shared.register(name, args.identifier, inputs)

    def _backups(self, name: str, args: PostgresRecoveryArgs) -> None:
        """Have the primary's backups kept here: a replica follows mistakes as faithfully as everything else."""
        aws.rds.InstanceAutomatedBackupsReplication(
            f"{name}-backups",
            region=args.placement.region,
            source_db_instance_arn=args.source_arn,
            kms_key_id=args.rds_key_arn,
            retention_period=args.spec.replicated_backup_days,
            opts=self.child(),
        )

    def _watch(self, name: str, args: PostgresRecoveryArgs, replica: aws.rds.Instance) -> None:
        watch = args.watch(self)
        everywhere = instance_alarms(
            args.spec.alarms,
            max_connections=args.primary.max_connections,
            allocated_gib=args.primary.storage.allocated_gib,
        )
        alarms = [*everywhere, replica_alarm(args.spec.alarms)]
        watch_instance(name, watch, identifier=args.identifier, instance=replica, alarms=alarms)
        subscribe(name, watch, instances=[replica])
