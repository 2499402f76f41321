"""Security Hub: the hub of a region, its standards, their controls and where findings come together."""

import re
from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, matches, one_of
from simulator.values import UNKNOWN, reveal

STANDARD = re.compile(r"arn:aws[\w-]*:securityhub:([a-z0-9-]*)::((?:standards|ruleset)/.+)")
MODES = ("ALL_REGIONS", "ALL_REGIONS_EXCEPT_SPECIFIED", "SPECIFIED_REGIONS", "NO_REGIONS")


def _subscription(case: Case) -> Any:
    """Return the subscription's ARN: the standard's path behind the account that subscribes."""
    standard, prefix = (
        reveal(case["standardsArn"]),
        case.text("arn:{partition}:securityhub:{region}:{account}:subscription/"),
    )
    if UNKNOWN in (standard, prefix):
        return UNKNOWN
    found = STANDARD.fullmatch(str(standard))
    return f"{prefix}{found[2].split('/', 1)[1] if found else standard}"


def _standard(given: Given) -> Refused:
    arn, region = given.text("standardsArn"), given.text("region")
    if arn is None:
        return
    found = STANDARD.fullmatch(arn)
    if found is None:
        yield "standardsArn", f"standardsArn must be the ARN of a standard, not {given.shown('standardsArn')}"
    elif region is not None and found[1] not in {"", region}:
        yield "standardsArn", f"standardsArn is a standard of {found[1]}, and the hub is in {region}"


def _linked(given: Given) -> Refused:
    mode, region = given.text("linkingMode"), given.text("region")
    named = given.items("specifiedRegions")
    specified = mode in {"SPECIFIED_REGIONS", "ALL_REGIONS_EXCEPT_SPECIFIED"}
    if specified and given.lacks("specifiedRegions"):
        yield "specifiedRegions", f"specifiedRegions must be set for the linking mode {mode}"
    if mode in MODES and not specified and given.has("specifiedRegions"):
        yield "specifiedRegions", f"specifiedRegions cannot be set for the linking mode {mode}"
    if region is not None and region in named:
        yield "specifiedRegions", f"{region} is the aggregation region itself and cannot be linked to it"


def _reason(given: Given) -> Refused:
    """Source: ValidateConfig of the provider's standards control association."""
    if given.text("associationStatus") == "DISABLED" and given.lacks("updatedReason"):
        yield "updatedReason", "updatedReason must be set when a control is disabled"


KINDS = (
    Kind(
        "aws:securityhub/account:Account",
        id="{account}",
        defaults={"autoEnableControls": True, "enableDefaultStandards": True},
        outputs={
            "arn": "arn:{partition}:securityhub:{region}:{account}:hub/default",
            "controlFindingGenerator": "SECURITY_CONTROL",
        },
        refusals=(one_of("controlFindingGenerator", ("SECURITY_CONTROL", "STANDARD_CONTROL")),),
    ),
    Kind(
        "aws:securityhub/standardsSubscription:StandardsSubscription",
        id=_subscription,
        outputs={"arn": "{id}"},
        refusals=(_standard,),
    ),
    Kind(
        "aws:securityhub/standardsControlAssociation:StandardsControlAssociation",
        id="{securityControlId},{standardsArn}",
        refusals=(
            matches("securityControlId", r"[A-Za-z0-9]+\.\d+", "a control such as IAM.6"),
            one_of("associationStatus", ("ENABLED", "DISABLED")),
            _standard,
            _reason,
        ),
    ),
    Kind(
        "aws:securityhub/findingAggregator:FindingAggregator",
        id="arn:{partition}:securityhub:{region}:{account}:finding-aggregator/{uuid}",
        outputs={"arn": "{id}"},
        refusals=(one_of("linkingMode", MODES), _linked),
    ),
)
