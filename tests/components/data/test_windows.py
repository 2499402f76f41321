"""Windows: parsing, lengths and overlaps."""

import pytest

from components.data.windows import Span, daily, overlap, weekly, window_faults


@pytest.mark.parametrize(
    ("text", "span"),
    [("03:00-04:00", Span(180, 60)), ("23:30-00:30", Span(1410, 60)), ("00:00-23:59", Span(0, 1439))],
)
def test_a_daily_window_may_pass_midnight(text: str, span: Span) -> None:
    assert daily(text) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("mon:00:00-mon:01:00", Span(0, 60)),
        ("Sun:04:00-Sun:05:00", Span(6 * 1440 + 240, 60)),
        ("sun:23:30-mon:00:30", Span(6 * 1440 + 1410, 60)),
    ],
)
def test_a_weekly_window_may_pass_the_end_of_the_week(text: str, span: Span) -> None:
    assert weekly(text) == span


@pytest.mark.parametrize("text", ["3:00-4:00", "24:00-01:00", "03:00", "sun:03:00-sun:04:00", "03:60-04:00"])
def test_a_malformed_daily_window_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write hh:mm-hh:mm in UTC, such as 03:00-04:00$"):
        daily(text)


@pytest.mark.parametrize("text", ["03:00-04:00", "sunday:03:00-sunday:04:00", "xyz:03:00-xyz:04:00"])
def test_a_malformed_weekly_window_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write ddd:hh:mm-ddd:hh:mm in UTC"):
        weekly(text)


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(ValueError, match="same minute; give the window a length"):
        daily("03:00-03:00")
    with pytest.raises(ValueError, match="same minute; give the window a length"):
        weekly("sun:03:00-sun:03:00")


@pytest.mark.parametrize(
    ("backup", "maintenance", "shared"),
    [
        ("03:00-04:00", "sun:04:00-sun:05:00", False),
        ("04:00-05:00", "sun:03:00-sun:04:00", False),
        ("03:00-04:01", "sun:04:00-sun:05:00", True),
        ("23:30-00:30", "mon:00:00-mon:01:00", True),
        ("23:30-00:30", "sun:23:00-sun:23:30", False),
        ("00:00-01:00", "sun:23:30-mon:00:30", True),
        ("12:00-13:00", "sat:00:00-sun:00:00", True),
    ],
)
def test_overlap_is_told_from_touching(backup: str, maintenance: str, shared: bool) -> None:
    assert overlap(backup, maintenance) is shared


def test_short_and_overlapping_windows_are_told_with_the_way_out() -> None:
    assert window_faults("03:00-03:20", "sun:03:10-sun:03:20", service="RDS", shortest=30) == [
        "the window 03:00-03:20 lasts 20 minutes, and RDS refuses less than 30; widen it",
        "the window sun:03:10-sun:03:20 lasts 10 minutes, and RDS refuses less than 30; widen it",
        "the backup window 03:00-03:20 overlaps the maintenance window sun:03:10-sun:03:20, and RDS refuses both together; move one of them",
    ]
    assert window_faults("03:00-04:00", "sun:04:00-sun:05:00", service="RDS", shortest=30) == []
