"""The book of commitments: what it refuses, which reading it takes, and that what is shipped agrees with the prices."""

from datetime import date, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from policies.cost.commitments.book import CommitmentBook
from policies.cost.commitments.rows import load_commitments, shipped_commitments
from policies.cost.documents import DataError
from policies.cost.prices.book import MAXIMUM_AGE, Price, PriceBook, shipped_prices, stale

SOURCES = """
sources:
  list: {title: the list, observed: 2026-10-01, reference: x, licence: y}
  other: {title: another list, observed: 2026-10-02, reference: x, licence: y}
parities:
  - {region: us-west-2, equals: us-east-1, reason: because}
"""
GOOD = (
    "{plan: compute-savings-plan, years: 1, covers: 'ec2.c5.*', of: ec2.c5.large, listed: '0.10', usd: '0.07', "
    "source: list, where: page 1, confidence: listed}"
)
SPOT = "{covers: 'ec2.c5.*', least: '0.3', most: '0.7', source: list, where: page 1, confidence: assumed}"


def prices() -> PriceBook:
    day = date(2026, 10, 1)
    return PriceBook(
        Price(f"ec2.c5.{size}", "us-east-1", "hour", Decimal(usd), "x", "listed", day)
        for size, usd in (("large", "0.10"), ("xlarge", "0.20"))
    )


def loaded(at: Path, *rows: str, spot: tuple[str, ...] = ()) -> CommitmentBook:
    at.joinpath("sources.yaml").write_text(SOURCES)
    lines = ["region: us-east-1", "rows:", *(f"  - {row}" for row in rows)]
    lines += ["spot:", *(f"  - {row}" for row in spot)] if spot else []
    at.joinpath("plans.yaml").write_text("\n".join(lines) + "\n")
    return load_commitments(at / "plans.yaml", at / "sources.yaml", prices())


def faults(at: Path, *rows: str, spot: tuple[str, ...] = ()) -> tuple[str, ...]:
    with pytest.raises(DataError) as caught:
        loaded(at, *rows, spot=spot)
    return caught.value.faults


def test_a_plan_asks_the_same_share_of_what_it_covers(tmp_path: Path) -> None:
    book = loaded(tmp_path, GOOD)
    found = book.find("compute-savings-plan", "ec2.c5.xlarge", "us-east-1", 1)

    assert found is not None
    assert found.rate(Decimal("0.20")) == Decimal("0.14")
    assert (found.source, found.observed, found.confidence) == (
        "the list (page 1)",
        date(2026, 10, 1),
        "listed",
    )
    assert book.find("compute-savings-plan", "ec2.c5.xlarge", "us-east-1", 3) is None
    assert book.find("compute-savings-plan", "ec2.c6i.xlarge", "us-east-1", 1) is None
    assert book.find("ec2-instance-savings-plan", "ec2.c5.xlarge", "us-east-1", 1) is None


def test_a_rate_is_rounded_as_the_clouds_list_it(tmp_path: Path) -> None:
    found = loaded(tmp_path, GOOD.replace("0.07", "0.0721")).find(
        "compute-savings-plan", "ec2.c5.large", "us-east-1", 1
    )

    assert found is not None
    assert found.rate(Decimal("0.10005")) == Decimal("0.07214")  # 0.07213605
    assert found.rate(Decimal("0.1005")) == Decimal("0.07246")  # 0.0724605


def test_a_region_at_parity_is_assumed_and_says_so(tmp_path: Path) -> None:
    book = loaded(tmp_path, GOOD, spot=(SPOT,))
    found, spot = (
        book.find("compute-savings-plan", "ec2.c5.large", "us-west-2", 1),
        book.spot("ec2.c5.large", "us-west-2"),
    )

    assert found is not None
    assert (found.usd, found.confidence) == (Decimal("0.07"), "assumed")
    assert found.source == "the list (page 1); us-west-2 taken to equal us-east-1"
    assert spot is not None
    assert (spot.least, spot.most) == (Decimal("0.3"), Decimal("0.7"))
    assert book.spot("ec2.r5.large", "us-east-1") is None


def test_of_two_readings_the_surer_is_taken(tmp_path: Path) -> None:
    weaker = GOOD.replace("0.07", "0.071").replace("source: list", "source: other")
    weaker = weaker.replace("confidence: listed", "confidence: agreed")
    found = loaded(tmp_path, weaker, GOOD).find("compute-savings-plan", "ec2.c5.large", "us-east-1", 1)

    assert found is not None
    assert found.usd == Decimal("0.07")


PLACE = "plans.yaml, rows, 1 (ec2.c5.*): "
SPOT_PLACE = "plans.yaml, spot, 1 (ec2.c5.*): "


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (GOOD.replace("source: list, ", ""), f"{PLACE}source: field required"),
        (
            GOOD.replace("source: list", "source: rumour"),
            f"{PLACE}source: rumour is not described in sources.yaml; describe it there",
        ),
        (GOOD.replace("years: 1", "years: 2"), f"{PLACE}years: input should be 1 or 3"),
        (GOOD.replace("'0.07'", "'0'"), f"{PLACE}usd: input should be greater than 0"),
        (GOOD.replace("}", ", upfront: 5}"), f"{PLACE}upfront: extra inputs are not permitted"),
        (
            GOOD.replace("'0.07'", "'0.10'"),
            f"{PLACE}0.10 is no less than the 0.10 on demand; a commitment that saves nothing has no row",
        ),
        (
            GOOD.replace("of: ec2.c5.large", "of: ec2.c5.huge"),
            f"{PLACE}ec2.c5.huge is no price of us-east-1 in this book that it covers; name one that is",
        ),
        (
            GOOD.replace("of: ec2.c5.large", "of: ec2.c5.xlarge").replace("ec2.c5.*", "ec2.c5.l*"),
            f"{PLACE}ec2.c5.xlarge is no price of us-east-1 in this book that it covers; name one that is".replace(
                "*", "l*"
            ),
        ),
        (
            GOOD.replace("'0.10'", "'0.1021'"),
            f"{PLACE}ec2.c5.large was 0.1021 on demand when it was read, and is 0.10 in this book; find out which is right",
        ),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, sentence: str) -> None:
    assert faults(tmp_path, row) == (sentence,)


def test_a_row_that_covers_nothing_is_named(tmp_path: Path) -> None:
    row = GOOD.replace("ec2.c5.*", "ec2.z9.*").replace(" of: ec2.c5.large,", "")
    spot = SPOT.replace("ec2.c5.*", "ec2.z9.*")

    assert faults(tmp_path, row, spot=(spot,)) == (
        "plans.yaml, rows, 1 (ec2.z9.*): it covers no price of us-east-1 in this book; correct the pattern or leave the row out",
        "plans.yaml, spot, 1 (ec2.z9.*): it covers no price of us-east-1 in this book; correct the pattern or leave the row out",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("7", "plans.yaml: the row: input should be a valid dictionary or instance of file"),
        ("region: us-east-1\nrows: [7]", "plans.yaml: rows.0: input should be a valid dictionary"),
        ("rows: []", "plans.yaml: region: field required"),
        ("region: [", "plans.yaml: cannot be read (it is not YAML); restore it from the repository"),
    ],
)
def test_a_file_of_another_shape_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    tmp_path.joinpath("sources.yaml").write_text(SOURCES)
    tmp_path.joinpath("plans.yaml").write_text(text)
    with pytest.raises(DataError) as caught:
        load_commitments(tmp_path / "plans.yaml", tmp_path / "sources.yaml", prices())

    assert caught.value.faults == (sentence,)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (SPOT.replace("'0.3'", "'0.8'"), f"{SPOT_PLACE}0.8 is more than 0.7; write the least first"),
        (SPOT.replace("'0.7'", "'1'"), f"{SPOT_PLACE}most: input should be less than 1"),
        (SPOT.replace("'0.3'", "'-1'"), f"{SPOT_PLACE}least: input should be greater than or equal to 0"),
    ],
)
def test_a_bad_range_is_named(tmp_path: Path, row: str, sentence: str) -> None:
    assert faults(tmp_path, GOOD, spot=(row,)) == (sentence,)


def test_readings_within_two_percent_agree_and_beyond_it_do_not(tmp_path: Path) -> None:
    near = GOOD.replace("0.07", "0.0714").replace("source: list", "source: other")
    far = near.replace("0.0714", "0.0715")

    assert loaded(tmp_path, GOOD, near).find("compute-savings-plan", "ec2.c5.large", "us-east-1", 1)
    assert faults(tmp_path, GOOD, far) == (
        (
            "compute-savings-plan of 1 year(s) for ec2.c5.* in us-east-1 asks 70.0% of the price on demand according to "
            "the list (page 1) but 71.5% according to another list (page 1); find out which is right and remove the other"
        ),
    )


def test_what_is_shipped_is_current_and_in_both_regions(today: date) -> None:
    book = shipped_commitments()
    observed = {row.name: row.observed for row in (*book, *book.spots)}
    by_region = {
        region: {(row.plan, row.covers, row.years) for row in book if row.region == region}
        for region in ("us-east-1", "us-west-2")
    }

    assert by_region["us-east-1"] == by_region["us-west-2"]
    assert stale(observed, today) == []
    assert stale({"x": today - MAXIMUM_AGE - timedelta(days=1)}, today) != []
    assert all(row.usd < row.listed for row in book)


def test_no_price_is_covered_twice_by_one_plan() -> None:
    for price in shipped_prices():
        covering = [
            (row.plan, row.years)
            for row in shipped_commitments()
            if row.region == price.region and fnmatchcase(price.key, row.covers)
        ]
        assert len(covering) == len(set(covering)), price.name


@pytest.mark.parametrize(
    ("plan", "key", "years", "rate"),
    [
        ("compute-savings-plan", "ec2.c5.xlarge", 1, "0.12300"),
        ("compute-savings-plan", "ec2.t3.medium", 3, "0.02060"),
        ("ec2-instance-savings-plan", "ec2.t3.medium", 1, "0.02610"),
        ("ec2-instance-savings-plan", "ec2.r6g.large", 1, "0.06350"),
        ("rds-reserved-instances", "rds.postgres.db.r5.2xlarge.multi-az", 1, "1.34000"),
        ("elasticache-reserved-nodes", "cache.valkey.cache.r6g.large", 1, "0.11280"),
        ("redshift-reserved-nodes", "redshift.ra3.xlplus", 1, "0.76020"),
        ("opensearch-reserved-instances", "opensearch.m6g.large.search", 3, "0.06700"),
    ],
)
def test_the_rates_that_the_advice_hangs_on(plan: str, key: str, years: int, rate: str) -> None:
    (found,) = [
        row
        for row in shipped_commitments()
        if (row.plan, row.years, row.region) == (plan, years, "us-east-1")
        and shipped_commitments().find(row.plan, key, "us-east-1", years) is row
    ]
    price = shipped_prices().find(key, "us-east-1")

    assert price is not None
    assert str(found.rate(price.usd)) == rate
