"""What a machine's name says in each cloud: its family, and its virtual CPUs."""

import re
from typing import Final

from policies.cost.pricing import machines
from policies.cost.pricing.subject import UnpriceableError

WAREHOUSE_CPUS: Final = {"ra3.large": 2, "ra3.xlplus": 4, "ra3.4xlarge": 12, "ra3.16xlarge": 48}
"""Redshift's sizes follow no rule (Redshift management guide, node types)."""

SHARED: Final = {"e2-micro": 2, "e2-small": 2, "e2-medium": 2, "f1-micro": 1, "g1-small": 1}
"""Google's machines that share cores, by the virtual CPUs that they may burst to."""

CUSTOM: Final = re.compile(r"(?P<family>db-custom)-(?P<cpus>\d+)-\d+")
GOOGLE: Final = re.compile(
    r"(?P<family>[a-z]+\d+[a-z]?)-(?:standard|highmem|highcpu|custom)-(?P<cpus>\d+)(?:-.+)?"
)
AZURE: Final = re.compile(
    r"Standard_(?P<letters>[A-Z]+)(?P<cpus>\d+)(?:-\d+)?(?P<features>[a-z]*)(?P<generation>_v\d+)?"
)


def family(name: str) -> str:
    """Return the family: ``r5`` of ``db.r5.large``, ``n2`` of ``n2-highmem-4``, ``Dds_v5`` of ``Standard_D2ds_v5``.

    Empty if the name follows no rule of any cloud.
    """
    if azure := AZURE.fullmatch(name):
        return f"{azure['letters']}{azure['features']}{azure['generation'] or ''}"
    if google := CUSTOM.fullmatch(name) or GOOGLE.fullmatch(name):
        return google["family"]
    bare = name.removesuffix(".search")
    if "." in bare:
        return machines.family(bare)
    return bare.rpartition("-")[0]


def vcpus(name: str) -> int | None:
    """Return the number of virtual CPUs, or None if the name does not tell it."""
    known = WAREHOUSE_CPUS.get(name, SHARED.get(name.removeprefix("db-")))
    if known is not None:
        return known
    for pattern in (AZURE, CUSTOM, GOOGLE):
        if found := pattern.fullmatch(name):
            return int(found["cpus"])
    try:
        return machines.vcpus(name.removesuffix(".search")) if "." in name else None
    except UnpriceableError:
        return None
