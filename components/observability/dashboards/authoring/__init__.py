"""The dashboards as they are written, for development alone: what is shipped is read by ``shipped``.

Grafana's own library makes the JSON, which a stack neither has nor needs.
"""
