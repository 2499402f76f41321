"""Third-party charts: which version of each is installed, and how every one of them is."""

from components.foundation.cluster.charts.release import ChartArgs, ChartRelease
from components.foundation.cluster.charts.table import Chart, chart, charts

__all__ = ["Chart", "ChartArgs", "ChartRelease", "chart", "charts"]
