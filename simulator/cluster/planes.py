"""Control planes for the clusters of one command, each started when the first object is for it."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Self

from simulator.cluster.client import Client, Manifest, Object
from simulator.cluster.control_plane import ControlPlane, control_plane
from simulator.cluster.definitions import Definition, Definitions, install
from simulator.cluster.faults import Denied, UnknownKind
from simulator.cluster.programs import Programs

Say = Callable[[str], object]


class Planes:
    """One control plane a cluster, until the block ends. They begin empty: a command's clusters live as long as it.

    Definitions of custom resources are installed when the first object of their kind comes: what would have brought
    them, a chart, is not installed.
    """

    def __init__(self, programs: Programs, definitions: Definitions | None, say: Say) -> None:
        self._programs = programs
        self._definitions = definitions
        self._say = say
        self._stack = ExitStack()
        self._standing: dict[str, ControlPlane] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def stands(self, cluster: str) -> bool:
        """Say whether a cluster has a control plane yet."""
        return cluster in self._standing

    def client(self, cluster: str) -> Client:
        """Return the connection to a cluster's API server.

        :raises ClusterError: if its control plane does not stand.
        """
        return self._plane(cluster).client

    def apply(self, cluster: str, manifest: Manifest, **how: Any) -> Object:
        """Apply an object as :meth:`Client.apply` does, with its kind defined where its definition is at hand.

        :raises Denied: with the server's reason.
        :raises ClusterError: if the control plane does not stand.
        """
        plane = self._plane(cluster)
        self._define(plane, manifest)
        return plane.settled(lambda: plane.client.apply(manifest, **how))

    def foresee(self, cluster: str, manifest: Manifest, *, manager: str) -> None:
        """Ask whether an object could be created, also where one of its name is still to be replaced by it.

        :raises Denied: with the server's reason.
        :raises ClusterError: if the control plane does not stand.
        """
        plane = self._plane(cluster)
        self._define(plane, manifest)
        try:
            plane.settled(lambda: plane.client.create(manifest, manager=manager, dry_run=True))
        except Denied as no:
            # Said by the store, which comes after all admission
            if no.reason != "AlreadyExists":
                raise

    def delete(self, cluster: str, manifest: Manifest) -> None:
        """Delete an object and wait until it is gone; a namespace takes along what is in it.

        Where no object has come yet there is none, and no control plane is started to say so.

        :raises Denied: with the server's reason.
        :raises ClusterError: if it does not go.
        """
        plane = self._standing.get(cluster)
        if plane is None:
            return
        try:
            if plane.client.delete(manifest):
                plane.wait(f"{title(manifest)} is still there", lambda: plane.client.get(manifest) is None)
        except UnknownKind:
            return

    def _define(self, plane: ControlPlane, manifest: Manifest) -> None:
        try:
            plane.client.path(manifest)
        except UnknownKind:
            definition = self._definition(manifest)
            if definition is None:
                raise
            install(plane, [definition])

    def _definition(self, manifest: Manifest) -> Definition | None:
        if self._definitions is None:
            return None
        return self._definitions.of(str(manifest["apiVersion"]), str(manifest["kind"]))

    def _plane(self, cluster: str) -> ControlPlane:
        if cluster not in self._standing:
            self._say(f"starting a control plane for {cluster} ...")
            started = self._stack.enter_context(control_plane(self._programs))
            self._say(f"it stands; look at it with KUBECONFIG={started.kubeconfig}")
            self._standing[cluster] = started
        return self._standing[cluster]


def title(manifest: Manifest) -> str:
    """Return what people call an object: kind, namespace and name."""
    metadata = manifest.get("metadata") or {}
    parts = (metadata.get("namespace"), metadata.get("name"))
    return f"{manifest.get('kind')} {'/'.join(str(part) for part in parts if part)}"
