"""Analyzers of access from outside and of access that nobody uses."""

from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, matches, one_of

TYPES = (
    "ACCOUNT",
    "ORGANIZATION",
    "ACCOUNT_UNUSED_ACCESS",
    "ORGANIZATION_UNUSED_ACCESS",
    "ACCOUNT_INTERNAL_ACCESS",
    "ORGANIZATION_INTERNAL_ACCESS",
)
UNUSED_DAYS = 90
"""Source: Access Analyzer API, UnusedAccessConfiguration."""


def _configuration(case: Case) -> Any:
    kind = case.known("type") or ""
    return {"unusedAccess": {"unusedAccessAge": UNUSED_DAYS}} if kind.endswith("UNUSED_ACCESS") else None


def _unused(given: Given) -> Refused:
    kind = given.text("type")
    age = given.number("configuration.unusedAccess.unusedAccessAge")
    if kind in TYPES and not kind.endswith("UNUSED_ACCESS") and given.has("configuration.unusedAccess"):
        yield (
            "configuration.unusedAccess",
            f"unusedAccess cannot be configured for an analyzer of type {kind}",
        )
    if age is not None and not 1 <= age <= 365:
        yield (
            "configuration.unusedAccess.unusedAccessAge",
            f"unusedAccessAge must be between 1 and 365 days, not {age:g}",
        )


KINDS = (
    Kind(
        "aws:accessanalyzer/analyzer:Analyzer",
        id="{analyzerName}",
        defaults={"type": "ACCOUNT"},
        outputs={
            "arn": "arn:{partition}:access-analyzer:{region}:{account}:analyzer/{analyzerName}",
            "configuration": _configuration,
        },
        refusals=(
            matches(
                "analyzerName",
                r"[A-Za-z][A-Za-z0-9_.-]{0,254}",
                "1 to 255 letters, digits or _.-, beginning with a letter",
            ),
            one_of("type", TYPES),
            _unused,
        ),
    ),
)
