"""How backups on a cluster fit what is around the cluster: its region's bucket and its database."""

from collections.abc import Iterator
from typing import Any, Final

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, shown
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.rules.parts import Parts
from stacks.settings.stores_model import StoresSpec

REGIONS: Final[Path] = ("aws", "regions")


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for every system that counts on what its surroundings do not have."""
    for region, specs in parts.items():
        platform = specs.get("platform")
        if isinstance(platform, PlatformSettings):
            here: Path = (*REGIONS, region)
            yield from _backups(file, here, platform, specs.get("stores"))
            yield from _dumps(file, here, platform)
            yield from _copies(file, here, platform)
            if platform.restore is not None:
                yield file.fault(
                    (*here, "platform", "restore"),
                    "restores copies in another cloud, and AWS restores its own backups; move it to gcp.platform or "
                    "azure.platform",
                )
    yield from _restore(file, ("gcp",), "backups")
    yield from _restore(file, ("azure",), "storage")


def _restore(file: StackFile, cloud: Path, copies: str) -> Iterator[Fault]:
    """Yield a fault for everything that a restore on another cloud's cluster counts on and does not find."""
    records, place = (*cloud, "platform", "backups"), (*cloud, "platform", "restore")
    if file.at(records) is not None and file.at((*cloud, copies)) is None:
        yield file.fault(
            records,
            f"has no copies to restore from; describe `{'.'.join(map(str, (*cloud, copies)))}`, or take this out",
        )
    if file.at(place) is None:
        return
    wanted = {
        ("database",): "a database to restore into",
        (copies,): "copies to restore from",
        ("identities", "database-restore"): "an identity that reads them",
        ("platform", "external_secrets"): "whoever fetches the database's login",
    }
    for path, what in wanted.items():
        if file.at((*cloud, *path)) is None:
            yield file.fault(
                place, f"lacks {what}; describe `{'.'.join(map(str, (*cloud, *path)))}`, or take this out"
            )


def _backups(file: StackFile, here: Path, platform: PlatformSettings, stores: Any) -> Iterator[Fault]:
    if platform.backups is None:
        return
    place = (*here, "platform", "backups")
    if file.at((*here, "stores", "backups")) is None:
        yield file.fault(
            place,
            "has nowhere to go: this region has no bucket of backups; describe `stores.backups` here, or take this out",
        )
    elif isinstance(stores, StoresSpec) and stores.backups is not None and stores.backups.lock_days:
        hours = platform.backups.keep_hours
        if hours < stores.backups.lock_days * 24:
            yield file.fault(
                (*place, "keep_hours"),
                f"is {hours}, and the bucket locks what it holds for {stores.backups.lock_days} days: backups would be "
                f"hidden and paid for all the same; keep {stores.backups.lock_days * 24} or more",
            )


def _dumps(file: StackFile, here: Path, platform: PlatformSettings) -> Iterator[Fault]:
    if platform.dumps is None:
        return
    place = (*here, "platform", "dumps")
    if not file.at((*here, "database")):
        yield file.fault(
            place,
            "has no database to dump: the primary stands in another region, or nowhere; move it to the region that "
            "describes `database`, or take it out",
        )
    if file.at((*here, "stores", "backups")) is None:
        yield file.fault(
            place,
            "has nowhere to go: this region has no bucket of backups; describe `stores.backups` here, or take this out",
        )


def _copies(file: StackFile, here: Path, platform: PlatformSettings) -> Iterator[Fault]:
    if platform.copies is None:
        return
    place, home = (*here, "platform", "copies"), file.at(("aws", "home_region"))
    if file.at((*here, "stores", "backups")) is None:
        yield file.fault(
            place,
            "has nothing to copy: this region has no bucket of backups; describe `stores.backups` here, or take this out",
        )
    if here[-1] != home:
        yield file.fault(
            place,
            f"stands outside the home region, whose backups are the ones that are copied; move it to {shown(str(home))}, or take it out",
        )
    elif not file.at(("gcp", "backups")) and not file.mapping(("azure", "storage", "writers")):
        yield file.fault(
            place,
            "has nowhere to copy to: no other cloud lets this stack write; describe `gcp.backups` or "
            "`azure.storage.writers`, or take it out",
        )
