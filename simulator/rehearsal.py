"""A rehearsal: the whole life of a stack on simulated clouds, each phase with what it had to prove."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from simulator import clouds
from simulator.clouds import Scope
from simulator.faults import Fault
from simulator.plan import Step, plan
from simulator.program import Run, run
from simulator.resources import Resource, in_order
from simulator.state import State
from simulator.urns import name_of, provider_urn, type_of
from simulator.values import holds_unknown, plain


@dataclass(frozen=True)
class Phase:
    """One phase. ``offenders`` are what should not have happened, a sentence each."""

    name: str
    seconds: float
    summary: str
    offenders: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether the phase did all that it had to, and nothing else."""
        return not self.offenders


@dataclass(frozen=True)
class Rehearsal:
    """What came of it. ``faults`` are those of the program; with any, the phases end where they were met.

    ``unprotected`` names what the program protects, and what the rehearsal therefore lifted protection from before it
    destroyed it, as an operator would have to.
    """

    stack: str
    phases: tuple[Phase, ...]
    faults: tuple[Fault, ...] = ()
    unprotected: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether every phase was."""
        return not self.faults and all(phase.clean for phase in self.phases)

    @property
    def seconds(self) -> float:
        """How long it took in all."""
        return sum(phase.seconds for phase in self.phases)


def rehearse(project: Path, stack: str) -> Rehearsal:
    """Run a stack through up, a second up, refresh, a preview and destroy.

    The second up and the preview must change nothing, the refresh must find what the state holds, and the destroy must
    leave nothing.

    :raises ProjectError: if the project cannot be run at all.
    """
    phases: list[Phase] = []
    first, seconds = _timed(lambda: run(project, stack, preview=False))
    if first.faults:
        return Rehearsal(stack, (), first.faults)
    phases.append(Phase("up", seconds, _counts(plan(None, first)), tuple(_unknowns(first))))
    for name, preview in (("second up", False), ("preview", True)):
        again, seconds = _timed(lambda: run(project, stack, preview=preview, baseline=first.state))  # noqa: B023
        if again.faults:
            return Rehearsal(stack, tuple(phases), again.faults)
        steps = plan(again.baseline, again)
        phases.append(Phase(name, seconds, _counts(steps), tuple(_changes(steps))))
        if not preview:
            phases.append(_refresh(again.state))
    lifted = tuple(sorted(resource.urn for resource in first.live if resource.protected))
    phases.append(_destruction(first.state, lifted))
    return Rehearsal(stack, tuple(phases), (), lifted)


def destroy(state: State, *, unprotect: Sequence[str] = ()) -> tuple[State, list[Step]]:
    """Delete what stands, each thing before all that it needs, and return what is left and the steps.

    A protected resource, unless it is named in ``unprotect``, is refused and stays, and so does all that it needs.
    """
    left = dict(state.live)
    holders: dict[str, set[str]] = {}
    for resource in left.values():
        for needed in resource.needs():
            holders.setdefault(needed, set()).add(resource.urn)
    steps: list[Step] = []
    for resource in reversed(in_order(state.live.values())):
        if resource.protected and resource.urn not in unprotect:
            refusal = "is protected: run `pulumi state unprotect` on it before `pulumi destroy`"
        elif held := sorted(holders.get(resource.urn, set()) & left.keys()):
            refusal = f"is still needed by {_called(held[0])}"
        else:
            refusal = ""
            del left[resource.urn]
        steps.append(Step("delete", resource.urn, refused=refusal))
    return State(left.values()), steps


def drift(state: State) -> Iterator[str]:
    """Read every resource back from its cloud and yield a sentence for each that is not what the state holds."""
    scopes: dict[str, Scope] = {}
    for resource in in_order(state.live.values()):
        if not resource.custom or resource.is_provider or resource.external:
            continue
        if resource.provider not in scopes:
            provider = state.live.get(provider_urn(resource.provider))
            scopes[resource.provider] = clouds.scope_of(provider.inputs if provider else {})
        found = _differences(resource, scopes[resource.provider])
        if found:
            yield f"{_called(resource.urn)}: {', '.join(found)} in the cloud differ from the state"


def _differences(resource: Resource, scope: Scope) -> list[str]:
    real = clouds.create(resource.type, resource.urn, resource.inputs, scope)
    seen, kept = real.outputs, resource.outputs
    found = [name for name in sorted({*seen, *kept}) if plain(seen.get(name)) != plain(kept.get(name))]
    return found if real.id == resource.id else ["id", *found]


def _timed(phase: Callable[[], Run]) -> tuple[Run, float]:
    start = perf_counter()
    return phase(), perf_counter() - start


def _refresh(state: State) -> Phase:
    start = perf_counter()
    offenders = tuple(drift(state))
    read = sum(resource.custom and not resource.is_provider for resource in state.live.values())
    return Phase("refresh", perf_counter() - start, f"{read} read back from the clouds", offenders)


def _destruction(state: State, lifted: tuple[str, ...]) -> Phase:
    start = perf_counter()
    left, steps = destroy(state, unprotect=lifted)
    gone = len(steps) - len(left.live)
    said = f", protection lifted from {len(lifted)} for the rehearsal" if lifted else ""
    offenders = tuple(f"{_called(step.urn)} {step.refused}" for step in steps if step.refused)
    return Phase("destroy", perf_counter() - start, f"{gone} deleted, {len(left.live)} left{said}", offenders)


def _unknowns(done: Run) -> Iterator[str]:
    for resource in done.live:
        if holds_unknown({"id": resource.id, "inputs": resource.inputs, "outputs": resource.outputs}):
            yield f"{_called(resource.urn)} holds an unknown value after an up, where everything is known"


def _changes(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        if step.op != "same":
            paths = f" of {', '.join(step.changed)}" if step.changed else ""
            yield f"{step.op}{paths}: {_called(step.urn)}"


def _counts(steps: Sequence[Step]) -> str:
    tally = Counter(step.op for step in steps)
    words = {
        "create": "created",
        "update": "updated",
        "replace": "replaced",
        "delete": "deleted",
        "same": "unchanged",
    }
    return ", ".join(f"{tally[op]} {word}" for op, word in words.items() if tally[op]) or "nothing registered"  # type: ignore[index]


def _called(urn: str) -> str:
    return f"{type_of(urn)} {name_of(urn)}"
