from typing import Any

import pytest

from components.workloads.spec import production_faults
from tests.components.workloads.applications import a_spec, refusal

LIVE = {"path": "/health", "every": 10, "failures": 6}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "more at the least than at the most": (
        {"scaling": {"min": 5, "max": 3, "cpu": 70}},
        "min is 5 and max 3, and the API server refuses that: raise max or lower min",
    ),
    "metrics that decide nothing": (
        {"scaling": {"min": 3, "max": 3, "cpu": 70}},
        "min and max are both 3, so the metrics decide nothing: widen them, or take the metrics out",
    ),
    "a range without a metric": (
        {"scaling": {"min": 1, "max": 3}},
        "no metric says how many replicas there are: name cpu, or set max to min",
    ),
    "a pace that stands still": (
        {"scaling": {"min": 1, "max": 3, "cpu": 70, "up": {"window": 0}}},
        "a pace with neither percent nor pods stands still: give it one of them",
    ),
    "two scalers of one resource": (
        {"vertical": {"mode": "InPlaceOrRecreate"}},
        (
            "vertical.mode is InPlaceOrRecreate, and replicas are scaled by cpu and memory as well: each would answer what "
            "the other did; set it to Off, or take cpu and memory out of vertical.resources"
        ),
    ),
    "the vertical mode of old": (
        {"vertical": {"mode": "Auto"}},
        (
            "Auto is deprecated and evicts pods to resize them: write InPlaceOrRecreate, or Off where replicas are scaled "
            "by the same resource"
        ),
    ),
    "bounds out of order": (
        {"vertical": {"least_cpu": "3"}},
        "least_cpu 3 exceeds most_cpu 2, and nothing could be proposed: put them in order",
    ),
    "a request above its limit": (
        {"sizes": {"requests": {"cpu": "2", "memory": "1Gi"}}},
        (
            "requests.cpu 2 exceeds limits.cpu 1000m, and the API server refuses such a pod: raise the limit or lower the "
            "request"
        ),
    ),
    "a budget that blocks every eviction": (
        {"budget": {"gone": "0"}},
        "gone is 0, which blocks every eviction, and no node could be drained or upgraded: allow 1 or more",
    ),
    "a budget in percent that blocks every eviction": (
        {"budget": {"gone": "0%"}},
        "gone is 0%, which blocks every eviction, and no node could be drained or upgraded: allow 1 or more",
    ),
    "a budget of more than half": (
        {"budget": {"gone": "75%"}},
        "gone is 75%, and a drain may take away more than half of what serves: allow 50% or less",
    ),
    "a budget that protects nobody": (
        {"budget": {"gone": "2"}},
        "budget.gone is 2 of at least 2 replicas, and a drain may take all of them at once: allow fewer",
    ),
    "questions that overlap": (
        {"probes": {"ready": {"path": "/health", "every": 5, "patience": 6}}},
        (
            "ready.patience is 6, longer than the 5 seconds until the next question, so that two would be under way at once: "
            "lower it, or raise every"
        ),
    ),
    "a life taken too soon": (
        {"probes": {"live": {"path": "/health", "every": 5, "failures": 2}}},
        (
            "live gives up after 10 seconds, and a pause of the process would restart every replica under load: let every x "
            "failures reach 30; live gives up after 10 seconds and ready after 15, so a busy replica would be restarted "
            "before it is spared requests: let live take longer"
        ),
    ),
    "a death before the word": (
        {"shutdown": {"drain": 30, "grace": 30}},
        (
            "grace is 30 seconds and drain 30 of them, so the process would be killed before it is told to stop: raise grace "
            "above drain"
        ),
    ),
    "an image that moves": (
        {"image": "backend-api:latest"},
        "backend-api:latest may be another image tomorrow: write the tag of a release, or its digest",
    ),
    "an image without a version": (
        {"image": "ghcr.io/example/backend-api"},
        "ghcr.io/example/backend-api may be another image tomorrow: write the tag of a release, or its digest",
    ),
    "no image": (
        {"image": "Backend API"},
        "'Backend API' is no image: write repository:tag or repository@sha256:...",
    ),
    "one port for two": (
        {"metrics_port": 3000},
        "port and metrics_port are both 3000, and what may scrape it could call it: give metrics one of their own",
    ),
    "entries of no secret": (
        {"secret_keys": ["TOKEN"]},
        "secret_keys name entries of no Secret: name the secret, or leave them out",
    ),
    "a secret for nothing": (
        {"secret": "tokens"},
        "secret names a Secret of which no entry is used: name them in secret_keys",
    ),
    "a canary that nothing weighs": (
        {"strategy": "canary"},
        "strategy is canary, and without a route nothing weighs its requests: describe route, or use blue-green",
    ),
    "a canary of one": (
        {"strategy": "canary", "scaling": {"min": 1, "max": 1}, "route": {"hosts": ["a.example.com"]}},
        "strategy is canary with a single replica, and a share of one is all of it: use rolling, or raise max",
    ),
}


@pytest.mark.parametrize(("decided", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_work_is_refused(decided: dict[str, Any], said: str) -> None:
    assert refusal(**decided) == said


@pytest.mark.parametrize(
    "image",
    [
        "backend-api:1.0.0",
        "team/app@sha256:" + "0" * 64,
        "localhost:5000/app:v1",
        "ghcr.io/a/b:1@sha256:" + "f" * 64,
    ],
)
def test_an_image_that_stays_is_taken(image: str) -> None:
    assert a_spec(image=image).image == image


def test_the_most_pods_are_counted_by_the_way_in_which_versions_take_over() -> None:
    scaling = {"min": 3, "max": 10, "cpu": 70}
    assert a_spec(scaling=scaling).peak_pods == 13
    assert a_spec(scaling=scaling, strategy="blue-green").peak_pods == 20
    assert a_spec(scaling=scaling, strategy="canary", route={"hosts": ["a.example.com"]}).peak_pods == 20


def test_a_single_replica_is_too_little_for_production() -> None:
    assert production_faults(a_spec()) == []
    assert production_faults(a_spec(scaling={"min": 1, "max": 2, "cpu": 70})) == [
        "scaling.min is 1: it is gone while its node is replaced; set 2 or more"
    ]
