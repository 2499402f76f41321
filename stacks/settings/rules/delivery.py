"""How delivery fits the zone, the tenants, the other clusters, and what is kept for it."""

from collections.abc import Iterator, Mapping
from typing import Final

from components.delivery.argo.cd.secrets import wanted as wanted_of_cd
from components.delivery.argo.cd.spec import ArgoCdSpec
from components.delivery.argo.images.spec import ImageUpdatesSpec
from components.delivery.argo.images.updater import wanted as wanted_of_images
from components.delivery.argo.workflows.argo_workflows import wanted as wanted_of_workflows
from components.delivery.incidents.spec import wanted as wanted_of_incidents
from components.foundation.cluster.wanted_secret import WantedSecret
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.rules.brought import BROUGHT, missing
from stacks.settings.rules.parts import Parts

REGIONS: Final[Path] = ("aws", "regions")
ZONE: Final[Path] = ("aws", "traffic", "domain")


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything in which delivery contradicts what is around it."""
    platforms = {
        region: platform
        for region, specs in parts.items()
        if isinstance(platform := specs.get("platform"), PlatformSettings)
    }
    yield from _hosts(file, platforms)
    for region, platform in platforms.items():
        here: Path = (*REGIONS, region, "platform")
        if platform.argo_cd is not None:
            yield from _tenants(file, (*here, "argo_cd"), region, platform.argo_cd)
            yield from _owners(file, here, platform, platform.argo_cd)
        if platform.image_updates is not None:
            yield from _images(file, (*here, "image_updates"), platform.image_updates, platform.argo_cd)
        for key, wanted in _wanted(platform):
            yield from missing(file, (*here, key), [wanted])
    yield from _written_once(file, platforms)
    yield from _named_once(file)


def _hosts(file: StackFile, platforms: Mapping[str, PlatformSettings]) -> Iterator[Fault]:
    """Yield a fault for each web page outside of the zone, and for each that two clusters answer as."""
    zone, seen = file.at(ZONE), dict[str, str]()
    for region, platform in platforms.items():
        for key in ("argo_cd", "argo_workflows"):
            decided = getattr(platform, key)
            if decided is None:
                continue
            place: Path = (*REGIONS, region, "platform", key, "host")
            if isinstance(zone, str) and not decided.host.endswith(f".{zone}"):
                yield file.fault(
                    place,
                    f"{decided.host} lies outside of the zone {zone}, so nobody would find it and no certificate names "
                    f"it; end it with .{zone}",
                )
            before = seen.setdefault(decided.host, f"{region} {key}")
            if before != f"{region} {key}":
                yield file.fault(
                    place,
                    f"{decided.host} is also the host of {before.replace(' ', '.')}, and a name leads to one place; give "
                    "each a name of its own",
                )


def _tenants(file: StackFile, here: Path, region: str, spec: ArgoCdSpec) -> Iterator[Fault]:
    """Yield a fault for each namespace that a project delivers to and nobody bounds."""
    tenants = file.mapping((*REGIONS, region, "namespaces"))
    for name, project in spec.projects.items():
        for namespace in project.namespaces:
            if namespace not in tenants:
                yield file.fault(
                    (*here, "projects", name, "namespaces"),
                    f"names {namespace}, which is no namespace of this region, so that Argo CD would make one without "
                    f"quota, walls and Pod Security level; take one of {', '.join(map(str, tenants)) or 'none'}, or add "
                    "it to namespaces",
                )


def _owners(file: StackFile, here: Path, platform: PlatformSettings, spec: ArgoCdSpec) -> Iterator[Fault]:
    """Yield a fault for each workload that this program and a repository would both write."""
    for name, application in spec.applications.items():
        workload = platform.workloads.get(name)
        if workload is None or workload.namespace != application.namespace:
            continue
        if workload.delivery == "pulumi":
            yield file.fault(
                (*here, "workloads", name, "delivery"),
                f"is pulumi, and the application {name} of argo_cd delivers the same from a repository, so that each would "
                "undo the other for ever; set it to argo-cd, or take the application out",
            )


def _images(
    file: StackFile, here: Path, spec: ImageUpdatesSpec, argo_cd: ArgoCdSpec | None
) -> Iterator[Fault]:
    """Yield a fault for each application that is not delivered, and each repository that is not there."""
    if argo_cd is None:
        yield file.fault(
            here, "raises images of applications, and there is no argo_cd to deliver them; describe it"
        )
        return
    repositories = file.at(("aws", "registry", "repositories"))
    for name, followed in spec.applications.items():
        place: Path = (*here, "applications", name)
        if name not in argo_cd.applications:
            yield file.fault(
                place,
                f"is no application of argo_cd ({', '.join(argo_cd.applications) or 'none'}), so that nothing would be "
                "raised; name one of them, or add it there",
            )
        for alias, one in followed.items():
            if one.own and (not isinstance(repositories, list) or one.image not in repositories):
                known = ", ".join(map(str, repositories)) if isinstance(repositories, list) else "none"
                yield file.fault(
                    (*place, alias, "image"),
                    f"{one.image} is no repository of the account's registry ({known}); name one of them, add it to "
                    "aws.registry.repositories, or write the image with its registry's host",
                )


def _wanted(platform: PlatformSettings) -> Iterator[tuple[str, WantedSecret]]:
    if platform.argo_cd is not None:
        yield from (("argo_cd", one) for one in wanted_of_cd(platform.argo_cd))
    if platform.argo_workflows is not None:
        yield from (("argo_workflows", one) for one in wanted_of_workflows(platform.argo_workflows))
    if platform.image_updates is not None:
        yield "image_updates", wanted_of_images(platform.image_updates)
    if platform.incidents is not None:
        yield "incidents", wanted_of_incidents(platform.incidents)


def _written_once(file: StackFile, platforms: Mapping[str, PlatformSettings]) -> Iterator[Fault]:
    """Yield a fault for each repository that two clusters write into, and for previews on two clusters."""
    seen: dict[str, str] = {}
    for region, platform in platforms.items():
        for name in platform.image_updates.applications if platform.image_updates else ():
            before = seen.setdefault(name, region)
            if before != region:
                yield file.fault(
                    (*REGIONS, region, "platform", "image_updates", "applications", name),
                    f"is raised from {before} already, and two clusters would write the same commit; leave one out",
                )
    previewing = [region for region, one in platforms.items() if one.argo_cd and one.argo_cd.previews]
    for region in previewing[1:]:
        yield file.fault(
            (*REGIONS, region, "platform", "argo_cd", "previews"),
            f"stand in {previewing[0]} already, and a pull request's address leads to one place; leave one out",
        )


def _named_once(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each path that is both made at random and brought."""
    generated = file.mapping(("aws", "generated_secrets"))
    for path in file.mapping(BROUGHT):
        if path in generated:
            yield file.fault(
                (*BROUGHT, path),
                "is made at random as well, and Secrets Manager keeps one secret of a name; give it another path",
            )
