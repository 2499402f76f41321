"""The classes of data and what each of them means for its bucket: one table, from which all else follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

DataClass = Literal["frontend", "logs", "backups", "audit", "artifacts", "incidents"]
"""What a bucket holds: web pages, logs of services, copies of data, the audit trail, build results, evidence of incidents."""

LockMode = Literal["GOVERNANCE", "COMPLIANCE"]
"""Who may undo a lock: somebody with ``s3:BypassGovernanceRetention``, or nobody, not even the account's root."""

StorageClass = Literal["STANDARD_IA", "GLACIER_IR", "DEEP_ARCHIVE"]

MINIMUM_DAYS: Final[Mapping[StorageClass, int]] = {"STANDARD_IA": 30, "GLACIER_IR": 90, "DEEP_ARCHIVE": 180}
"""Days that each storage class bills at least, whenever an object leaves it (S3 pricing, storage classes)."""

FIRST_DAY_OF_IA: Final = 30
"""S3 refuses to move an object to STANDARD_IA earlier, or on from it sooner than 30 days later (PutBucketLifecycleConfiguration)."""


@dataclass(frozen=True)
class Tier:
    """A cheaper storage class and the day of an object's life on which it moves there."""

    storage_class: StorageClass
    days: int


@dataclass(frozen=True)
class ClassRules:
    """What a class of data asks of its bucket.

    ``customer_key`` says whether a key of ours encrypts it. Frontends are read by CloudFront, whose right to
    use a key would need the distribution before the key; and S3 and load balancers deliver logs to buckets
    under S3's own keys alone (S3 user guide, server access logging; ELB user guide, access logs).
    """

    customer_key: bool
    tiers: tuple[Tier, ...] = ()
    lock: LockMode | None = None
    expires: bool = True


CLASSES: Final[Mapping[DataClass, ClassRules]] = {
    "frontend": ClassRules(customer_key=False, expires=False),
    "logs": ClassRules(customer_key=False, tiers=(Tier("STANDARD_IA", 30), Tier("GLACIER_IR", 90))),
    "backups": ClassRules(
        customer_key=True, tiers=(Tier("STANDARD_IA", 30), Tier("GLACIER_IR", 90)), lock="GOVERNANCE"
    ),
    "audit": ClassRules(
        customer_key=True,
        tiers=(Tier("STANDARD_IA", 30), Tier("GLACIER_IR", 90), Tier("DEEP_ARCHIVE", 365)),
        lock="COMPLIANCE",
    ),
    "artifacts": ClassRules(customer_key=True, tiers=(Tier("STANDARD_IA", 30),)),
    "incidents": ClassRules(customer_key=True, tiers=(Tier("STANDARD_IA", 30),)),
}


def tiers(rules: ClassRules, expires_after: int | None) -> tuple[Tier, ...]:
    """Return the tiers that pay off: an object that leaves before its minimum is billed for the whole of it."""
    return tuple(
        tier
        for tier in rules.tiers
        if expires_after is None or tier.days + MINIMUM_DAYS[tier.storage_class] <= expires_after
    )
