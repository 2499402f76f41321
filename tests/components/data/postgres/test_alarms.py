"""When people are woken for PostgreSQL."""

import pulumi_aws as aws

from tests.components.data.databases import (
    LABELS,
    built,
)


def test_alarms_report_and_withdraw_and_say_what_to_do() -> None:
    alarms = built().named(aws.cloudwatch.MetricAlarm)
    common = {"database-cpu-alarm", "database-connections-alarm", "database-free-storage-alarm"}
    replicas = {
        f"database-replica-{key}-{role}-alarm"
        for key in ("one", "two")
        for role in ("cpu", "connections", "free-storage", "replica-lag")
    }
    assert set(alarms) == common | replicas
    assert {
        (tuple(entry.inputs["alarmActions"]), tuple(entry.inputs["okActions"])) for entry in alarms.values()
    } == {(("arn:alarms",), ("arn:alarms",))}
    assert alarms["database-replica-one-replica-lag-alarm"].inputs == {
        "region": "us-east-1",
        "name": "production-postgresql-replica-one-replica-lag",
        "alarmDescription": "production-postgresql-replica-one: ReplicaLag above 900 seconds for 5 min. Reads are stale "
        "and a failover would lose that much; look for long transactions and network limits",
        "namespace": "AWS/RDS",
        "metricName": "ReplicaLag",
        "dimensions": {"DBInstanceIdentifier": "production-postgresql-replica-one"},
        "statistic": "Maximum",
        "period": 60,
        "evaluationPeriods": 5,
        "datapointsToAlarm": 5,
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 900,
        "treatMissingData": "missing",
        "alarmActions": ["arn:alarms"],
        "okActions": ["arn:alarms"],
        "insufficientDataActions": ["arn:alarms"],
        "tags": LABELS.aws("production-postgresql-replica-one-replica-lag"),
    }


def test_thresholds_follow_the_size() -> None:
    alarms = built().named(aws.cloudwatch.MetricAlarm)
    storage = alarms["database-free-storage-alarm"].inputs
    assert (storage["threshold"], storage["comparisonOperator"]) == (100 * 2**30, "LessThanThreshold")
    assert alarms["database-connections-alarm"].inputs["threshold"] == 800
    assert alarms["database-cpu-alarm"].inputs["threshold"] == 80


def test_people_hear_of_events_of_every_instance() -> None:
    events = built().only(aws.rds.EventSubscription).inputs
    assert events["sourceIds"] == [
        "production-postgresql",
        "production-postgresql-replica-one",
        "production-postgresql-replica-two",
    ]
    assert (events["snsTopic"], events["sourceType"]) == ("arn:alarms", "db-instance")
    assert {"failover", "failure", "low storage", "read replica"} <= set(events["eventCategories"])
