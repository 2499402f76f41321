"""Amazon OpenSearch Service: a search domain with its logs, its administrators and what watches it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.data.firewall import firewall
from components.data.search.alarms import alarms
from components.data.search.inputs import LOGS, cluster_config, domain_inputs
from components.data.search.spec import SearchSpec
from components.data.wiring import StoreWiring
from components.foundation.component import Component
from components.foundation.log_groups import log_group
from components.foundation.metric_alarms import raise_alarm
from components.foundation.policy_documents import (
    Statement,
    identity_policy,
    on_behalf_of,
    resource_policy,
)
from components.foundation.spec import Wire

PORT = 443
IDENTIFIER_LIMIT = 28
"""Longest name of a domain (OpenSearch Service API)."""

SERVICE = "opensearchservice.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class SearchArgs(StoreWiring):
    """A spec wired to the network, the keys and the people it runs with.

    ``administrators`` are ARNs of existing principals that may take the role that administers the domain;
    everybody else is let in by roles mapped inside it. ``deputies`` are ARNs of roles of this account that may take it
    too, and need not stand yet.
    """

    spec: SearchSpec
    analytics_key_arn: Wire[str]
    administrators: Sequence[Wire[str]]
    deputies: Sequence[str] = ()


class Search(Component):
    """A search domain that only its named clients reach, over TLS, with signed requests.

    Outputs: ``endpoint`` (host), ``arn``, ``administrator_role_arn``, ``security_group_id``.

    :raises ValueError: if the identifier is too long, nobody administers it, or the network lacks the zones.
    """

    urn_type = "platform:data:Search"

    endpoint: Output[str]
    arn: Output[str]
    administrator_role_arn: Output[str]
    security_group_id: Output[str]

    def __init__(self, name: str, args: SearchArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        _refuse(name, args)
        entrance = firewall(self, name, args, port=PORT)
        administrator = self._administrator(name, args)
        domain = self._domain(name, args, entrance, administrator)
        watch = args.watch(self)
        for alarm in alarms(args.spec):
            raise_alarm(
                name,
                alarm,
                watch,
                subject=args.identifier,
                dimensions={"DomainName": domain.domain_name, "ClientId": args.placement.account_id},
            )
        self.endpoint, self.arn = domain.endpoint, domain.arn
        self.administrator_role_arn = administrator.arn
        self.security_group_id = entrance.id
        self.publish()

    def _domain(
        self,
        name: str,
        args: SearchArgs,
        entrance: aws.ec2.SecurityGroup,
        administrator: aws.iam.Role,
    ) -> aws.opensearch.Domain:
        groups, permission = self._logs(name, args)
        inputs = domain_inputs(args.spec)
        inputs.region = args.placement.region
        inputs.domain_name = args.identifier
        inputs.cluster_config = cluster_config(args.spec)
        inputs.encrypt_at_rest = aws.opensearch.DomainEncryptAtRestArgs(
            enabled=True, kms_key_id=args.analytics_key_arn
        )
        inputs.vpc_options = aws.opensearch.DomainVpcOptionsArgs(
            subnet_ids=args.subnet_ids[: args.spec.zones], security_group_ids=[entrance.id]
        )
        inputs.advanced_security_options = aws.opensearch.DomainAdvancedSecurityOptionsArgs(
            enabled=True,
            anonymous_auth_enabled=False,
            internal_user_database_enabled=False,
            master_user_options=aws.opensearch.DomainAdvancedSecurityOptionsMasterUserOptionsArgs(
                master_user_arn=administrator.arn
            ),
        )
        inputs.access_policies = _access(args)
        inputs.log_publishing_options = [
            aws.opensearch.DomainLogPublishingOptionArgs(
                log_type=log, cloudwatch_log_group_arn=group.arn, enabled=True
            )
            for log, group in groups.items()
        ]
        inputs.tags = args.labels.aws(args.identifier)
        waits: list[Resource] = [permission, *self._service_role(name, args)]
        return aws.opensearch.Domain(
            f"{name}-domain",
            inputs,
            opts=self.child(depends_on=waits, protect=True if args.protected else None),
        )

    def _service_role(self, name: str, args: SearchArgs) -> list[Resource]:
        """Register the role with which the service reaches into the VPC; a domain is refused without it."""
        if not args.spec.service_linked_role:
            return []
        role = aws.iam.ServiceLinkedRole(
            f"{name}-service-role",
            aws_service_name=SERVICE,
            description="OpenSearch Service reaches into VPCs of this account",
            tags=args.labels.aws(f"{name}-service-role"),
            opts=self.child(),
        )
        return [role]

    def _administrator(self, name: str, args: SearchArgs) -> aws.iam.Role:
        role = aws.iam.Role(
            f"{name}-administrator",
            name=administrator_name(args.identifier, args.placement.region),
            description=f"Administers {args.identifier}",
            assume_role_policy=_trust(args),
            tags=args.labels.aws(f"{args.identifier}-admin"),
            opts=self.child(),
        )
        aws.iam.RolePolicy(
            f"{name}-administrator",
            name="administer",
            role=role.name,
            policy=identity_policy(
                Statement(sid="Administer", actions=["es:ESHttp*"], resources=[_everything(args)])
            ),
            opts=self.child(),
        )
        return role

    def _logs(
        self, name: str, args: SearchArgs
    ) -> tuple[dict[str, aws.cloudwatch.LogGroup], aws.cloudwatch.LogResourcePolicy]:
        groups = {
            log: log_group(
                self,
                f"{name}-{role}",
                path=f"/aws/opensearch/{args.identifier}/{role}",
                days=args.spec.log_days,
                key_arn=args.logs_key_arn,
                placement=args.placement,
                labels=args.labels,
            )
            for log, role in LOGS.items()
        }
        statement = Statement(
            sid="DomainWrites",
            principals={"Service": ["es.amazonaws.com"]},
            actions=["logs:CreateLogStream", "logs:PutLogEvents", "logs:PutLogEventsBatch"],
            resources=[args.placement.arn("logs", f"log-group:/aws/opensearch/{args.identifier}/*")],
            conditions=on_behalf_of(args.placement, _arn(args)),
        )
        policy = aws.cloudwatch.LogResourcePolicy(
            f"{name}-logs",
            region=args.placement.region,
            policy_name=f"{args.identifier}-logs",
            policy_document=resource_policy(statement),
            opts=self.child(depends_on=list(groups.values())),
        )
        return groups, policy


def administrator_name(identifier: str, region: str) -> str:
    """Return the name of the role that administers a domain."""
    return f"{identifier}-{region}-admin"


def _trust(args: SearchArgs) -> Output[str]:
    """Trust the administrators, and the deputies by what they are called.

    IAM refuses a principal that does not stand; of the account it asks nothing, and the condition names who is meant.
    """
    people = Statement(sid="Trust", actions=["sts:AssumeRole"], principals={"AWS": args.administrators})
    if not args.deputies:
        return resource_policy(people)
    deputies = Statement(
        sid="Deputies",
        actions=["sts:AssumeRole", "sts:TagSession"],
        principals={"AWS": [args.placement.global_arn("iam", "root")]},
        conditions={"ArnEquals": {"aws:PrincipalArn": list(args.deputies)}},
    )
    return resource_policy(people, deputies)


def _arn(args: SearchArgs) -> str:
    return args.placement.arn("es", f"domain/{args.identifier}")


def _everything(args: SearchArgs) -> str:
    return f"{_arn(args)}/*"


def _access(args: SearchArgs) -> Output[str]:
    """Let IAM identities of the account knock; fine-grained access decides what each may do."""
    account = args.placement.global_arn("iam", "root")
    return resource_policy(
        Statement(
            sid="IdentitiesOfThisAccount",
            principals={"AWS": [account]},
            actions=["es:ESHttp*"],
            resources=[_everything(args)],
        )
    )


def _refuse(name: str, args: SearchArgs) -> None:
    if len(args.identifier) > IDENTIFIER_LIMIT:
        raise ValueError(
            f"search {name}: the identifier {args.identifier} has {len(args.identifier)} characters, and a domain's "
            f"name ends at {IDENTIFIER_LIMIT}; shorten it"
        )
    if not args.administrators:
        raise ValueError(f"search {name}: nobody administers it; name the principals that may")
    if len(args.isolated_subnets) < args.spec.zones:
        raise ValueError(
            f"search {name}: zones is {args.spec.zones} and the network has {len(args.isolated_subnets)}; lower it, or "
            "add zones to the network"
        )
