"""How bad an incident is, how soon somebody answers, and what outside services make of it.

Source of the table: the requirements, section 14.1, ``severity_levels`` and ``response_times``.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from pydantic import Field

from components.foundation.spec import Spec

Severity = Literal["sev1", "sev2", "sev3", "sev4"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)

CRITICAL: Final[Severity] = "sev1"
"""What people mend themselves: nothing is restarted under the hands of whoever looks for the cause."""

MEANINGS: Final[Mapping[Severity, str]] = {
    "sev1": "service completely down",
    "sev2": "major feature unavailable",
    "sev3": "minor feature degraded",
    "sev4": "cosmetic issue",
}

Urgency = Literal["high", "low"]

URGENCIES: Final[Mapping[Severity, Urgency]] = {"sev1": "high", "sev2": "high", "sev3": "low", "sev4": "low"}
"""What PagerDuty makes of it: the API of incidents accepts these two words and no others."""

EVENT_SEVERITIES: Final[Mapping[Severity, str]] = {
    "sev1": "critical",
    "sev2": "error",
    "sev3": "warning",
    "sev4": "info",
}
"""The same in the words of PagerDuty's Events API v2."""

PUBLIC_STATES: Final[Mapping[Severity, str]] = {
    "sev1": "major_outage",
    "sev2": "partial_outage",
    "sev3": "degraded_performance",
}
"""What a component of StatusPage is said to be in. Of a cosmetic issue the public is told nothing."""


class ResponseSpec(Spec):
    """How soon an incident is acknowledged and worked on, in minutes; without figures by the end of the next business day."""

    acknowledge_minutes: int | None = Field(
        default=None, ge=1, le=10_080, description="Minutes in which somebody says that it is theirs."
    )
    respond_minutes: int | None = Field(
        default=None, ge=1, le=10_080, description="Minutes in which somebody works on it."
    )

    @property
    def faults(self) -> list[str]:
        """What contradicts itself."""
        first, second = self.acknowledge_minutes, self.respond_minutes
        if (first is None) != (second is None):
            return [
                "has one of acknowledge_minutes and respond_minutes: set both, or neither for the next business day"
            ]
        if first is not None and second is not None and second < first:
            fault = (
                f"respond_minutes is {second} and acknowledge_minutes {first}: nobody works on what nobody has "
                "acknowledged; set it to as much or more"
            )
            return [fault]
        return []

    @property
    def wording(self) -> str:
        """The targets in words."""
        if self.acknowledge_minutes is None:
            return "acknowledge and respond by the end of the next business day"
        if self.respond_minutes == self.acknowledge_minutes:
            return f"acknowledge within {self.acknowledge_minutes} min, respond at once"
        return f"acknowledge within {self.acknowledge_minutes} min, respond within {self.respond_minutes} min"


RESPONSES: Final[Mapping[Severity, ResponseSpec]] = {
    "sev1": ResponseSpec(acknowledge_minutes=5, respond_minutes=5),
    "sev2": ResponseSpec(acknowledge_minutes=15, respond_minutes=30),
    "sev3": ResponseSpec(acknowledge_minutes=60, respond_minutes=240),
    "sev4": ResponseSpec(),
}

POSTMORTEM_DAYS: Final = 5
"""Days after an incident's end in which its post-incident page is written (requirements, 14.1, ``postmortem_process``)."""

FOLLOW_UP_DAYS: Final = 30
"""Days after which it is looked at whether the actions were done."""
