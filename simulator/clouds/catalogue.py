"""Every type the simulated clouds know, found by its token."""

import importlib
from functools import cache
from typing import Final

from simulator.clouds.kind import Kind

FOLDERS: Final = {"aws": "aws", "gcp": "gcp", "azure-native": "azure", "cloudflare": "cloudflare"}
"""The folder of ``simulator/clouds`` for each cloud's package. Its ``MODULES`` say which modules know a service."""


@cache
def kind_of(token: str) -> Kind | None:
    """Return what is known of a type, or None for a type in no table."""
    package, _, rest = token.partition(":")
    if token.startswith("pulumi:providers:"):
        return _table("providers").get(token)
    if package in FOLDERS:
        tables = map(_table, _modules(FOLDERS[package], _service(package, rest)))
        return next((table[token] for table in tables if token in table), None)
    if package == "random":
        return _table("random_values").get(token)
    if package == "kubernetes":
        found: Kind | None = importlib.import_module("simulator.clouds.kubernetes").kind_of(token)
        return found
    return None


def place_of(token: str) -> str:
    """Return where a type of this package belongs, for the sentence that refuses an unknown one."""
    package, _, rest = token.partition(":")
    if package not in FOLDERS:
        return f"simulator/clouds/{package}"
    return f"simulator/clouds/{FOLDERS[package]}/{_service(package, rest)}.py"


def _service(package: str, rest: str) -> str:
    """Return the service of a type: ``ec2`` of ``ec2/vpc:Vpc``, ``network`` of ``network:VirtualNetwork``.

    Cloudflare has one flat module for all, so there it is the type itself: ``dnsRecord``.
    """
    path = rest.partition(":")[0]
    return path.rpartition("/")[2] if package == "cloudflare" else path.partition("/")[0]


def _modules(folder: str, service: str) -> tuple[str, ...]:
    modules = importlib.import_module(f"simulator.clouds.{folder}").MODULES
    return tuple(f"{folder}.{name}" for name in modules.get(service, ()))


@cache
def _table(module: str) -> dict[str, Kind]:
    kinds: tuple[Kind, ...] = importlib.import_module(f"simulator.clouds.{module}").KINDS
    return {kind.token: kind for kind in kinds}
