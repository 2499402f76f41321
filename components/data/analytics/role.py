"""What a Flink application may do: its own code, its own streams, its own log, its own network interfaces."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Output

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire

READ = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamConsumer",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:SubscribeToShard",
)
WRITE = ("kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:PutRecord", "kinesis:PutRecords")  # fmt: skip
LOOK = ("ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Everything that an application touches. Streams are ARNs by name, ``subnet_arns`` where it stands."""

    placement: AwsPlacement
    code_arn: Wire[str]
    code_key: str
    code_key_arn: Wire[str] | None
    sources: Mapping[str, Wire[str]]
    sinks: Mapping[str, Wire[str]]
    messaging_key_arn: Wire[str]
    log_group_arn: Wire[str]


def application_policy(reach: Reach) -> Output[str]:
    """Return the JSON of the application's policy."""
    consumers = [Output.concat(arn, "/consumer/*") for arn in reach.sources.values()]
    statements = [
        Statement(sid="ReadCode", actions=["s3:GetObject", "s3:GetObjectVersion"],
                  resources=[Output.concat(reach.code_arn, "/", reach.code_key)]),
        Statement(sid="ReadSources", actions=READ, resources=[*reach.sources.values(), *consumers]),
        Statement(sid="OpenMessages", actions=["kms:Decrypt", "kms:GenerateDataKey"],
                  resources=[reach.messaging_key_arn],
                  conditions=_through("kinesis", reach.placement)),
        Statement(sid="WriteLog", actions=["logs:DescribeLogStreams", "logs:PutLogEvents"],
                  resources=[Output.concat(reach.log_group_arn, ":*")]),
        Statement(sid="FindLog", actions=["logs:DescribeLogGroups"],
                  resources=[reach.placement.arn("logs", "log-group:*")]),
        *_network(reach.placement),
    ]  # fmt: skip
    if reach.code_key_arn is not None:
        statements.append(
            Statement(sid="OpenCode", actions=["kms:Decrypt"], resources=[reach.code_key_arn],
                      conditions=_through("s3", reach.placement))
        )  # fmt: skip
    if reach.sinks:
        statements.append(Statement(sid="WriteSinks", actions=WRITE, resources=[*reach.sinks.values()]))
    return identity_policy(*statements)


def _network(placement: AwsPlacement) -> list[Statement]:
    """Return what the service needs to stand in a VPC (Managed Flink guide, VPC permissions)."""
    parts = [placement.arn("ec2", f"{kind}/*") for kind in ("network-interface", "security-group", "subnet")]
    return [
        Statement(sid="LookAtNetwork", actions=LOOK, resources=["*"]),
        Statement(
            sid="StandInNetwork",
            actions=["ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"],
            resources=parts,
        ),
    ]  # fmt: skip


def _through(service: str, placement: AwsPlacement) -> dict[str, dict[str, str]]:
    return {"StringEquals": {"kms:ViaService": f"{service}.{placement.region}.{placement.dns_suffix}"}}
