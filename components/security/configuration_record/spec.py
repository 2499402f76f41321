"""What an environment decides about the record of its account's configuration."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec
from components.security.configuration_record.rules import RULES, RuleName

ResourceType = Annotated[str, StringConstraints(pattern=r"^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$")]
"""A type as CloudFormation writes it, such as AWS::EC2::Instance."""

Frequency = Literal["CONTINUOUS", "DAILY"]

NEVER_DAILY: Final = (
    "AWS::Config::ConfigurationRecorder",
    "AWS::Config::ConformancePackCompliance",
    "AWS::Config::ResourceCompliance",
)
"""Types that AWS Config refuses to record once a day (its API, RecordingModeOverride)."""

RESTLESS: Final = ("AWS::EC2::Instance", "AWS::EC2::NetworkInterface", "AWS::EC2::Volume")
"""Types that come and go with nodes and pods: each change would be an item, and most of the bill."""

LEAST_DAYS, MOST_DAYS = 30, 2557
"""Days that AWS Config can keep items for (its API, PutRetentionConfiguration)."""


class RecordingSpec(Spec):
    """Every type is recorded, or only those that are named; each at every change, or once a day.

    An item of a day costs four times an item of a change, so that a day pays for what changes more often than that.
    """

    frequency: Frequency = Field(
        default="CONTINUOUS", description="Whether every change is recorded, or the state once a day."
    )
    daily_types: tuple[ResourceType, ...] = Field(
        default=RESTLESS, description="Types recorded once a day although the others are at every change."
    )
    only_types: tuple[ResourceType, ...] = Field(
        default=(),
        description="The only types recorded; without any, all of them. Security Hub needs all of them.",
    )
    days: int = Field(
        default=MOST_DAYS,
        ge=LEAST_DAYS,
        le=MOST_DAYS,
        description="Days that the history can be asked for; the store of logs keeps files as long as its own rules say.",
    )
    rules: tuple[RuleName, ...] = Field(
        default=("required-tags",), description="The managed rules; Security Hub brings its own beside them."
    )
    service_linked_role: bool = Field(
        default=True,
        description=(
            "Whether this stack makes the role that AWS Config works with. An account has it once: false if it has it "
            "already, because IAM refuses a second one."
        ),
    )

    @property
    def daily(self) -> tuple[str, ...]:
        """The types recorded once a day where the others are recorded at every change."""
        if self.frequency == "DAILY":
            return ()
        return tuple(one for one in self.daily_types if not self.only_types or one in self.only_types)

    @model_validator(mode="after")
    def _can_be_recorded(self) -> Self:
        faults = [*self._named_twice(), *self._frequencies(), *self._blind_rules()]
        if faults:
            raise RefusalError(*faults)
        return self

    def _named_twice(self) -> Iterator[str]:
        named: dict[str, tuple[str, ...]] = {
            "daily_types": self.daily_types,
            "only_types": self.only_types,
            "rules": self.rules,
        }
        for key, values in named.items():
            twice = sorted({one for one in values if values.count(one) > 1})
            if twice:
                yield f"{key}: {', '.join(twice)} is named twice, and AWS Config takes each once; name it once"

    def _frequencies(self) -> Iterator[str]:
        given = "daily_types" in self.model_fields_set and self.daily_types
        if given and self.frequency == "DAILY":
            yield (
                "daily_types: everything is recorded once a day already, so they would change nothing; take them out, or "
                "set frequency to CONTINUOUS"
            )
        wrong = [one for one in self.daily_types if one in NEVER_DAILY]
        if wrong:
            yield f"daily_types: AWS Config records {', '.join(wrong)} at every change or not at all; take it out"
        stray = sorted({*self.daily_types} - {*self.only_types}) if self.only_types and given else []
        if stray:
            yield (
                f"daily_types: {', '.join(stray)} is not among only_types, so it would not be recorded at all; add it there, "
                "or take it out here"
            )

    def _blind_rules(self) -> Iterator[str]:
        for name in self.rules if self.only_types else ():
            unseen = [one for one in RULES[name].types if one not in self.only_types]
            if unseen:
                yield (
                    f"rules: {name} looks at {', '.join(unseen)}, which only_types leaves out, so it would pass unseen; add "
                    "it there, or take the rule out"
                )
