"""A warehouse to test with, in the size of production, and what Redshift would answer about it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi_aws as aws

from components.data.warehouse import SnapshotRegion, Warehouse, WarehouseArgs, WarehouseSpec
from tests.components.data.databases import EAST, LABELS, a_version
from tests.components.recording import Answer, Kind, Recording, record

SPEC: dict[str, Any] = {"nodes": 3, "snapshot_days": 7, "copied_snapshot_days": 7, "log_days": 365}


def a_spec(**changes: Any) -> WarehouseSpec:
    """Return production's spec, changed."""
    return WarehouseSpec(**{**SPEC, **changes})


ARGS = WarehouseArgs(
    spec=a_spec(),
    placement=EAST,
    labels=LABELS,
    protected=True,
    identifier="production-warehouse",
    secret_name="production/database/warehouse",
    vpc_id="vpc-1",
    isolated_subnets={"b": "subnet-b", "a": "subnet-a"},
    clients={"nodes": "sg-nodes"},
    analytics_key_arn="arn:analytics-key",
    logs_key_arn="arn:logs-key",
    secrets_key_arn="arn:secrets-key",
    alarm_topic_arn="arn:alarms",
    snapshots=SnapshotRegion(region="us-west-2", key_arn="arn:analytics-key-west"),
)


def a_cluster(name: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer as Redshift would about a cluster."""
    return {
        "dnsName": f"{inputs['clusterIdentifier']}.abc.us-east-1.redshift.amazonaws.com",
        "masterPasswordSecretArn": f"arn:of-redshift-for-{name}",
    }


ANSWERS: dict[Kind, Answer] = {
    aws.redshift.Cluster: a_cluster,
    aws.secretsmanager.SecretVersion: a_version,
}


def built(spec: WarehouseSpec | None = None, **changes: Any) -> Recording:
    """Record the warehouse of production, changed."""
    args = replace(ARGS, spec=spec or ARGS.spec, **changes)

    def program() -> None:
        Warehouse("warehouse", args)

    return record(program, answers=ANSWERS)
