"""What stays in place when PostgreSQL grows."""

from dataclasses import replace

from components.data.postgres import Postgres
from tests.components.data.databases import (
    ANSWERS,
    ARGS,
    SPEC,
    a_spec,
    built,
)
from tests.components.data.differences import changed, made
from tests.components.recording import record


def test_another_replica_only_adds() -> None:
    three = {**SPEC["replicas"], "three": {"instance_class": "db.r5.large", "zone": "c"}}
    before, after = built(), built(a_spec(replicas=three))
    assert made(after, before) == set()
    assert changed(before, after) == {"database-events": {"sourceIds"}}


def test_another_client_only_adds() -> None:
    before, after = built(), built(clients={**ARGS.clients, "jobs": "sg-jobs"})
    assert made(before, after) == {"database-from-jobs"}
    assert changed(before, after) == {}


def test_another_major_brings_its_parameters_beside_and_replaces_nothing() -> None:
    before, after = built(), built(a_spec(version="16", allow_major_upgrade=True))
    assert made(before, after) == {"database-parameters-postgres16"}
    assert made(after, before) == {"database-parameters-postgres15"}
    assert changed(before, after) == {
        "database-instance": {"allowMajorVersionUpgrade", "engineVersion", "parameterGroupName"},
        "database-replica-one-instance": {"allowMajorVersionUpgrade", "parameterGroupName"},
        "database-replica-two-instance": {"allowMajorVersionUpgrade", "parameterGroupName"},
    }
    assert not [entry.name for entry in after.entries if entry.delete_before_replace]


def test_two_live_in_one_stack() -> None:
    other = replace(ARGS, identifier="production-reports", secret_name="production/database/reports")

    def program() -> None:
        Postgres("database", ARGS)
        Postgres("reports", other)

    recording = record(program, answers=ANSWERS)
    assert recording.counts()["aws:rds/instance:Instance"] == 6
    names = [entry.inputs["name"] for entry in recording.entries if "name" in entry.inputs]
    assert len(names) == len(set(names))
