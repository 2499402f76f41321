"""Disks that RDS would refuse."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.data.postgres import StorageSpec


@pytest.mark.parametrize(
    ("given", "iops", "throughput"),
    [
        ({"allocated_gib": 20}, None, None),
        ({"allocated_gib": 399}, None, None),
        ({"allocated_gib": 400}, 12_000, 500),
        ({"allocated_gib": 1_000, "iops": 16_000}, 16_000, 500),
        ({"allocated_gib": 1_000, "iops": 16_000, "throughput_mibps": 4_000}, 16_000, 4_000),
        ({"allocated_gib": 100, "kind": "io2"}, 1_000, None),
        ({"allocated_gib": 1_000, "kind": "io2", "iops": 100_000}, 100_000, None),
    ],
)
def test_what_is_asked_for_follows_size_and_kind(
    given: dict[str, Any], iops: int | None, throughput: int | None
) -> None:
    storage = StorageSpec(**given)
    assert (storage.provisioned_iops, storage.provisioned_throughput) == (iops, throughput)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (
            {"allocated_gib": 1_000, "iops": 3_000},
            "iops 3000 is below what gp3 has from 400 GiB on: leave it out to get 12000",
        ),
        ({"allocated_gib": 1_000, "throughput_mibps": 250}, "throughput_mibps 250 is outside 500 to 4000"),
        ({"allocated_gib": 100, "iops": 3_000}, "cannot be set on gp3 below 400 GiB"),
        ({"allocated_gib": 100, "throughput_mibps": 125}, "cannot be set on gp3 below 400 GiB"),
        ({"allocated_gib": 1_000, "iops": 65_000}, "beyond gp3, which ends at 64000: set kind to io2"),
        ({"allocated_gib": 1_000, "throughput_mibps": 4_001}, "throughput_mibps 4001 is outside 500 to 4000"),
        ({"allocated_gib": 1_000, "throughput_mibps": 3_001}, "needs 12004 IOPS beside it and has 12000"),
        ({"allocated_gib": 99, "kind": "io2"}, "io2 starts at 100 GiB"),
        ({"allocated_gib": 100, "kind": "io2", "iops": 100_001}, "iops 100001 is outside 1000 to 100000"),
        ({"allocated_gib": 1_000, "kind": "io2", "iops": 256_001}, "iops 256001 is outside 1000 to 256000"),
        ({"allocated_gib": 100, "kind": "io2", "throughput_mibps": 500}, "cannot be set on io2"),
        ({"allocated_gib": 100, "max_allocated_gib": 109}, "set it to 110 or more, or leave it out"),
        ({"allocated_gib": 100, "max_allocated_gib": 100}, "no room to grow"),
        ({"allocated_gib": 19}, "greater than or equal to 20"),
        ({"allocated_gib": 65_537}, "less than or equal to 65536"),
        ({"allocated_gib": 400, "iops": 0}, "greater than or equal to 1"),
    ],
)
def test_an_impossible_disk_is_refused(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        StorageSpec(**given)


def test_the_seeds_disk_is_refused_for_both_of_its_faults() -> None:
    with pytest.raises(ValidationError) as refused:
        StorageSpec(allocated_gib=1_024, iops=3_000, throughput_mibps=250)
    assert "iops 3000" in str(refused.value)
    assert "throughput_mibps 250" in str(refused.value)


def test_the_least_growth_is_accepted() -> None:
    assert StorageSpec(allocated_gib=20, max_allocated_gib=22).max_allocated_gib == 22
