from datetime import date

import pytest

from components.foundation.support_calendar import EKS, RDS_POSTGRES, REVIEWED, Calendar


@pytest.mark.parametrize(
    ("calendar", "version", "day", "standing"),
    [
        (EKS, "1.35", date(2026, 11, 23), "standard"),
        (EKS, "1.35", date(2027, 3, 27), "standard"),
        (EKS, "1.35", date(2027, 3, 28), "extended"),
        (EKS, "1.35", date(2028, 3, 27), "extended"),
        (EKS, "1.35", date(2028, 3, 28), "ended"),
        (EKS, "1.34", date(2026, 12, 2), "standard"),
        (EKS, "1.34", date(2026, 12, 3), "extended"),
        (EKS, "1.33", date(2026, 11, 23), "extended"),
        (EKS, "1.31", date(2026, 11, 26), "extended"),
        (EKS, "1.31", date(2026, 11, 27), "ended"),
        (EKS, "1.28", date(2026, 11, 23), "ended"),
        (EKS, "1.3", date(2026, 11, 23), "unlisted"),
        (EKS, "1.99", date(2026, 11, 23), "unlisted"),
        (RDS_POSTGRES, "15", date(2026, 11, 23), "standard"),
        (RDS_POSTGRES, "15.15", date(2026, 11, 23), "standard"),
        (RDS_POSTGRES, "13.20", date(2026, 2, 28), "standard"),
        (RDS_POSTGRES, "13.20", date(2026, 3, 1), "extended"),
        (RDS_POSTGRES, "12", date(2027, 2, 28), "extended"),
        (RDS_POSTGRES, "12", date(2027, 3, 1), "extended-year-3"),
        (RDS_POSTGRES, "11.22", date(2026, 11, 23), "extended-year-3"),
        (RDS_POSTGRES, "11.22", date(2027, 4, 1), "ended"),
        (RDS_POSTGRES, "9.6", date(2026, 11, 23), "unlisted"),
    ],
)
def test_how_a_version_stands_on_a_day(calendar: Calendar, version: str, day: date, standing: str) -> None:
    assert calendar.standing(version, day) == standing
    assert calendar.standing(version, day).surcharged is standing.startswith("extended")


def test_what_is_offered_on_a_day_with_and_without_a_surcharge() -> None:
    assert EKS.offered(REVIEWED) == ("1.31", "1.32", "1.33", "1.34", "1.35", "1.36")
    assert EKS.offered(date(2026, 11, 27), extended=False) == ("1.34", "1.35", "1.36")
    assert RDS_POSTGRES.offered(REVIEWED) == ("11", "12", "13", "14", "15", "16", "17", "18")
    assert RDS_POSTGRES.offered(REVIEWED, extended=False) == ("14", "15", "16", "17", "18")


@pytest.mark.parametrize(
    ("calendar", "version", "gone"),
    [
        (EKS, "1.28", True),
        (EKS, "1.31", False),
        (EKS, "1.3", True),
        (EKS, "1.35.2", False),
        (EKS, "1.99", False),
        (EKS, "2", False),
        (EKS, "1.36-rc", True),
        (EKS, "latest", True),
        (EKS, "", True),
        (RDS_POSTGRES, "9.6", True),
        (RDS_POSTGRES, "11.22", False),
        (RDS_POSTGRES, "19", False),
        (RDS_POSTGRES, "19.1", False),
        (RDS_POSTGRES, "postgres15", True),
    ],
)
def test_a_version_that_is_not_listed_is_gone_unless_it_is_newer(
    calendar: Calendar, version: str, gone: bool
) -> None:
    assert calendar.gone(version, REVIEWED) is gone


@pytest.mark.parametrize(
    ("version", "retired"),
    [
        ("15", False),
        ("15.14", True),
        ("15.15", False),
        ("15.14-R2", True),
        ("15.15-R2", False),
        ("14.19", True),
        ("17.7", False),
        ("18.0", True),
        ("13.1", False),
        ("9.6", False),
    ],
)
def test_a_minor_below_the_oldest_of_its_major_is_retired(version: str, retired: bool) -> None:
    assert RDS_POSTGRES.retired(version) is retired


@pytest.mark.parametrize("calendar", [EKS, RDS_POSTGRES])
def test_a_later_version_is_supported_longer_and_its_surcharge_rises_inside_its_extended_support(
    calendar: Calendar,
) -> None:
    lifetimes = list(calendar.versions.values())

    assert lifetimes == sorted(lifetimes, key=lambda one: (one.standard_until, one.extended_until))
    assert all(
        one.standard_until < (one.year_3 or one.extended_until) <= one.extended_until for one in lifetimes
    )
