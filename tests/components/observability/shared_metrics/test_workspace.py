"""The workspace of all clusters: one, encrypted, bounded for each cluster."""

from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.observability.shared_metrics.spec import SharedMetricsSpec, production_faults
from components.observability.shared_metrics.workspace import SharedMetrics, SharedMetricsArgs
from tests.components.recording import Recording, assert_sound, record

ARGS = SharedMetricsArgs(
    spec=SharedMetricsSpec(),
    placement=AwsPlacement(account_id="123456789012", region="us-east-1"),
    labels=Labels(environment="production", owner="platform-team", cost_center="core-services"),
    protected=True,
    key_arn="arn:metrics-key",
    clusters=["production-us-west-2", "production-eastus"],
)
ENDPOINT = "https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1/"


def built(**changes: Any) -> Recording:
    return record(
        lambda: SharedMetrics("shared", replace(ARGS, **changes)) and None,
        answers={aws.amp.Workspace: {"prometheusEndpoint": ENDPOINT}},
    )


def limited(recording: Recording) -> dict[str, int]:
    limits = recording.only(aws.amp.WorkspaceConfiguration).inputs["limitsPerLabelSets"]
    assert [set(one["labelSet"]) for one in limits] == [{"cluster"}] * len(limits)
    return {one["labelSet"]["cluster"]: one["limits"]["maxSeries"] for one in limits}


def test_there_is_one_and_it_is_encrypted_with_the_platforms_key() -> None:
    recording = built()
    assert_sound(recording, SharedMetrics, regions={"us-east-1"})
    workspace = recording.only(aws.amp.Workspace)
    assert workspace.inputs == {
        "region": "us-east-1",
        "alias": "production-clusters",
        "kmsKeyArn": "arn:metrics-key",
        "tags": dict(ARGS.labels.aws("production-clusters")),
    }


def test_a_cluster_beyond_its_limit_is_refused_and_no_other_feels_it() -> None:
    assert limited(built()) == {"production-eastus": 2_000, "production-us-west-2": 2_000}
    fewer = built(spec=SharedMetricsSpec(series_per_cluster=500), clusters=["main"])
    assert limited(fewer) == {"main": 500}


def test_samples_stay_as_long_as_the_settings_say() -> None:
    recording = built(spec=SharedMetricsSpec(retention_days=90))
    bounds = recording.only(aws.amp.WorkspaceConfiguration)
    assert bounds.inputs["retentionPeriodInDays"] == 90
    assert bounds.inputs["workspaceId"] == "shared-workspace-id"


@pytest.mark.parametrize("protected", [True, False])
def test_it_is_as_hard_to_delete_as_what_it_tells_of(protected: bool) -> None:
    assert built(protected=protected).only(aws.amp.Workspace).protect is protected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("retention_days", 30),
        ("retention_days", 1_096),
        ("series_per_cluster", 99),
        ("series_per_cluster", 100_001),
    ],
)
def test_what_the_service_or_sense_does_not_allow_is_refused(key: str, value: int) -> None:
    with pytest.raises(ValidationError, match=key):
        SharedMetricsSpec.model_validate({key: value})


def test_production_keeps_a_year() -> None:
    assert production_faults(SharedMetricsSpec(retention_days=365)) == []
    assert production_faults(SharedMetricsSpec(retention_days=364)) == [
        "retention_days is 364: no season could be compared with that of the year before; set it to 365 or more"
    ]
