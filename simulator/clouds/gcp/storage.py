"""Buckets and who may use them."""

from simulator.clouds.gcp.iam import MEMBER, ROLE
from simulator.clouds.gcp.naming import ETAG, LABELS_MOVE, PROJECT, SINCE, at, labels_moved, merged
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, matches, one_of


def _retention(given: Given) -> Refused:
    policy = given.text("retentionPolicy.retentionPeriod")
    seconds = int(policy) if policy and policy.isdigit() else None
    if seconds is not None and not 1 <= seconds <= 3155760000:
        yield (
            "retentionPolicy.retentionPeriod",
            "retentionPeriod must be between a second and a hundred years",
        )
    soft = given.number("softDeletePolicy.retentionDurationSeconds")
    if soft is not None and soft and not 604800 <= soft <= 7776000:
        yield (
            "softDeletePolicy.retentionDurationSeconds",
            f"retentionDurationSeconds must be 0 or between 7 and 90 days in seconds, not {soft}",
        )


def _locked(given: Given) -> Refused:
    if given.true("retentionPolicy.isLocked"):
        yield (
            "retentionPolicy.isLocked",
            "the bucket cannot be deleted while its locked retention holds objects",
        )


KINDS = (
    Kind(
        "gcp:storage/bucket:Bucket",
        id="{name}",
        autoname=Autoname(limit=63, lower=True),
        defaults={"forceDestroy": False, "storageClass": "STANDARD"},
        outputs={
            **PROJECT,
            **merged(),
            "defaultEventBasedHold": False,
            "projectNumber": lambda case: int(str(at("{project_number}")(case))),
            "publicAccessPrevention": "inherited",
            "selfLink": "https://www.googleapis.com/storage/v1/b/{name}",
            "timeCreated": SINCE,
            "uniformBucketLevelAccess": False,
            "updated": SINCE,
            "url": "gs://{name}",
        },
        volatile=LABELS_MOVE,
        moved=labels_moved,
        refusals=(
            matches(
                "name",
                r"(?!goog)(?!.*google)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]",
                "3 to 63 lower-case letters, digits, dots, hyphens or underscores, without the word google",
            ),
            one_of("publicAccessPrevention", ("enforced", "inherited")),
            one_of(
                "storageClass", ("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE", "MULTI_REGIONAL", "REGIONAL")
            ),
            _retention,
        ),
        undeletable=(_locked,),
    ),
    Kind(
        "gcp:storage/bucketIAMMember:BucketIAMMember",
        id="b/{bucket}/{role}/{member}",
        outputs=ETAG,
        refusals=(ROLE, MEMBER),
    ),
)
