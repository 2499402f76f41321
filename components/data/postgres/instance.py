"""What every PostgreSQL instance is given, whether primary, replica or replica in another region."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import CustomTimeouts, Resource

from components.data.firewall import firewall
from components.data.postgres.monitoring import INTERVAL_SECONDS, monitoring_role
from components.data.postgres.parameters import parameter_group
from components.data.postgres.spec import PostgresSpec
from components.data.wiring import StoreWiring
from components.foundation.component import Component
from components.foundation.log_groups import log_group
from components.foundation.log_retention import LogDays
from components.foundation.spec import Wire

PORT = 5432

LOGS = ("postgresql", "upgrade")

CA = "rds-ca-rsa2048-g1"
"""The certificate authority whose certificates live until 2061 (RDS user guide, using SSL/TLS)."""

PATIENCE = CustomTimeouts(create="3h", update="3h")
"""How long an instance may take. The provider gives up on a new one after 40 minutes, and a replica in another
region first copies the whole database there."""

INSIGHTS_DAYS = 7
"""What Performance Insights keeps at no charge, and all that a replica has."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the instances of one region share: who owns them, where they stand and what they run with."""

    owner: Component
    wiring: StoreWiring
    key_arn: Wire[str]
    log_days: LogDays
    firewall: aws.ec2.SecurityGroup
    subnets: aws.rds.SubnetGroup
    parameters: aws.rds.ParameterGroup
    monitoring: aws.iam.Role
    monitoring_permissions: Resource

    def log_groups(self, name: str, identifier: str) -> list[Resource]:
        """Register the log groups of one instance."""
        return [
            log_group(
                self.owner,
                f"{name}-{log}-log",
                path=f"/aws/rds/instance/{identifier}/{log}",
                days=self.log_days,
                key_arn=self.wiring.logs_key_arn,
                placement=self.wiring.placement,
                labels=self.wiring.labels,
            )
            for log in LOGS
        ]

    def register(self, name: str, identifier: str, inputs: aws.rds.InstanceArgs) -> aws.rds.Instance:
        """Register an instance, once its logs and the role that monitors it are there."""
        waits = [*self.log_groups(name, identifier), self.monitoring_permissions]
        return aws.rds.Instance(
            f"{name}-instance",
            inputs,
            opts=self.owner.child(
                depends_on=waits, protect=True if self.wiring.protected else None, custom_timeouts=PATIENCE
            ),
        )


def ground(
    owner: Component,
    name: str,
    wiring: StoreWiring,
    *,
    spec: PostgresSpec,
    key_arn: Wire[str],
    log_days: LogDays,
) -> Ground:
    """Register what the instances of one region share.

    :param spec: the primary's, whose parameters every instance runs with.
    :param key_arn: the key of the region that encrypts their disks.
    """
    identifier, placement, labels = wiring.identifier, wiring.placement, wiring.labels
    monitoring, permissions = monitoring_role(
        owner, name, identifier=identifier, placement=placement, labels=labels
    )
    return Ground(
        owner=owner,
        wiring=wiring,
        key_arn=key_arn,
        log_days=log_days,
        firewall=firewall(owner, name, wiring, port=PORT),
        subnets=aws.rds.SubnetGroup(
            f"{name}-subnets",
            region=placement.region,
            name=identifier,
            description=f"Isolated subnets of {identifier}",
            subnet_ids=wiring.subnet_ids,
            tags=labels.aws(identifier),
            opts=owner.child(),
        ),
        parameters=parameter_group(
            owner, name, identifier=identifier, spec=spec, placement=placement, labels=labels
        ),
        monitoring=monitoring,
        monitoring_permissions=permissions,
    )


def instance_inputs(
    ground: Ground, spec: PostgresSpec, *, identifier: str, instance_class: str
) -> aws.rds.InstanceArgs:
    """Return the inputs that all instances have in common.

    ``engine``, ``username``, ``password``, ``db_name`` and ``allocated_storage`` are the primary's alone: a
    replica inherits them and RDS refuses to be told. The mode of Database Insights is the primary's, too,
    because creating a replica does not take one (RDS API, CreateDBInstanceReadReplica).
    """
    storage = spec.storage
    return aws.rds.InstanceArgs(
        region=ground.wiring.placement.region,
        identifier=identifier,
        instance_class=instance_class,
        storage_type=storage.kind,
        iops=storage.provisioned_iops,
        storage_throughput=storage.provisioned_throughput,
        max_allocated_storage=storage.max_allocated_gib,
        storage_encrypted=True,
        kms_key_id=ground.key_arn,
        vpc_security_group_ids=[ground.firewall.id],
        publicly_accessible=False,
        ca_cert_identifier=CA,
        iam_database_authentication_enabled=True,
        parameter_group_name=ground.parameters.name,
        auto_minor_version_upgrade=True,
        allow_major_version_upgrade=spec.allow_major_upgrade,
        apply_immediately=False,
        enabled_cloudwatch_logs_exports=list(LOGS),
        monitoring_interval=INTERVAL_SECONDS,
        monitoring_role_arn=ground.monitoring.arn,
        performance_insights_enabled=True,
        performance_insights_kms_key_id=ground.key_arn,
        performance_insights_retention_period=INSIGHTS_DAYS,
        copy_tags_to_snapshot=True,
        delete_automated_backups=not ground.wiring.protected,
        deletion_protection=ground.wiring.protected,
        tags=ground.wiring.labels.aws(identifier),
    )


def final_snapshot(inputs: aws.rds.InstanceArgs, identifier: str, *, protected: bool) -> None:
    """Have a last snapshot taken when a protected instance is deleted, under a name that can be looked up."""
    inputs.skip_final_snapshot = not protected
    inputs.final_snapshot_identifier = f"{identifier}-final" if protected else None
