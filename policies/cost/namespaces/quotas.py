"""What a namespace allows: its ResourceQuota, and what its LimitRange gives a container that requests nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from policies.cost.namespaces.pods import GIB, RESOURCES, Defaults, quantity
from policies.cost.namespaces.workloads import inputs
from policies.cost.pricing.subject import Entry
from policies.framework import tokens
from policies.framework.values import Value


@dataclass(frozen=True, slots=True)
class Quota:
    """The most cores and GiB that the pods of a namespace may request together; None where nothing bounds them."""

    cores: Decimal | None = None
    gib: Decimal | None = None


NO_QUOTA: Final = Quota()


def quota(entries: Sequence[Entry]) -> Quota:
    """Return the tightest quota of a namespace. One for some pods only (``scopes``) bounds not the whole."""
    specs = [inputs(entry)["spec"] for entry in entries if entry["type"] == tokens.RESOURCE_QUOTA]
    whole = [spec["hard"] for spec in specs if spec["scopes"].absent and spec["scopeSelector"].absent]
    cores, memory = (_tightest(whole, name) for name in RESOURCES)
    return Quota(cores, None if memory is None else memory / GIB)


def defaults(entries: Sequence[Entry]) -> Defaults:
    """Return the requests that a namespace's LimitRanges give, by resource."""
    return dict(_defaults(entries))


def _defaults(entries: Sequence[Entry]) -> Iterator[tuple[str, Decimal]]:
    for entry in entries:
        if entry["type"] != tokens.LIMIT_RANGE:
            continue
        for limit in inputs(entry)["spec"]["limits"].items():
            if limit["type"].known and limit["type"].raw == "Container":
                for name in RESOURCES:
                    found = _read(limit["defaultRequest"][name]) or _read(limit["default"][name])
                    if found is not None:
                        yield name, found


def _tightest(hard: Iterable[Value], name: str) -> Decimal | None:
    """Return the least of what quotas allow; ``cpu`` alone means its requests too."""
    amounts = [_read(one[key]) for one in hard for key in (f"requests.{name}", name)]
    return min((amount for amount in amounts if amount is not None), default=None)


def _read(value: Value) -> Decimal | None:
    try:
        return quantity(value)
    except ValueError:
        return None
