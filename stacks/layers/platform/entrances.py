"""The way in from the cluster's gateway to a web page of the platform's own."""

from typing import Final

from components.foundation.cluster.entrance import Entrance
from components.foundation.cluster.mesh import GATEWAY_NAMESPACE, ROUTED
from components.mesh.gateway import Gateway
from components.mesh.gateway_values import NAME

LISTENER: Final = "https"
"""The gateway's listener that ends TLS; the other one only leads there."""


def entrance(gateway: Gateway) -> Entrance:
    """Return the way in by a cluster's gateway."""
    return Entrance(
        gateway=NAME,
        namespace=GATEWAY_NAMESPACE,
        listener=LISTENER,
        namespace_labels=ROUTED,
        ready=gateway.ready,
    )
