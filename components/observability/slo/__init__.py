"""Service level objectives: what is promised, and the rules by which Prometheus watches the promise."""

from components.observability.slo.rules import BUDGET_LEFT, BURN_RATE, rule_groups
from components.observability.slo.spec import BurnRate, LatencySli, ObjectiveSpec, RatioSli

__all__ = ["BUDGET_LEFT", "BURN_RATE", "BurnRate", "LatencySli", "ObjectiveSpec", "RatioSli", "rule_groups"]
