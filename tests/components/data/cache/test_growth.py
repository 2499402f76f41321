"""What stays in place when the cache grows."""

from dataclasses import replace

import pytest

from components.data.cache import Cache
from tests.components.data.cache.caches import ANSWERS, ARGS, SPEC, a_spec, built
from tests.components.data.differences import changed, made
from tests.components.recording import record


@pytest.mark.parametrize("changes", [{"shards": 4}, {"replicas_per_shard": 2}])
def test_growing_only_adds_and_resizes_the_group(changes: dict[str, int]) -> None:
    before, after = built(), built(a_spec(**changes))
    assert made(after, before) == set()
    grown = {"shards": "numNodeGroups", "replicas_per_shard": "replicasPerNodeGroup"}
    assert changed(before, after) == {"cache-group": {grown[key] for key in changes}}


def test_another_user_only_adds() -> None:
    before, after = built(), built(a_spec(users={**SPEC["users"], "jobs": {}}))
    assert made(after, before) == set()
    assert changed(before, after) == {"cache-users": {"userIds"}}


def test_another_engine_brings_its_parameters_beside_and_replaces_nothing() -> None:
    before, after = built(), built(a_spec(version="9.0"))
    assert made(after, before) == {"cache-parameters-valkey8-clustered"}
    assert made(before, after) == {"cache-parameters-valkey9-clustered"}
    assert changed(before, after) == {"cache-group": {"engineVersion", "parameterGroupName"}}


def test_two_live_in_one_stack() -> None:
    other = replace(ARGS, identifier="production-sessions", secret_name="production/cache/sessions")

    def program() -> None:
        Cache("cache", ARGS)
        Cache("sessions", other)

    recording = record(program, answers=ANSWERS)
    names = [entry.inputs["name"] for entry in recording.entries if "name" in entry.inputs]
    assert len(names) == len(set(names))
    assert recording.counts()["platform:data:Cache"] == 2
