"""A service level objective: which events are good, how many of them have to be, and how fast a budget may burn.

Terms and the arithmetic of burn rates are those of Google's SRE workbook, chapter 5, "Alerting on SLOs".
"""

import re
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from components.foundation.spec import RefusalError, Spec

Metric = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
Label = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*$")]
ObjectiveName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]

PLAIN: Final = re.compile(r"^\d+(\.\d+)?$")


def _exact(given: object) -> Decimal:
    """Return the number that a text is, and refuse what a computer has already rounded: 0.1 as a number is no tenth."""
    if isinstance(given, str) and PLAIN.fullmatch(given):
        return Decimal(given)
    if isinstance(given, Decimal):
        return given
    if isinstance(given, int | float) and not isinstance(given, bool):
        text = f'{given} may have been rounded on the way; put it into quotes: "{given}"'
        raise ValueError(text)  # noqa: TRY004 - pydantic makes a fault of this one alone
    raise ValueError('should be a number in quotes, such as "99.9"')


Exact = Annotated[
    Decimal, BeforeValidator(_exact), WithJsonSchema({"type": "string", "pattern": PLAIN.pattern})
]
"""A decimal number as it was written."""

Told = Literal["page", "ticket"]
"""Whether somebody is woken, or reads it by day."""

SHORT_OF_LONG: Final = 12
"""A burn has to go on in a twelfth of its window too, so that an alert ends soon after its cause (SRE workbook)."""

LONGEST_HOURS: Final = 72

FINEST: Final = 5
"""Digits after the point of a target in percent: with one more, a year has less than a second to fail."""


class RatioSli(Spec):
    """Events that are counted, and which of them are bad: those whose label ``bad`` matches ``bad_values``."""

    kind: Literal["ratio"] = "ratio"
    metric: Metric = Field(description="Counter of all events, such as http_requests_total.")
    where: dict[Label, str] = Field(
        default_factory=dict, description="Label -> value of the events that count."
    )
    bad: Label = Field(description="Label by which a bad event is known, such as status.")
    bad_values: str = Field(
        min_length=1, description="Regular expression of its values for bad events, such as 5.."
    )


class LatencySli(Spec):
    """Requests in a histogram, of which those above a bound are bad: events are counted, and no quantile is guessed."""

    kind: Literal["latency"] = "latency"
    metric: Metric = Field(description="Histogram without a suffix, such as http_request_duration_seconds.")
    where: dict[Label, str] = Field(
        default_factory=dict, description="Label -> value of the requests that count."
    )
    bound: str = Field(
        pattern=r"^\d+(\.\d+)?$",
        description="Upper edge of a bucket that there is, in the unit of the metric.",
    )


class ProbeSli(Spec):
    """Looks at whether something answers, in a gauge that is 1 when it does and 0 when not: each look is an event."""

    kind: Literal["probe"] = "probe"
    metric: Metric = Field(description="Gauge of 0 and 1, such as pg_up or probe_success.")
    where: dict[Label, str] = Field(
        default_factory=dict, description="Label -> value of the looks that count."
    )


Sli = RatioSli | LatencySli | ProbeSli


class BurnRate(Spec):
    """How many times faster than evenly a budget burns, over how many hours, before somebody is told."""

    factor: Exact = Field(gt=0, description="Times as fast as would use up the budget at the window's end.")
    hours: int = Field(ge=1, le=LONGEST_HOURS, description="Hours that it is measured over.")
    severity: Told = Field(description="Whether somebody is woken, or reads it by day.")

    @property
    def windows(self) -> tuple[str, str]:
        """The long window and the short one, as PromQL writes them."""
        minutes = self.hours * 60 // SHORT_OF_LONG
        return f"{self.hours}h", f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


ASKED: Final = (
    BurnRate(factor=Decimal("14.4"), hours=1, severity="page"),
    BurnRate(factor=Decimal(6), hours=6, severity="ticket"),
)
"""The pairs of the requirements (10.1): 2 % of a month's budget within an hour, and 5 % within six."""


class ObjectiveSpec(Spec):
    """A promise about a service, and who hears when it is about to be broken.

    :raises RefusalError: for a burn that no service could reach, or a window that outlasts the promise's own.
    """

    description: str = Field(min_length=1, description="What is promised, in a sentence.")
    service: ObjectiveName = Field(description="Whose promise it is.")
    owner: ObjectiveName = Field(description="The team that is told.")
    sli: Sli = Field(discriminator="kind", description="Which events are good.")
    target_percent: Exact = Field(
        gt=0, lt=100, description="How many of a hundred events are good, as a decimal in quotes."
    )
    window_days: int = Field(default=30, ge=7, le=90, description="Days that the promise is about.")
    burns: tuple[BurnRate, ...] = Field(default=ASKED, min_length=1, description="When somebody is told.")
    least_events: int = Field(
        default=0, ge=0, description="Events that a window must have seen: one bad one of three is no outage."
    )

    @field_validator("target_percent")
    @classmethod
    def _ends(cls, target: Decimal) -> Decimal:
        digits = -int(target.as_tuple().exponent)
        if digits > FINEST:
            raise ValueError(
                f"{target} is finer than any count can show; give it {FINEST} digits after the point at most"
            )
        return target

    @property
    def budget(self) -> Decimal:
        """The share of events that may be bad, exactly."""
        return 1 - self.target_percent / 100

    @model_validator(mode="after")
    def _can_be_watched(self) -> Self:
        faults, highest = [], 1 / self.budget
        for index, burn in enumerate(self.burns):
            if burn.factor >= highest:
                faults.append(
                    f"burns.{index}.factor: {burn.factor} times {plain(self.budget)} is {plain(burn.factor * self.budget)}, "
                    f"and no more than all events can be bad: it would never be told; lower it below {plain(highest)}"
                )
            if burn.hours > self.window_days * 24:
                faults.append(
                    f"burns.{index}.hours: {burn.hours} hours outlast the {self.window_days} days of the promise"
                )
        for label, value in self.sli.where.items():
            if re.search(r'["\\\n]', value):
                faults.append(
                    f"sli.where.{label}: quotes, backslashes and line ends have no place in a label's value"
                )
        if isinstance(self.sli, RatioSli):
            if re.search(r'["\n]', self.sli.bad_values):
                faults.append("sli.bad_values: quotes and line ends would end the expression: leave them out")
            if self.sli.bad in self.sli.where:
                faults.append(
                    f"sli.bad: {self.sli.bad} is held to one value in where, so that all or none would be bad"
                )
        if faults:
            raise RefusalError(*faults)
        return self


def plain(number: Decimal) -> str:
    """Return a decimal as PromQL and people read it: without an exponent, and without needless zeros.

    What does not end is cut at nine digits.
    """
    return f"{number.quantize(Decimal('1e-9')).normalize():f}"
