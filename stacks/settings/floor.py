"""The floor of production: what its settings may not go below, whatever else they decide.

Components say what is too little for their own entity; this file asks them, and adds what only a whole
environment can break. Parts are checked one by one, so that a fault in one hides nothing in another.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from components.data import cache, postgres, postgres_recovery
from components.foundation.spec import Spec
from components.kubernetes.eks import spec as cluster
from components.networking import network_spec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault

PARTS: dict[str, tuple[type[Spec], Callable[[Any], list[str]]]] = {
    "network": (network_spec.NetworkSpec, network_spec.production_faults),
    "cluster": (cluster.ClusterSpec, cluster.production_faults),
    "database": (postgres.PostgresSpec, postgres.production_faults),
    "cache": (cache.CacheSpec, cache.production_faults),
    "recovery": (postgres_recovery.RecoverySpec, postgres_recovery.production_faults),
}
"""Each part of a region: what it is, and what its component calls too little for production."""


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for everything in which a production file is below the floor."""
    settings = file.settings
    if not isinstance(settings, dict) or settings.get("environment") != "production":
        return
    if settings.get("protected") is False:
        yield file.fault(
            ("protected",), "is false: one wrong command would delete data stores; production sets it to true"
        )
    aws = settings.get("aws")
    regions = aws.get("regions") if isinstance(aws, dict) else None
    if not isinstance(regions, dict):
        return
    if len(regions) < 2:
        yield file.fault(
            ("aws", "regions"),
            "names one region: production survives the loss of a region only with a second one; describe it",
        )
    if not any(isinstance(region, dict) and region.get("recovery") for region in regions.values()):
        yield file.fault(
            ("aws", "regions"),
            "hold no recovery: the database would be lost with its region; describe `recovery` in the second one",
        )
    for name, region in regions.items():
        yield from _of_region(file, name, region)


def _of_region(file: StackFile, name: str, region: Any) -> Iterator[Fault]:
    if not isinstance(region, dict):
        return
    for part, (kind, too_little) in PARTS.items():
        if region.get(part) is None:
            continue
        try:
            spec = kind.model_validate_json(json.dumps(region[part], default=str))
        except ValidationError:
            continue  # reported by the model itself
        for sentence in too_little(spec):
            key, separator, rest = sentence.partition(" ")
            field = key.rstrip(":").split(".")
            if field[0] not in kind.model_fields:
                yield file.fault(("aws", "regions", name, part), sentence)
            else:
                said = rest if key.endswith(":") else f"{key}{separator}{rest}"
                yield file.fault(("aws", "regions", name, part, *field), said)
