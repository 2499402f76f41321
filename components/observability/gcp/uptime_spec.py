"""What an environment decides about the checks that Google runs of its public addresses."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.email import Email
from components.foundation.spec import RefusalError, Spec

CheckName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
HostName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")
]
CheckPath = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9._~/-]{0,254}$")]

CheckerRegion = Literal["USA", "EUROPE", "SOUTH_AMERICA", "ASIA_PACIFIC"]
LOCATIONS: Final[dict[CheckerRegion, int]] = {
    "USA": 3,
    "EUROPE": 1,
    "SOUTH_AMERICA": 1,
    "ASIA_PACIFIC": 1,
}
"""How many checkers ask from each region: in the USA those of Oregon, Iowa and Virginia (Cloud Monitoring API,
UptimeCheckRegion)."""

FEWEST_LOCATIONS: Final = 3
"""From how many a check has to be run (Cloud Monitoring API, UptimeCheckConfig.selectedRegions)."""


class UptimeCheckSpec(Spec):
    """A host that answers over TLS with 2xx, and what its answer holds."""

    host: HostName = Field(description="The host, such as www.example.com.")
    path: CheckPath = "/"
    contains: Annotated[str, StringConstraints(min_length=1, max_length=1024)] | None = Field(
        default=None, description="Text that an answer has to hold: an error page with status 200 has it not."
    )


class UptimeChecksSpec(Spec):
    """Checks of public addresses by Google's checkers, which stand outside of every cloud that serves them."""

    emails: tuple[Email, ...] = Field(min_length=1, max_length=10, description="Who is told of an outage.")
    targets: dict[CheckName, UptimeCheckSpec] = Field(
        default_factory=dict,
        description="Further addresses by name; a name of the platform's own replaces it.",
    )
    known: bool = Field(
        default=True, description="Whether the public addresses of the platform itself are checked."
    )
    regions: tuple[CheckerRegion, ...] = Field(
        default=("USA", "EUROPE", "ASIA_PACIFIC"), description="Where Google asks from."
    )
    period_seconds: Literal[60, 300, 600, 900] = 60
    timeout_seconds: int = Field(default=10, ge=1, le=60)
    failing_locations: int = Field(
        default=2,
        ge=1,
        le=6,
        description="From how many locations at once no answer comes before somebody is told.",
    )
    certificate_days: int = Field(
        default=14, ge=1, le=60, description="Days before a certificate ends at which somebody is told."
    )

    @property
    def locations(self) -> int:
        """From how many places each address is asked."""
        return sum(LOCATIONS[region] for region in set(self.regions))

    @model_validator(mode="after")
    def _enough(self) -> Self:
        faults = []
        if self.locations < FEWEST_LOCATIONS:
            faults.append(
                f"regions hold {self.locations} locations and Google asks from {FEWEST_LOCATIONS} at least, so that one of "
                "them cannot decide alone: add a region, or name USA, which has three"
            )
        elif self.failing_locations > self.locations:
            faults.append(
                f"failing_locations is {self.failing_locations} and only {self.locations} locations ask, so that nobody "
                "would ever be told: lower it, or add a region"
            )
        if faults:
            raise RefusalError(*faults)
        return self
