"""What holds between the parts of an environment's Google Cloud, and what production may not go below there."""

from collections.abc import Iterator
from typing import Final

from components.data.gcp import backups_spec, cloud_sql
from components.data.gcp.backups_spec import GoogleBackupsSpec
from components.data.gcp.cloud_sql import CloudSqlSpec
from components.foundation.gcp.placement import zone_faults
from components.foundation.spec import Spec
from components.kubernetes import gke
from components.kubernetes.gke import GkeSpec
from components.networking.gcp import network_spec
from components.networking.gcp.network_spec import GcpNetworkSpec
from stacks.settings import platform_floor, platform_model
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.rules.parts import Part, shortfalls, sound

PARTS: Final[dict[str, Part]] = {
    "network": Part(GcpNetworkSpec, network_spec.production_faults),
    "cluster": Part(GkeSpec, gke.production_faults),
    "platform": Part(platform_model.PlatformSettings, platform_floor.production_faults),
    "database": Part(CloudSqlSpec, cloud_sql.production_faults),
    "backups": Part(GoogleBackupsSpec, backups_spec.production_faults),
}
"""The parts by their key, as far as rules here speak of them."""

READ: Final = {"reads_backups": "backups", "reads_database_secret": "database"}
"""What an identity may read -> the part that has to be there."""

RANGES: Final[tuple[Path, ...]] = tuple(
    ("gcp", "network", key)
    for key in ("nodes", "pods", "services", "control_plane", "private_services", "proxies")
)
"""Where the ranges of addresses stand."""


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for everything in which the parts contradict one another or are too little."""
    parts = sound(PARTS, file.mapping(("gcp",)))
    yield from _of_cluster(file, parts.get("network"), parts.get("cluster"))
    yield from _of_identities(file)
    if file.at(("environment",)) == "production":
        yield from shortfalls(file, ("gcp",), PARTS, parts)


def _of_cluster(file: StackFile, network: Spec | None, cluster: Spec | None) -> Iterator[Fault]:
    if not isinstance(cluster, GkeSpec):
        return
    region = file.at(("gcp", "region"))
    for index, letter in enumerate(cluster.zones if isinstance(region, str) else ()):
        for sentence in zone_faults([letter], region):
            yield file.fault(("gcp", "cluster", "zones", index), sentence)
    if isinstance(network, GcpNetworkSpec) and cluster.most_nodes > network.most_nodes:
        yield file.fault(
            ("gcp", "network", "pods"),
            f"holds a /24 for {network.most_nodes} nodes, and the pools may have {cluster.most_nodes}: the last would "
            "never start; take a larger range",
        )
    if cluster.enforce_signed_images and file.at(("gcp", "registry")) is None:
        yield file.fault(
            ("gcp", "cluster", "enforce_signed_images"),
            "is true without a registry to take images from, so no workload could start; describe `registry`",
        )


def _of_identities(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each identity of a cluster that is not there, and for what it would read in vain."""
    identities = file.at(("gcp", "identities"))
    if not isinstance(identities, dict) or not identities:
        return
    if file.at(("gcp", "cluster")) is None:
        yield file.fault(
            ("gcp", "identities"),
            "are of a cluster that is not there, and Google knows no such pool of identities; describe `cluster`, or "
            "leave them out",
        )
    for key, identity in identities.items():
        for flag, part in READ.items():
            if isinstance(identity, dict) and identity.get(flag) is True and file.at(("gcp", part)) is None:
                yield file.fault(
                    ("gcp", "identities", key, flag),
                    f"is true, and there is nothing to read; describe `{part}`, or set it to false",
                )
