"""Amazon ElastiCache: a Redis-compatible cache with its users, their credentials and what watches it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.data.cache.alarms import node_alarms, nodes
from components.data.cache.group_inputs import PORT, group_inputs
from components.data.cache.parameters import parameter_group
from components.data.cache.spec import CacheSpec
from components.data.cache.users import CacheUsers, cache_users
from components.data.credentials import ConnectionSecret, ConnectionSecretArgs
from components.data.firewall import firewall
from components.data.wiring import StoreWiring
from components.foundation.component import Component
from components.foundation.log_groups import log_group
from components.foundation.metric_alarms import raise_alarm
from components.foundation.spec import Wire

LOGS = ("slow-log", "engine-log")

IDENTIFIER_LIMIT = 40
"""Longest id of a replication group (ElastiCache API)."""


@dataclass(frozen=True, kw_only=True)
class CacheArgs(StoreWiring):
    """A spec wired to the network, the keys and the people it runs with.

    ``identifier`` has at most 40 characters. ``secret_name`` is where its address is kept;
    each user's credentials are below it, under the user's name.

    ``events_topic_arn`` hears of failovers and replaced nodes. ElastiCache publishes to unencrypted topics
    alone and drops an encrypted one in silence (ElastiCache user guide, event notifications), so that it
    cannot be the topic of the alarms.
    """

    spec: CacheSpec
    cache_key_arn: Wire[str]
    events_topic_arn: Wire[str] | None = None


class Cache(Component):
    """A cache that only its named clients reach, over TLS, each as a user of its own.

    Outputs: ``configuration_endpoint`` is where clients start, whatever the mode; ``reader_endpoint`` is the
    same in cluster mode, where clients find replicas themselves; ``secret_arn`` holds the address, and
    ``secret_arns`` by user the credentials with it; ``total_nodes`` is what is paid for. ``address_grant_arn`` and
    ``grant_arns`` are the same secrets as policies name them (see ConnectionSecret).

    :raises ValueError: if the identifier is too long.
    """

    urn_type = "platform:data:Cache"

    configuration_endpoint: Output[str]
    reader_endpoint: Output[str]
    port: Output[int]
    arn: Output[str]
    secret_arn: Output[str]
    secret_arns: Output[dict[str, str]]
    security_group_id: Output[str]
    total_nodes: Output[int]

    def __init__(self, name: str, args: CacheArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        _refuse_identifier(args.identifier)
        entrance = firewall(self, name, args, port=PORT)
        users = cache_users(
            self,
            name,
            identifier=args.identifier,
            spec=args.spec,
            placement=args.placement,
            labels=args.labels,
        )
        group = self._group(name, args, entrance, users)
        self._watch(name, args, group)
        clustered = args.spec.cluster_mode
        self.configuration_endpoint = (
            group.configuration_endpoint_address if clustered else group.primary_endpoint_address
        )
        self.reader_endpoint = self.configuration_endpoint if clustered else group.reader_endpoint_address
        self.port = Output.from_input(PORT)
        self.arn = group.arn
        address, logins = self._secret(name, args, None, {}), self._user_secrets(name, args, users)
        self.secret_arn = address.secret_arn
        self.secret_arns = Output.all(**{user: login.secret_arn for user, login in logins.items()})
        self.address_grant_arn = address.grant_arn
        self.grant_arns = {user: login.grant_arn for user, login in logins.items()}
        self.security_group_id = entrance.id
        self.total_nodes = Output.from_input(args.spec.total_nodes)
        self.publish()

    def _group(
        self, name: str, args: CacheArgs, entrance: aws.ec2.SecurityGroup, users: CacheUsers
    ) -> aws.elasticache.ReplicationGroup:
        logs = self._log_groups(name, args)
        inputs = group_inputs(args.spec, f"Cache {args.identifier}")
        inputs.region = args.placement.region
        inputs.replication_group_id = args.identifier
        inputs.kms_key_id = args.cache_key_arn
        inputs.parameter_group_name = self._parameters(name, args).name
        inputs.subnet_group_name = self._subnets(name, args).name
        inputs.security_group_ids = [entrance.id]
        inputs.user_group_ids = [users.group.user_group_id]
        inputs.final_snapshot_identifier = f"{args.identifier}-final" if args.protected else None
        inputs.notification_topic_arn = args.events_topic_arn
        inputs.log_delivery_configurations = [
            aws.elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
                log_type=log, log_format="json", destination_type="cloudwatch-logs", destination=group.name
            )
            for log, group in logs.items()
        ]
        inputs.tags = args.labels.aws(args.identifier)
        waits: list[Resource] = list(logs.values())
        return aws.elasticache.ReplicationGroup(
            f"{name}-group",
            inputs,
            opts=self.child(depends_on=waits, protect=True if args.protected else None),
        )

    def _log_groups(self, name: str, args: CacheArgs) -> dict[str, aws.cloudwatch.LogGroup]:
        return {
            log: log_group(
                self,
                f"{name}-{log}",
                path=f"/aws/elasticache/{args.identifier}/{log}",
                days=args.spec.log_days,
                key_arn=args.logs_key_arn,
                placement=args.placement,
                labels=args.labels,
            )
            for log in LOGS
        }

    def _parameters(self, name: str, args: CacheArgs) -> aws.elasticache.ParameterGroup:
        return parameter_group(
            self,
            name,
            identifier=args.identifier,
            spec=args.spec,
            placement=args.placement,
            labels=args.labels,
        )

    def _subnets(self, name: str, args: CacheArgs) -> aws.elasticache.SubnetGroup:
        return aws.elasticache.SubnetGroup(
            f"{name}-subnets",
            region=args.placement.region,
            name=args.identifier,
            description=f"Isolated subnets of {args.identifier}",
            subnet_ids=args.subnet_ids,
            tags=args.labels.aws(args.identifier),
            opts=self.child(),
        )

    def _watch(self, name: str, args: CacheArgs, group: aws.elasticache.ReplicationGroup) -> None:
        watch = args.watch(self)
        for node in nodes(args.spec):
            for alarm in node_alarms(args.spec):
                raise_alarm(
                    f"{name}-{node}",
                    alarm,
                    watch,
                    subject=f"{args.identifier}-{node}",
                    dimensions={"CacheClusterId": Output.concat(group.replication_group_id, "-", node)},
                )

    def _user_secrets(self, name: str, args: CacheArgs, users: CacheUsers) -> dict[str, ConnectionSecret]:
        return {
            user: self._secret(name, args, user, {"username": user, "password": password})
            for user, password in users.passwords.items()
        }

    def _secret(
        self, name: str, args: CacheArgs, user: str | None, login: Mapping[str, Wire[str]]
    ) -> ConnectionSecret:
        fields: dict[str, Wire[str] | Wire[int]] = {
            "engine": args.spec.engine,
            "host": self.configuration_endpoint,
            "port": PORT,
            "tls": "required",
            **login,
        }
        whom = f", as {user}" if user else ""
        return ConnectionSecret(
            f"{name}-connection-{user}" if user else f"{name}-connection",
            ConnectionSecretArgs(
                placement=args.placement,
                labels=args.labels,
                protected=args.protected,
                store_name=f"{args.secret_name}/{user}" if user else args.secret_name,
                description=f"How to reach {args.identifier}{whom}",
                key_arn=args.secrets_key_arn,
                fields=fields,
            ),
            self.child(),
        )


def _refuse_identifier(identifier: str) -> None:
    if len(identifier) > IDENTIFIER_LIMIT:
        raise ValueError(
            f"the cache identifier {identifier!r} has {len(identifier)} characters and ElastiCache refuses more than "
            f"{IDENTIFIER_LIMIT}: shorten it"
        )
