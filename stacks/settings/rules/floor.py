"""The floor of production: what its settings may not go below, whatever else they decide.

Components say what is too little for their own entity; this file asks them, and adds what only a whole
environment can break.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from components.data import analytics, cache, database_proxy, postgres, postgres_recovery, search, warehouse
from components.foundation.spec import Spec
from components.kubernetes.eks import spec as cluster
from components.networking import network_spec, vpn
from stacks.settings import platform_model
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.model import Settings
from stacks.settings.rules.parts import Parts
from stacks.settings.stores_model import stores_faults
from stacks.settings.wording import narrowed

TOO_LITTLE: Final[dict[str, Callable[[Any], list[str]]]] = {
    "network": network_spec.production_faults,
    "cluster": cluster.production_faults,
    "platform": platform_model.production_faults,
    "database": postgres.production_faults,
    "database_proxy": database_proxy.production_faults,
    "cache": cache.production_faults,
    "recovery": postgres_recovery.production_faults,
    "stores": stores_faults,
    "vpn": vpn.production_faults,
    "warehouse": warehouse.production_faults,
    "search": search.production_faults,
    "analytics": analytics.production_faults,
}
"""By the key of a region's part: what its component calls too little for production."""


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything in which a production file is below the floor."""
    if file.at(("environment",)) != "production":
        return
    if file.at(("protected",)) is False:
        yield file.fault(
            ("protected",), "is false: one wrong command would delete data stores; production sets it to true"
        )
    if file.mapping(("aws",)) and not file.at(("aws", "alarm_emails")):
        yield file.fault(
            ("aws", "alarm_emails"),
            "names nobody: alarms would wake no one; name who is on call for production",
        )
    yield from _of_regions(file, file.mapping(("aws", "regions")))
    for region, specs in parts.items():
        for key, spec in specs.items():
            yield from _of_part(file, ("aws", "regions", region, key), key, spec)


def _of_regions(file: StackFile, regions: dict[str, Any]) -> Iterator[Fault]:
    place: Path = ("aws", "regions")
    if len(regions) == 1:
        yield file.fault(
            place,
            "names one region: production survives the loss of a region only with a second one; describe it",
        )
    described = [region for region in regions.values() if isinstance(region, dict)]
    if any(region.get("database") for region in described) and not any(
        region.get("recovery") for region in described
    ):
        yield file.fault(
            place,
            "holds no recovery: the database would be lost with its region; describe `recovery` in the second one",
        )


def _of_part(file: StackFile, path: Path, key: str, spec: Spec) -> Iterator[Fault]:
    for sentence in TOO_LITTLE[key](spec):
        for place, said in narrowed(Settings, path, sentence):
            yield file.fault(place, said)
