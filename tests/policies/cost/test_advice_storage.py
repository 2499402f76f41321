"""Colder classes of buckets, logs and copies: what they save when moving, staying and reading back are paid for."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from policies.cost.advice.advisers import advise, largest_total
from policies.cost.advice.terms import Advice
from policies.cost.estimate import Estimate
from policies.cost.usage import Assumption, Usage

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]

BUCKET = "aws:s3/bucket:Bucket"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOGS = "aws:cloudwatch/logGroup:LogGroup"


def usage(**quantities: str) -> Usage:
    """Return assumptions: of S3 what ``quantities`` say, 1,000 GB in each class, 10 thousand moves and 20 GB read back."""
    assumed = {
        "s3.standard": "1000", "s3.STANDARD_IA": "1000", "s3.GLACIER_IR": "1000", "s3.DEEP_ARCHIVE": "0",
        "s3.moves": "10", "s3.writes": "1", "s3.reads": "1", "s3.retrieved": "20", "logs.ingestion": "10",
        "backup.rds": "10", "backup.ebs": "100", "backup.s3": "1", "backup.copied": "1",
    } | {name.replace("_", ".", 1): value for name, value in quantities.items()}  # fmt: skip
    rows = []
    for item, value in assumed.items():
        three = (Decimal(value),) * 3
        rows.append(Assumption(item=item, unit="x", why="y", dev=three, staging=three, production=three))
    return Usage(rows)


def advised(price: Price, *entries: dict[str, Any], **quantities: str) -> list[Advice]:
    cost = price(*entries, usage=usage(**quantities))
    assert cost.unpriced == ()
    return list(advise(cost, entries))


def bucket(make: Make, *rules: dict[str, Any]) -> list[dict[str, Any]]:
    here = make(BUCKET, "here")
    named = [{"id": str(number), "status": "Enabled", **rule} for number, rule in enumerate(rules)]
    return [here, make(LIFECYCLE, "rules", edges={"bucket": here}, rules=named)]


def moving(**days: int) -> dict[str, Any]:
    return {
        "filter": {"prefix": ""},
        "transitions": [{"storageClass": name, "days": day} for name, day in days.items()],
    }


def ending(days: int, prefix: str = "") -> dict[str, Any]:
    return {"filter": {"prefix": prefix}, "expiration": {"days": days}}


def classes(found: list[Advice]) -> list[tuple[str, str, bool]]:
    return [(one.advice, one.arithmetic, one.bound) for one in found if one.kind == "storage class"]


def test_what_is_older_than_a_month_belongs_in_infrequent_access(make: Make, price: Price) -> None:
    # Of 1,000 GB that end after 120 days, 90/120 are older than 30 days.
    assert classes(advised(price, *bucket(make, ending(120)))) == [
        (
            "move objects to STANDARD_IA after 30 days",
            ("750 GB-month * (0.023 - 0.0125) + 10 1k requests * (0 - 0.01) + 20 GB * (0 - 0.01) = 7.58 USD"),
            False,
        )
    ]


def test_what_stays_in_infrequent_access_past_a_quarter_belongs_in_instant_retrieval(
    make: Make, price: Price
) -> None:
    # Of 1,000 GB between the 30th and the 400th day, 310/370 are older than 90 days.
    found = advised(price, *bucket(make, moving(STANDARD_IA=30), ending(400)))

    assert classes(found) == [
        (
            "move objects to GLACIER_IR after 90 days",
            (
                "837.8378 GB-month * (0.0125 - 0.004) + 10 1k requests * (0 - 0.02) + 20 GB * (0 - 0.03) = 6.32 USD"
            ),
            False,
        )
    ]
    (one,) = (one for one in found if one.kind == "storage class")
    assert "for 90 days at least" in one.condition
    assert "reading back costs 0.03 a GB: no more than 20 GB a month" in one.condition
    assert largest_total([one]) == one.saving


def test_a_bucket_that_nothing_ends_has_a_bound(make: Make, price: Price) -> None:
    (alone,) = (one for one in advised(price, make(BUCKET, "here")) if one.kind == "storage class")

    assert alone.arithmetic.startswith("1000 GB-month * (0.023 - 0.0125) + ")
    assert alone.bound
    assert not alone.counted
    assert "nothing ends it" in alone.condition


@pytest.mark.parametrize(
    "rules",
    [
        [ending(59)],
        [ending(400), ending(7, "previews/")],
        [moving(STANDARD_IA=30, GLACIER_IR=90), ending(400)],
        [moving(STANDARD_IA=30), ending(179)],
        [moving(STANDARD_IA=30), ending(90, "postgresql/")],
        [moving(GLACIER_IR=30), ending(400)],
    ],
)
def test_what_is_moved_already_or_does_not_live_long_enough_stays(
    make: Make, price: Price, rules: list[dict[str, Any]]
) -> None:
    assert classes(advised(price, *bucket(make, *rules))) == []


@pytest.mark.parametrize(
    ("retrieved", "moves", "expected"), [("755", "10", 0), ("660", "10", 1), ("20", "700", 0), ("0", "0", 1)]
)
def test_reading_back_and_moving_may_cost_more_than_they_save(
    make: Make, price: Price, retrieved: str, moves: str, expected: int
) -> None:
    found = advised(price, *bucket(make, ending(120)), s3_retrieved=retrieved, s3_moves=moves)

    assert len(classes(found)) == expected


def test_a_lifecycle_that_is_not_known_yet_is_not_advised_on(make: Make, price: Price, unknown: str) -> None:
    here = make(BUCKET, "here")
    rules = make(LIFECYCLE, "rules", edges={"bucket": here}, rules=[moving(STANDARD_IA=30), ending(400)])
    rules["inputs"]["rules"][0]["transitions"][0]["days"] = unknown
    cost = price(here, rules, usage=usage())

    assert classes(list(advise(cost, [here, rules]))) == []


def group(make: Make, name: str, **inputs: Any) -> dict[str, Any]:
    return make(LOGS, name, **({"name": f"/{name}", "retentionInDays": 365} | inputs))


def colder_logs(found: list[Advice]) -> list[str]:
    return sorted(one.urn.rsplit("::", 1)[-1] for one in found if one.kind == "log class")


def test_logs_for_the_record_are_taken_in_at_half_the_price(make: Make, price: Price) -> None:
    (one,) = (one for one in advised(price, group(make, "engine")) if one.kind == "log class")

    assert one.arithmetic == "10 GB * (0.5 - 0.25) = 2.50 USD"
    assert one.counted
    assert "no live tail, no metric filter and no subscription" in one.condition


def test_logs_that_something_reads_or_that_are_kept_shortly_stay(make: Make, price: Price) -> None:
    counted, handed, named, kept, short, idle = (
        group(make, "counted"), group(make, "handed"), group(make, "named"), group(make, "kept"),
        group(make, "short", retentionInDays=90), group(make, "cold", logGroupClass="INFREQUENT_ACCESS"),
    )  # fmt: skip
    readers = [
        make("aws:cloudwatch/logMetricFilter:LogMetricFilter", "count", edges={"logGroupName": counted}),
        make("aws:cloudwatch/logMetricFilter:LogMetricFilter", "count-too", logGroupName="/named"),
        make(
            "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "hand", edges={"logGroup": handed}
        ),
    ]
    entries = [counted, handed, named, kept, short, idle, *readers]
    found = list(advise(price(*entries, usage=usage()), entries))

    assert colder_logs(found) == ["kept"]


def test_the_colder_class_of_logs_has_its_price(make: Make, price: Price) -> None:
    cost = price(group(make, "cold", logGroupClass="INFREQUENT_ACCESS"), usage=usage())

    assert {line.item: f"{line.monthly.expected:.2f}" for line in cost.lines} == {
        "Logs written": "2.50",
        "Logs kept 365 days": "0.54",
    }


def plan(make: Make, **lifecycle: int) -> dict[str, Any]:
    return make("aws:backup/plan:Plan", "plan", rules=[{"ruleName": "monthly", "lifecycle": lifecycle}])


@pytest.mark.parametrize(
    ("lifecycle", "expected"),
    [
        ({"deleteAfter": 120}, ["100 GB-month * (0.05 - 0.0125) = 3.75 USD"]),
        ({"deleteAfter": 119}, []),
        ({"deleteAfter": 365, "coldStorageAfter": 30}, []),
        ({}, []),
    ],
)
def test_copies_of_disks_that_outlive_cold_storage_may_lie_there(
    make: Make, price: Price, lifecycle: dict[str, int], expected: list[str]
) -> None:
    vault = make("aws:backup/vault:Vault", "vault")
    found = [one for one in advised(price, vault, plan(make, **lifecycle)) if one.kind == "cold copies"]

    assert [one.arithmetic for one in found] == expected
    assert all(one.bound and not one.counted for one in found)


GCS = "gcp:storage/bucket:Bucket"


def google_bucket(make: Make, *rules: dict[str, Any]) -> dict[str, Any]:
    return make(
        GCS,
        "copies",
        region=None,
        location="US-CENTRAL1",
        storageClass="STANDARD",
        lifecycleRules=list(rules),
    )


def google_rule(kind: str, **condition: Any) -> dict[str, Any]:
    return {"action": {"type": kind}, "condition": condition}


OTHERS = {
    "gcp_backups.storage": "1000", "gcp_backups.writes": "2", "gcp_backups.retrieved": "20", "azure_blob.stored": "1000",
    "azure_blob.writes": "2", "azure_blob.retrieved": "20",
}  # fmt: skip


def test_a_bucket_of_google_s_without_a_rule_that_moves_belongs_in_nearline(make: Make, price: Price) -> None:
    found = advised(price, google_bucket(make, google_rule("Delete", age=120)), **OTHERS)

    assert classes(found) == [
        (
            "move objects to NEARLINE after 30 days",
            ("750 GB-month * (0.026 - 0.015) + 2 10k requests * (0 - 0.1) + 20 GB * (0 - 0.01) = 7.85 USD"),
            False,
        )
    ]
    partly = [google_rule("Delete", age=120), google_rule("Delete", age=90, matchesPrefix=["tmp/"])]
    assert classes(advised(price, google_bucket(make, *partly), **OTHERS)) == classes(found)
    (bound,) = classes(advised(price, google_bucket(make), **OTHERS))
    assert bound[1].startswith("1000 GB-month * (0.026 - 0.015)")
    assert bound[2]


@pytest.mark.parametrize(
    "rules",
    [
        [google_rule("SetStorageClass", age=30), google_rule("Delete", age=365)],
        [google_rule("Delete", age=59)],
        [google_rule("Delete", age=365), google_rule("Delete", age=7, matchesPrefix=["tmp/"])],
    ],
)
def test_a_bucket_of_google_s_that_moves_or_ends_early_stays(
    make: Make, price: Price, rules: list[dict[str, Any]]
) -> None:
    assert classes(advised(price, google_bucket(make, *rules), **OTHERS)) == []


def account(make: Make, *actions: dict[str, Any], prefix: list[str] | None = None) -> list[dict[str, Any]]:
    here = make(
        "azure-native:storage:StorageAccount",
        "blobs",
        region=None,
        location="eastus",
        sku={"name": "Standard_GRS"},
    )
    rules = [
        {"definition": {"actions": {"baseBlob": one}, "filters": {"prefixMatch": prefix}}} for one in actions
    ]
    policy = make(
        "azure-native:storage:ManagementPolicy",
        "policy",
        edges={"accountName": here},
        policy={"rules": rules},
    )
    return [here, policy]


def test_an_account_of_azure_s_without_a_rule_that_moves_belongs_in_the_cool_tier(
    make: Make, price: Price
) -> None:
    ended = {"delete": {"daysAfterModificationGreaterThan": 120}}
    entries = account(make, ended)
    cost = price(*entries, usage=usage(**OTHERS))

    assert classes(list(advise(cost, entries))) == [
        (
            "move objects to the cool tier after 30 days",
            ("750 GB-month * (0.0458 - 0.0334) + 2 10k requests * (0 - 0.2) + 20 GB * (0 - 0.01) = 8.70 USD"),
            False,
        )
    ]
    partly = account(make, {"delete": {"daysAfterModificationGreaterThan": 90}}, prefix=["tmp/"])
    (bound,) = classes(list(advise(price(*partly, usage=usage(**OTHERS)), partly)))
    assert bound[1].startswith("1000 GB-month * (0.0458 - 0.0334)")
    for stays in (
        account(make, {"tierToCool": {"daysAfterModificationGreaterThan": 7}}, ended),
        account(make, {"delete": {"daysAfterModificationGreaterThan": 35}}),
        account(make, {"delete": {"daysAfterModificationGreaterThan": 35}}, prefix=["backups/"]),
    ):
        cost = price(*stays, usage=usage(**OTHERS))
        assert classes(list(advise(cost, stays))) == []
