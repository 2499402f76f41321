"""What an environment decides about health checks and about how requests are spread over regions."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.placement import AwsRegion
from components.foundation.spec import RefusalError, Spec

CheckerRegion = Literal[
    "us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "sa-east-1"
]  # fmt: skip
"""Where Route 53 has health checkers (API reference, HealthCheckConfig.Regions)."""

FEWEST_CHECKERS = 3
LARGEST_WEIGHT = 255
"""Weight of a record (API reference, ResourceRecordSet.Weight)."""

Weight = Annotated[int, Field(ge=0, le=LARGEST_WEIGHT)]
Share = Annotated[int, Field(ge=0, le=100)]


class HealthCheckSpec(Spec):
    """How Route 53 finds out that a region does not answer. It asks over HTTPS, at the region's own name."""

    path: Annotated[str, StringConstraints(pattern=r"^/[\x21-\x7e]{0,254}$")] = "/health"
    interval_seconds: Literal[10, 30] = Field(default=30, description="10 is billed as an option of its own.")
    failures: int = Field(
        default=3, ge=1, le=10, description="Answers missed in a row before a region is left."
    )
    search: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = Field(
        default=None,
        description="Text that the first 5120 bytes of a healthy answer hold; billed as an option.",
    )
    checkers: tuple[CheckerRegion, ...] = Field(
        default=(), description="Regions that ask; none named: all eight."
    )

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.checkers and len(set(self.checkers)) < FEWEST_CHECKERS:
            raise RefusalError(
                f"checkers names {len(set(self.checkers))} regions and Route 53 asks from {FEWEST_CHECKERS} at least, so "
                "that one of them cannot decide alone: name more, or none"
            )
        return self


class RoutingSpec(Spec):
    """How requests are spread over the regions: in percent, or in weights of Route 53's own."""

    shares: dict[AwsRegion, Share] | None = Field(
        default=None, description="Percent by region, 100 together."
    )
    weights: dict[AwsRegion, Weight] | None = Field(default=None, description="Weights by region, 0 to 255.")

    @property
    def by_region(self) -> dict[AwsRegion, int]:
        """The weight of each region."""
        return self.shares or self.weights or {}

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if (self.shares is None) == (self.weights is None):
            raise RefusalError("requests are spread by shares or by weights: give exactly one of the two")
        if self.shares is not None and sum(self.shares.values()) != 100:
            raise RefusalError(
                f"the shares add up to {sum(self.shares.values())}, so that no region would get what its share says: "
                "make them 100 together, or call them weights"
            )
        if not any(self.by_region.values()):
            raise RefusalError(
                "every weight is 0, which Route 53 takes for equal weights: give the region that serves more than 0"
            )
        return self
