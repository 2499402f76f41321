"""What takes the gateways of a region out of a stack file."""

TAKEN_OUT = (
    ("            gateway: {}\n            load_balancers: {}\n            names: {}\n", ""),
    (" routed: true", " routed: false"),
    (" routed: true", " routed: false"),
)
"""Edits of the first region that has them, which a load balancer would stand before."""

IN_THE_SECOND = (
    ("            gateway: {}\n            load_balancers: {}\n            names: {}\n", "", 1),
    (" routed: true", " routed: false", 2),
    (" routed: true", " routed: false", 2),
)
"""The same of the second region."""
