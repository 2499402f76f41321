"""What the response to incidents stands on: workflows, secrets, a bucket, and tenants whose services it is about."""

from collections.abc import Iterator
from typing import Final

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.rules.parts import Parts

NEEDED: Final = {
    ("platform", "argo_workflows"): (
        "is a workflow, and this cluster has no argo_workflows to run it, so that nobody would be paged; describe them, "
        "or take it out"
    ),
    ("platform", "external_secrets"): (
        "reads the credentials of PagerDuty out of the secret store, and this cluster has no external_secrets to fetch "
        "them; describe them, or take it out"
    ),
    ("stores", "incidents"): (
        "has nowhere to keep what it gathers, which would be lost with its pods; describe stores.incidents in this "
        "region, or take it out"
    ),
}
"""What has to be in the same region, and what is said where it is not."""


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything that the response to incidents of a region lacks."""
    for region, specs in parts.items():
        platform = specs.get("platform")
        if not isinstance(platform, PlatformSettings) or platform.incidents is None:
            continue
        here: Path = ("aws", "regions", region)
        place: Path = (*here, "platform", "incidents")
        for needed, said in NEEDED.items():
            if file.at((*here, *needed)) is None:
                yield file.fault(place, said)
        tenants = file.mapping((*here, "namespaces"))
        if not tenants:
            yield file.fault(
                place,
                "is about services of tenants, and this region has no namespaces of any; describe them, or take it out",
            )
            continue
        for namespace in platform.incidents.remediates:
            if namespace not in tenants:
                yield file.fault(
                    (*place, "remediates"),
                    f"names {namespace}, which is no namespace of this region, so that nothing would be mended; take some "
                    f"of {', '.join(map(str, tenants))}",
                )
