"""The state form of values: the JSON of ``pulumi stack export``."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from simulator.values.marks import UNKNOWN, Secret, Unreadable, reveal
from simulator.values.signatures import SECRET, SENTINELS, SIGNATURE, UNKNOWN_SENTINEL


def to_state(values: Mapping[str, Any], *, urn: str, field: str) -> dict[str, Any]:
    """Return the JSON state form of a resource's ``inputs`` or ``outputs``.

    A secret becomes Pulumi's envelope. Its ciphertext is a digest of where it stands (URN, field, path) and of nothing
    else, so that the output is the same from run to run and says nothing about the value. A secret that is unknown
    becomes the unknown sentinel.
    """
    path: list[str] = [urn, field]
    return {key: _to_state(value, path, key) for key, value in values.items()}


def _to_state(value: Any, path: list[str], step: str) -> Any:
    if value is UNKNOWN:
        return UNKNOWN_SENTINEL
    if not isinstance(value, Secret | Mapping | list | tuple):
        return value
    path.append(step)
    try:
        if isinstance(value, Secret):
            if reveal(value) is UNKNOWN:
                return UNKNOWN_SENTINEL
            return {SIGNATURE: SECRET, "ciphertext": sha256("\0".join(path).encode()).hexdigest()}
        if isinstance(value, Mapping):
            return {key: _to_state(item, path, key) for key, item in value.items()}
        return [_to_state(item, path, str(index)) for index, item in enumerate(value)]
    finally:
        path.pop()


def from_state(value: Any) -> Any:
    """Return the plain form of a JSON state value.

    A ciphertext cannot be read, so it becomes a secret of an :class:`Unreadable` text. An envelope that carries its
    plaintext (a state exported with ``--show-secrets``) becomes a secret of that.
    """
    if isinstance(value, str):
        return UNKNOWN if value in SENTINELS else value
    if isinstance(value, Mapping):
        if value.get(SIGNATURE) == SECRET:
            return _opened(value)
        return {key: from_state(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_state(item) for item in value]
    return value


def _opened(envelope: Mapping[str, Any]) -> Secret:
    text = envelope.get("plaintext")
    if isinstance(text, str):
        try:
            return Secret(from_state(json.loads(text)))
        except ValueError:
            return Secret(text)
    digest = sha256(str(envelope.get("ciphertext")).encode()).hexdigest()
    return Secret(Unreadable(f"unreadable-{digest[:48]}"))
