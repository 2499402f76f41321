"""RDS Proxy before a PostgreSQL: what it may read, whom it lets in, and how clients reach it."""

from dataclasses import dataclass, field

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.data.credentials import ConnectionSecret, ConnectionSecretArgs
from components.data.database_proxy.alarms import watched
from components.data.database_proxy.spec import DatabaseProxySpec
from components.data.firewall import firewall
from components.data.wiring import StoreWiring
from components.foundation.component import Component
from components.foundation.log_groups import log_group
from components.foundation.metric_alarms import raise_alarm
from components.foundation.policy_documents import Statement, identity_policy, service_trust
from components.foundation.spec import Wire

PORT = 5432


@dataclass(frozen=True, kw_only=True)
class ProxiedDatabase:
    """The primary that the proxy stands before, as whom it connects, and the secret that holds the credentials.

    ``secret_arn`` is known once the credentials are in it, ``grant_arn`` is the same secret as policies name it.
    ``password`` is None where RDS makes and rotates it; clients then read it from ``secret_arn``.
    """

    identifier: Wire[str]
    security_group_id: Wire[str]
    secret_arn: Wire[str]
    grant_arn: Wire[str]
    name: str
    username: str
    max_connections: int
    password: Wire[str] | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class DatabaseProxyArgs(StoreWiring):
    """A spec wired to the network, the keys, the people and the database that it stands before."""

    spec: DatabaseProxySpec
    database: ProxiedDatabase


class DatabaseProxy(Component):
    """A pool of connections that only its named clients reach, over TLS, and that alone opens the way behind it.

    The database need not know of it: the rule that lets it in is a child of the proxy.

    Outputs: ``endpoint`` (host), ``port``, ``arn``, ``secret_arn`` (how to reach the database through it),
    ``connect_arn`` (what ``rds-db:connect`` is granted on, where clients come with IAM tokens), ``security_group_id``.
    ``grant_arn`` is the secret at ``secret_arn`` as policies name it (see ConnectionSecret).

    :raises ValueError: if the spec names a zone where the network has no isolated subnet.
    """

    urn_type = "platform:data:DatabaseProxy"

    endpoint: Output[str]
    port: Output[int]
    arn: Output[str]
    secret_arn: Output[str]
    connect_arn: Output[str]
    security_group_id: Output[str]

    def __init__(self, name: str, args: DatabaseProxyArgs, opts: ResourceOptions | None = None) -> None:
        _refuse(name, args)
        super().__init__(name, opts)
        entrance = firewall(self, name, args, port=PORT)
        self._way_to_database(name, args, entrance)
        proxy = self._proxy(name, args, entrance)
        self._target(name, args, proxy)
        self._watch(name, args, proxy)
        self.endpoint, self.arn = proxy.endpoint, proxy.arn
        self.port = Output.from_input(PORT)
        self.connect_arn = proxy.arn.apply(lambda arn: _connect_arn(arn, args))
        secret = self._secret(name, args, proxy)
        self.secret_arn, self.grant_arn = secret.secret_arn, secret.grant_arn
        self.security_group_id = entrance.id
        self.publish()

    def _way_to_database(self, name: str, args: DatabaseProxyArgs, entrance: aws.ec2.SecurityGroup) -> None:
        region, labels, database = args.placement.region, args.labels, args.database
        aws.vpc.SecurityGroupEgressRule(
            f"{name}-to-database",
            region=region,
            security_group_id=entrance.id,
            referenced_security_group_id=database.security_group_id,
            description=f"{name} to its database",
            ip_protocol="tcp",
            from_port=PORT,
            to_port=PORT,
            tags=labels.aws(f"{name}-to-database"),
            opts=self.child(),
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-into-database",
            region=region,
            security_group_id=database.security_group_id,
            referenced_security_group_id=entrance.id,
            description=f"{name} to its database",
            ip_protocol="tcp",
            from_port=PORT,
            to_port=PORT,
            tags=labels.aws(f"{name}-into-database"),
            opts=self.child(),
        )

    def _proxy(self, name: str, args: DatabaseProxyArgs, entrance: aws.ec2.SecurityGroup) -> aws.rds.Proxy:
        role, permissions = self._role(name, args)
        log = log_group(
            self,
            f"{name}-log",
            path=f"/aws/rds/proxy/{args.identifier}",
            days=args.spec.log_days,
            key_arn=args.logs_key_arn,
            placement=args.placement,
            labels=args.labels,
        )
        waits: list[Resource] = [permissions, log]
        return aws.rds.Proxy(
            f"{name}-proxy",
            region=args.placement.region,
            name=args.identifier,
            engine_family="POSTGRESQL",
            role_arn=role.arn,
            auths=[
                aws.rds.ProxyAuthArgs(
                    auth_scheme="SECRETS",
                    description=f"{args.database.username} of {args.database.name}",
                    iam_auth="REQUIRED" if args.spec.clients == "iam" else "DISABLED",
                    client_password_auth_type="POSTGRES_SCRAM_SHA_256",  # noqa: S106 - a protocol's name
                    secret_arn=args.database.secret_arn,
                )
            ],
            require_tls=True,
            # It would write the text of statements, and the values in them, into the log.
            debug_logging=False,
            idle_client_timeout=args.spec.idle_client_seconds,
            vpc_subnet_ids=[args.isolated_subnets[zone] for zone in sorted(args.spec.zones)],
            vpc_security_group_ids=[entrance.id],
            tags=args.labels.aws(args.identifier),
            opts=self.child(depends_on=waits),
        )

    def _role(self, name: str, args: DatabaseProxyArgs) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        physical, placement = f"{args.identifier}-{args.placement.region}", args.placement
        role = aws.iam.Role(
            f"{name}-role",
            name=physical,
            description=f"{args.identifier} reads the database's credentials",
            # RDS does not say on whose behalf a proxy asks, so conditions on that would shut it out.
            assume_role_policy=service_trust("rds.amazonaws.com"),
            tags=args.labels.aws(physical),
            opts=self.child(),
        )
        policy = aws.iam.RolePolicy(
            f"{name}-role",
            name="credentials",
            role=role.name,
            policy=identity_policy(
                Statement(
                    sid="ReadCredentials",
                    actions=["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
                    resources=[args.database.grant_arn],
                ),
                Statement(
                    sid="OpenCredentials",
                    actions=["kms:Decrypt"],
                    resources=[args.secrets_key_arn],
                    conditions={
                        "StringEquals": {
                            "kms:ViaService": f"secretsmanager.{placement.region}.{placement.dns_suffix}"
                        }
                    },
                ),
            ),
            opts=self.child(),
        )
        return role, policy

    def _target(self, name: str, args: DatabaseProxyArgs, proxy: aws.rds.Proxy) -> None:
        spec = args.spec
        group = aws.rds.ProxyDefaultTargetGroup(
            f"{name}-pool",
            region=args.placement.region,
            db_proxy_name=proxy.name,
            connection_pool_config=aws.rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs(
                max_connections_percent=spec.pool_percent,
                max_idle_connections_percent=spec.idle_percent,
                connection_borrow_timeout=spec.borrow_seconds,
            ),
            opts=self.child(),
        )
        aws.rds.ProxyTarget(
            f"{name}-target",
            region=args.placement.region,
            db_proxy_name=proxy.name,
            target_group_name=group.name,
            db_instance_identifier=args.database.identifier,
            opts=self.child(),
        )

    def _watch(self, name: str, args: DatabaseProxyArgs, proxy: aws.rds.Proxy) -> None:
        watch = args.watch(self)
        for one in watched(args.spec, max_connections=args.database.max_connections):
            raise_alarm(
                name,
                one.alarm,
                watch,
                subject=args.identifier,
                dimensions={"ProxyName": proxy.name, **one.within},
            )

    def _secret(self, name: str, args: DatabaseProxyArgs, proxy: aws.rds.Proxy) -> ConnectionSecret:
        database = args.database
        fields: dict[str, Wire[str] | Wire[int]] = {
            "engine": "postgres",
            "host": proxy.endpoint,
            "port": PORT,
            "database": database.name,
            "username": database.username,
            "tls": "required",
        }
        if args.spec.clients == "password":
            if database.password is None:
                fields["password_secret"] = database.secret_arn
            else:
                fields["password"] = database.password
        return ConnectionSecret(
            f"{name}-connection",
            ConnectionSecretArgs(
                placement=args.placement,
                labels=args.labels,
                protected=args.protected,
                store_name=args.secret_name,
                description=f"How to reach the database through {args.identifier}",
                key_arn=args.secrets_key_arn,
                fields=fields,
            ),
            self.child(),
        )


def _connect_arn(arn: str, args: DatabaseProxyArgs) -> str:
    """Return the database user behind a proxy as IAM names it, by the proxy's own id (RDS user guide, IAM)."""
    return args.placement.arn("rds-db", f"dbuser:{arn.rsplit(':', 1)[1]}/{args.database.username}")


def _refuse(name: str, args: DatabaseProxyArgs) -> None:
    missing = sorted({*args.spec.zones} - {*args.isolated_subnets})
    if missing:
        raise ValueError(
            f"proxy {name}: zones names {', '.join(missing)}, where the network has no isolated subnet; name among "
            f"{', '.join(sorted(args.isolated_subnets))}"
        )
