"""The optional systems of the settings: which there are, what goes with which, and production without some of them.

A run of the whole of production takes seconds, so that a test of one system is better off without the others.
"""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path as FilePath
from types import UnionType
from typing import Any, Union, get_args, get_origin

import yaml

from components.foundation.spec import Spec
from stacks.settings.model import RegionSettings, Settings

ROOT = FilePath(__file__).resolve().parents[2]
KEY = "platform:settings"

Path = tuple[str, ...]

ON_EKS: Path = ("aws", "regions", "*", "platform")

_REGION: Path = ("aws", "regions", "*")
_ROUTES: tuple[Path, ...] = (
    *((*_REGION, "namespaces", namespace, "routed") for namespace in ("backend", "frontend")),
    (*_REGION, "platform", "workloads", "*", "route"),
    # A canary is weighed on its route; without one versions take over at once.
    (*_REGION, "platform", "workloads", "frontend-app", "strategy"),
)
_PAGES: tuple[Path, ...] = (*_ROUTES, (*_REGION, "platform", "metrics", "grafana"))
"""What people are led to."""

_GATEWAYS: tuple[Path, ...] = ((*_REGION, "platform", "gateway"), *_PAGES)
_MEMBERS: tuple[Path, ...] = (
    *((*_REGION, "namespaces", namespace, "mesh") for namespace in ("backend", "frontend")),
    *_GATEWAYS,
)

_BEYOND: dict[str, tuple[Path, ...]] = {
    cloud: ((cloud, "platform", "gateway"), (cloud, "namespaces", "backend", "routed"))
    for cloud in ("gcp", "azure")
}
"""The ways into the clusters of other clouds."""

DELIVERED: tuple[Path, ...] = tuple(
    (*ON_EKS, part)
    for part in ("argo_cd", "argo_workflows", "chaos", "image_updates", "incidents", "metrics", "workloads")
)
"""What needs secrets of the store."""

BEFORE_STORES: tuple[Path, ...] = tuple(
    (*ON_EKS, part) for part in ("database_pool", "postgres_exporter", "redis_exporter")
)
"""What stands before data stores, with logins from the store."""

READS_STORES: tuple[Path, ...] = (
    (*ON_EKS, "external_secrets"),
    (*ON_EKS, "mesh", "trust"),
    *DELIVERED,
    *BEFORE_STORES,
)
"""What fetches the addresses of data stores, and what reads them."""

_SHARED: tuple[Path, ...] = tuple(
    (*cloud, "platform", "metrics", "shared") for cloud in (("aws", "regions", "*"), ("gcp",), ("azure",))
)
"""Who writes to the store of all clusters."""

_STORE: tuple[Path, ...] = (("aws", "shared_metrics"), *_SHARED)

TOGETHER: dict[Path, tuple[Path, ...]] = {
    ("aws", "regions", "*", "cache"): READS_STORES,
    ("aws", "regions", "*", "recovery"): READS_STORES,
    ("aws", "registry"): (
        (*ON_EKS, "workloads"),
        (*ON_EKS, "image_updates"),
        (*ON_EKS, "admission", "signers"),
    ),
    ("azure", "registry"): (("azure", "platform", "admission", "signers"),),
    (*ON_EKS, "external_secrets"): ((*ON_EKS, "mesh", "trust"), *DELIVERED, *BEFORE_STORES, *_STORE),
    (*ON_EKS, "argo_workflows"): ((*ON_EKS, "chaos"), (*ON_EKS, "incidents")),
    (*ON_EKS, "postgres_exporter"): ((*ON_EKS, "metrics", "objectives", "database-availability"),),
    (*ON_EKS, "redis_exporter"): ((*ON_EKS, "external_secrets", "namespaces", "cache"),),
    (*ON_EKS, "keda"): (
        (*ON_EKS, "workloads", "*", "scaling", "gauges"),
        (*ON_EKS, "workloads", "*", "scaling", "queues"),
    ),
    (*ON_EKS, "argo_cd"): ((*ON_EKS, "workloads"), (*ON_EKS, "image_updates")),
    (*ON_EKS, "rollouts"): ((*ON_EKS, "workloads"),),
    (*ON_EKS, "tracing"): ((*ON_EKS, "mesh", "tracing"),),
    ("aws", "regions", "*", "search"): (
        (*ON_EKS, "tracing"),
        (*ON_EKS, "mesh", "tracing"),
        (*ON_EKS, "logs", "search"),
    ),
    (*_REGION, "platform"): (*_MEMBERS, *_STORE),
    (*_REGION, "platform", "metrics"): (*_STORE, (*_REGION, "platform", "chaos")),
    (*_REGION, "platform", "mesh"): _MEMBERS,
    **{(cloud, "platform"): ((cloud, "namespaces"),) for cloud in _BEYOND},
    **{
        (cloud, "platform", "mesh"): (*_BEYOND[cloud], (cloud, "namespaces", "backend", "mesh"))
        for cloud in _BEYOND
    },
    **{
        (cloud, "platform", part): _BEYOND[cloud] for cloud in _BEYOND for part in ("gateway", "certificates")
    },
    (*_REGION, "platform", "gateway"): _PAGES,
    (*_REGION, "platform", "load_balancers"): _GATEWAYS,
    (*_REGION, "platform", "certificates"): (
        (*_REGION, "platform", "load_balancers"),
        (*_REGION, "platform", "chaos"),
        *_GATEWAYS,
    ),
    ("aws", "regions", "*", "database"): (
        *READS_STORES,
        ("aws", "regions", "*", "recovery"),
        ("aws", "regions", "*", "database_proxy"),
        ("aws", "regions", "*", "platform", "dumps"),
        ("aws", "regions", "*", "platform", "backups", "namespaces", "database"),
    ),
    ("aws", "regions", "*", "platform", "dumps"): (
        ("aws", "regions", "*", "platform", "backups", "namespaces", "database"),
    ),
    ("cloudflare",): (*_ROUTES, *_BEYOND["gcp"], *_BEYOND["azure"]),
    ("aws", "traffic"): (
        *_BEYOND["gcp"],
        *_BEYOND["azure"],
        (*_REGION, "platform", "load_balancers"),
        # Without a zone nobody has certificates, and the engine of the experiments has its own from there.
        (*_REGION, "platform", "chaos"),
        *_GATEWAYS,
        ("cloudflare", "balancing", "pools", "aws-us-east-1"),
        ("cloudflare", "balancing", "pools", "aws-us-west-2"),
        ("cloudflare", "balancing", "order", "aws-us-east-1"),
        ("cloudflare", "balancing", "order", "aws-us-west-2"),
    ),
    ("gcp",): (
        ("cloudflare", "balancing", "pools", "gcp-us-central1"),
        ("cloudflare", "balancing", "order", "gcp-us-central1"),
    ),
    ("azure",): (
        ("cloudflare", "balancing", "pools", "azure-eastus"),
        ("cloudflare", "balancing", "order", "azure-eastus"),
    ),
    ("aws", "shared_metrics"): _SHARED,
    ("aws", "guard_rails", "configuration_record"): (("aws", "guard_rails", "security_hub"),),
    ("gcp", "cluster"): (
        ("gcp", "platform"),
        ("gcp", "namespaces"),
        ("gcp", "identities"),
        ("cloudflare", "balancing", "pools", "gcp-us-central1"),
        ("cloudflare", "balancing", "order", "gcp-us-central1"),
    ),
    ("azure", "cluster"): (
        ("azure", "platform"),
        ("azure", "namespaces"),
        ("azure", "identities"),
        ("cloudflare", "balancing", "pools", "azure-eastus"),
        ("cloudflare", "balancing", "order", "azure-eastus"),
    ),
    ("gcp", "database"): (
        ("gcp", "identities"),
        ("gcp", "platform", "restore"),
        ("gcp", "platform", "external_secrets"),
        ("gcp", "platform", "metrics"),
    ),
    ("gcp", "registry"): (
        ("gcp", "cluster"),
        ("gcp", "platform"),
        ("gcp", "namespaces"),
        ("gcp", "identities"),
    ),
    ("gcp", "backups"): (
        ("gcp", "platform", "backups"),
        ("gcp", "identities"),
        ("gcp", "platform", "restore"),
    ),
    ("azure", "storage"): (
        ("azure", "platform", "backups"),
        ("azure", "identities"),
        ("azure", "platform", "restore"),
    ),
    ("azure", "database"): (
        ("azure", "identities"),
        ("azure", "platform", "restore"),
        ("azure", "platform", "external_secrets"),
        ("azure", "platform", "metrics"),
    ),
    ("aws", "regions", "*", "stores"): (
        (*ON_EKS, "incidents"),
        ("aws", "regions", "*", "platform", "backups"),
        ("aws", "regions", "*", "platform", "chaos"),
        ("aws", "regions", "*", "platform", "dumps"),
        ("aws", "regions", "*", "platform", "copies"),
        ("aws", "trail"),
        ("aws", "audit_forwarding"),
        ("aws", "guard_rails", "configuration_record"),
        ("aws", "guard_rails", "security_hub"),
        ("gcp", "backups"),
        ("gcp", "platform", "backups"),
        ("azure", "platform", "backups"),
        ("gcp", "identities"),
        ("gcp", "platform", "restore"),
        ("azure", "storage"),
        ("azure", "identities"),
        ("azure", "platform", "restore"),
    ),
    ("gcp", "platform", "external_secrets"): (
        ("gcp", "platform", "metrics"),
        ("gcp", "platform", "restore"),
    ),
    ("azure", "platform", "external_secrets"): (
        ("azure", "platform", "metrics"),
        ("azure", "platform", "restore"),
    ),
}
"""What has no purpose without a system, and is refused where it stands alone."""


def model_of(annotation: Any) -> type[Spec] | None:
    """Return the Spec that an optional annotation is about, if it is about one."""
    if get_origin(annotation) not in {Union, UnionType} or type(None) not in get_args(annotation):
        return None
    return next(
        (kind for kind in get_args(annotation) if isinstance(kind, type) and issubclass(kind, Spec)), None
    )


def optional_systems(model: type[Spec], path: Path = ()) -> Iterator[Path]:
    """Yield the place of every optional system of the settings, the regions' as one with an asterisk."""
    for name, field in model.model_fields.items():
        if name == "regions":
            yield from optional_systems(RegionSettings, (*path, name, "*"))
        elif (system := model_of(field.annotation)) is not None:
            yield (*path, name)
            # A model of the settings' own room is a shelf on which systems stand, each with a component's spec.
            if system.__module__.startswith("stacks."):
                yield from optional_systems(system, (*path, name))
        elif isinstance(field.annotation, type) and issubclass(field.annotation, Spec):
            yield from optional_systems(field.annotation, (*path, name))


def places(tree: Any, path: Path) -> Iterator[Any]:
    """Yield each mapping or list of a settings tree that holds the last key of ``path``."""
    holders = [tree]
    for key in path[:-1]:
        holders = [
            below
            for holder in holders
            if isinstance(holder, dict)
            for below in (holder.values() if key == "*" else [holder.get(key)])
        ]
    for holder in holders:
        if (isinstance(holder, dict) and holder.get(path[-1]) is not None) or (
            isinstance(holder, list) and path[-1] in holder
        ):
            yield holder


SHIPPED = yaml.safe_load((ROOT / "Pulumi.production.yaml").read_text())["config"][KEY]
DEV = yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text())["config"][KEY]
SYSTEMS = [path for path in optional_systems(Settings) if any(True for _ in places(SHIPPED, path))]


def without(tree: Any, path: Path) -> Any:
    tree = deepcopy(tree)
    for gone in (path, *TOGETHER.get(path, ())):
        for holder in list(places(tree, gone)):
            holder.remove(gone[-1]) if isinstance(holder, list) else holder.pop(gone[-1])
    return tree


def reduced(*keep: str) -> Any:
    """Return production's settings with its core and the systems that begin with one of ``keep``, as ``aws.traffic``.

    The core is what its floor asks for: networks, clusters, the database with its recovery, and the cache.
    """
    settings = deepcopy(SHIPPED)
    for path in SYSTEMS:
        name = ".".join(path)
        if path not in CORE and not any(_within(name, one) or _within(one, name) for one in keep):
            settings = without(settings, path)
    for content in settings["aws"]["regions"].values():
        for shelf in ("queues", "streams"):
            if not any(_within(f"aws.regions.*.{shelf}", one) for one in keep):
                content.pop(shelf, None)
                if shelf == "queues":  # applications without theirs would be refused
                    content.get("platform", {}).pop("workloads", None)
    return settings


def _within(name: str, shelf: str) -> bool:
    return f"{name}.".startswith(f"{shelf}.")


CORE: tuple[Path, ...] = tuple(("aws", "regions", "*", part) for part in ("database", "recovery", "cache"))
