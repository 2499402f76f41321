"""Buckets to test with, as production has them."""

import json
from dataclasses import replace
from typing import Any

import pulumi_aws as aws

from components.data.object_store import DataClass, ObjectStore, ObjectStoreArgs, StoreSpec
from tests.components.data.databases import EAST, LABELS
from tests.components.recording import Answer, Kind, Recording, record

SPECS: dict[DataClass, StoreSpec] = {
    "frontend": StoreSpec(),
    "logs": StoreSpec(retention_days=400),
    "backups": StoreSpec(retention_days=90, lock_days=30),
    "audit": StoreSpec(retention_days=2557, lock_days=365),
    "artifacts": StoreSpec(),
    "incidents": StoreSpec(retention_days=400),
}
KEYED = ("backups", "audit", "artifacts", "incidents")
ANSWERS: dict[Kind, Answer] = {
    aws.s3.Bucket: lambda _, inputs: {
        "arn": f"arn:aws:s3:::{inputs['bucket']}",
        "bucketRegionalDomainName": f"{inputs['bucket']}.s3.{inputs['region']}.amazonaws.com",
    },
}


def an_args(data_class: DataClass, **changes: Any) -> ObjectStoreArgs:
    """Return production's wiring of a store, changed; the store of logs is added by :func:`built`."""
    args = ObjectStoreArgs(
        data_class=data_class,
        spec=SPECS[data_class],
        placement=EAST,
        labels=LABELS,
        protected=True,
        key_arn=f"arn:{data_class}-key" if data_class in KEYED else None,
    )
    return replace(args, **changes)


def built(data_class: DataClass, **changes: Any) -> Recording:
    """Record a store of a class with the logs beside it, unless it is the logs themselves."""

    def program() -> None:
        if data_class == "logs":
            ObjectStore("logs", an_args("logs", **changes))
            return
        logs = ObjectStore("logs", an_args("logs"))
        ObjectStore("store", replace(an_args(data_class, **changes), logs=logs))

    return record(program, answers=ANSWERS)


def statements(recording: Recording, name: str) -> dict[str, dict[str, Any]]:
    """Return the statements of a bucket's policy by their sid."""
    policy = recording.named(aws.s3.BucketPolicy)[f"{name}-policy"].inputs["policy"]
    return {statement["Sid"]: statement for statement in json.loads(policy)["Statement"]}
