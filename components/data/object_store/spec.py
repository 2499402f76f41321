"""What an environment decides about one of its buckets, and what S3 is known to refuse of it."""

from pydantic import Field

from components.data.object_store.classes import CLASSES, DataClass
from components.data.object_store.names import BucketName
from components.foundation.log_retention import PRODUCTION_LOG_DAYS
from components.foundation.spec import Spec

LONGEST_LOCK = 36_500
"""Days of the longest default retention that S3 takes (S3 API, DefaultRetention)."""

PRODUCTION_LOCK_DAYS = 30


class StoreSpec(Spec):
    """A bucket. Whatever this says it is private, encrypted, versioned and reached over TLS 1.2 or newer.

    Versions that were replaced or deleted stay for ``previous_days``, so that a mistake can be undone.
    """

    name: BucketName | None = Field(
        default=None,
        description="A name of your own, such as that of a bucket to adopt; by default environment-class-account-region.",
    )
    retention_days: int | None = Field(
        default=None, ge=1, description="Days after which objects expire; none keeps them for ever."
    )
    previous_days: int = Field(
        default=30, ge=1, description="Days that replaced and deleted versions can be brought back."
    )
    lock_days: int | None = Field(
        default=None,
        ge=1,
        le=LONGEST_LOCK,
        description="Days that nobody can delete a new object for; of backups and audit. A bucket is born with a lock or never has one.",
    )


def store_faults(data_class: DataClass, spec: StoreSpec) -> list[str]:
    """Return what of a spec its class of data does not allow, each with its consequence and way out."""
    rules, faults = CLASSES[data_class], []
    if spec.lock_days is not None and rules.lock is None:
        faults.append(
            f"lock_days locks the objects of a bucket of {data_class}, to which services deliver or pipelines release "
            "anew, and they would be refused: leave it out; backups and audit are what is locked"
        )
    if spec.retention_days is not None and not rules.expires:
        faults.append(
            f"retention_days would delete objects of {data_class} that are still in use: leave it out; releases are "
            "removed by whoever makes them"
        )
    if (
        spec.lock_days is not None
        and spec.retention_days is not None
        and spec.retention_days < spec.lock_days
    ):
        faults.append(
            f"retention_days is {spec.retention_days} and lock_days {spec.lock_days}: objects would expire while they are "
            "locked, be hidden and still be paid for; set retention_days to lock_days or more"
        )
    return faults


def production_faults(data_class: DataClass, spec: StoreSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if (
        data_class in {"logs", "audit", "incidents"}
        and spec.retention_days is not None
        and spec.retention_days < PRODUCTION_LOG_DAYS
    ):
        faults.append(
            f"retention_days is {spec.retention_days}: an incident could not be traced back; set it to "
            f"{PRODUCTION_LOG_DAYS} or more"
        )
    if CLASSES[data_class].lock and (spec.lock_days or 0) < PRODUCTION_LOCK_DAYS:
        faults.append(
            f"lock_days is {spec.lock_days or 'not set'}: whoever takes over the account could delete the {data_class}; set "
            f"it to {PRODUCTION_LOCK_DAYS} or more"
        )
    return faults
