"""What of a cluster's platform is too little for production: each system says it of itself, and here they are asked."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from components.delivery.argo import cd, images
from components.delivery.incidents import spec as incidents
from components.delivery.preview_cleanup import spec as preview_cleanup
from components.mesh import gateway_spec, mesh_spec
from components.observability.logs import spec as pod_logs
from components.observability.metrics import spec as metrics
from components.observability.tracing import spec as traces
from components.resilience.backup_copies import spec as backup_copies
from components.resilience.chaos import spec as chaos
from components.resilience.cluster_backups import spec as cluster_backups
from components.resilience.database_dumps import spec as database_dumps
from components.security.cluster.supply_chain import admission_spec
from components.workloads import spec as workload_spec
from components.workloads.data_access import specs as data_access
from stacks.settings.platform_model import PlatformSettings

Asked = Callable[[Any], list[str]]

BY_PART: Final[Mapping[str, Asked]] = {
    "admission": admission_spec.production_faults,
    "backups": cluster_backups.production_faults,
    "chaos": chaos.production_faults,
    "copies": backup_copies.production_faults,
    "database_pool": data_access.production_faults,
    "dumps": database_dumps.production_faults,
    "incidents": incidents.production_faults,
    "logs": pod_logs.production_faults,
    "metrics": metrics.production_faults,
    "tracing": traces.production_faults,
}
"""System -> who is asked; what it says begins with a key of its own."""

WHOLE: Final[Mapping[str, Asked]] = {
    "argo_cd": cd.production_faults,
    "gateway": gateway_spec.production_faults,
    "image_updates": images.spec.production_faults,
    "mesh": mesh_spec.production_faults,
    "preview_cleanup": preview_cleanup.production_faults,
}
"""The same of those who say their whole key."""


def production_faults(spec: PlatformSettings) -> list[str]:
    """Return what is too little for production, each with its consequence and way out."""
    faults = []
    if spec.replicas < 2:
        faults.append(
            "replicas: 1 controller of each kind leaves the cluster without it while its node is replaced: set 2 or more"
        )
    for key, ask in BY_PART.items():
        part = getattr(spec, key)
        faults += [f"{key}.{said}" for said in ask(part)] if part is not None else []
    for key, ask in WHOLE.items():
        part = getattr(spec, key)
        faults += ask(part) if part is not None else []
    for name, workload in spec.workloads.items():
        faults += [f"workloads.{name}.{said}" for said in workload_spec.production_faults(workload)]
    return faults
