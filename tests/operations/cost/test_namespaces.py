"""`infra cost --namespaces`: the account of dev's cluster, for people and in the JSON."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from operations.cost.namespaces import MEANING
from operations.faults import FINE
from tests.operations.commands import infra

TITLE = "dev-us-east-1: node pools"


def stated(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    ended = infra("cost", "dev", *options, capsys=capsys)
    assert ended.code == FINE
    return " ".join(ended.out.split())


def test_the_json_always_has_them_and_they_are_the_lines_of_the_node_pools(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cost.json"
    infra("cost", "dev", "--json", str(file), capsys=capsys)
    document = json.loads(file.read_text())

    (cluster,) = document["namespaces"]["clusters"].values()
    pools = {"aws:eks/nodeGroup:NodeGroup", "kubernetes:karpenter.sh/v1:NodePool"}
    billed = sum(
        (Decimal(line["monthly"]["expected"]) for line in document["lines"] if line["type"] in pools),
        Decimal(0),
    )
    requests = [Decimal(row["requests"]["expected"]) for row in cluster["namespaces"].values()]
    assert (
        sum(requests, Decimal(cluster["idle"]))
        == Decimal(cluster["node_pools"]["monthly"]["expected"])
        == billed
    )
    assert billed > sum(requests) > 0
    assert document["namespaces"]["exceeding"] == []


@pytest.mark.parametrize("options", [(), ("--markdown", "-")])
def test_a_person_sees_them_who_asks(capsys: pytest.CaptureFixture[str], options: Sequence[str]) -> None:
    silent, told = stated(capsys, *options), stated(capsys, "--namespaces", *options)

    assert TITLE not in silent
    assert told.count(TITLE) == 1
    assert "CronJobs, left out because they run for a part of the time" in told
    assert MEANING.split(".")[0] in told
