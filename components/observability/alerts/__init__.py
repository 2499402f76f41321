"""The alerts of the platform: what is judged, by which figures, and what mutes what. Nothing here knows a cluster."""

from components.observability.alerts.catalogue import catalogue, rule_groups
from components.observability.alerts.inhibitions import inhibit_rules
from components.observability.alerts.model import Alert, Trait
from components.observability.alerts.thresholds import THRESHOLDS, Threshold

__all__ = ["THRESHOLDS", "Alert", "Threshold", "Trait", "catalogue", "inhibit_rules", "rule_groups"]
