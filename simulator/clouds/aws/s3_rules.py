"""What S3 refuses of a bucket and of what is kept beside it, with the source of each rule."""

import re
from collections.abc import Iterator
from itertools import pairwise

from simulator.clouds.refusals import Given, Refused, arn, conflicts, matches, one_of

RESERVED = re.compile(r"(xn--|sthree-|amzn-s3-demo-).*|.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)")
"""Source: S3 user guide, general purpose bucket naming rules."""
ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
IN_ACCESS_DAYS = 30
"""Source: S3 API, PutBucketLifecycleConfiguration: days before STANDARD_IA and ONEZONE_IA, and within them."""
SLOW_CLASSES = ("STANDARD_IA", "ONEZONE_IA")
REPLICATION_MINUTES = 15
"""Source: S3 API, ReplicationTimeValue: 15 is the only valid value."""
CORS_METHODS = ("GET", "PUT", "POST", "DELETE", "HEAD")
MOST_CORS_RULES = 100
ORDER = ("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
"""The storage classes downwards: S3 moves objects in this direction alone. Source: S3 user guide, transitions."""


def bucket_name(given: Given) -> Refused:
    """Refuse what is no name of a general purpose bucket."""
    name = given.text("bucket")
    rule = "3 to 63 lower-case letters, digits, dots or hyphens, from a letter or digit to one, with no two dots in a row"
    yield from matches("bucket", r"[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]", rule)(given)
    if name is not None and (RESERVED.fullmatch(name) or ADDRESS.fullmatch(name)):
        yield "bucket", f"bucket must not be an address or a reserved name, as {given.shown('bucket')} is"


def existing_bucket(given: Given) -> Refused:
    """Refuse what cannot be the name of a bucket to configure."""
    yield from matches("bucket", r"[\s\S]{1,63}", "a bucket's name of 1 to 63 characters")(given)


def encryption(given: Given) -> Refused:
    """Refuse unknown algorithms, and a key for one that takes none."""
    for path, rule in given.objects("rules"):
        inner = "applyServerSideEncryptionByDefault"
        choices = one_of(f"{inner}.sseAlgorithm", ("AES256", "aws:kms", "aws:kms:dsse"))
        yield from ((f"{path}.{place}", reason) for place, reason in choices(rule))
        if rule.text(f"{inner}.sseAlgorithm") == "AES256" and rule.has(f"{inner}.kmsMasterKeyId"):
            yield f"{path}.{inner}.kmsMasterKeyId", "kmsMasterKeyId cannot be set for the algorithm AES256"


def lifecycle(given: Given) -> Refused:
    """Refuse rules without an action, twice the same id, and days in an order that S3 refuses."""
    seen: set[str] = set()
    for path, rule in given.objects("rules"):
        identity = rule.text("id")
        if identity in seen:
            yield f"{path}.id", f"id {identity} is used by more than one rule"
        seen |= {identity} if identity else set()
        yield from ((f"{path}.{place}", reason) for place, reason in _rule(rule))


def _rule(rule: Given) -> Refused:
    yield from one_of("status", ("Enabled", "Disabled"))(rule)
    actions = (
        "abortIncompleteMultipartUpload", "expiration", "noncurrentVersionExpiration", "noncurrentVersionTransitions",
        "transitions",
    )  # fmt: skip
    if all(rule.lacks(action) for action in actions):
        yield "status", f"a rule needs at least one of {', '.join(actions)}"
    yield from conflicts("expiration.days", "expiration.date", "expiration.expiredObjectDeleteMarker")(rule)
    moves = sorted(_moves(rule), key=lambda move: move[1])
    yield from _spacing(moves)
    expiry = rule.number("expiration.days")
    if expiry is not None and moves and expiry <= moves[-1][1]:
        yield (
            "expiration.days",
            f"expiration.days must be after the last transition on day {moves[-1][1]}, not {expiry}",
        )


def _moves(rule: Given) -> Iterator[tuple[str, int | float, str]]:
    for path, move in rule.objects("transitions"):
        days, kind = move.number("days"), move.text("storageClass")
        if days is not None and kind is not None:
            yield path, days, kind


def _spacing(moves: list[tuple[str, int | float, str]]) -> Refused:
    for path, days, kind in moves:
        if kind in SLOW_CLASSES and days < IN_ACCESS_DAYS:
            yield f"{path}.days", f"days before {kind} must be {IN_ACCESS_DAYS} or more, not {days}"
    for (_, before, source), (path, after, target) in pairwise(moves):
        if source in ORDER and target in ORDER and ORDER.index(target) <= ORDER.index(source):
            yield f"{path}.storageClass", f"an object does not move from {source} to {target}"
        elif source in SLOW_CLASSES and after - before < IN_ACCESS_DAYS:
            yield (
                f"{path}.days",
                f"days before {target} must be {IN_ACCESS_DAYS} or more after {source}, on day {before}",
            )


def retention(given: Given) -> Refused:
    """Refuse a default retention without a mode, and one that says both days and years or neither."""
    yield from one_of("objectLockEnabled", ("Enabled",))(given)
    place = "rule.defaultRetention"
    if not given.has(place):
        return
    yield from one_of(f"{place}.mode", ("GOVERNANCE", "COMPLIANCE"))(given)
    yield from conflicts(f"{place}.days", f"{place}.years")(given)
    if given.lacks(f"{place}.mode"):
        yield f"{place}.mode", "mode must be set"
    if given.lacks(f"{place}.days") and given.lacks(f"{place}.years"):
        yield f"{place}.days", "one of days, years must be set"
    for unit in ("days", "years"):
        length = given.number(f"{place}.{unit}")
        if length is not None and length < 1:
            yield f"{place}.{unit}", f"{unit} must be 1 or more, not {length}"


def replication(given: Given) -> Refused:
    """Refuse what PutBucketReplication refuses of a rule in its current form (with a filter)."""
    yield from arn("role", "iam")(given)
    for path, rule in given.objects("rules"):
        yield from ((f"{path}.{place}", reason) for place, reason in _copying(rule))


def _copying(rule: Given) -> Refused:
    yield from one_of("status", ("Enabled", "Disabled"))(rule)
    yield from matches("destination.bucket", r"arn:aws[\w-]*:s3:::.+", "the ARN of a bucket")(rule)
    if rule.has("filter") and rule.lacks("deleteMarkerReplication"):
        yield "deleteMarkerReplication", "deleteMarkerReplication must be set in a rule with a filter"
    encrypted = rule.text("sourceSelectionCriteria.sseKmsEncryptedObjects.status") == "Enabled"
    if encrypted and rule.lacks("destination.encryptionConfiguration.replicaKmsKeyId"):
        yield (
            "destination.encryptionConfiguration",
            "replicaKmsKeyId must be set where objects encrypted with KMS are copied",
        )
    for place in ("destination.replicationTime.time.minutes", "destination.metrics.eventThreshold.minutes"):
        minutes = rule.number(place)
        if minutes is not None and minutes != REPLICATION_MINUTES:
            yield place, f"minutes must be {REPLICATION_MINUTES}, the only time S3 controls, not {minutes}"
    if rule.has("destination.replicationTime") and rule.lacks("destination.metrics"):
        yield "destination.metrics", "metrics must be set where the time of replication is controlled"


def cors(given: Given) -> Refused:
    """Refuse methods that S3 does not answer, and origins with more than one wildcard.

    Source: S3 user guide, elements of a CORS configuration.
    """
    rules = list(given.objects("corsRules"))
    if len(rules) > MOST_CORS_RULES:
        yield "corsRules", f"a bucket has at most {MOST_CORS_RULES} rules, not {len(rules)}"
    for path, rule in rules:
        for index, method in enumerate(rule.items("allowedMethods")):
            if isinstance(method, str) and method not in CORS_METHODS:
                yield (
                    f"{path}.allowedMethods[{index}]",
                    f"a method must be one of {', '.join(CORS_METHODS)}, not {method!r}",
                )
        for index, origin in enumerate(rule.items("allowedOrigins")):
            if isinstance(origin, str) and origin.count("*") > 1:
                yield (
                    f"{path}.allowedOrigins[{index}]",
                    f"an origin has at most one wildcard, unlike {origin!r}",
                )
