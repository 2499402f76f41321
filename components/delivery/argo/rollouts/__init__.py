"""Argo Rollouts: new versions beside old ones, judged by what Prometheus and the public see, and taken back if found wanting."""

from components.delivery.argo.rollouts.controller import Rollouts, RolloutsArgs
from components.delivery.argo.rollouts.spec import RolloutsSpec
from components.delivery.argo.rollouts.strategies import BlueGreen, Canary

__all__ = ["BlueGreen", "Canary", "Rollouts", "RolloutsArgs", "RolloutsSpec"]
