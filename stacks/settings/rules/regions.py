"""How the regions of an environment fit together: home, zones, recovery and what each environment has of them."""

import re
from collections.abc import Iterator
from typing import Any, Final

from components.data.postgres import PostgresSpec
from components.data.postgres_recovery import RecoverySpec, mismatches
from components.kubernetes.eks.spec import ClusterSpec
from components.kubernetes.namespaces import SYSTEM_NAMESPACES
from components.networking.network_spec import NetworkSpec
from components.networking.zones import ZONES, zone_faults
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, shown
from stacks.settings.model import Settings
from stacks.settings.rules.parts import Parts
from stacks.settings.wording import narrowed

REGIONS: Path = ("aws", "regions")
LIKE_A_REGION: Final = re.compile(r"[a-z-]+-\d")


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything in which the regions of a file contradict one another."""
    regions = {name: content for name, content in file.mapping(REGIONS).items() if isinstance(content, dict)}
    named = file.at(("aws", "home_region"))
    home = named if isinstance(named, str) else None
    yield from _home(file, home, regions)
    for name, specs in parts.items():
        yield from _zones(file, name, specs.get("network"), specs.get("cluster"), specs.get("database"))
    for name in regions:
        yield from _namespaces(file, name)
    if file.at(("environment",)) == "dev":
        yield from _dev(file, regions)
    else:
        yield from _recovery(file, home, regions, parts)


def _home(file: StackFile, home: str | None, regions: dict[str, Any]) -> Iterator[Fault]:
    if home is None or not regions:
        return
    if home not in regions:
        yield file.fault(
            ("aws", "home_region"),
            f"is not among the regions ({', '.join(map(shown, regions))}); describe it there, or name one of them",
        )
        return
    for name, content in regions.items():
        if name != home and content.get("database") is not None:
            yield file.fault(
                (*REGIONS, name, "database"),
                f"stands outside the home region {shown(home)}, where the primary lives; other regions hold `recovery`",
            )


def _zones(file: StackFile, region: str, network: Any, cluster: Any, database: Any) -> Iterator[Fault]:
    if not isinstance(network, NetworkSpec):
        return
    here: Path = (*REGIONS, region)
    if region not in ZONES:
        if LIKE_A_REGION.fullmatch(region):  # else the model refuses the name itself
            yield from (file.fault(here, sentence) for sentence in zone_faults((), region))
        return
    for letter in network.zones:
        for sentence in zone_faults([letter], region):
            yield file.fault((*here, "network", "zones", letter), sentence)
    offered = ", ".join(sorted(network.zones))
    pools = cluster.pools if isinstance(cluster, ClusterSpec) else {}
    wanted: list[tuple[Path, str]] = [
        ((*here, "cluster", "pools", name, "zones", index), zone)
        for name, pool in pools.items()
        for index, zone in enumerate(pool.zones)
    ]
    replicas = database.replicas if isinstance(database, PostgresSpec) else {}
    wanted += [
        ((*here, "database", "replicas", key, "zone"), replica.zone)
        for key, replica in replicas.items()
        if replica.zone is not None
    ]
    for path, zone in wanted:
        if zone not in network.zones:
            yield file.fault(
                path,
                f"{zone} is not a zone of this region's network ({offered}), so there is no subnet for it; add it to "
                "network.zones, or choose among those",
            )


def _namespaces(file: StackFile, region: str) -> Iterator[Fault]:
    for name in file.mapping((*REGIONS, region, "namespaces")):
        if name in SYSTEM_NAMESPACES:
            yield file.fault(
                (*REGIONS, region, "namespaces", name),
                "belongs to Kubernetes, and quotas or a default deny would stop it; choose a name of your own",
            )


def _dev(file: StackFile, regions: dict[str, Any]) -> Iterator[Fault]:
    if len(regions) > 1:
        yield file.fault(
            REGIONS,
            f"names {len(regions)} regions, and dev runs in one, so the rest would never be built; keep the home "
            "region, or try several in staging",
        )
    for name, content in regions.items():
        if content.get("recovery") is not None:
            yield file.fault(
                (*REGIONS, name, "recovery"),
                "is for a second region, and dev runs in one, so it would never be built; take it out",
            )


def _recovery(file: StackFile, home: str | None, regions: dict[str, Any], parts: Parts) -> Iterator[Fault]:
    recovering = [name for name, content in regions.items() if content.get("recovery") is not None]
    for name in recovering[1:]:
        yield file.fault(
            (*REGIONS, name, "recovery"),
            f"is a second one beside {shown(recovering[0])}'s; runbooks promote one replica, so keep one",
        )
    for name in recovering:
        path: Path = (*REGIONS, name, "recovery")
        if name == home:
            yield file.fault(
                path,
                "stands in the home region and would fail with what it recovers; move it to another region",
            )
        elif home is None or home not in regions:
            continue  # what it recovers cannot be told before home_region is mended
        elif regions[home].get("database") is None:
            yield file.fault(
                path, "has nothing to recover; describe a database in the home region, or take it out"
            )
        else:
            yield from _mismatches(file, path, parts.get(name, {}), parts.get(home, {}))


def _mismatches(
    file: StackFile, path: Path, here: dict[str, Any], at_home: dict[str, Any]
) -> Iterator[Fault]:
    replica, primary = here.get("recovery"), at_home.get("database")
    if isinstance(replica, RecoverySpec) and isinstance(primary, PostgresSpec):
        for sentence in mismatches(replica, primary):
            for place, said in narrowed(Settings, path, sentence):
                yield file.fault(place, said)
