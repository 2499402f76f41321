"""Whose signatures are checked where: each cloud's clusters have one judge, and images of their own registry."""

from collections.abc import Iterator
from typing import Final

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path

WITHOUT_REGISTRY: Final = (
    "are of whoever builds this environment's images, and there is no registry that would hold one, so that nothing would "
    "be checked; describe {registry}, or leave signers out"
)


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for signers whom nobody would ask, and for those whom another judge asks already."""
    for region in file.mapping(("aws", "regions")):
        yield from _unheld(file, ("aws", "regions", region), ("aws", "registry"))
    yield from _unheld(file, ("azure",), ("azure", "registry"))
    signers: Path = ("gcp", "platform", "admission", "signers")
    if file.at(signers):
        yield file.fault(
            signers,
            "would be asked after by a second judge: on GKE Binary Authorization checks who built an image; leave them out",
        )


def _unheld(file: StackFile, here: Path, registry: Path) -> Iterator[Fault]:
    signers: Path = (*here, "platform", "admission", "signers")
    if file.at(signers) and file.at(registry) is None:
        yield file.fault(signers, WITHOUT_REGISTRY.format(registry=".".join(map(str, registry))))
