"""Amazon Redshift: a warehouse with its logs, its snapshots elsewhere and what watches it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.data.credentials import ConnectionSecret, ConnectionSecretArgs
from components.data.firewall import firewall
from components.data.warehouse.alarms import alarms
from components.data.warehouse.settings import parameter_group
from components.data.warehouse.spec import WarehouseSpec
from components.data.wiring import StoreWiring
from components.foundation.component import Component
from components.foundation.log_groups import log_group
from components.foundation.metric_alarms import raise_alarm
from components.foundation.placement import AwsRegion
from components.foundation.policy_documents import Statement, identity_policy, on_behalf_of, service_trust
from components.foundation.spec import Wire

PORT = 5439
ADMINISTRATOR = "warehouse_admin"
LOGS = ("connectionlog", "userlog", "useractivitylog")


@dataclass(frozen=True, kw_only=True)
class SnapshotRegion:
    """Where snapshots are copied to, and that region's own key, which encrypts them there."""

    region: AwsRegion
    key_arn: Wire[str]


@dataclass(frozen=True, kw_only=True)
class WarehouseArgs(StoreWiring):
    """A spec wired to the network, the keys and the people it runs with.

    ``loads_from`` are ARNs of buckets that COPY reads, ``loads_key_arn`` the key of their objects; without
    buckets the warehouse has no role at all.
    """

    spec: WarehouseSpec
    analytics_key_arn: Wire[str]
    snapshots: SnapshotRegion | None = None
    loads_from: Sequence[Wire[str]] = ()
    loads_key_arn: Wire[str] | None = None


class Warehouse(Component):
    """A warehouse that only its named clients reach, over TLS, and that records every query.

    The administrator's password is made, kept and rotated by Redshift in Secrets Manager.

    Outputs: ``endpoint`` (host), ``port``, ``arn``, ``secret_arn`` (how to reach it), ``password_secret_arn``
    (the administrator's password), ``security_group_id``.

    :raises ValueError: if the spec copies snapshots and the wiring names no region for them.
    """

    urn_type = "platform:data:Warehouse"

    endpoint: Output[str]
    port: Output[int]
    arn: Output[str]
    secret_arn: Output[str]
    password_secret_arn: Output[str]
    security_group_id: Output[str]

    def __init__(self, name: str, args: WarehouseArgs, opts: ResourceOptions | None = None) -> None:
        if args.spec.copied_snapshot_days and args.snapshots is None:
            raise ValueError(
                f"warehouse {name}: copied_snapshot_days is {args.spec.copied_snapshot_days} and no region is wired "
                "to copy to; wire snapshots, or set it to 0"
            )
        super().__init__(name, opts)
        entrance = firewall(self, name, args, port=PORT)
        cluster = self._cluster(name, args, entrance)
        self._audit(name, args, cluster)
        self._copy_snapshots(name, args, cluster)
        self._limit_scaling(name, args, cluster)
        watch = args.watch(self)
        for alarm in alarms(args.spec):
            raise_alarm(
                name,
                alarm,
                watch,
                subject=args.identifier,
                dimensions={"ClusterIdentifier": cluster.cluster_identifier},
            )
        self.endpoint = cluster.dns_name
        self.port = Output.from_input(PORT)
        self.arn = cluster.arn
        self.password_secret_arn = cluster.master_password_secret_arn
        self.secret_arn = self._secret(name, args).secret_arn
        self.security_group_id = entrance.id
        self.publish()

    def _cluster(
        self, name: str, args: WarehouseArgs, entrance: aws.ec2.SecurityGroup
    ) -> aws.redshift.Cluster:
        spec = args.spec
        role = self._loader(name, args)
        return aws.redshift.Cluster(
            f"{name}-cluster",
            region=args.placement.region,
            cluster_identifier=args.identifier,
            node_type=spec.node_type,
            cluster_type="multi-node" if spec.nodes > 1 else "single-node",
            number_of_nodes=spec.nodes,
            multi_az=spec.multi_az,
            # Redshift moves a cluster out of a failed zone, which Multi-AZ does its own way.
            availability_zone_relocation_enabled=not spec.multi_az,
            database_name=spec.database,
            master_username=ADMINISTRATOR,
            manage_master_password=True,
            master_password_secret_kms_key_id=args.secrets_key_arn,
            encrypted="true",
            kms_key_id=args.analytics_key_arn,
            port=PORT,
            publicly_accessible=False,
            enhanced_vpc_routing=True,
            vpc_security_group_ids=[entrance.id],
            cluster_subnet_group_name=self._subnets(name, args).name,
            cluster_parameter_group_name=parameter_group(self, name, args, spec).name,
            iam_roles=[role.arn] if role else None,
            automated_snapshot_retention_period=spec.snapshot_days,
            preferred_maintenance_window=spec.maintenance_window,
            allow_version_upgrade=True,
            skip_final_snapshot=not args.protected,
            final_snapshot_identifier=f"{args.identifier}-final" if args.protected else None,
            tags=args.labels.aws(args.identifier),
            opts=self.child(protect=True if args.protected else None),
        )

    def _subnets(self, name: str, args: WarehouseArgs) -> aws.redshift.SubnetGroup:
        return aws.redshift.SubnetGroup(
            f"{name}-subnets",
            region=args.placement.region,
            name=args.identifier,
            description=f"Isolated subnets of {args.identifier}",
            subnet_ids=args.subnet_ids,
            tags=args.labels.aws(args.identifier),
            opts=self.child(),
        )

    def _loader(self, name: str, args: WarehouseArgs) -> aws.iam.Role | None:
        if not args.loads_from:
            return None
        role = aws.iam.Role(
            f"{name}-loader",
            name=f"{args.identifier}-loader",
            description=f"{args.identifier} reads what COPY loads",
            assume_role_policy=service_trust(
                "redshift.amazonaws.com",
                on_behalf_of(args.placement, args.placement.arn("redshift", f"cluster:{args.identifier}")),
            ),
            tags=args.labels.aws(f"{args.identifier}-loader"),
            opts=self.child(),
        )
        statements = [
            Statement(
                sid="Find", actions=["s3:GetBucketLocation", "s3:ListBucket"], resources=args.loads_from
            ),
            Statement(
                sid="Read",
                actions=["s3:GetObject"],
                resources=[Output.concat(bucket, "/*") for bucket in args.loads_from],
            ),
        ]
        if args.loads_key_arn is not None:
            statements.append(
                Statement(sid="Decrypt", actions=["kms:Decrypt"], resources=[args.loads_key_arn])
            )
        aws.iam.RolePolicy(
            f"{name}-loader",
            name="load",
            role=role.name,
            policy=identity_policy(*statements),
            opts=self.child(),
        )
        return role

    def _audit(self, name: str, args: WarehouseArgs, cluster: aws.redshift.Cluster) -> None:
        groups: list[Resource] = [
            log_group(
                self,
                f"{name}-{log}",
                path=f"/aws/redshift/cluster/{args.identifier}/{log}",
                days=args.spec.log_days,
                key_arn=args.logs_key_arn,
                placement=args.placement,
                labels=args.labels,
            )
            for log in LOGS
        ]
        aws.redshift.Logging(
            f"{name}-logging",
            region=args.placement.region,
            cluster_identifier=cluster.cluster_identifier,
            log_destination_type="cloudwatch",
            log_exports=list(LOGS),
            # Redshift would make missing groups itself, without a key and for ever.
            opts=self.child(depends_on=groups),
        )

    def _copy_snapshots(self, name: str, args: WarehouseArgs, cluster: aws.redshift.Cluster) -> None:
        target = args.snapshots
        if target is None or not args.spec.copied_snapshot_days:
            return
        grant = aws.redshift.SnapshotCopyGrant(
            f"{name}-snapshot-grant",
            region=target.region,
            snapshot_copy_grant_name=f"{args.identifier}-snapshots",
            kms_key_id=target.key_arn,
            tags=args.labels.aws(f"{args.identifier}-snapshots"),
            opts=self.child(),
        )
        aws.redshift.SnapshotCopy(
            f"{name}-snapshot-copy",
            region=args.placement.region,
            cluster_identifier=cluster.cluster_identifier,
            destination_region=target.region,
            retention_period=args.spec.copied_snapshot_days,
            snapshot_copy_grant_name=grant.snapshot_copy_grant_name,
            opts=self.child(),
        )

    def _limit_scaling(self, name: str, args: WarehouseArgs, cluster: aws.redshift.Cluster) -> None:
        if not args.spec.most_scaling_clusters:
            return
        aws.redshift.UsageLimit(
            f"{name}-scaling-limit",
            region=args.placement.region,
            cluster_identifier=cluster.cluster_identifier,
            feature_type="concurrency-scaling",
            limit_type="time",
            amount=args.spec.scaling_minutes_a_day,
            period="daily",
            breach_action="disable",
            tags=args.labels.aws(f"{args.identifier}-scaling-limit"),
            opts=self.child(),
        )

    def _secret(self, name: str, args: WarehouseArgs) -> ConnectionSecret:
        fields: dict[str, Wire[str] | Wire[int]] = {
            "engine": "redshift",
            "host": self.endpoint,
            "port": PORT,
            "database": args.spec.database,
            "tls": "required",
            "password_secret": self.password_secret_arn,
        }
        return ConnectionSecret(
            f"{name}-connection",
            ConnectionSecretArgs(
                placement=args.placement,
                labels=args.labels,
                protected=args.protected,
                store_name=args.secret_name,
                description=f"How to reach {args.identifier}",
                key_arn=args.secrets_key_arn,
                fields=fields,
            ),
            self.child(),
        )
