"""The versions of PostgreSQL, Valkey and Redis that AWS still creates, and the families they belong to.

The tables carry the day they were read; a spec has no clock and is judged against that day.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

REVIEWED = date(2026, 11, 23)
"""The day on which the tables below were last compared with their sources."""


@dataclass(frozen=True)
class PostgresMajor:
    """The oldest minor of a major that RDS creates, and the end of its standard support."""

    oldest_minor: int
    standard_until: date


POSTGRES: dict[str, PostgresMajor] = {
    "14": PostgresMajor(20, date(2027, 2, 28)),
    "15": PostgresMajor(15, date(2028, 2, 29)),
    "16": PostgresMajor(11, date(2029, 2, 28)),
    "17": PostgresMajor(7, date(2030, 2, 28)),
    "18": PostgresMajor(1, date(2031, 2, 28)),
}
"""Majors in standard support. Sources: the RDS release calendar for the dates; for the minors AWS's notices
of 2026: no new instances of 14.14-14.17, 15.9-15.12, 16.5-16.8 and 17.1-17.4 from 2026-05-01, nor of
14.18-14.19, 15.13-15.14, 16.9-16.10 and 17.5-17.6 from 2026-10-01."""

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

_POSTGRES_VERSION = re.compile(r"(\d+)(?:\.(\d+))?")


def postgres_fault(version: str) -> str | None:
    """Return why RDS would not create this version of PostgreSQL, with the way out, or nothing.

    A major alone stands for its newest minor, kept current by automatic upgrades.
    """
    match = _POSTGRES_VERSION.fullmatch(version)
    if match is None:
        return (
            f"{version!r} is not a PostgreSQL version: write a major such as '15', or a minor such as '15.15'"
        )
    major, minor = match.group(1), match.group(2)
    if major not in POSTGRES:
        return (
            f"PostgreSQL {major} is not in standard support on RDS, so that it could not be created without the "
            f"surcharge of extended support: choose one of {', '.join(POSTGRES)}"
        )
    oldest = POSTGRES[major].oldest_minor
    if minor is not None and int(minor) < oldest:
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
