"""What Cloudflare's part of a file has to do with the rest of it: the origins of its pools, and production's floor."""

import json
from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError

from components.networking.cloudflare.spec import CloudflareSpec, production_faults
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, shown
from stacks.settings.model import Settings
from stacks.settings.wording import narrowed

PLACE: Final[Path] = ("cloudflare",)


def faults(file: StackFile, settings: Settings | None) -> Iterator[Fault]:
    """Yield a fault for each pool without an origin, and for what is too little for production."""
    spec = settings.cloudflare if settings is not None else _sound(file)
    if spec is None:
        return
    yield from _origins(file, spec)
    if file.at(("environment",)) == "production":
        for sentence in production_faults(spec):
            for place, said in narrowed(Settings, PLACE, sentence):
                yield file.fault(place, said)


def _origins(file: StackFile, spec: CloudflareSpec) -> Iterator[Fault]:
    if spec.balancing is None:
        return
    built = built_origins(file)
    for name, pool in spec.balancing.pools.items():
        if pool.address is None and name not in built:
            known = f" ({', '.join(map(shown, built))})" if built else ""
            yield file.fault(
                (*PLACE, "balancing", "pools", name),
                f"has no origin: it names no address, and is none of the entrances that this stack builds{known}; give it an "
                "address, or the name of one of those",
            )


def built_origins(file: StackFile) -> tuple[str, ...]:
    """Return the names of the entrances that the rest of a file makes the stack build."""
    return tuple(f"aws-{region}" for region in file.mapping(("aws", "traffic", "load_balancers")))


def _sound(file: StackFile) -> CloudflareSpec | None:
    content = file.at(PLACE)
    if not isinstance(content, dict):
        return None
    try:
        return CloudflareSpec.model_validate_json(json.dumps(content))
    except ValidationError:
        return None  # reported by the model itself
