"""The parts of a settings tree: those that are sound by themselves, whatever the rest of the tree is like."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from components.data import analytics, cache, database_proxy, postgres, postgres_recovery, search, warehouse
from components.foundation.spec import Spec
from components.kubernetes.eks import spec as cluster
from components.networking import network_spec, vpn
from components.observability.shared_metrics import spec as shared_metrics
from components.security import audit_forwarding
from stacks.settings import platform_floor, platform_model, stores_model
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.model import Settings
from stacks.settings.wording import narrowed


@dataclass(frozen=True)
class Part:
    """What a key of a tree holds, and what is too little of it for production."""

    kind: type[Spec]
    too_little: Callable[[Any], list[str]]


REGIONAL: Final[dict[str, Part]] = {
    "network": Part(network_spec.NetworkSpec, network_spec.production_faults),
    "cluster": Part(cluster.ClusterSpec, cluster.production_faults),
    "platform": Part(platform_model.PlatformSettings, platform_floor.production_faults),
    "database": Part(postgres.PostgresSpec, postgres.production_faults),
    "database_proxy": Part(database_proxy.DatabaseProxySpec, database_proxy.production_faults),
    "cache": Part(cache.CacheSpec, cache.production_faults),
    "recovery": Part(postgres_recovery.RecoverySpec, postgres_recovery.production_faults),
    "stores": Part(stores_model.StoresSpec, stores_model.stores_faults),
    "vpn": Part(vpn.VpnSpec, vpn.production_faults),
    "warehouse": Part(warehouse.WarehouseSpec, warehouse.production_faults),
    "search": Part(search.SearchSpec, search.production_faults),
    "analytics": Part(analytics.AnalyticsSpec, analytics.production_faults),
}
"""The parts of a region by their key."""

ACCOUNT: Final[dict[str, Part]] = {
    "audit_forwarding": Part(audit_forwarding.AuditForwardingSpec, audit_forwarding.production_faults),
    "shared_metrics": Part(shared_metrics.SharedMetricsSpec, shared_metrics.production_faults),
}
"""The parts of an account by their key, that production asks something of."""

Parts = dict[str, dict[str, Spec]]
"""Region -> key -> the part. A part that is absent or faulty is not in it."""


def sound_parts(file: StackFile, settings: Settings | None) -> Parts:
    """Return the sound parts of each region: of checked settings if there are any, else of the file."""
    if settings is not None:
        return {
            region: {key: getattr(content, key) for key in REGIONAL if getattr(content, key) is not None}
            for region, content in settings.aws.regions.items()
        }
    regions = file.mapping(("aws", "regions"))
    return {
        region: sound(REGIONAL, content) for region, content in regions.items() if isinstance(content, dict)
    }


def sound(known: Mapping[str, Part], content: Mapping[str, object]) -> dict[str, Spec]:
    """Return the known parts of a mapping that are sound by themselves; the others are the model's to refuse."""
    found = {}
    for key, part in known.items():
        if isinstance(content.get(key), dict):
            try:
                found[key] = part.kind.model_validate_json(json.dumps(content[key]))
            except ValidationError:
                continue
    return found


def shortfalls(
    file: StackFile, place: Path, known: Mapping[str, Part], found: Mapping[str, Spec]
) -> Iterator[Fault]:
    """Yield a fault for everything in which the parts found at a place are too little for production."""
    for key, spec in found.items():
        for sentence in known[key].too_little(spec):
            for where, said in narrowed(Settings, (*place, key), sentence):
                yield file.fault(where, said)
