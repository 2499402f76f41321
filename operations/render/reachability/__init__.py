"""Who may talk to whom on which port, computed from a cluster's objects."""

from operations.render.reachability.endpoints import Endpoint, Port, endpoints_of, place, stranger
from operations.render.reachability.reach import Reach
from operations.render.reachability.selectors import CannotEvaluateError

__all__ = ["CannotEvaluateError", "Endpoint", "Port", "Reach", "endpoints_of", "place", "stranger"]
