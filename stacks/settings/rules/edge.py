"""What Cloudflare's part of a file has to do with the rest of it: origins, delegated names, and production's floor."""

import json
from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError

from components.networking.cloudflare.spec import CloudflareSpec, production_faults
from components.networking.dns import name_faults
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, dotted, shown
from stacks.settings.model import Settings
from stacks.settings.wording import narrowed

PLACE: Final[Path] = ("cloudflare",)
DOMAIN: Final[Path] = ("aws", "traffic", "domain")

CLOUDS: Final[dict[str, Path]] = {
    "aws": ("aws", "traffic", "load_balancers"),
    "gcp": ("gcp", "cluster"),
    "azure": ("azure", "cluster"),
}
"""What the name of a pool begins with -> what has to be described for something to answer at its entrance.

An address is kept wherever one of the other clouds is described; without a cluster there is nothing behind it.
"""


def faults(file: StackFile, settings: Settings | None) -> Iterator[Fault]:
    """Yield a fault for each pool without an origin, names that nobody would find, and what production lacks."""
    spec = settings.cloudflare if settings is not None else _sound(file)
    if spec is None:
        return
    yield from _origins(file, spec)
    yield from _delegation(file, spec)
    if file.at(("environment",)) == "production":
        for sentence in production_faults(spec):
            for place, said in narrowed(Settings, PLACE, sentence):
                yield file.fault(place, said)


def _origins(file: StackFile, spec: CloudflareSpec) -> Iterator[Fault]:
    if spec.balancing is None:
        return
    built = built_origins(file)
    for name, pool in spec.balancing.pools.items():
        if pool.address is not None or name in built:
            continue
        if name.startswith("aws-") and file.at(("aws",)) is None:
            continue  # what AWS answers cannot be told before the missing part is described
        yield file.fault((*PLACE, "balancing", "pools", name), _astray(file, name, built))


def _astray(file: StackFile, name: str, built: tuple[str, ...]) -> str:
    """Return what is wrong with a pool that has neither an address nor an entrance of the stack's."""
    cloud = name.partition("-")[0]
    if cloud in CLOUDS and not any(one.startswith(f"{cloud}-") for one in built):
        absent = dotted(_absent(file, CLOUDS[cloud]))
        return (
            f"has no origin: its entrance would be in {absent}, which is absent, so nothing would answer there; "
            f"describe {absent}, give the pool an address, or take it out"
        )
    known = f" ({', '.join(map(shown, built))})" if built else ""
    return (
        f"has no origin: it names no address, and is none of the entrances that this stack builds{known}; give it an "
        "address, or the name of one of those"
    )


def built_origins(file: StackFile) -> tuple[str, ...]:
    """Return the names of the entrances that the rest of a file makes the stack build."""
    others = {"gcp": file.at(("gcp", "region")), "azure": file.at(("azure", "location"))}
    return (
        *(f"aws-{region}" for region in file.mapping(CLOUDS["aws"])),
        *(
            f"{cloud}-{place}"
            for cloud, place in others.items()
            if place is not None and file.at(CLOUDS[cloud]) is not None
        ),
    )


def _absent(file: StackFile, path: Path) -> Path:
    """Return the outermost part on the way to ``path`` that is not described; the whole path if all is there."""
    ways = (path[:length] for length in range(1, len(path)))
    return next((way for way in ways if file.at(way) is None), path)


def _delegation(file: StackFile, spec: CloudflareSpec) -> Iterator[Fault]:
    """Hold AWS's zone inside the one that delegates it, and the zone's own records outside of that part."""
    domain = file.at(DOMAIN)
    if not isinstance(domain, str) or list(name_faults(domain)):
        return  # reported by the model itself
    if not domain.endswith(f".{spec.zone}"):
        yield file.fault(
            DOMAIN,
            f"is {shown(domain)}, which does not lie below the zone {spec.zone} at Cloudflare: nobody would delegate it, and "
            f"its certificates would never be validated; name it below the zone, as aws.{spec.zone}",
        )
        return
    delegated = domain.removesuffix(f".{spec.zone}")
    for key, record in spec.records.items():
        if record.name == delegated or record.name.endswith(f".{delegated}"):
            yield file.fault(
                (*PLACE, "records", key),
                f"lies in {domain}, for which Route 53 answers, so that nobody would ever read it; give it a name outside of "
                f"{delegated}",
            )


def _sound(file: StackFile) -> CloudflareSpec | None:
    content = file.at(PLACE)
    if not isinstance(content, dict):
        return None
    try:
        return CloudflareSpec.model_validate_json(json.dumps(content))
    except ValidationError:
        return None  # reported by the model itself
