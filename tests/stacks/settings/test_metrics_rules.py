"""What a cluster's metrics count on, and what the store of all clusters does."""

import pytest

from tests.stacks.settings.conftest import Desk, Edit

STORE: dict[str, Edit] = {
    "production": ("      shared_metrics: {}\n", ""),
    "staging": ("      shared_metrics: { retention_days: 90, series_per_cluster: 1000 }\n", ""),
}
NOWHERE = (
    "has nowhere to write to, since aws.shared_metrics is not described; describe it, or take shared out"
)
NOBODY = (
    "is written to by no cluster, and would show nothing; set platform.metrics.shared of each cluster that it shall show, "
    "or take it out"
)
CLUSTERS = {
    "production": [
        "aws.regions.us-east-1.platform",
        "aws.regions.us-west-2.platform",
        "gcp.platform",
        "azure.platform",
    ],
    "staging": ["aws.regions.us-east-1.platform", "aws.regions.us-west-2.platform"],
}
STACKS = ("production", "staging")


def unshared(desk: Desk, stack: str, keep: int | None = None) -> None:
    """Take ``shared`` out of every cluster, or out of all but one."""
    lines = desk.file(stack).read_text().splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.strip() == "shared: true"]
    assert len(places) == len(CLUSTERS[stack])
    gone = {place for index, place in enumerate(places) if index != keep}
    desk.write(stack, "".join(line for number, line in enumerate(lines) if number not in gone))


def said(desk: Desk, stack: str) -> list[str]:
    return [fault.split(": ", 1)[1] for fault in desk.faults(stack)]


@pytest.mark.parametrize("stack", STACKS)
def test_each_cluster_that_shares_without_a_store_is_told(furnished: Desk, stack: str) -> None:
    furnished.edit(stack, STORE[stack])
    assert said(furnished, stack) == [f"{place}.metrics.shared: {NOWHERE}" for place in CLUSTERS[stack]]


@pytest.mark.parametrize("stack", STACKS)
def test_a_store_that_nobody_writes_to_is_told(furnished: Desk, stack: str) -> None:
    unshared(furnished, stack)
    assert said(furnished, stack) == [f"aws.shared_metrics: {NOBODY}"]


@pytest.mark.parametrize("keep", range(4))
def test_one_cluster_of_any_cloud_is_enough(furnished: Desk, keep: int) -> None:
    unshared(furnished, "production", keep)
    assert furnished.faults("production") == []


def test_neither_store_nor_shares_is_fine(furnished: Desk) -> None:
    unshared(furnished, "production")
    furnished.edit("production", STORE["production"])
    assert furnished.faults("production") == []


def test_production_keeps_a_year_of_them(furnished: Desk) -> None:
    furnished.edit("production", ("shared_metrics: {}", "shared_metrics: { retention_days: 90 }"))
    (fault,) = said(furnished, "production")
    assert fault == (
        "aws.shared_metrics.retention_days: is 90: no season could be compared with that of the year before; set it to 365 "
        "or more"
    )
