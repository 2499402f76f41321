"""Whether people are asked to bring the secrets that the platform's own systems take."""

from collections.abc import Iterable, Iterator
from typing import Final

from components.foundation.cluster.wanted_secret import WantedSecret
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, shown

BROUGHT: Final[Path] = ("aws", "brought_secrets")


def missing(file: StackFile, place: Path, wanted: Iterable[WantedSecret]) -> Iterator[Fault]:
    """Yield a fault for each secret that nobody is asked to bring, or that has not what is wanted of it."""
    brought = file.mapping(BROUGHT)
    for one in wanted:
        content = brought.get(one.path)
        held = content.get("properties") if isinstance(content, dict) else None
        lacking = [name for name in one.values.values() if not isinstance(held, list) or name not in held]
        if lacking:
            yield file.fault(
                place,
                f"wants {', '.join(lacking)} of the secret {shown(one.path)}, which nobody is asked to bring; add it to "
                "the properties of that entry of aws.brought_secrets",
            )
