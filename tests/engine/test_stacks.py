"""Every stack of the repository, from nothing to nothing, under Pulumi's engine and with every policy pack on."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from policies.framework.judge import judge
from simulator.plan import plan
from simulator.program import Run, run
from simulator.state import State
from simulator.urns import name_of, type_of
from simulator.values import Secret, reveal
from tests.engine.comparison import differences, judged, planned, reported
from tests.engine.engine import ROOT, steps
from tests.engine.lives import SENTINEL, Life, life_of

pytestmark = pytest.mark.engine

STACKS = ("dev", "staging", "production")
RELEASE = "kubernetes:helm.sh/v3:Release"
SHORTEST = 8
"""A shorter secret may stand somewhere by chance."""


@pytest.fixture(scope="module", params=STACKS)
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Life:
    return life_of(request.param, tmp_path_factory)


@pytest.fixture(scope="module")
def raised(life: Life) -> Run:
    """The same stack in-process, as it is in the repository."""
    return run(ROOT, life.stack, preview=False)


def test_a_preview_shows_every_resource_as_one_to_create(life: Life, raised: Run) -> None:
    own = {resource.urn for resource in raised.live if not name_of(resource.urn).startswith("default_")}
    assert steps(life.commands["preview"].events) == dict.fromkeys(own, ("create", ()))


def test_the_packs_say_of_a_preview_what_the_judge_says(life: Life) -> None:
    foreseen = run(ROOT, life.stack, preview=True)
    findings = judge(foreseen.resources, stack=life.stack, today=date.today()).findings
    assert reported(life.commands["preview"].events) == judged(findings)


def test_the_packs_say_of_a_deployment_what_the_judge_says(life: Life, raised: Run) -> None:
    findings = judge(raised.resources, stack=life.stack, today=date.today()).findings
    assert reported(life.commands["up"].events) == judged(findings)


def test_what_stands_is_what_the_simulator_says_field_by_field(life: Life, raised: Run) -> None:
    assert differences(life.stands("up"), raised.live) == []


def test_a_second_up_and_a_refresh_change_nothing(life: Life) -> None:
    assert steps(life.commands["again"].events) == {}
    assert operations(life, "refresh") <= {"refresh"}


def operations(life: Life, command: str) -> set[str]:
    return {op for op, _ in steps(life.commands[command].events).values()}


HEAR_OF_A_NAMESPACE = {
    # It watches the new namespace too.
    "us-east-1-falco-release": (RELEASE, "update", ('values.customRules["platform.yaml"]',)),
    # Its pods may send traces,
    "us-east-1-tracing-namespace-allow-traces": (
        "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        "update",
        ("spec.ingress[0].from[3]",),
    ),
    # and an incident may be about it.
    "us-east-1-incident-response-template": (
        "kubernetes:argoproj.io/v1alpha1:WorkflowTemplate",
        "update",
        ("spec.arguments.parameters[2].enum[2]",),
    ),
}
"""What hears of a new namespace, by the end of its name, and the step that it takes."""


def test_a_change_takes_exactly_the_foreseen_steps(life: Life) -> None:
    baseline = State(life.stands("up").values())
    foreseen = run(life.folder / "project", life.stack, preview=True, baseline=baseline)
    real = steps(life.commands["changed"].events)
    assert real == planned(plan(baseline, foreseen))
    names = {name_of(urn) for urn in life.stands("up")}
    hear = [step for end, step in HEAR_OF_A_NAMESPACE.items() if any(name.endswith(end) for name in names)]
    assert {(type_of(urn), *step) for urn, step in real.items() if step[0] != "create"} == {
        ("aws:eks/nodeGroup:NodeGroup", "update", ("scalingConfig.maxSize",)),
        *hear,
    }
    created = [urn for urn, (op, _) in real.items() if op == "create"]
    assert created
    assert [urn for urn in created if "-reports" not in name_of(urn)] == []


def test_after_the_change_both_engines_still_agree(life: Life) -> None:
    baseline = State(life.stands("up").values())
    changed = run(life.folder / "project", life.stack, preview=False, baseline=baseline)
    assert differences(life.stands("changed"), changed.live) == []


def test_what_is_protected_stops_a_destroy_and_nothing_is_lost(life: Life) -> None:
    protected = {urn for urn, resource in life.stands("changed").items() if resource.protected}
    assert bool(protected) == (life.stack == "production")
    if protected:
        assert "cannot be deleted" in life.commands["refused"].shown
        assert life.stands("refused").keys() == life.stands("changed").keys()


def test_a_destroy_leaves_nothing(life: Life) -> None:
    assert life.stands("destroy") == {}
    assert operations(life, "destroy") == {"delete"}


def test_no_secret_shows_in_output_plan_or_state(life: Life, raised: Run) -> None:
    hidden = {SENTINEL, *secrets_of(raised)}
    assert len(hidden) > 1
    shown = [ended.shown for ended in life.commands.values()]
    everywhere = "\n".join([*shown, life.plan, life.sealed, *remains(life)])
    assert len([secret for secret in hidden if secret in everywhere]) == 0


def remains(life: Life) -> Iterator[str]:
    """Yield all files of the backend: the state, its history and its backups."""
    for file in sorted((life.folder / "state").rglob("*")):
        if file.is_file():
            yield file.read_text(errors="replace")


def secrets_of(done: Run) -> set[str]:
    """Return every text that stands in a secret and nowhere else, also as it stands in JSON."""
    hidden: set[str] = set()
    plain: set[str] = set()
    for resource in done.live:
        for values in (resource.inputs, resource.outputs):
            sort(values, hidden, plain)
    return {
        form for text in hidden - plain if len(text) >= SHORTEST for form in (text, json.dumps(text)[1:-1])
    }


def sort(value: Any, hidden: set[str], plain: set[str], *, secret: bool = False) -> None:
    secret, value = secret or isinstance(value, Secret), reveal(value)
    if isinstance(value, str):
        (hidden if secret else plain).add(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            sort(item, hidden, plain, secret=secret)
    elif isinstance(value, list):
        for item in value:
            sort(item, hidden, plain, secret=secret)
