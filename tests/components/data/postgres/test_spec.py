"""What an environment may say of its PostgreSQL."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.data.postgres import PostgresSpec, production_faults
from tests.components.data.databases import a_spec


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": "15.4"}, "PostgreSQL 15.4 is retired"),
        ({"version": "13"}, "not in standard support"),
        ({"instance_class": "r5.2xlarge"}, "did you mean 'db.r5.2xlarge'"),
        ({"instance_class": "db.r4.large"}, "not an RDS class"),
        ({"storage": {"allocated_gib": 1_024, "iops": 3_000}}, "iops 3000 is below"),
        ({"maintenance_window": "sun:03:30-sun:04:30"}, "overlaps the maintenance window"),
        ({"backup_window": "03:00-03:29"}, "RDS refuses less than 30"),
        ({"username": "admin"}, "'admin' is reserved"),
        ({"username": "pg_owner"}, "'pg_owner' is reserved"),
        ({"username": "postgres"}, "the one every attacker tries first"),
        ({"username": "a" * 17}, "at most 16 characters"),
        ({"username": "_owner"}, "start with a letter"),
        ({"username": "Owner"}, "should match pattern"),
        ({"database": "postgres"}, "exists on every instance already"),
        ({"database": "app-db"}, "should match pattern"),
        ({"max_connections": 5_001}, "set at most 5000, or choose a larger class"),
        ({"instance_class": "db.t4g.micro"}, r"more than db.t4g.micro \(instance_class\) has memory for"),
        ({"replicas": {"one": {"instance_class": "db.t4g.micro"}}}, r"\(replicas.one\)"),
        ({"replicas": {"One": {"instance_class": "db.r5.large"}}}, "should match pattern"),
        ({"backup_days": 0}, "replicas are fed from the primary's backups"),
        ({"backup_days": 36}, "less than or equal to 35"),
        ({"backups": 7}, "Extra inputs are not permitted"),
        ({"multi_az": "yes"}, "valid boolean"),
        ({"log_days": 31}, "log_days"),
    ],
)
def test_what_rds_refuses_is_refused_here(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        a_spec(**changes)


def test_faults_of_one_spec_come_together() -> None:
    with pytest.raises(ValidationError) as refused:
        a_spec(username="admin", database="postgres", backup_days=0)
    text = str(refused.value)
    assert "'admin' is reserved" in text
    assert "'postgres' exists" in text
    assert "backup_days is 0" in text


def test_the_seeds_windows_touch_and_are_accepted_in_any_case() -> None:
    spec = a_spec(backup_window="03:00-04:00", maintenance_window="Sun:04:00-Sun:05:00")
    assert spec.maintenance_window == "sun:04:00-sun:05:00"


def test_the_least_is_three_facts_and_a_disk() -> None:
    spec = PostgresSpec.model_validate_json(
        '{"instance_class": "db.t4g.micro", "storage": {"allocated_gib": 20},'
        ' "database": "appdb", "username": "owner"}'
    )
    assert (spec.version, spec.family, spec.multi_az, spec.replicas) == ("15", "postgres15", False, {})


def test_productions_own_spec_is_up_to_production() -> None:
    assert production_faults(a_spec()) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"multi_az": False}, "multi_az is false: losing one zone would stop the database; set it to true"),
        (
            {"backup_days": 29},
            "backup_days is 29: damage noticed later could not be undone; set it to 30 or more",
        ),
        (
            {"instance_class": "db.t3.2xlarge"},
            "instance_class db.t3.2xlarge is burstable: it slows to a fraction under steady load; choose an m or r class",
        ),
        (
            {"storage": {"allocated_gib": 1_000}},
            "storage.max_allocated_gib is absent: a full disk would stop the database; set a ceiling",
        ),
        (
            {"log_days": 180},
            "log_days is 180: an incident could not be traced back; set it to 365 or more",
        ),
        (
            {"replicas": {}},
            "replicas are absent: reads would compete with writes on the primary; describe at least one",
        ),
        (
            {"replicas": {"one": {"instance_class": "db.r5.large"}}},
            "replicas one name no zone: they might all share one and fall with it; give each a zone",
        ),
        (
            {
                "replicas": {
                    "one": {"instance_class": "db.r5.large", "zone": "a"},
                    "two": {"instance_class": "db.r5.large", "zone": "a"},
                }
            },
            "all replicas stand in one zone and would fall with it: spread them over the zones",
        ),
        (
            {"replicas": {"one": {"instance_class": "db.t3.2xlarge", "zone": "a"}}},
            "replicas.one is burstable: it would fall behind under steady load; choose an m or r class",
        ),
    ],
)
def test_what_is_too_little_for_production_is_named(changes: dict[str, Any], reason: str) -> None:
    assert production_faults(a_spec(**changes)) == [reason]
