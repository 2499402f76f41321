"""How the data systems of a region fit its network, its database, its streams, the other regions and the account."""

from collections.abc import Iterator
from typing import Any, Final

from components.data.analytics import AnalyticsSpec
from components.data.database_proxy import DatabaseProxySpec
from components.data.search import SearchSpec
from components.data.warehouse import WarehouseSpec
from components.networking.network_spec import NetworkSpec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.rules.parts import Parts

REGIONS: Final[Path] = ("aws", "regions")


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything in which data systems contradict what is around them."""
    home, named = file.at(("aws", "home_region")), file.mapping(REGIONS)
    for region, specs in parts.items():
        here: Path = (*REGIONS, region)
        yield from _warehouse(
            file, here, specs.get("warehouse"), at_home=region == home, alone=len(named) == 1
        )
        yield from _search(file, here, specs.get("search"), specs.get("network"))
        yield from _analytics(file, here, specs.get("analytics"))
        yield from _proxy(file, here, specs.get("database_proxy"), specs.get("network"))
    yield from _one_role(file, parts)


def _warehouse(file: StackFile, here: Path, warehouse: Any, *, at_home: bool, alone: bool) -> Iterator[Fault]:
    if not isinstance(warehouse, WarehouseSpec):
        return
    if not at_home:
        yield file.fault(
            (*here, "warehouse"),
            "stands outside the home region, and its data would be loaded across regions; move it to the home region",
        )
    if warehouse.copied_snapshot_days and alone:
        yield file.fault(
            (*here, "warehouse", "copied_snapshot_days"),
            f"is {warehouse.copied_snapshot_days}, and there is no second region to copy to; set it to 0, or describe one",
        )


def _search(file: StackFile, here: Path, search: Any, network: Any) -> Iterator[Fault]:
    if (
        isinstance(search, SearchSpec)
        and isinstance(network, NetworkSpec)
        and search.zones > len(network.zones)
    ):
        yield file.fault(
            (*here, "search", "zones"),
            f"is {search.zones}, and this region's network has {len(network.zones)}; lower it, or add zones to "
            "network.zones",
        )


def _proxy(file: StackFile, here: Path, proxy: Any, network: Any) -> Iterator[Fault]:
    if not isinstance(proxy, DatabaseProxySpec):
        return
    if not file.at((*here, "database")):
        yield file.fault(
            (*here, "database_proxy"),
            "stands before the primary, and this region has none (RDS puts no proxy before a replica); move it to the "
            "region that describes database, or take it out",
        )
    if not isinstance(network, NetworkSpec):
        return
    for index, zone in enumerate(proxy.zones):
        if zone not in network.zones:
            yield file.fault(
                (*here, "database_proxy", "zones", index),
                f"{zone} is not among this region's zones ({', '.join(network.zones)}); name one of them, or add it to "
                "network.zones",
            )


def _analytics(file: StackFile, here: Path, analytics: Any) -> Iterator[Fault]:
    if not isinstance(analytics, AnalyticsSpec):
        return
    streams = file.mapping((*here, "streams"))
    listed = ", ".join(streams) if streams else "none"
    for key in ("sources", "sinks"):
        for index, name in enumerate(getattr(analytics, key)):
            if name not in streams:
                yield file.fault(
                    (*here, "analytics", key, index),
                    f"{name} is not among this region's streams ({listed}); describe it in streams, or name one of them",
                )


def _one_role(file: StackFile, parts: Parts) -> Iterator[Fault]:
    makers = [
        region
        for region, specs in parts.items()
        if isinstance(search := specs.get("search"), SearchSpec) and search.service_linked_role
    ]
    for region in makers[1:]:
        yield file.fault(
            (*REGIONS, region, "search", "service_linked_role"),
            f"is true here and in {makers[0]}, and an account has the role once; set it to false here",
        )
