"""Amazon Managed Service for Apache Flink: what an environment decides about its application, and the component."""

from components.data.analytics.application import Analytics, AnalyticsArgs
from components.data.analytics.spec import AnalyticsSpec, production_faults

__all__ = ["Analytics", "AnalyticsArgs", "AnalyticsSpec", "production_faults"]
