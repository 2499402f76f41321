"""Where charts may come from: the list and the table of charts say the same."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from components.foundation.cluster.charts import charts
from policies.kubernetes import chart_sources as room
from policies.kubernetes.chart_sources import allowed, chart_sources


def test_what_the_table_of_charts_installs_was_reviewed_and_nothing_else_is_on_the_list() -> None:
    installed = {chart.repository for chart in charts().values()}
    assert {one for one in installed if not allowed(one)} == set()
    assert set(chart_sources()) == installed


def test_a_row_without_tls_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / room.FILE).write_text("- http://charts.example.com\n")
    monkeypatch.setattr(room, "files", lambda _: tmp_path)
    with pytest.raises(ValidationError, match=r"charts\.example\.com"):
        chart_sources.__wrapped__()


def test_an_empty_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / room.FILE).write_text("[]\n")
    monkeypatch.setattr(room, "files", lambda _: tmp_path)
    with pytest.raises(ValidationError, match="at least 1 item"):
        chart_sources.__wrapped__()
