"""Which versions are still created."""

import pytest

from components.data.engine_versions import (
    CacheEngine,
    cache_family,
    cache_fault,
    postgres_family,
    postgres_fault,
)


@pytest.mark.parametrize(
    "version", ["14", "14.20", "15", "15.15", "15.16", "16.11", "17.7", "17.10", "18", "18.1"]
)
def test_a_living_postgres_is_accepted(version: str) -> None:
    assert postgres_fault(version) is None


def test_a_retired_minor_is_refused_with_the_way_out() -> None:
    assert postgres_fault("15.4") == (
        "PostgreSQL 15.4 is retired: RDS creates no instance of 15 below 15.15 and upgrades the rest; write '15' to "
        "follow automatic minors, or '15.15' or newer"
    )


@pytest.mark.parametrize("version", ["14.19", "15.14", "16.10", "17.6", "18.0"])
def test_the_minor_below_the_oldest_is_refused(version: str) -> None:
    assert "is retired" in (postgres_fault(version) or "")


@pytest.mark.parametrize("version", ["9.6", "12", "13.22", "19"])
def test_a_major_outside_standard_support_is_refused(version: str) -> None:
    fault = postgres_fault(version) or ""
    assert "not in standard support" in fault
    assert fault.endswith("choose one of 14, 15, 16, 17, 18")


@pytest.mark.parametrize("version", ["", "15.", "15.4.1", "postgres15", "latest"])
def test_what_is_no_version_is_refused(version: str) -> None:
    assert "is not a PostgreSQL version" in (postgres_fault(version) or "")


def test_the_family_of_a_minor_is_its_majors() -> None:
    assert (postgres_family("15.15"), postgres_family("18")) == ("postgres15", "postgres18")


@pytest.mark.parametrize(
    ("engine", "version", "family"),
    [
        ("valkey", "7.2", "valkey7"),
        ("valkey", "8.2", "valkey8"),
        ("valkey", "9.0", "valkey9"),
        ("redis", "6.2", "redis6.x"),
        ("redis", "7.1", "redis7"),
    ],
)
def test_a_living_cache_engine_has_a_family(engine: CacheEngine, version: str, family: str) -> None:
    assert cache_fault(engine, version) is None
    assert cache_family(engine, version) == family


@pytest.mark.parametrize(
    ("engine", "version", "reason"),
    [
        ("redis", "7.2", "ElastiCache offers Redis OSS up to 7.1 and not 7.2: set engine to valkey"),
        ("redis", "5.0.6", "Redis 5.0.6 left standard support on 2026-01-31"),
        (
            "valkey",
            "6.2",
            "ElastiCache offers no Valkey 6.2: set version to one of 7.2, 8.0, 8.1, 8.2, 9.0, 9.1",
        ),
    ],
)
def test_another_cache_engine_is_refused(engine: CacheEngine, version: str, reason: str) -> None:
    assert (cache_fault(engine, version) or "").startswith(reason)
