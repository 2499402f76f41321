"""An object of Kubernetes as an entry of Pulumi's state, as the judge reads it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry

PROVIDER: Final = "urn:pulumi:production::corpus::pulumi:providers:kubernetes::cluster::1"
PREFIX: Final = "kubernetes:"


def _current() -> dict[str, str]:
    """Return for each kind of Kubernetes itself the token of the version that clusters serve."""
    known = (one for one in vars(tokens).values() if isinstance(one, str) and one.startswith(PREFIX))
    return {
        token.rsplit(":", 1)[1].lower(): token
        for token in known
        if _of_kubernetes(_group(token.split(":")[1]))
    }


def _group(version: str) -> str:
    return version.partition("/")[0] if "/" in version else ""


def _of_kubernetes(group: str) -> bool:
    return "." not in group or group.endswith(".k8s.io")


CURRENT: Final = _current()


def token_of(kind: str, version: str) -> str:
    """Return the type token of an object as it is written."""
    return f"{PREFIX}{version if '/' in version else f'core/{version}'}:{kind}"


def token_of_today(kind: str, version: str) -> str:
    """Return the type token that an object would have today.

    Old examples name versions of Kubernetes that no cluster serves any more, and some name none or another's. They are
    judged as what they would be today, and a kind as if it were spelled as Kubernetes does. Versions of other projects
    are left as they are.
    """
    if _of_kubernetes(_group(version)) and kind.lower() in CURRENT:
        return CURRENT[kind.lower()]
    return token_of(kind, version)


def entry_of(thing: Any, number: int = 0) -> Entry | None:
    """Return an object as an entry, or None for what is no object; ``number`` keeps those of one name apart.

    Its type is that of today; the one as it is written stands beside it, as ``written``.
    """
    if not isinstance(thing, Mapping) or not isinstance(thing.get("kind"), str):
        return None
    kind, version = thing["kind"], str(thing.get("apiVersion") or "v1")
    made = entry(token_of_today(kind, version), f"{number}-{name_of(thing)}", thing, provider=PROVIDER)
    return made | {"written": token_of(kind, version)}


def as_asked(held: Mapping[str, Any], types: Collection[str]) -> Mapping[str, Any]:
    """Return an entry with its type as it is written where that is one of ``types``, which speak of old versions."""
    return {**held, "type": held["written"]} if held["written"] in types else held


def entries_of(things: Sequence[Any]) -> list[Entry]:
    """Return every object of a file as an entry."""
    made = (entry_of(thing, number) for number, thing in enumerate(things))
    return [one for one in made if one is not None]


def metadata_of(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an object's metadata, empty where it has none."""
    held = thing.get("metadata")
    return held if isinstance(held, Mapping) else {}


def name_of(thing: Mapping[str, Any]) -> str:
    """Return an object's name, or that it has none."""
    held = metadata_of(thing)
    return str(held.get("name") or held.get("generateName") or "unnamed")
