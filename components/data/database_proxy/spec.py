"""What an environment decides about the pool before its database, and what RDS Proxy is known to refuse of it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from components.foundation.log_groups import retention_faults
from components.foundation.log_retention import LogDays
from components.foundation.placement import ZoneLetter
from components.foundation.spec import RefusalError, Spec

FEWEST_ZONES = 2
"""Zones that a proxy must have subnets in (RDS user guide, network prerequisites of RDS Proxy)."""

LONGEST_BORROW_SECONDS = 300
"""RDS API, ConnectionPoolConfiguration."""

LONGEST_IDLE_SECONDS = 28_800
"""Eight hours (RDS user guide, creating a proxy)."""


class DatabaseProxySpec(Spec):
    """A pool of connections that many clients share. It is private and speaks TLS alone, whatever this says.

    It follows the primary through a failover, and keeps its clients' connections meanwhile. What a session leaves
    behind (SET, temporary tables, prepared statements) pins a connection to it, and pinned connections are not shared.
    """

    zones: tuple[ZoneLetter, ...] = Field(
        min_length=1, description="Where it answers, two zones at least; another set makes another endpoint."
    )
    clients: Literal["password", "iam"] = Field(
        default="password",
        description="How clients prove who they are: by the password, or by IAM tokens alone.",
    )
    pool_percent: int = Field(
        default=80,
        ge=1,
        le=100,
        description="Share of the database's max_connections that the pool may take.",
    )
    idle_percent: int = Field(
        default=40, ge=0, le=100, description="Share of max_connections that it keeps open while nobody asks."
    )
    borrow_seconds: int = Field(
        default=30,
        ge=1,
        le=LONGEST_BORROW_SECONDS,
        description="How long a client waits for a connection before it is refused.",
    )
    idle_client_seconds: int = Field(
        default=1_800, ge=1, le=LONGEST_IDLE_SECONDS, description="When a silent client is disconnected."
    )
    pinned_percent: int = Field(
        default=50, ge=1, le=99, description="Pinned share of the pool at which people are woken."
    )
    waiting_milliseconds: int = Field(
        default=500, ge=1, description="Mean wait for a connection at which people are woken."
    )
    log_days: LogDays = 30

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = []
        twice = sorted({zone for zone in self.zones if self.zones.count(zone) > 1})
        if twice:
            faults.append(f"zones names {', '.join(twice)} twice: name each once")
        elif len(self.zones) < FEWEST_ZONES:
            faults.append(
                f"zones is {self.zones[0]} alone, and RDS refuses a proxy in fewer than {FEWEST_ZONES}: name another"
            )
        if self.idle_percent > self.pool_percent:
            faults.append(
                f"idle_percent is {self.idle_percent}, above pool_percent {self.pool_percent}, and RDS refuses to keep "
                "more open than the pool may take: lower it"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: DatabaseProxySpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if spec.pool_percent == 100:
        faults.append(
            "pool_percent is 100: in an incident nobody could reach the database beside the pool; set it to 90 or less"
        )
    return [*faults, *retention_faults(spec.log_days)]
