"""Service level objectives: what is promised, and the rules by which Prometheus watches the promise."""

from components.observability.slo.rules import rule_groups
from components.observability.slo.spec import BurnRate, LatencySli, ObjectiveSpec, RatioSli

__all__ = ["BurnRate", "LatencySli", "ObjectiveSpec", "RatioSli", "rule_groups"]
