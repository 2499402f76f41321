"""What takes the gateways of a region out of a stack file."""

TAKEN_OUT = (
    ("            gateway: {}\n            load_balancers: {}\n", ""),
    ("            backend: { mesh: ambient, routed: true }\n", "            backend: { mesh: ambient }\n"),
    ("            frontend: { mesh: ambient, routed: true }\n", "            frontend: { mesh: ambient }\n"),
)
"""Edits of the first region that has them, which a load balancer would stand before."""
