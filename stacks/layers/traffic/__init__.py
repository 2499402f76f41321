"""The way in on AWS: the delegated zone, load balancers in front of the clusters, and the frontend's CDN."""

from stacks.layers.traffic.way_in import Traffic, build

__all__ = ["Traffic", "build"]
