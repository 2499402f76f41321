"""How the parts of the recovery in Azure fit together, with one another and with what they recover."""

import json
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError

from components.data.azure import flexible_server
from components.data.azure import storage as azure_storage
from components.data.azure.flexible_server import FlexibleServerSpec
from components.data.azure.storage import BackupStorageSpec
from components.foundation.azure.regions import PAIRS, WITHOUT_ZONES
from components.foundation.spec import Spec
from components.kubernetes.aks import spec as aks
from components.networking.azure import spec as network
from components.observability.azure import logs_spec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.model import Settings
from stacks.settings.wording import narrowed

HERE: Final[Path] = ("azure",)

KINDS: Final[dict[str, type[Spec]]] = {
    "network": network.AzureNetworkSpec,
    "logs": logs_spec.AzureLogsSpec,
    "cluster": aks.AksSpec,
    "storage": BackupStorageSpec,
    "database": FlexibleServerSpec,
}
"""The parts of the recovery by their key."""


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for everything in which the recovery contradicts itself, or is too little for production."""
    if not file.mapping(HERE):
        return
    parts = _sound_parts(file)
    yield from _region(file)
    yield from _zones(file, parts)
    yield from _backups(file, parts)
    yield from _identities(file)
    if file.at(("environment",)) == "dev":
        yield file.fault(HERE, "is for what must outlive AWS, and dev is rebuilt, not recovered; take it out")
    if file.at(("environment",)) == "production":
        yield from _floor(file, parts)


def _sound_parts(file: StackFile) -> dict[str, Any]:
    """Return the parts that are sound by themselves; the others are the model's to refuse."""
    sound = {}
    for key, kind in KINDS.items():
        content = file.at((*HERE, key))
        if isinstance(content, dict):
            try:
                sound[key] = kind.model_validate_json(json.dumps(content))
            except ValidationError:
                continue
    return sound


def _region(file: StackFile) -> Iterator[Fault]:
    """Yield a fault where the region has no zones to choose, and where Azure pairs it with another than is named."""
    location, paired = file.at((*HERE, "location")), file.at((*HERE, "paired_location"))
    if location in WITHOUT_ZONES and file.at((*HERE, "network", "zones")):
        yield file.fault(
            (*HERE, "location"),
            f"{location} has no availability zones, so that Azure refuses whatever names one; take a region that has, such "
            "as eastus",
        )
    pair = PAIRS.get(str(location))
    if paired is not None and pair is not None and paired != pair:
        yield file.fault(
            (*HERE, "paired_location"),
            f"{paired} is not the region that Azure copies {location} to, and the key for those copies would lie where none "
            f"arrive; it is {pair}",
        )


def _zones(file: StackFile, parts: dict[str, Any]) -> Iterator[Fault]:
    net, cluster = parts.get("network"), parts.get("cluster")
    if net is None or cluster is None:
        return
    if not net.zones:
        yield file.fault(
            (*HERE, "network", "zones"),
            "names none, so that the cluster's nodes would have no subnet and no way out; name one zone or more",
        )
        return
    offered = ", ".join(net.zones)
    for name, pool in cluster.pools.items():
        for index, zone in enumerate(pool.zones):
            if zone not in net.zones:
                path: Path = (*HERE, "cluster", "pools", name, "zones", index)
                yield file.fault(
                    path,
                    f"{zone} is not a zone of the network ({offered}), so there is no subnet for it; add it to network.zones, "
                    "or choose among those",
                )


def _backups(file: StackFile, parts: dict[str, Any]) -> Iterator[Fault]:
    database = parts.get("database")
    if database is not None and database.geo_backups and not file.at((*HERE, "paired_location")):
        yield file.fault(
            (*HERE, "database", "geo_backups"),
            "needs a key in the paired region, without which Azure refuses to copy encrypted backups there; name "
            "azure.paired_location, or set it to false",
        )


def _identities(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each identity of a cluster that is not there, or that reads what is not there."""
    reads = {"reads_backups": "storage", "reads_database_secret": "database"}
    for name, identity in file.mapping((*HERE, "identities")).items():
        path: Path = (*HERE, "identities", name)
        if not file.at((*HERE, "cluster")):
            yield file.fault(
                path, "is of a cluster that is not described, so nobody could be it; describe `cluster`"
            )
        for right, part in reads.items():
            if isinstance(identity, dict) and identity.get(right) is True and not file.at((*HERE, part)):
                yield file.fault(
                    (*path, right), f"there is no {part} to read; describe `{part}`, or set it to false"
                )


def _floor(file: StackFile, parts: dict[str, Any]) -> Iterator[Fault]:
    recovering = file.at((*HERE, "recovering")) is True
    for key, spec in parts.items():
        for sentence in _too_little(key, spec, recovering=recovering):
            for place, said in narrowed(Settings, (*HERE, key), sentence):
                yield file.fault(place, said)


def _too_little(key: str, spec: Any, *, recovering: bool) -> list[str]:
    match key:
        case "network":
            return network.production_faults(spec)
        case "logs":
            return logs_spec.production_faults(spec)
        case "cluster":
            return aks.production_faults(spec, recovering=recovering)
        case "storage":
            return azure_storage.production_faults(spec)
        case _:
            return flexible_server.production_faults(spec)
