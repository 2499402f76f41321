"""Argo CD: what git says runs on a cluster, and how that is bounded."""

from components.delivery.argo.cd.argo_cd import NAMESPACE, ArgoCd, ArgoCdArgs
from components.delivery.argo.cd.spec import ArgoCdSpec, production_faults

__all__ = ["NAMESPACE", "ArgoCd", "ArgoCdArgs", "ArgoCdSpec", "production_faults"]
