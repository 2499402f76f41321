"""A search domain to test with, in the size of production, and what OpenSearch Service would answer about it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi_aws as aws

from components.data.search import Search, SearchArgs, SearchSpec
from tests.components.data.databases import EAST, LABELS
from tests.components.recording import Answer, Kind, Recording, record

SPEC: dict[str, Any] = {"instance_type": "m6g.large.search", "nodes": 3, "disk_gib": 100, "log_days": 365}
SMALL: dict[str, Any] = {**SPEC, "instance_type": "t3.small.search", "nodes": 1, "zones": 1, "disk_gib": 10}


def a_spec(**changes: Any) -> SearchSpec:
    """Return production's spec, changed."""
    return SearchSpec(**{**SPEC, **changes})


ARGS = SearchArgs(
    spec=a_spec(),
    placement=EAST,
    labels=LABELS,
    protected=True,
    identifier="production-search",
    secret_name="production/search",
    vpc_id="vpc-1",
    isolated_subnets={"b": "subnet-b", "a": "subnet-a", "c": "subnet-c"},
    clients={"nodes": "sg-nodes"},
    analytics_key_arn="arn:analytics-key",
    logs_key_arn="arn:logs-key",
    secrets_key_arn="arn:secrets-key",
    alarm_topic_arn="arn:alarms",
    administrators=("arn:aws:iam::123456789012:role/platform-admin",),
)


def a_domain(_: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer as OpenSearch Service would about a domain."""
    return {"endpoint": f"vpc-{inputs['domainName']}-abc.us-east-1.es.amazonaws.com"}


ANSWERS: dict[Kind, Answer] = {aws.opensearch.Domain: a_domain}


def built(spec: SearchSpec | None = None, **changes: Any) -> Recording:
    """Record the search domain of production, changed."""
    args = replace(ARGS, spec=spec or ARGS.spec, **changes)

    def program() -> None:
        Search("search", args)

    return record(program, answers=ANSWERS)
