"""Mending one resource: the remedies of one rule, tried in their order, each kept only if it settles something."""

from collections.abc import Mapping, Sequence
from typing import Any

from policies.framework.evaluation import spoken
from policies.framework.remedies import Remedy
from policies.framework.resources import Entry, Resource
from policies.framework.rules import Context, ResourceRule, Violation


def mended(
    rule: ResourceRule,
    remedies: Sequence[Remedy],
    entry: Entry,
    context: Context,
    *,
    stack: str,
    ignored: Sequence[str] = (),
) -> dict[str, Any] | None:
    """Return the inputs of a resource with what the remedies set, or None if they have nothing to do.

    A change is kept if the rule finds less at fault with it than without it, and nothing new: so a statement that
    holds, or that cannot be decided yet, changes nothing, and neither does a stricter value than the remedy's.
    Whatever shape the inputs have, this raises nothing: a remedy that fails would end the whole deployment, while the
    rule itself still judges the resource as it is.

    :param entry: a state entry, with unknowns as sentinels and secrets sealed.
    :param stack: the stack's name, for remedies that take the environment from it.
    :param ignored: the paths whose changes the program ignores (``ignoreChanges``).
    """
    try:
        return _mended(rule, remedies, entry, context, stack, ignored)
    except Exception:  # noqa: BLE001 - see above; the text of an error may quote a value, so it is not told either
        return None


def _mended(
    rule: ResourceRule,
    remedies: Sequence[Remedy],
    entry: Entry,
    context: Context,
    stack: str,
    ignored: Sequence[str],
) -> dict[str, Any] | None:
    first: Mapping[str, Any] = entry.get("inputs") or {}
    inputs, faults = first, _faults(rule, entry, first, context)
    for remedy in remedies:
        for changes in remedy.attempts(entry["type"], inputs, ignored) if faults else ():
            tried = inputs
            for change in changes:
                tried = change.applied(tried, stack)
            if tried is not inputs and (left := _faults(rule, entry, tried, context)) < faults:
                inputs, faults = tried, left
    return None if inputs is first else dict(inputs)


def _faults(
    rule: ResourceRule, entry: Entry, inputs: Mapping[str, Any], context: Context
) -> frozenset[Violation]:
    said = spoken(rule.check(Resource({**entry, "inputs": inputs}), context))
    return frozenset(one for one in said or () if isinstance(one, Violation))
