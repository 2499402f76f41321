"""How the buckets of several regions fit together: what stands at home, and what is copied where."""

from collections.abc import Iterator
from typing import Final

from components.data.object_store import StoreSpec
from components.data.object_store.names import bucket_name
from components.foundation.placement import AwsPlacement
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, shown
from stacks.settings.rules.parts import Parts
from stacks.settings.stores_model import StoresSpec

AT_HOME: Final = {
    "audit": "the account's one trail is kept in the home region",
    "artifacts": "pipelines release to the home region, from where registries copy",
}
"""The stores that only the home region has, and why."""


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything in which the stores of a file contradict one another."""
    home = file.at(("aws", "home_region"))
    stores = {
        region: spec for region, specs in parts.items() if isinstance(spec := specs.get("stores"), StoresSpec)
    }
    yield from _twice(file, stores)
    if not isinstance(home, str) or home not in file.mapping(("aws", "regions")):
        return  # what is elsewhere cannot be told before home_region is mended
    yield from _elsewhere(file, home, stores)
    yield from _copies(file, home, stores)
    for key, what in (("trail", "the trail"), ("audit_forwarding", "audit_forwarding")):
        if file.at(("aws", key)) is not None and file.at(_at(home, "audit")) is None:
            yield file.fault(
                ("aws", key),
                f"has nowhere to write: describe `stores.audit` in the home region {shown(home)}, or take {what} out",
            )


def _at(region: str, *rest: str) -> Path:
    return ("aws", "regions", region, "stores", *rest)


def _twice(file: StackFile, stores: dict[str, StoresSpec]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for region, spec in stores.items():
        for data_class, store in spec.by_class.items():
            name = store.name or _usual(file, region, data_class)
            if name in seen:
                yield file.fault(
                    _at(region, data_class, "name"),
                    f"is the name of {seen[name]} too, and of all buckets in the world only one has it; choose another",
                )
            seen.setdefault(name, f"{region}'s {data_class}")


def _usual(file: StackFile, region: str, data_class: str) -> str:
    account = str(file.at(("aws", "account_id")))
    placement = AwsPlacement.model_construct(account_id=account, region=region)
    return bucket_name(str(file.at(("environment",))), data_class, placement)


def _elsewhere(file: StackFile, home: str, stores: dict[str, StoresSpec]) -> Iterator[Fault]:
    for region, spec in stores.items():
        for data_class, reason in AT_HOME.items():
            if region != home and data_class in spec.by_class:
                yield file.fault(
                    _at(region, data_class),
                    f"stands outside the home region {shown(home)}, but {reason}; take it out",
                )


def _copies(file: StackFile, home: str, stores: dict[str, StoresSpec]) -> Iterator[Fault]:
    backups = {region: spec.backups for region, spec in stores.items() if spec.backups is not None}
    source = backups.pop(home, None)
    copies = list(backups)
    for region in copies[1:]:
        yield file.fault(
            _at(region, "backups"),
            f"is a second copy beside {shown(copies[0])}'s, and backups are copied once; keep one",
        )
    if source is None:
        at_home = file.at(_at(home, "backups"))
        for region in copies if at_home is None else ():
            yield file.fault(
                _at(region, "backups"),
                f"has nothing to copy: the home region {shown(home)} has no backups; describe them there, or take this out",
            )
        return
    for region in copies[:1]:
        yield from _unlocked(file, region, source, backups[region])
    regions = file.mapping(("aws", "regions"))
    undescribed = all(file.at(_at(region, "backups")) is None for region in regions if region != home)
    if file.at(("environment",)) == "production" and len(regions) > 1 and undescribed:
        yield file.fault(
            _at(home, "backups"),
            "is copied nowhere: the backups would be lost with their region; describe `stores.backups` in the second one",
        )


def _unlocked(file: StackFile, region: str, source: StoreSpec, copy: StoreSpec) -> Iterator[Fault]:
    if source.lock_days is not None and copy.lock_days is None:
        yield file.fault(
            _at(region, "backups", "lock_days"),
            "is missing: S3 copies a locked bucket only to one that is born locked; set lock_days here too",
        )
