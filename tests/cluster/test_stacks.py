"""Every object of every stack on a real control plane: one of its own for each cluster."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter

import pytest

from operations.render.objects import objects_of
from simulator.cluster.control_plane import ControlPlane, control_plane
from simulator.cluster.definitions import Definitions
from simulator.cluster.faults import ClusterError
from simulator.cluster.programs import Programs
from simulator.program import run
from tests.cluster.applied import Applied, apply, unready, workloads
from tests.cluster.pools import pools_of

pytestmark = [pytest.mark.cluster, pytest.mark.parametrize("stack", ["dev", "staging", "production"])]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
"""Seconds in which played nodes run every pod that the scheduler can place."""

EXPECTED_WARNINGS = {
    # Argo CD's own name, field for field as the requirements have it
    'metadata.finalizers: \\"resources-finalizer.argocd.argoproj.io\\": prefer a domain-qualified finalizer name',
}
"""What API servers warn of knowingly, by the beginning of the sentence."""

Judge = Callable[[str], tuple[Applied, ...]]


@pytest.fixture(scope="module")
def judged(programs: Programs, definitions: Definitions, counts: list[str]) -> Judge:
    """What the control planes say of a stack's clusters; each is asked once."""

    @cache
    def judge(stack: str) -> tuple[Applied, ...]:
        live = run(ROOT, stack, preview=False).live
        pools = pools_of(live)
        results = []
        for cluster, rendered in objects_of(live).items():
            start = perf_counter()
            with control_plane(programs, pools[cluster]) as plane:
                stands = perf_counter() - start
                results.append(apply(plane, cluster, rendered, definitions))
                _settle(plane, results[-1])
            took = perf_counter() - start
            counts.append(f"{results[-1].line()} (control plane up in {stands:.1f} s, {took:.1f} s in all)")
        return tuple(results)

    return judge


def _settle(plane: ControlPlane, result: Applied) -> None:
    """Wait until every workload has its pods, and note which do not get them."""
    result.workloads = workloads(plane.client)
    try:
        plane.wait("workloads lack pods", lambda: not unready(plane.client), PATIENCE)
    except ClusterError:
        plane.servers.require()
        result.unready = unready(plane.client)


def told(results: tuple[Applied, ...], what: str) -> list[str]:
    """Return the sentences of all clusters, each after its cluster's name."""
    return [f"{result.cluster}: {sentence}" for result in results for sentence in getattr(result, what)]


def test_every_object_is_admitted(stack: str, judged: Judge) -> None:
    results = judged(stack)
    assert told(results, "refused") == []
    assert sum(result.objects for result in results) > 0


def test_every_kind_is_defined(stack: str, judged: Judge) -> None:
    assert told(judged(stack), "undefined") == []


def test_every_pod_template_is_admitted_as_a_pod(stack: str, judged: Judge) -> None:
    """Of a Deployment only its own fields are judged; what its pods may not be shows when they are made."""
    assert told(judged(stack), "pods_refused") == []


def test_no_api_server_warns_of_anything(stack: str, judged: Judge) -> None:
    """A version that goes away, a template whose pods Pod Security will refuse, a field that has no effect."""
    unexpected = [
        warning
        for warning in told(judged(stack), "warnings")
        if not any(expected in warning for expected in EXPECTED_WARNINGS)
    ]
    assert unexpected == []


def test_every_workload_runs(stack: str, judged: Judge) -> None:
    """Within quotas, on nodes of the declared pools, as the scheduler finds them by labels, taints and zones."""
    assert told(judged(stack), "unready") == []


def test_everybody_may_do_what_is_stated_and_nothing_else(stack: str, judged: Judge) -> None:
    results = judged(stack)
    assert [f"{one.cluster}: {wrong}" for one in results for wrong in one.permissions.wrong] == []
    assert all(one.permissions.asked for one in results)
