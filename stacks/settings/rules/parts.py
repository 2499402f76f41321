"""The parts of a settings tree that are sound by themselves, whatever the rest of the tree is like."""

import json
from typing import Final

from pydantic import ValidationError

from components.data.analytics import AnalyticsSpec
from components.data.cache import CacheSpec
from components.data.database_proxy import DatabaseProxySpec
from components.data.postgres import PostgresSpec
from components.data.postgres_recovery import RecoverySpec
from components.data.search import SearchSpec
from components.data.warehouse import WarehouseSpec
from components.foundation.spec import Spec
from components.kubernetes.eks.spec import ClusterSpec
from components.networking.network_spec import NetworkSpec
from components.networking.vpn import VpnSpec
from stacks.settings.document import StackFile
from stacks.settings.model import Settings
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.stores_model import StoresSpec

KINDS: Final[dict[str, type[Spec]]] = {
    "network": NetworkSpec,
    "cluster": ClusterSpec,
    "platform": PlatformSettings,
    "database": PostgresSpec,
    "database_proxy": DatabaseProxySpec,
    "cache": CacheSpec,
    "recovery": RecoverySpec,
    "stores": StoresSpec,
    "vpn": VpnSpec,
    "warehouse": WarehouseSpec,
    "search": SearchSpec,
    "analytics": AnalyticsSpec,
}
"""The parts of a region by their key."""

Parts = dict[str, dict[str, Spec]]
"""Region -> key -> the part. A part that is absent or faulty is not in it."""


def sound_parts(file: StackFile, settings: Settings | None) -> Parts:
    """Return the sound parts of each region: of checked settings if there are any, else of the file."""
    if settings is not None:
        return {
            region: {key: getattr(content, key) for key in KINDS if getattr(content, key) is not None}
            for region, content in settings.aws.regions.items()
        }
    regions = file.mapping(("aws", "regions"))
    return {region: _of_region(content) for region, content in regions.items() if isinstance(content, dict)}


def _of_region(content: dict[str, object]) -> dict[str, Spec]:
    parts = {}
    for key, kind in KINDS.items():
        if isinstance(content.get(key), dict):
            try:
                parts[key] = kind.model_validate_json(json.dumps(content[key]))
            except ValidationError:
                continue  # reported by the model itself
    return parts
