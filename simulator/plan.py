"""The plan: what a deployment of a run would do to what stands, step by step."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from simulator.engine.changes import Change, Op, Surroundings, change_of
from simulator.engine.guarded import loss_of
from simulator.program import Run
from simulator.resources import Resource, in_order
from simulator.state import State


@dataclass(frozen=True)
class Step:
    """What happens to one resource.

    ``changed`` are the property paths that differ, ``replacing`` those of them that force a replacement, ``reasons``
    one sentence for each of these, with the source of the fact. ``guarded`` marks the loss of a data store, a cluster
    or a key; ``refused`` says why the engine would stop here; ``was`` is the URN that an alias found it under.
    """

    op: Op
    urn: str
    changed: tuple[str, ...] = ()
    replacing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    guarded: bool = False
    refused: str = ""
    was: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the step as ``infra preview --json`` writes it."""
        step: dict[str, Any] = {
            "op": self.op,
            "urn": self.urn,
            "changed": list(self.changed),
            "replacing": list(self.replacing),
            "reasons": list(self.reasons),
            "guarded": self.guarded,
        }
        return step | {name: text for name, text in (("refused", self.refused), ("was", self.was)) if text}


def plan(old: State | None, run: Run) -> list[Step]:
    """Return the steps from what stands, or from nothing, to what a run registered.

    In the order in which an engine takes them: what is made or kept after all that it needs, then what is deleted
    before all that it needs.
    """
    changes = run.changes if old is run.baseline else _compared(old or State(), run)
    steps = [_step(resource, changes[resource.urn], old) for resource in run.live]
    if old is None:
        return steps
    kept = {resource.urn for resource in run.live} | {change.was for change in changes.values()}
    gone = [resource for urn, resource in old.live.items() if urn not in kept]
    return steps + [_deletion(resource) for resource in reversed(in_order(gone))] + _remains(old.condemned)


def _compared(old: State, run: Run) -> dict[str, Change]:
    """Decide anew about every resource, for a state that the run did not start from."""
    now = {resource.urn: resource for resource in run.live}
    renamed = {urn: change.was for urn, change in run.changes.items() if change.was}
    around = Surroundings(old.live.get, now.get, renamed)
    changes = {}
    for resource in run.live:
        former = old.live.get(resource.urn) or old.live.get(renamed.get(resource.urn, ""))
        changes[resource.urn] = change_of(former, resource, around)
    return changes


def _step(resource: Resource, change: Change, old: State | None) -> Step:
    replaced = change.op == "replace"
    former = old.live.get(change.was or resource.urn) if old is not None else None
    held = replaced and resource.protected and former is not None and former.protected
    refusal = (
        "is protected, and replacing it would delete it: unset protect, deploy that, and replace it then"
        if held
        else ""
    )
    return Step(
        op=change.op,
        urn=resource.urn,
        changed=change.changed,
        replacing=change.replacing,
        reasons=change.reasons,
        guarded=replaced and bool(loss_of(resource.type)),
        refused=refusal,
        was=change.was,
    )


def _deletion(resource: Resource) -> Step:
    refusal = (
        "is protected: unset protect and deploy that, or run `pulumi state unprotect` on it, and delete it then"
        if resource.protected
        else ""
    )
    # What is read only, or retained, leaves the state and stays in the cloud
    lost = not resource.external and not resource.settings.get("retainOnDelete")
    return Step("delete", resource.urn, guarded=lost and bool(loss_of(resource.type)), refused=refusal)


def _remains(condemned: Iterable[Resource]) -> list[Step]:
    reason = "an earlier deployment replaced it and was stopped before it deleted the old one"
    return [
        Step("delete", resource.urn, reasons=(reason,), guarded=bool(loss_of(resource.type)))
        for resource in condemned
    ]
