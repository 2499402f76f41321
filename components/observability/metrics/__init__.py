"""Metrics of a cluster: what scrapes them, judges them, tells of them and shows them."""
