"""What becomes of one resource: the engine's decision between create, same, update and replace."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from components.foundation.property_paths import covers
from simulator import clouds
from simulator.clouds import Scope
from simulator.clouds.gcp.inherited import PLACES
from simulator.clouds.replacement import replacing, source
from simulator.resources import Resource
from simulator.urns import provider_urn
from simulator.values import holds_unknown

REGION_SOURCE: Final = "pulumi-aws provider/region.go"
PROJECT_SOURCE: Final = (
    "terraform-provider-google-beta, tpgresource (DefaultProviderProject and its siblings)"
)
KUBERNETES_SOURCE: Final = "pulumi-kubernetes provider/pkg/provider/diff.go"

TAINTED: Final = (
    "the state marks it as tainted; `pulumi state untaint` would keep it; source: Pulumi's engine"
)
HALF_MADE: Final = "the last deployment left it half made, so it is tried again; source: Pulumi's engine"

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

    ``before`` and ``now`` find a resource in the baseline and in the run; ``renamed`` maps URNs to the aliases they
    were found under. ``scope`` says where a provider stands, by the reference to it.
    """

    before: Callable[[str], Resource | None]
    now: Callable[[str], Resource | None]
    renamed: Mapping[str, str]
    scope: Callable[[str], Scope] = lambda _: Scope()


def change_of(old: Resource | None, new: Resource, around: Surroundings) -> Change:
    """Decide about a resource whose inputs are checked; ``old`` is what the baseline knows it by."""
    if old is None or old.external or old.settings.get("pendingReplacement"):
        # What is external was only read, and what is pending was deleted by a deployment that was stopped then
        return Change("create")
    was = old.urn if old.urn != new.urn else ""
    if moved := _provider_moved(old, new, around):
        return Change("replace", ("provider",), ("provider",), (moved,), was)
    if not new.custom:
        changed = clouds.diff(new.type, old.inputs, old.outputs, new.inputs).changed
        return Change("update" if changed else "same", changed, was=was)
    ignored: Sequence[str] = new.settings.get("ignoreChanges", ())
    found = clouds.diff(new.type, old.inputs, old.outputs, new.inputs, ignored, around.scope(new.provider))
    asked: Sequence[str] = new.settings.get("replaceOnChanges", ())
    demanded = [path for path in found.changed if any(covers(pattern, path) for pattern in asked)]
    replacing = tuple(sorted({*found.replacing, *demanded}))
    reasons = [_reason(new, path, path in found.replacing) for path in replacing]
    if old.settings.get("taint"):
        replacing = (*replacing, "id")
        reasons.append(TAINTED)
    elif not replacing and old.settings.get("initErrors"):
        return Change("update", found.changed, (), (HALF_MADE,), was)
    op: Op = "replace" if replacing else "update" if found.changed else "same"
    return Change(op, tuple(dict.fromkeys((*found.changed, *replacing))), replacing, tuple(reasons), was)


def _reason(new: Resource, path: str, forced: bool) -> str:
    unknown = " (its new value is not known before the deployment)" if _unknown_at(new, path) else ""
    if forced:
        return f"{path} cannot change in place{unknown}; source: {_source(new.type, path)}"
    return f"{path} changed{unknown} and the program names it in replaceOnChanges"


def _source(token: str, path: str) -> str:
    """Return where it was read that a change of this path forces a replacement."""
    if token.startswith("kubernetes:"):
        return KUBERNETES_SOURCE
    if token.startswith("aws:") and path == "region":
        return REGION_SOURCE
    if token.startswith("gcp:") and path in PLACES and path not in replacing(token):
        return PROJECT_SOURCE
    return source(token) or "the provider's own comparison"


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
