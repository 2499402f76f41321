"""What a cluster's Prometheus may do in the account: write samples into one workspace."""

from typing import Any

import pytest

from components.foundation.placement import AwsPlacement
from components.kubernetes.identity_policies.metrics_writer import metrics_writer
from tests.components.kubernetes.clusters import ACCOUNT
from tests.components.kubernetes.test_backup_rights import policies

WORKSPACE = f"arn:aws:aps:us-east-1:{ACCOUNT}:workspace/ws-1"


def granted(region: str = "us-east-1") -> dict[str, Any]:
    placement = AwsPlacement(account_id=ACCOUNT, region=region)
    found = policies(metrics_writer(placement=placement, workspace_arn=WORKSPACE, key_arn="arn:key"))
    assert set(found) == {"write-metrics"}
    return found["write-metrics"]


def test_it_writes_into_one_workspace_and_reads_none() -> None:
    write = granted()["WriteSamples"]
    assert (write["Action"], write["Resource"]) == (["aps:RemoteWrite"], [WORKSPACE])
    assert set(granted()) == {"WriteSamples", "EncryptSamples"}


@pytest.mark.parametrize(
    ("region", "service"),
    [("us-east-1", "aps.us-east-1.amazonaws.com"), ("cn-north-1", "aps.cn-north-1.amazonaws.com.cn")],
)
def test_it_uses_the_key_for_nothing_else(region: str, service: str) -> None:
    encrypt = granted(region)["EncryptSamples"]
    assert encrypt["Resource"] == ["arn:key"]
    assert encrypt["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert encrypt["Condition"] == {"StringEquals": {"kms:ViaService": service}}
