"""What clusters of one mesh have in common and what each has for itself, and where each one's authority comes from."""

from collections.abc import Iterator

from components.foundation.cluster.wanted_secret import WantedSecret
from components.mesh.authority import KEYS, SECRET
from components.mesh.mesh_spec import TrustSpec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, shown
from stacks.settings.rules.brought import missing
from stacks.settings.rules.mesh import Place, places


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each authority that nobody brings or fetches, and for each contradiction between clusters."""
    before: list[tuple[Place, TrustSpec]] = []
    for place in places(file):
        trust = place.spec.mesh.trust if place.spec.mesh else None
        if trust is None:
            continue
        yield from _fetched(place, trust)
        for other, known in before:
            yield from _together(place, trust, other, known)
        before.append((place, trust))


def _fetched(place: Place, trust: TrustSpec) -> Iterator[Fault]:
    """Yield a fault for each thing without which the authority would not get into the cluster."""
    if place.region is None:
        yield place.fault(
            "mesh.trust",
            "has its authority from AWS Secrets Manager, which this cloud's cluster does not read; leave it out",
        )
        return
    if place.spec.external_secrets is None:
        yield place.fault(
            "mesh.trust",
            "has its authority fetched by External Secrets, which this cluster does not have, so that its control plane would "
            "never start; describe external_secrets, or leave trust out",
        )
    wanted = WantedSecret(name=SECRET, path=trust.authority, values=KEYS)
    yield from missing(place.file, (*place.path, "platform", "mesh", "trust", "authority"), [wanted])


def _together(place: Place, trust: TrustSpec, other: Place, known: TrustSpec) -> Iterator[Fault]:
    """Yield a fault for each contradiction between two clusters that share their trust."""
    there = ".".join(map(str, other.path))
    if trust.authority == known.authority:
        yield place.fault(
            "mesh.trust.authority",
            f"{shown(trust.authority)} is the authority of {there} already, and none of the two could be taken back alone; "
            "give each cluster its own",
        )
    if trust.mesh != known.mesh:
        return
    if trust.domain != known.domain:
        yield place.fault(
            "mesh.trust.domain",
            f"is {trust.domain}, and the same mesh {trust.mesh} has {known.domain} in {there}, so that neither would know the "
            "workloads of the other; give both one domain, or this one a mesh of its own",
        )
    if trust.network == known.network:
        yield place.fault(
            "mesh.trust.network",
            f"{trust.network} is the network of {there} already, whose pods are not reached from here directly; name another",
        )
