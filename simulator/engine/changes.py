"""What becomes of one resource: the engine's decision between create, same, update and replace."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from simulator import clouds
from simulator.clouds.replacement import source
from simulator.property_paths import covers
from simulator.resources import Resource
from simulator.urns import provider_urn
from simulator.values import UNKNOWN, Secret, holds_unknown, reveal

Op: TypeAlias = Literal["create", "update", "replace", "delete", "same"]


@dataclass(frozen=True)
class Change:
    """A decision. ``replacing`` are those of the ``changed`` paths that cannot change in place.

    ``was`` is the URN that the baseline knows the resource by, if an alias led there.
    """

    op: Op
    changed: tuple[str, ...] = ()
    replacing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    was: str = ""


@dataclass(frozen=True)
class Surroundings:
    """What a decision depends on beside the resource itself.

    ``ops`` are the decisions made so far, by URN; ``before`` and ``now`` find a resource in the baseline and in the
    run; ``renamed`` maps URNs to the aliases they were found under.
    """

    ops: Mapping[str, Op]
    before: Callable[[str], Resource | None]
    now: Callable[[str], Resource | None]
    renamed: Mapping[str, str]


def change_of(old: Resource | None, new: Resource, around: Surroundings) -> Change:
    """Decide about a resource whose inputs are checked; ``old`` is what the baseline knows it by."""
    if old is None or old.external or old.settings.get("pendingReplacement"):
        return Change(
            "create"
        )  # what is external was only read; what is pending was deleted by a stopped deployment
    was = old.urn if old.urn != new.urn else ""
    if moved := _provider_moved(old, new, around):
        return Change("replace", ("provider",), ("provider",), (moved,), was)
    if not new.custom:
        changed = clouds.diff(new.type, old.inputs, old.outputs, new.inputs).changed
        return Change("update" if changed else "same", changed, was=was)
    ignored: Sequence[str] = new.settings.get("ignoreChanges", ())
    known = _with_judgeable_secrets(old.inputs, new, around.ops)
    found = clouds.diff(new.type, known, old.outputs, new.inputs, ignored)
    asked: Sequence[str] = new.settings.get("replaceOnChanges", ())
    demanded = [path for path in found.changed if any(covers(pattern, path) for pattern in asked)]
    replacing = tuple(sorted({*found.replacing, *demanded}))
    reasons = tuple(_reason(new, path, path in found.replacing) for path in replacing)
    op: Op = "replace" if replacing else "update" if found.changed else "same"
    return Change(op, found.changed, replacing, reasons, was)


def _reason(new: Resource, path: str, forced: bool) -> str:
    unknown = " (its new value is not known before the deployment)" if _unknown_at(new, path) else ""
    if forced:
        return f"{path} cannot change in place{unknown}; source: {source(new.type) or 'the provider'}"
    return f"{path} changed{unknown} and the program names it in replaceOnChanges"


def _unknown_at(new: Resource, path: str) -> bool:
    name = path.partition(".")[0].partition("[")[0]
    return holds_unknown(new.inputs.get(name))


def _provider_moved(old: Resource, new: Resource, around: Surroundings) -> str:
    """Return why another provider means another resource, or nothing."""
    if old.provider == new.provider or old.is_provider:
        return ""
    if not old.provider or not new.provider:
        return "it changed between a component and a resource of a provider; source: Pulumi's engine"
    before, now = provider_urn(old.provider), provider_urn(new.provider)
    if around.renamed.get(now) == before:
        return ""
    was, becomes = around.before(before), around.now(now)
    if was is None or becomes is None:
        return ""
    difference = clouds.diff(becomes.type, was.inputs, was.outputs, becomes.inputs)
    if not difference.replacing:
        return ""
    paths = ", ".join(difference.replacing)
    return f"its provider now differs in {paths}, so it can no longer manage what stands; source: Pulumi's engine"


def _with_judgeable_secrets(
    old: Mapping[str, Any], new: Resource, ops: Mapping[str, Op]
) -> Mapping[str, Any]:
    """Return the old inputs with sealed secrets opened as empty where the new value is sure to be another.

    A sealed secret counts as unchanged, because nobody can compare it. That would hide a secret that becomes another
    because what it is made from is made anew, which shows in the new value being unknown.
    """
    opened = {
        name: _opened(old[name])
        for name, urns in new.property_dependencies.items()
        if name in old
        and holds_unknown(new.inputs.get(name))
        and any(ops.get(urn, "same") != "same" for urn in urns)
    }
    return {**old, **opened} if opened else old


def _opened(value: Any) -> Any:
    if isinstance(value, Secret):
        return Secret("") if reveal(value) is UNKNOWN else value
    if isinstance(value, Mapping):
        return {name: _opened(item) for name, item in value.items()}
    return [_opened(item) for item in value] if isinstance(value, list) else value
