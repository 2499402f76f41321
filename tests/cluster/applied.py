"""Applies what a stack renders for one cluster to a control plane, and keeps all that the control plane says of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from operations.render import Rendered
from simulator.cluster.client import Client
from simulator.cluster.control_plane import ControlPlane
from simulator.cluster.definitions import Definitions, install, is_served
from simulator.cluster.faults import Denied, UnknownKind
from simulator.cluster.planes import title
from tests.cluster.permissions import Permissions, ask
from tests.cluster.stand_ins import stand_in
from tests.manifests.published import folder

Manifest = Mapping[str, Any]
Named = tuple[str, Manifest]


@dataclass
class Applied:
    """What came of one cluster's objects. ``refused``, ``pods_refused``, ``warnings`` and ``unready`` are sentences."""

    cluster: str
    seconds: float = 0.0
    objects: int = 0
    patches: int = 0
    patches_of_the_clouds: list[str] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)
    pods: int = 0
    refused: list[str] = field(default_factory=list)
    pods_refused: list[str] = field(default_factory=list)
    definitions: int = 0
    undefined: list[str] = field(default_factory=list)
    stand_ins: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    workloads: int = 0
    unready: list[str] = field(default_factory=list)
    permissions: Permissions = field(default_factory=Permissions)

    def line(self) -> str:
        """Return the counts in a sentence."""
        parts = [
            f"{self.objects} objects and {self.patches} patches applied, under {self.definitions} definitions",
            f"{self.pods} pod templates admitted as pods",
            f"{self.workloads - len(self.unready)} workloads run",
            f"{self.permissions.asked - len(self.permissions.wrong)} permissions as stated",
            f"{self.seconds:.1f} s",
        ]
        if self.patches_of_the_clouds:
            parts.append(
                f"not applied, since a cloud brings what they patch: {', '.join(self.patches_of_the_clouds)}"
            )
        if self.stand_ins:
            parts.append(
                f"under stand-ins for definitions that are not published: {', '.join(self.stand_ins)}"
            )
        if self.undefined:
            parts.append(f"not applied, since no definition is at hand: {', '.join(self.undefined)}")
        if self.releases:
            names = (name.removeprefix(f"{self.cluster}-").removesuffix("-release") for name in self.releases)
            parts.append(
                f"{len(self.releases)} Helm releases not applied, since charts are not reachable: {', '.join(names)}"
            )
        return f"{self.cluster}: {'; '.join(parts)}"


def apply(
    plane: ControlPlane, cluster: str, rendered: Sequence[Rendered], definitions: Definitions
) -> Applied:
    """Apply a cluster's objects in the order in which the stack makes them, and dry-run every pod template.

    What third parties define is installed where the first object of a kind needs it.
    """
    result, start = Applied(cluster), perf_counter()
    for one in rendered:
        if one.form == "release":
            result.releases.append(one.resource)
        elif one.form == "patch" and _lacks(plane.client, one.manifest):
            result.patches_of_the_clouds.append(title(one.manifest))
        else:
            _apply(plane, one, result, definitions)
    for owner, pod in pods_of(one.manifest for one in rendered if one.form == "object"):
        if _admitted(plane, owner, pod, result.pods_refused):
            result.pods += 1
    result.permissions = ask(plane.client, [one.manifest for one in rendered])
    result.warnings = list(plane.client.warnings)
    result.seconds = perf_counter() - start
    return result


def _apply(plane: ControlPlane, one: Rendered, result: Applied, definitions: Definitions) -> None:
    try:
        _define(plane, one.manifest, result, definitions)
        live = plane.settled(lambda: plane.client.apply(one.manifest, force=one.form == "patch"))
    except UnknownKind:
        result.undefined.append(title(one.manifest))
    except Denied as no:
        result.refused.append(f"{title(one.manifest)}: {no}")
    else:
        if one.namespace and "namespace" not in live["metadata"]:
            # The server takes it all the same; but its path in a rendering, and its id in a state, would be another's
            result.refused.append(f"{title(one.manifest)}: lives in no namespace, and names {one.namespace}")
        elif one.form == "patch":
            result.patches += 1
        else:
            result.objects += 1


def _define(plane: ControlPlane, manifest: Manifest, result: Applied, definitions: Definitions) -> None:
    """Have an object's kind defined: as published, or by a stand-in where only a schema of the kind was published."""
    try:
        plane.client.path(manifest)
    except UnknownKind:
        published = definitions.of(str(manifest["apiVersion"]), str(manifest["kind"]))
        if published is None:
            _stand_in(plane, manifest, result)
        else:
            result.definitions += install(plane, [published])


def _stand_in(plane: ControlPlane, manifest: Manifest, result: Applied) -> None:
    definition = stand_in(folder(), manifest)
    if definition is not None:
        plane.client.apply(definition)
        result.stand_ins.append(f"{manifest['kind']} of {definition['spec']['group']}")
        kind = str(manifest["apiVersion"]), str(manifest["kind"])
        plane.wait(f"{title(manifest)} is not served", lambda: is_served(plane.client, *kind))


def _admitted(plane: ControlPlane, owner: str, pod: Manifest, refused: list[str]) -> bool:
    try:
        plane.settled(lambda: plane.client.create(pod, dry_run=True))
    except Denied as no:
        refused.append(f"{owner}: {no}")
        return False
    return True


def _lacks(client: Client, manifest: Manifest) -> bool:
    """Say whether what is patched is missing. A new namespace's ServiceAccount is a moment late, so it is not."""
    return manifest["kind"] != "ServiceAccount" and client.get(manifest) is None


def pods_of(manifests: Iterator[Manifest]) -> Iterator[Named]:
    """Yield a Pod for every pod template in the objects, wherever it stands, and what it is of."""
    for manifest in manifests:
        if manifest["kind"] == "Pod":
            yield title(manifest), manifest
            continue
        for number, template in enumerate(_templates(manifest)):
            given = template.get("metadata") or {}
            metadata = {name: given[name] for name in ("labels", "annotations") if given.get(name)}
            metadata |= {"name": f"template-{number}", "namespace": manifest["metadata"].get("namespace")}
            yield (
                title(manifest),
                {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]},
            )


def _templates(value: Any) -> Iterator[Manifest]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            spec = inner.get("spec") if name == "template" and isinstance(inner, Mapping) else None
            if isinstance(spec, Mapping) and isinstance(spec.get("containers"), list):
                yield inner
            else:
                yield from _templates(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _templates(inner)


WORKLOADS = (("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"))


def unready(client: Client) -> list[str]:
    """Return the workloads that lack pods, each with what the cluster's events say of it."""
    found = []
    for version, kind in WORKLOADS:
        for workload in client.items(version, kind):
            wanted, ready = _counts(workload)
            if ready < wanted:
                found.append(f"{title(workload)} has {ready} of {wanted} pods: {_events(client, workload)}")
    return found


def workloads(client: Client) -> int:
    """Return how many workloads there are."""
    return sum(len(client.items(*kind)) for kind in WORKLOADS)


def _counts(workload: Manifest) -> tuple[int, int]:
    status = workload.get("status") or {}
    if workload["kind"] == "DaemonSet":
        return status.get("desiredNumberScheduled", 1), status.get("numberReady", 0)
    return workload["spec"].get("replicas", 1), status.get("readyReplicas", 0)


def _events(client: Client, workload: Manifest) -> str:
    metadata = workload["metadata"]
    said = [
        event.get("message", "")
        for event in client.items("v1", "Event", metadata["namespace"])
        if event["type"] == "Warning" and event["involvedObject"]["name"].startswith(metadata["name"])
    ]
    return said[-1] if said else "the cluster says nothing of it"
