"""How the parts of the recovery in Azure fit together, with one another and with what they recover."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from components.data.azure import flexible_server
from components.data.azure import storage as azure_storage
from components.data.azure.flexible_server import FlexibleServerSpec
from components.data.azure.storage import BackupStorageSpec
from components.foundation.azure.regions import PAIRS, WITHOUT_ZONES
from components.kubernetes.aks import spec as aks
from components.networking.azure import spec as network
from components.observability.azure import logs_spec
from stacks.settings import platform_floor, platform_model
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.rules.parts import Part, shortfalls, sound

HERE: Final[Path] = ("azure",)


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for everything in which the recovery contradicts itself, or is too little for production."""
    if not file.mapping(HERE):
        return
    known = _known(recovering=file.at((*HERE, "recovering")) is True)
    parts: dict[str, Any] = {**sound(known, file.mapping(HERE))}
    yield from _region(file)
    yield from _zones(file, parts)
    yield from _backups(file, parts)
    yield from _identities(file)
    if file.at(("environment",)) == "dev":
        yield file.fault(HERE, "is for what must outlive AWS, and dev is rebuilt, not recovered; take it out")
    if file.at(("environment",)) == "production":
        yield from shortfalls(file, HERE, known, parts)


def _known(*, recovering: bool) -> dict[str, Part]:
    """Return the parts of the recovery by their key. While it is used, people may reach its cluster from outside."""
    return {
        "network": Part(network.AzureNetworkSpec, network.production_faults),
        "logs": Part(logs_spec.AzureLogsSpec, logs_spec.production_faults),
        "cluster": Part(aks.AksSpec, partial(aks.production_faults, recovering=recovering)),
        "platform": Part(platform_model.PlatformSettings, platform_floor.production_faults),
        "storage": Part(BackupStorageSpec, azure_storage.production_faults),
        "database": Part(FlexibleServerSpec, flexible_server.production_faults),
    }


def _region(file: StackFile) -> Iterator[Fault]:
    """Yield a fault where the region has no zones to choose, and where Azure pairs it with another than is named."""
    location, paired = file.at((*HERE, "location")), file.at((*HERE, "paired_location"))
    if str(location) in WITHOUT_ZONES and file.at((*HERE, "network", "zones")):
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
