"""How rights and Secrets in a cluster fit the people whom it lets in, and its tenants."""

from collections.abc import Iterator
from typing import Final

from components.kubernetes.eks.spec import ClusterSpec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, shown
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.rules.parts import Parts

REGIONS: Final[Path] = ("aws", "regions")


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything in which rights and Secrets contradict what is around them."""
    for region, specs in parts.items():
        here: Path = (*REGIONS, region)
        platform, cluster = specs.get("platform"), specs.get("cluster")
        if isinstance(platform, PlatformSettings):
            yield from _tenants(file, here, platform)
            if isinstance(cluster, ClusterSpec):
                yield from _groups(file, here, platform, cluster)


def _groups(file: StackFile, here: Path, platform: PlatformSettings, cluster: ClusterSpec) -> Iterator[Fault]:
    """Yield a fault for each group that nobody comes in as: a role bound to it would be held by no one."""
    for group, key in (platform.access.groups if platform.access else {}).items():
        if group not in cluster.groups:
            yield file.fault(
                (*here, "platform", "access", key),
                f"names {shown(group)}, and nobody comes into the cluster as that; take one of "
                f"{', '.join(map(shown, cluster.groups)) or 'none'}, or add an entry to cluster.members: its group is "
                "platform: and the entry's name",
            )


def _tenants(file: StackFile, here: Path, platform: PlatformSettings) -> Iterator[Fault]:
    """Yield a fault for each right or Secret in a namespace that the region does not have."""
    tenants = file.mapping((*here, "namespaces"))
    for place, namespace in _placed(platform):
        if namespace not in tenants and namespace not in platform.data_namespaces:
            yield file.fault(
                (*here, "platform", *place),
                f"is of the namespace {shown(namespace)}, which this region does not have; take one of "
                f"{', '.join(map(shown, tenants)) or 'none'}, or describe it in namespaces",
            )


def _placed(platform: PlatformSettings) -> Iterator[tuple[Path, str]]:
    if platform.external_secrets is not None:
        for namespace in platform.external_secrets.namespaces:
            yield ("external_secrets", "namespaces", namespace), namespace
    if platform.access is not None:
        for group, namespaces in platform.access.developers.items():
            for namespace in namespaces:
                yield ("access", "developers", group), namespace
        for account, role in platform.access.accounts.items():
            yield ("access", "accounts", account), role.namespace
