"""Monitors of spending, who hears of what they find, and the tags that a bill is split by."""

from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, conflicts, document, matches, one_of

IMPACTS = ("ANOMALY_TOTAL_IMPACT_ABSOLUTE", "ANOMALY_TOTAL_IMPACT_PERCENTAGE")
FREQUENCIES = ("DAILY", "IMMEDIATE", "WEEKLY")
DIMENSIONS = ("SERVICE", "LINKED_ACCOUNT", "TAG", "COST_CATEGORY")
NAME = matches("name", r"[\s\S]{1,1024}", "1 to 1024 characters")


def _monitored(given: Given) -> Refused:
    kind = given.text("monitorType")
    if kind == "DIMENSIONAL" and given.lacks("monitorDimension"):
        yield "monitorDimension", "monitorDimension must be set for a monitor of type DIMENSIONAL"
    if kind == "CUSTOM" and given.lacks("monitorSpecification"):
        yield "monitorSpecification", "monitorSpecification must be set for a monitor of type CUSTOM"


def _subscribers(given: Given) -> Refused:
    """Source: Cost Management API, AnomalySubscription: topics hear at once, addresses of a day or week."""
    frequency = given.text("frequency")
    for path, one in given.objects("subscribers"):
        kind = one.text("type")
        if kind not in {None, "EMAIL", "SNS"}:
            yield f"{path}.type", f"type must be one of EMAIL, SNS, not {one.shown('type')}"
        if frequency == "IMMEDIATE" and kind == "EMAIL":
            yield f"{path}.type", "an address hears DAILY or WEEKLY; IMMEDIATE is for a topic"
        if frequency in {"DAILY", "WEEKLY"} and kind == "SNS":
            yield f"{path}.type", f"a topic hears IMMEDIATE, not {frequency}"


def _threshold(given: Given) -> Refused:
    for path in ("thresholdExpression", "thresholdExpression.ands", "thresholdExpression.ors"):
        for place, one in given.objects(path):
            key = one.text("dimension.key")
            if key is not None and key not in IMPACTS:
                yield (
                    f"{place}.dimension.key",
                    f"key must be one of {', '.join(IMPACTS)}, not {one.shown('dimension.key')}",
                )
            options = [item for item in one.items("dimension.matchOptions") if isinstance(item, str)]
            if key is not None and set(options) - {"GREATER_THAN_OR_EQUAL"}:
                yield (
                    f"{place}.dimension.matchOptions",
                    "matchOptions of an impact must be GREATER_THAN_OR_EQUAL",
                )


KINDS = (
    Kind(
        "aws:costexplorer/anomalyMonitor:AnomalyMonitor",
        id="arn:{partition}:ce::{account}:anomalymonitor/{uuid}",
        autoname=Autoname(limit=1024),
        outputs={"arn": "{id}"},
        refusals=(
            NAME,
            one_of("monitorType", ("DIMENSIONAL", "CUSTOM")),
            one_of("monitorDimension", DIMENSIONS),
            conflicts("monitorDimension", "monitorSpecification"),
            document("monitorSpecification"),
            _monitored,
        ),
    ),
    Kind(
        "aws:costexplorer/anomalySubscription:AnomalySubscription",
        id="arn:{partition}:ce::{account}:anomalysubscription/{uuid}",
        autoname=Autoname(limit=1024),
        outputs={"accountId": "{account}", "arn": "{id}"},
        refusals=(NAME, one_of("frequency", FREQUENCIES), _subscribers, _threshold),
    ),
    Kind(
        "aws:costexplorer/costAllocationTag:CostAllocationTag",
        id="{tagKey}",
        outputs={"type": "UserDefined"},
        refusals=(
            matches("tagKey", r"[\s\S]{1,1024}", "1 to 1024 characters"),
            one_of("status", ("Active", "Inactive")),
        ),
    ),
)
