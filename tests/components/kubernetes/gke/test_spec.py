"""What a GKE spec refuses, each with its sentence."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from components.kubernetes.gke.spec import GkePoolSpec, GkeSpec, production_faults
from components.kubernetes.gke.versions import version_fault

POOL = {"machine_type": "e2-standard-2", "total_min": 3, "total_max": 5}
SOUND: dict[str, Any] = {"zones": ("a", "b", "c"), "pools": {"general": POOL}}


def spec(**changes: Any) -> GkeSpec:
    return GkeSpec.model_validate({**SOUND, **changes})


def test_a_sound_spec_passes_and_counts_its_nodes() -> None:
    assert spec(pools={"one": POOL, "two": {**POOL, "total_max": 20}}).most_nodes == 25


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "bounds": ({"pools": {"general": {**POOL, "total_min": 6}}}, "total_min 6 is above total_max 5"),
    "zone twice": ({"zones": ("a", "a")}, "zones a, a name one twice"),
    "zone unheard of": ({"zones": ("g",)}, "String should match pattern"),
    "per-zone counts": ({"pools": {"general": {**POOL, "min": 1}}}, "Extra inputs are not permitted"),
    "label": (
        {"pools": {"general": {**POOL, "labels": {"cloud.google.com/x": "y"}}}},
        "cloud.google.com/x is kept by GKE",
    ),
    "label of ours": (
        {"pools": {"general": {**POOL, "labels": {"platform.internal/node-pool": "other"}}}},
        "platform.internal/node-pool is set to the pool's name by itself: leave it out",
    ),
    "pool name": ({"pools": {"General": POOL}}, "String should match pattern"),
    "no open pool": ({"pools": {"system": {**POOL, "system": True}}}, "every pool has a taint"),
    "old version": ({"version": "1.33"}, "left GKE's support on 2026-08-03"),
    "version of another channel": (
        {"version": "1.36", "channel": "STABLE"},
        "channel STABLE does not offer Kubernetes 1.36",
    ),
    "long freeze": (
        {"freezes": {"x1": {"start": "2026-12-01T00:00:00Z", "end": "2027-01-15T00:00:00Z"}}},
        "lasts 45 days",
    ),
    "freeze backwards": (
        {"freezes": {"x1": {"start": "2026-12-02T00:00:00Z", "end": "2026-12-01T00:00:00Z"}}},
        "set end to a later moment",
    ),
    "short window": (
        {"window": {"start": "2026-01-03T06:00:00Z", "end": "2026-01-03T08:00:00Z"}},
        "GKE takes windows of 4 to 24 hours",
    ),
    "window too seldom": (
        {"window": {"start": "2026-01-03T06:00:00Z", "end": "2026-01-03T14:00:00Z", "days": ("SA",)}},
        "GKE demands 48 of any 32 days",
    ),
    "many freezes": (
        {
            "freezes": {
                f"x{n}": {"start": f"2026-0{n}-01T00:00:00Z", "end": f"2026-0{n}-05T00:00:00Z"}
                for n in range(1, 5)
            }
        },
        "4 are more than the 3",
    ),
}


@pytest.mark.parametrize(("changes", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_gke_refuses_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        spec(**changes)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("bounds", "zones", "first"),
    [
        ((3, 5), 3, 1),
        ((5, 20), 3, 2),
        ((3, 3), 3, 1),
        ((0, 4), 3, 0),
        ((4, 4), 3, 1),
        ((3, 3), 4, 0),
        ((1, 4), 4, 1),
    ],
)
def test_a_pool_begins_with_enough_in_each_zone_and_never_with_too_many(
    bounds: tuple[int, int], zones: int, first: int
) -> None:
    """What GKE makes in each zone, times the zones, stays within what the pool may have in all."""
    pool = GkePoolSpec(machine_type="e2-standard-2", total_min=bounds[0], total_max=bounds[1])
    assert pool.first_nodes(zones) == first


def test_a_version_is_offered_until_its_support_ends() -> None:
    assert version_fault("1.35", "REGULAR", date(2027, 4, 11)) is None
    assert "2027-04-11" in str(version_fault("1.35", "REGULAR", date(2027, 4, 12)))


def test_production_asks_for_more() -> None:
    system = {**POOL, "total_min": 1, "system": True, "spot": True}
    poor = spec(zones=("a",), channel="RAPID", pools={"system": system, "general": POOL})
    assert [fault.partition(":")[0] for fault in production_faults(poor)] == [
        "zones", "channel", "enforce_signed_images", "pools.system", "pools.system.spot",
    ]  # fmt: skip
    assert production_faults(spec()) == [
        "enforce_signed_images: an image from anywhere could run: set it to true",
        "pools: no pool is system, so applications can starve DNS and ingress: set system to true on one",
    ]
