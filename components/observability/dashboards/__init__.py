"""Dashboards of Grafana: as files, which ``infra dashboards`` writes, and as objects of a cluster."""

from components.observability.dashboards.config_maps import Dashboards, DashboardsArgs
from components.observability.dashboards.shipped import Shipped, shipped

__all__ = ["Dashboards", "DashboardsArgs", "Shipped", "shipped"]
