from datetime import date

import pytest

from components.data.engine_versions import POSTGRES, REVIEWED
from components.kubernetes.versions import EKS
from policies.cost.support_calendar import Product, calendar_of


@pytest.mark.parametrize(
    ("product", "version", "day", "standing"),
    [
        ("eks", "1.35", date(2026, 11, 23), "standard"),
        ("eks", "1.34", date(2026, 12, 2), "standard"),
        ("eks", "1.34", date(2026, 12, 3), "extended"),
        ("eks", "1.33", date(2026, 11, 23), "extended"),
        ("eks", "1.31", date(2026, 11, 26), "extended"),
        ("eks", "1.31", date(2026, 11, 27), "ended"),
        ("eks", "1.28", date(2026, 11, 23), "ended"),
        ("eks", "1.3", date(2026, 11, 23), "unlisted"),
        ("eks", "1.99", date(2026, 11, 23), "unlisted"),
        ("rds-postgres", "15", date(2026, 11, 23), "standard"),
        ("rds-postgres", "15.15", date(2026, 11, 23), "standard"),
        ("rds-postgres", "13.20", date(2026, 2, 28), "standard"),
        ("rds-postgres", "13.20", date(2026, 3, 1), "extended"),
        ("rds-postgres", "12", date(2027, 2, 28), "extended"),
        ("rds-postgres", "12", date(2027, 3, 1), "extended-year-3"),
        ("rds-postgres", "11.22", date(2026, 11, 23), "extended-year-3"),
        ("rds-postgres", "11.22", date(2027, 4, 1), "ended"),
        ("rds-postgres", "9.6", date(2026, 11, 23), "unlisted"),
    ],
)
def test_how_a_version_stands_on_a_day(product: Product, version: str, day: date, standing: str) -> None:
    assert calendar_of(product).standing(version, day) == standing


def test_prices_rules_and_components_go_by_the_same_dates() -> None:
    ours = {
        version: (life.standard_ends, life.extended_ends)
        for version, life in calendar_of("eks").versions.items()
    }
    theirs = {version: (life.standard_until, life.extended_until) for version, life in EKS.items()}

    assert ours == theirs


def test_the_database_component_accepts_what_the_calendar_calls_standard() -> None:
    standard = {
        version: life.standard_ends
        for version, life in calendar_of("rds-postgres").versions.items()
        if calendar_of("rds-postgres").standing(version, REVIEWED) == "standard"
    }

    assert standard == {version: major.standard_until for version, major in POSTGRES.items()}
