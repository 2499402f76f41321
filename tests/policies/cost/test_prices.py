from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from policies.cost.documents import DataError
from policies.cost.prices.book import load_prices, shipped_prices, stale

SOURCES = """
sources:
  list: {title: the list, observed: 2026-10-01, reference: x, licence: y}
  other: {title: another list, observed: 2026-10-02, reference: x, licence: y}
parities:
  - {region: us-west-2, equals: us-east-1, reason: because}
"""
GOOD = "{key: a.b, unit: hour, usd: '0.10', source: list, where: page 1, confidence: listed}"


def folder(at: Path, *rows: str, sources: str = SOURCES) -> Path:
    at.joinpath("sources.yaml").write_text(sources)
    body = "\n".join(f"  - {row}" for row in rows)
    at.joinpath("some.yaml").write_text(f"service: s\nregion: us-east-1\nrows:\n{body}\n")
    return at


def faults(at: Path, *rows: str, sources: str = SOURCES) -> tuple[str, ...]:
    with pytest.raises(DataError) as caught:
        load_prices(folder(at, *rows, sources=sources))
    return caught.value.faults


def test_a_price_knows_its_source_its_day_and_how_sure_it_is(tmp_path: Path) -> None:
    price = load_prices(folder(tmp_path, GOOD)).find("a.b", "us-east-1")

    assert price is not None
    assert (price.usd, price.unit, price.source) == (Decimal("0.10"), "hour", "the list (page 1)")
    assert (price.observed, price.confidence) == (date(2026, 10, 1), "listed")


def test_a_region_at_parity_is_assumed_and_says_so(tmp_path: Path) -> None:
    price = load_prices(folder(tmp_path, GOOD)).find("a.b", "us-west-2")

    assert price is not None
    assert price.usd == Decimal("0.10")
    assert price.source == "the list (page 1); us-west-2 taken to equal us-east-1"
    assert price.confidence == "assumed"


def test_a_region_of_its_own_reading_keeps_it(tmp_path: Path) -> None:
    own = "{key: a.b, region: us-west-2, unit: hour, usd: '0.30', source: list, where: page 2, confidence: listed}"

    price = load_prices(folder(tmp_path, GOOD, own)).find("a.b", "us-west-2")

    assert price is not None
    assert (price.usd, price.confidence) == (Decimal("0.30"), "listed")


def test_there_is_no_price_where_there_is_no_row(tmp_path: Path) -> None:
    book = load_prices(folder(tmp_path, GOOD))

    assert book.find("a.c", "us-east-1") is None
    assert book.find("a.b", "eu-west-1") is None


def test_of_two_readings_the_surer_is_taken(tmp_path: Path) -> None:
    surer = GOOD.replace("0.10", "0.101").replace("source: list", "source: other")
    weaker = GOOD.replace("confidence: listed", "confidence: agreed")

    price = load_prices(folder(tmp_path, weaker, surer)).find("a.b", "us-east-1")

    assert price is not None
    assert price.source == "another list (page 1)"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (GOOD.replace("source: list, ", ""), "some.yaml, row 1 (a.b): source: field required"),
        (
            GOOD.replace("source: list", "source: rumour"),
            "some.yaml, row 1 (a.b): source: rumour is not described in sources.yaml; describe it there",
        ),
        (GOOD.replace("0.10", "0"), "some.yaml, row 1 (a.b): usd: input should be greater than 0"),
        (GOOD.replace("0.10", "cheap"), "some.yaml, row 1 (a.b): usd: input should be a valid decimal"),
        (GOOD.replace("unit: hour, ", ""), "some.yaml, row 1 (a.b): unit: field required"),
        (GOOD.replace("}", ", vat: 1}"), "some.yaml, row 1 (a.b): vat: extra inputs are not permitted"),
        (
            GOOD.replace("listed", "hoped"),
            "some.yaml, row 1 (a.b): confidence: input should be 'listed', 'agreed' or 'assumed'",
        ),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, sentence: str) -> None:
    assert faults(tmp_path, row) == (sentence,)


def test_all_bad_rows_are_named_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path, GOOD, GOOD.replace("hour", "3").replace("0.10", "0"), GOOD.replace("list,", "no,")
    )

    assert [fault.split(" (")[0] for fault in found] == [
        "some.yaml, row 2",
        "some.yaml, row 2",
        "some.yaml, row 3",
    ]


def test_readings_within_two_percent_agree_and_beyond_it_do_not(tmp_path: Path) -> None:
    near = GOOD.replace("0.10", "0.102").replace("source: list", "source: other")
    far = near.replace("0.102", "0.1021")

    assert load_prices(folder(tmp_path, GOOD, near)).find("a.b", "us-east-1")
    assert faults(tmp_path, GOOD, far) == (
        (
            "a.b in us-east-1 costs 0.10 according to the list (page 1) but 0.1021 according to another list (page 1); "
            "find out which is right and remove the other"
        ),
    )


def test_readings_in_different_units_are_not_compared(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD, GOOD.replace("hour", "month")) == (
        "a.b in us-east-1 is given in hour and in month; give both readings in one unit",
    )


def test_a_price_is_stale_after_180_days(today: date) -> None:
    fresh, old = date(2026, 5, 27), date(2026, 5, 26)

    assert (today - fresh).days == 180
    assert stale({"a.b in us-east-1": fresh}, today) == []
    assert stale({"a.b in us-east-1": old}, today) == [
        (
            "a.b in us-east-1 was last seen to hold on 2026-05-26, more than 180 days ago; read its source again "
            "and move the source's date in policies/cost/prices/sources.yaml"
        )
    ]


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"^sources\.yaml: cannot be read \(No such file or directory\); restore it"
    ):
        load_prices(tmp_path)


def test_a_file_that_is_not_yaml_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^sources\.yaml: cannot be read \(it is not YAML\)"):
        load_prices(folder(tmp_path, GOOD, sources="{"))


def test_every_shipped_price_is_sourced_current_and_in_both_regions(today: date) -> None:
    book = shipped_prices()
    by_region = {
        region: {price.key for price in book if price.region == region}
        for region in ("us-east-1", "us-west-2")
    }

    assert by_region["us-east-1"] == by_region["us-west-2"]
    assert len(by_region["us-east-1"]) > 250
    assert stale({price.name: price.observed for price in book}, today) == []


@pytest.mark.parametrize(
    ("key", "usd"),
    [
        ("ec2.t3.medium", "0.0416"),
        ("ec2.t3.large", "0.0832"),
        ("ec2.c5.large", "0.085"),
        ("ec2.c5.xlarge", "0.17"),
        ("ec2.r5.xlarge", "0.252"),
        ("ec2.m7i.large", "0.1008"),
        ("ec2.r6g.large", "0.1008"),
        ("ec2.t4g.medium", "0.0336"),
        ("eks.cluster", "0.10"),
        ("nat.hour", "0.045"),
        ("ipv4.hour", "0.005"),
        ("rds.postgres.db.r5.2xlarge", "1.00"),
        ("rds.postgres.db.r5.2xlarge.multi-az", "2.00"),
        ("rds.postgres.db.t3.large", "0.145"),
        ("cache.redis.cache.r6g.large", "0.206"),
        ("cache.valkey.cache.r6g.large", "0.1648"),
        ("kms.key", "1.00"),
        ("secrets.secret", "0.40"),
    ],
)
def test_the_prices_that_the_bill_hangs_on(key: str, usd: str) -> None:
    price = shipped_prices().find(key, "us-east-1")

    assert price is not None
    assert price.usd == Decimal(usd)


def test_valkey_costs_a_fifth_less_than_redis_on_every_node_type() -> None:
    redis = {
        price.key.removeprefix("cache.redis."): price.usd
        for price in shipped_prices()
        if price.key.startswith("cache.redis.") and price.region == "us-east-1"
    }

    for kind, usd in redis.items():
        valkey = shipped_prices().find(f"cache.valkey.{kind}", "us-east-1")
        assert valkey is not None
        assert valkey.usd == usd * Decimal("0.8")
