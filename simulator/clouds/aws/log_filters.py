"""Metrics counted from what is logged."""

from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, conflicts, matches


def _default(given: Given) -> Refused:
    """Refuse a default beside dimensions. Source: CloudWatch Logs API, MetricTransformation."""
    yield from conflicts("metricTransformation.defaultValue", "metricTransformation.dimensions")(given)


KINDS = (
    Kind(
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        id="{name}",
        autoname=Autoname(limit=512),
        defaults={"applyOnTransformedLogs": False},
        refusals=(
            matches("name", r"[^:*]{1,512}", "1 to 512 characters without : and *"),
            matches("pattern", r"[\s\S]{0,1024}", "at most 1024 characters"),
            matches("metricTransformation.name", r"[^:*$]{1,255}", "1 to 255 characters without : * and $"),
            matches(
                "metricTransformation.namespace", r"[^:*$]{1,255}", "1 to 255 characters without : * and $"
            ),
            _default,
        ),
    ),
)
