"""The state of a stack: what ``pulumi stack export`` writes and ``pulumi stack import`` reads."""

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, Self

from simulator.resources import ALWAYS, Resource, in_order, normal, resource_of
from simulator.urns import is_urn, project_of, stack_of

VERSION: Final = 3
"""The version of the file that a Pulumi CLI of today writes (``apitype.DeploymentSchemaVersionCurrent``)."""

NEWEST: Final = 4
"""The version that it writes where a state uses a feature of late, which it then names; the entries are the same."""

ENGINE: Final = "v3.272.0"
"""The engine that the simulator stands in for, named in the manifest of what it writes."""

WRITTEN: Final = "1970-01-01T00:00:00Z"
"""The time in the manifest: a fixed one, so that the same stack gives the same bytes."""

EXPORT_AGAIN: Final = "export it again with `pulumi stack export --file FILE`"

KINDS: Final[dict[str, type]] = {
    **dict.fromkeys(("inputs", "outputs", "propertyDependencies"), Mapping),
    **dict.fromkeys(("parent", "provider", "id"), str),
    **dict.fromkeys(("custom", "external", "delete", "protect", "retainOnDelete"), bool),
    "dependencies": list,
}
"""What stands under each name of an entry, if anything does."""


class StateError(Exception):
    """A state that cannot be used, in one sentence that follows the name of its file."""


class State:
    """What stands: resources in dependency order.

    Built from a run it holds real values in memory; built from a file its secrets are sealed. ``condemned`` are the
    entries that an earlier, interrupted deployment has replaced but not deleted yet.
    """

    def __init__(self, live: Iterable[Resource] = (), condemned: Iterable[Resource] = ()) -> None:
        self.live = {resource.urn: resource for resource in live}
        self.condemned = list(condemned)
        self._read: dict[str, dict[str, Any]] = {}

    @classmethod
    def of_export(cls, content: Any, *, stack: str, project: str = "platform") -> Self:
        """Return the state of a ``pulumi stack export``.

        :raises StateError: for another version, half a file, or another stack or project.
        """
        version = content.get("version") if isinstance(content, Mapping) else None
        if version not in {VERSION, NEWEST}:
            raise StateError(
                f"is version {version!r} of the state format, not {VERSION} or {NEWEST}; export it with a current Pulumi CLI"
                if version is not None
                else f"is no exported state: it has no version; {EXPORT_AGAIN}"
            )
        deployment = content.get("deployment")
        if not isinstance(deployment, Mapping) or not isinstance(deployment.get("manifest"), Mapping):
            raise StateError(f"is only half a state: it has no deployment with a manifest; {EXPORT_AGAIN}")
        return cls._of_entries(deployment.get("resources") or [], stack, project)

    @classmethod
    def of_judgement(cls, content: Any, *, stack: str, project: str = "platform") -> Self:
        """Return the state that an earlier ``infra preview --json`` described.

        :raises StateError: if it is not such a file, or of another stack or project.
        """
        if not isinstance(content, Mapping) or not {"stack", "resources"} <= content.keys():
            raise StateError("is no judgement: it has no stack and resources; write it again with --json")
        if content["stack"] != stack:
            raise StateError(
                f"is a judgement of stack {content['stack']}, not {stack}; compare a stack with itself"
            )
        return cls._of_entries(content["resources"], stack, project)

    @classmethod
    def _of_entries(cls, entries: Any, stack: str, project: str) -> Self:
        if not isinstance(entries, list):
            raise StateError(f"is only half a state: its resources are no list; {EXPORT_AGAIN}")
        for position, entry in enumerate(entries):
            _require_whole(position, entry)
            home = project_of(entry["urn"]), stack_of(entry["urn"])
            if home != (project, stack):
                raise StateError(
                    f"is the state of stack {home[1]} of project {home[0]}, not of {stack} of {project}; "
                    "give the export of this stack"
                )
        gone = [resource_of(entry) for entry in entries if entry.get("delete")]
        live = [resource_of(entry) for entry in entries if not entry.get("delete")]
        if len({resource.urn for resource in live}) < len(live):
            raise StateError(
                f"names a resource twice; mend the stack with `pulumi state repair` and {EXPORT_AGAIN}"
            )
        state = cls(live, gone)
        # Kept as they were read: what is sealed in them can be handed on, but not sealed again
        state._read = {entry["urn"]: normal(entry) for entry in entries if not entry.get("delete")}
        return state

    @cached_property
    def resources(self) -> list[dict[str, Any]]:
        """The state entries, each after all that it needs."""
        return [self._read.get(resource.urn) or resource.entry() for resource in in_order(self.live.values())]

    def export(self) -> dict[str, Any]:
        """Return the content of a ``pulumi stack export`` file."""
        entries = [*self.resources, *(resource.entry() for resource in self.condemned)]
        return {
            "version": VERSION,
            "deployment": {
                "manifest": {
                    "time": WRITTEN,
                    "magic": sha256(ENGINE.encode()).hexdigest(),
                    "version": ENGINE,
                },
                "resources": [
                    {name: value for name, value in entry.items() if value or name not in ALWAYS}
                    for entry in entries
                ],
                "metadata": {},
            },
        }

    def text(self) -> str:
        """Return the file as text: the same bytes for the same stack."""
        return json.dumps(self.export(), indent=4, sort_keys=True, ensure_ascii=False) + "\n"


def _require_whole(position: int, entry: Any) -> None:
    if (
        not isinstance(entry, Mapping)
        or not is_urn(entry.get("urn"))
        or not isinstance(entry.get("type"), str)
    ):
        raise StateError(f"is damaged: entry {position} has no URN and type; {EXPORT_AGAIN}")
    for name, kind in KINDS.items():
        if entry.get(name) is not None and not isinstance(entry[name], kind):
            raise StateError(
                f"is damaged: {name} of {entry['urn']} is a {type(entry[name]).__name__}; {EXPORT_AGAIN}"
            )
    needed = [entry.get("dependencies") or (), *(entry.get("propertyDependencies") or {}).values()]
    if any(not isinstance(urns or [], list | tuple) or not all(map(is_urn, urns or ())) for urns in needed):
        raise StateError(f"is damaged: a dependency of {entry['urn']} is no URN; {EXPORT_AGAIN}")
