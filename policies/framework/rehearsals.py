"""Filling what a preview does not know from a rehearsal of the same program.

An IAM document that names a key's ARN is unknown as a whole in a preview. The simulator's rehearsal runs
the same program with every output known, so the document's own text can be judged before any deployment.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from policies.framework.resources import Entry
from policies.framework.values import UNKNOWN_SENTINELS, holds_unknown


def informed(previewed: Sequence[Entry], rehearsed: Sequence[Entry]) -> list[Entry]:
    """Return the previewed entries with each unknown replaced by what the rehearsed twin holds there."""
    twins = {entry["urn"]: entry for entry in rehearsed}
    return [_informed(entry, twins.get(entry["urn"])) for entry in previewed]


def _informed(entry: Entry, twin: Entry | None) -> Entry:
    if twin is None:
        return entry
    parts = {part: entry[part] for part in ("inputs", "outputs", "id") if part in entry}
    if not holds_unknown(parts):
        return entry
    return {**entry, **{part: filled(held, twin.get(part)) for part, held in parts.items()}}


def filled(held: Any, known: Any) -> Any:
    """Return ``held`` with its unknowns taken from the same places of ``known``, as far as that has them."""
    if isinstance(held, str) and held in UNKNOWN_SENTINELS:
        return held if known is None else known
    if isinstance(held, dict) and isinstance(known, Mapping):
        return {key: filled(value, known.get(key)) for key, value in held.items()}
    if isinstance(held, list) and isinstance(known, list) and len(held) == len(known):
        return [filled(value, twin) for value, twin in zip(held, known, strict=True)]
    return held
