"""Objects of one cluster as a real API server has them, in the terms of the provider: inputs, outputs and refusals."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

import grpc

from simulator.clouds.kubernetes.objects import is_patch
from simulator.cluster.client import Manifest, Object
from simulator.cluster.faults import ClusterError, Denied, UnknownKind
from simulator.cluster.planes import Planes, title
from simulator.faults import redacted
from simulator.plugins.refusals import Refusal
from simulator.values import Secret, holds_secret, holds_unknown, plain, reveal, secret, secret_leaves

FORCE: Final = "pulumi.com/patchForce"
"""The annotation by which a program takes fields over from another manager."""

BOOK_KEEPING: Final = "managedFields"
"""Which manager owns which field, which the provider leaves out of its outputs."""

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Applied:
    """The objects of one cluster. Every method raises :class:`Refusal` with the API server's reason."""

    planes: Planes
    cluster: str

    def put(self, urn: str, inputs: Values, simulated: Values) -> Values:
        """Apply an object and return its outputs: the server's answer, and beside it what only a cloud would say."""
        manifest = plain(inputs)
        with _reasons(manifest, inputs):
            if self._is_the_clouds(urn, manifest):
                return simulated
            answered: Values = overlaid(simulated, self._apply(urn, manifest))
        return answered

    def foresee(self, urn: str, inputs: Values, *, new: bool) -> None:
        """Ask whether an object would be admitted, without keeping anything.

        There is no answer yet to what depends on an unknown, or on what the same deployment makes first: a namespace, a
        definition.
        """
        if holds_unknown(inputs):
            return
        manifest = plain(inputs)
        with _reasons(manifest, inputs):
            if self._is_the_clouds(urn, manifest):
                return
            try:
                if new and not is_patch(urn):
                    self.planes.foresee(self.cluster, manifest, manager=manager_of(urn))
                else:
                    self._apply(urn, manifest, dry_run=True)
            except Denied as no:
                if not (isinstance(no, UnknownKind) or no.code == HTTPStatus.NOT_FOUND):
                    raise

    def restored(self, urn: str, inputs: Values, outputs: Values) -> Values:
        """Return an object's outputs as it stands, put there first if an earlier command made it: planes begin empty."""
        if not inputs or is_patch(urn) or holds_unknown(inputs):
            return outputs
        manifest = plain(inputs)
        with _reasons(manifest, inputs):
            live = self._live(manifest) or self._apply(urn, manifest)
        restored: Values = overlaid(outputs, live)
        return restored

    def remove(self, urn: str, outputs: Values) -> None:
        """Delete an object. Of a patch only its fields go: they are nobody's from then on."""
        manifest = _named(plain(outputs))
        with _reasons(manifest, outputs):
            if not is_patch(urn):
                self.planes.delete(self.cluster, manifest)
            elif self.planes.stands(self.cluster) and self._live(manifest) is not None:
                self.planes.apply(self.cluster, manifest, manager=manager_of(urn))

    def _apply(self, urn: str, manifest: Values, *, dry_run: bool = False) -> Object:
        annotations = (manifest.get("metadata") or {}).get("annotations") or {}
        force = annotations.get(FORCE) == "true"
        return self.planes.apply(
            self.cluster, manifest, manager=manager_of(urn), force=force, dry_run=dry_run
        )

    def _is_the_clouds(self, urn: str, manifest: Values) -> bool:
        """Say whether this patches what is not there: a managed cluster would have brought it, as a StorageClass."""
        return is_patch(urn) and self._live(manifest) is None

    def _live(self, manifest: Values) -> Object | None:
        try:
            return self.planes.client(self.cluster).get(manifest)
        except UnknownKind:
            return None


def cluster_of(provider: Mapping[str, Any]) -> str | None:
    """Return what a provider's inputs call its cluster, or nothing while that is not known, as in a first preview.

    That is its ``clusterIdentifier``, or else the server in its ``kubeconfig``, or else the one that is at hand.
    """
    for name in ("clusterIdentifier", "kubeconfig"):
        if (given := provider.get(name)) is not None:
            return None if holds_unknown(given) else _short(name, str(reveal(given)))
    return "default"


def _short(name: str, text: str) -> str:
    if name == "clusterIdentifier":
        return text
    try:
        return str(json.loads(text)["clusters"][0]["cluster"]["server"])
    except (ValueError, LookupError, TypeError):
        # A path, or YAML: whatever it says, it is one cluster
        return f"kubeconfig {sha256(text.encode()).hexdigest()[:8]}"


def manager_of(urn: str) -> str:
    """Return the field manager of a resource: one of its own, as the provider has, but the same every time."""
    return f"pulumi-kubernetes-{sha256(urn.encode()).hexdigest()[:8]}"


def overlaid(simulated: Any, answered: Any) -> Any:
    """Return the server's answer, with what only the simulated value has, and secret wherever that one is."""
    if isinstance(simulated, Secret):
        return secret(overlaid(reveal(simulated), answered))
    if isinstance(simulated, Mapping) and isinstance(answered, Mapping):
        names = dict.fromkeys((*simulated, *answered))
        return {
            name: overlaid(simulated[name], answered[name])
            if name in simulated and name in answered
            else simulated.get(name, answered.get(name))
            for name in names
            if name != BOOK_KEEPING
        }
    if isinstance(simulated, list) and isinstance(answered, list) and len(simulated) == len(answered):
        return [overlaid(*pair) for pair in zip(simulated, answered, strict=True)]
    return secret(answered) if holds_secret(simulated) else answered


def _named(manifest: Manifest) -> Values:
    """Return as much of an object as names it."""
    metadata = manifest.get("metadata") or {}
    kept = {name: metadata[name] for name in ("name", "namespace") if metadata.get(name)}
    return {"apiVersion": manifest["apiVersion"], "kind": manifest["kind"], "metadata": kept}


@contextmanager
def _reasons(manifest: Manifest, values: Values) -> Iterator[None]:
    """Turn a no into a refusal that names the object and quotes the server, but none of the object's secrets."""
    try:
        yield
    except Denied as no:
        hint = ""
        if isinstance(no, UnknownKind):
            hint = ": its definition is not in the folder of definitions, or there is no such folder; see PLATFORM_DATA"
        message = redacted(str(no), (leaf for leaf in secret_leaves(values) if isinstance(leaf, str)))
        raise Refusal(f"the API server refuses {title(manifest)}: {message}{hint}") from None
    except ClusterError as failure:
        raise Refusal(
            f"the control plane for {title(manifest)} failed: {failure}", grpc.StatusCode.UNAVAILABLE
        ) from None
