"""What stands around a database instance: subnet and parameter groups, events, replicated backups."""

from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, arn, between, conflicts, matches, needs, one_of
from simulator.values import UNKNOWN, reveal

SOURCE_TYPES = (
    "db-instance", "db-parameter-group", "db-security-group", "db-snapshot", "db-cluster", "db-cluster-snapshot",
    "custom-engine-version", "db-proxy", "blue-green-deployment", "db-shard-group", "zero-etl",
)  # fmt: skip
GROUP_NAME = r"(?!.*--)[a-z]([a-z0-9-]{0,253}[a-z0-9])?"
GROUP_RULE = "1 to 255 lower-case letters, digits and single hyphens, from a letter to no hyphen"
SUBNET_GROUP_NAME = r"(?!default$)[ .0-9a-z_-]{1,255}"


def _backups_id(case: Case) -> Any:
    """Return the ARN of the replicated backups: of the region that holds them, from the source's account."""
    source = reveal(case["sourceDbInstanceArn"])
    region = case.scope.region
    if UNKNOWN in (source, region):
        return UNKNOWN
    return case.text(f"arn:{{partition}}:rds:{region}:{{account}}:auto-backup:ab-{{lower:26}}")


def _two_zones(given: Given) -> Refused:
    subnets = given.known("subnetIds")
    if isinstance(subnets, list) and len(subnets) < 2:
        yield "subnetIds", "subnetIds must name subnets in at least two availability zones"


def _parameters(given: Given) -> Refused:
    names = [parameter.text("name") for _, parameter in given.objects("parameters")]
    for path, parameter in given.objects("parameters"):
        yield from (
            (f"{path}.applyMethod", reason)
            for _, reason in one_of("applyMethod", ("immediate", "pending-reboot"))(parameter)
        )
        name = parameter.text("name")
        if name is not None and names.count(name) > 1:
            yield f"{path}.name", f"the parameter {name} is set more than once"


def _elsewhere(given: Given) -> Refused:
    source, region = given.text("sourceDbInstanceArn"), given.text("region")
    if source and region and source.startswith("arn:") and source.split(":")[3] == region:
        yield (
            "sourceDbInstanceArn",
            f"the backups of an instance in {region} cannot be replicated to the same region",
        )


KINDS = (
    Kind(
        "aws:rds/subnetGroup:SubnetGroup",
        id="{name}",
        autoname=Autoname(),
        defaults={"description": "Managed by Pulumi"},
        outputs={
            "arn": "arn:{partition}:rds:{region}:{account}:subgrp:{name}",
            "namePrefix": lambda _: None,
            "supportedNetworkTypes": ["IPV4"],
            "vpcId": "vpc-0{hex:16.vpc}",
        },
        refusals=(
            matches(
                "name",
                SUBNET_GROUP_NAME,
                "1 to 255 lower-case letters, digits, spaces or ._-, and not default",
            ),
            conflicts("name", "namePrefix"),
            _two_zones,
        ),
    ),
    Kind(
        "aws:rds/parameterGroup:ParameterGroup",
        id="{name}",
        autoname=Autoname(),
        defaults={
            "description": "Managed by Pulumi",
            "parameters.applyMethod": "immediate",
            "skipDestroy": False,
        },
        outputs={
            "arn": "arn:{partition}:rds:{region}:{account}:pg:{name}",
            "namePrefix": lambda _: None,
        },
        refusals=(
            matches("name", GROUP_NAME, GROUP_RULE),
            matches("family", r"[a-z][a-z0-9-]*[\d.]+", "a family such as postgres17"),
            conflicts("name", "namePrefix"),
            _parameters,
        ),
    ),
    Kind(
        "aws:rds/eventSubscription:EventSubscription",
        id="{name}",
        autoname=Autoname(),
        defaults={"enabled": True},
        outputs={
            "arn": "arn:{partition}:rds:{region}:{account}:es:{name}",
            "customerAwsId": "{account}",
            "namePrefix": lambda _: None,
        },
        refusals=(
            matches("name", r"[0-9A-Za-z-]{1,255}", "1 to 255 letters, digits or hyphens"),
            one_of("sourceType", SOURCE_TYPES),
            needs("sourceIds", "sourceType"),
            arn("snsTopic", "sns"),
        ),
    ),
    Kind(
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        id=_backups_id,
        defaults={"retentionPeriod": 7},
        refusals=(
            between("retentionPeriod", 1, 35, "days"),
            arn("sourceDbInstanceArn", "rds"),
            arn("kmsKeyId", "kms"),
            _elsewhere,
        ),
    ),
)
