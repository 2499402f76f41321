"""Names, lifecycles and floors of buckets, and what the deliveries grant."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.data.object_store import DataClass, StoreSpec, deliveries, production_faults
from components.data.object_store.lifecycle import lifecycle_rules
from tests.components.data.databases import EAST

ACCOUNT = "123456789012"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ab", "has 2 characters and S3 takes 3 to 63"),
        ("a" * 64, "has 64 characters"),
        ("Company_backups", "is made of lower-case letters, digits and hyphens"),
        ("company.backups", "holds a dot, which S3's wildcard certificate does not cover"),
        ("192.168.5.4", "looks like an IP address"),
        ("-backups", "begins and ends with a letter or digit"),
        ("xn--backups", "begin with xn-- for itself"),
        ("sthree-backups", "begin with sthree- for itself"),
        ("backups-s3alias", "end with -s3alias for itself"),
        ("backups--x-s3", "end with --x-s3 for itself"),
    ],
)
def test_names_that_s3_refuses_are_refused(name: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        StoreSpec(name=name)


@pytest.mark.parametrize(
    ("data_class", "days", "moves"),
    [
        ("logs", None, [(30, "STANDARD_IA"), (90, "GLACIER_IR")]),
        ("logs", 400, [(30, "STANDARD_IA"), (90, "GLACIER_IR")]),
        ("logs", 179, [(30, "STANDARD_IA")]),
        ("logs", 59, []),
        ("audit", 2557, [(30, "STANDARD_IA"), (90, "GLACIER_IR"), (365, "DEEP_ARCHIVE")]),
        ("backups", 90, [(30, "STANDARD_IA")]),
        ("frontend", None, []),
    ],
)
def test_objects_move_only_where_they_stay_long_enough_to_pay(
    data_class: DataClass, days: int | None, moves: list[tuple[int, str]]
) -> None:
    rules: dict[Any, Any] = {
        rule["id"]: rule for rule in lifecycle_rules(data_class, StoreSpec(retention_days=days))
    }
    found = rules.get("move-to-cheaper-storage", {}).get("transitions", [])
    assert [(move["days"], move["storage_class"]) for move in found] == moves
    assert ("expire" in rules) == (days is not None)
    assert rules["abort-abandoned-uploads"]["abort_incomplete_multipart_upload"] == {
        "days_after_initiation": 7
    }
    assert rules["expire-previous-versions"]["noncurrent_version_expiration"] == {"noncurrent_days": 30}


def test_only_the_named_folders_expire_where_a_program_keeps_house_itself() -> None:
    def expiring(days: int | None) -> dict[str, Any]:
        spec = StoreSpec(retention_days=days)
        rules: list[Any] = list(lifecycle_rules("backups", spec, {"tmp/": 1}, ["postgresql/"]))
        return {
            rule["filter"]["prefix"]: rule["expiration"]["days"]
            for rule in rules
            if "days" in rule.get("expiration", {})
        }

    assert expiring(90) == {"postgresql/": 90, "tmp/": 1}
    assert expiring(None) == {"tmp/": 1}


@pytest.mark.parametrize(
    ("data_class", "spec", "sentences"),
    [
        (
            "logs",
            StoreSpec(retention_days=90),
            ["retention_days is 90: an incident could not be traced back"],
        ),
        ("backups", StoreSpec(), ["lock_days is not set: whoever takes over the account could delete"]),
        ("audit", StoreSpec(retention_days=30, lock_days=1), ["retention_days is 30", "lock_days is 1"]),
        ("artifacts", StoreSpec(retention_days=1), []),
    ],
)
def test_what_is_too_little_for_production(
    data_class: DataClass, spec: StoreSpec, sentences: list[str]
) -> None:
    found = production_faults(data_class, spec)
    assert len(found) == len(sentences)
    assert all(fault.startswith(start) for fault, start in zip(found, sentences, strict=True))


def test_each_delivery_is_on_behalf_of_this_account_alone() -> None:
    bucket = "arn:aws:s3:::logs"
    (balancers,) = deliveries.load_balancer_logs(bucket, EAST, "lb")
    assert balancers.resources == [f"{bucket}/lb/AWSLogs/{ACCOUNT}/*"]
    assert balancers.conditions == {
        "ArnLike": {"aws:SourceArn": f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/*"}
    }
    looks, writes = deliveries.trail_events(bucket, EAST, "trail", "production-trail")
    source = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/production-trail"
    assert looks.conditions == {"StringEquals": {"aws:SourceArn": source}}
    assert writes.resources == [f"{bucket}/trail/AWSLogs/{ACCOUNT}/*"]
    assert writes.conditions["StringEquals"]["s3:x-amz-acl"] == "bucket-owner-full-control"
    _, config = deliveries.configuration_history(bucket, EAST, "config")
    assert config.resources == [f"{bucket}/config/AWSLogs/{ACCOUNT}/Config/*"]
    assert config.conditions["StringEquals"]["aws:SourceAccount"] == ACCOUNT
    _, delivered = deliveries.delivered_logs(bucket, EAST, "edge", "arn:source")
    assert delivered.conditions["ArnLike"] == {"aws:SourceArn": "arn:source"}
    assert delivered.conditions["StringEquals"]["aws:SourceAccount"] == ACCOUNT
    (access,) = deliveries.access_logs(bucket, EAST, "s3")
    assert (access.principals, access.resources) == (
        {"Service": ["logging.s3.amazonaws.com"]},
        [f"{bucket}/s3/*"],
    )


def test_regions_without_an_account_of_load_balancers_are_refused() -> None:
    (statement,) = deliveries.load_balancer_logs_by_account("arn:aws:s3:::logs", EAST, "lb")
    assert statement.principals == {"AWS": ["arn:aws:iam::127311923021:root"]}
    with pytest.raises(ValueError, match="newer regions have none: use load_balancer_logs"):
        deliveries.load_balancer_logs_by_account("arn:aws:s3:::logs", EAST.elsewhere("ap-southeast-3"), "lb")
