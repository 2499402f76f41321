"""The versions of PostgreSQL, Valkey and Redis that AWS still creates, and the families they belong to.

A spec has no clock: it is judged on the day that the support calendar was reviewed.
"""

import re
from typing import Literal

from components.foundation.support_calendar import RDS_POSTGRES, REVIEWED

CacheEngine = Literal["valkey", "redis"]

CACHE: dict[CacheEngine, dict[str, str]] = {
    "valkey": {
        "7.2": "valkey7",
        "8.0": "valkey8",
        "8.1": "valkey8",
        "8.2": "valkey8",
        "9.0": "valkey9",
        "9.1": "valkey9",
    },
    "redis": {"6.2": "redis6.x", "7.0": "redis7", "7.1": "redis7"},
}
"""Parameter group families by engine and version (ElastiCache user guide, engine versions and parameters)."""

_POSTGRES_VERSION = re.compile(r"(\d+)(?:\.\d+)?")


def postgres_fault(version: str) -> str | None:
    """Return why RDS would not create this version of PostgreSQL, with the way out, or nothing.

    A major alone stands for its newest minor, kept current by automatic upgrades.
    """
    match = _POSTGRES_VERSION.fullmatch(version)
    if match is None:
        return (
            f"{version!r} is not a PostgreSQL version: write a major such as '15', or a minor such as '15.15'"
        )
    major, supported = match.group(1), RDS_POSTGRES.offered(REVIEWED, extended=False)
    if major not in supported:
        return (
            f"PostgreSQL {major} is not in standard support on RDS, so that it could not be created without the "
            f"surcharge of extended support: choose one of {', '.join(supported)}"
        )
    if RDS_POSTGRES.retired(version):
        oldest = RDS_POSTGRES.versions[major].oldest_minor
        return (
            f"PostgreSQL {version} is retired: RDS creates no instance of {major} below {major}.{oldest} and "
            f"upgrades the rest; write '{major}' to follow automatic minors, or '{major}.{oldest}' or newer"
        )
    return None


def postgres_family(version: str) -> str:
    """Return the parameter group family of a PostgreSQL version."""
    return f"postgres{version.partition('.')[0]}"


def cache_fault(engine: CacheEngine, version: str) -> str | None:
    """Return why ElastiCache would not run this version, with the way out, or nothing."""
    if version in CACHE[engine]:
        return None
    known = ", ".join(CACHE[engine])
    if engine == "redis" and re.fullmatch(r"[45](\.\d+)*", version):
        return (
            f"Redis {version} left standard support on 2026-01-31 and bills as extended support: set engine to "
            f"valkey, or version to one of {known}"
        )
    if engine == "redis":
        return (
            f"ElastiCache offers Redis OSS up to 7.1 and not {version}: set engine to valkey, which goes on where "
            f"Redis OSS stopped, or version to one of {known}"
        )
    return f"ElastiCache offers no Valkey {version}: set version to one of {known}"


def cache_family(engine: CacheEngine, version: str) -> str:
    """Return the parameter group family of an engine's version.

    :raises KeyError: if the table does not know the version.
    """
    return CACHE[engine][version]
