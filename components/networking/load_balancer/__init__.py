"""Application Load Balancers: what an environment decides about one, and the component."""

from components.networking.load_balancer.balancer import AccessLogs, LoadBalancer, LoadBalancerArgs
from components.networking.load_balancer.origin_lock import OriginLock, OriginLockArgs
from components.networking.load_balancer.spec import LoadBalancerSpec, TargetHealthSpec

__all__ = [
    "AccessLogs",
    "LoadBalancer",
    "LoadBalancerArgs",
    "LoadBalancerSpec",
    "OriginLock",
    "OriginLockArgs",
    "TargetHealthSpec",
]
