"""The table of metrics, as the names of series that it stands for."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import yaml

Kind = Literal["counter", "gauge", "histogram", "summary"]

SECTIONS: Final[Mapping[str, Kind]] = {
    "counters": "counter",
    "gauges": "gauge",
    "histograms": "histogram",
    "summaries": "summary",
}
"""How the table calls its lists, and the type of metric that stands in each."""

COUNTED: Final = ("_bucket", "_sum", "_count")
"""What the series of a histogram end in, each of which only grows; a summary has the last two, and itself."""


@cache
def exporters() -> Mapping[str, Mapping[str, Any]]:
    """Return the table as it is written: exporter -> ``source`` and the lists of its metrics by type."""
    text = (files(__package__) / "metrics.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Mapping[str, Any]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


@cache
def metrics() -> Mapping[str, Kind]:
    """Return the type of every metric, by the name under which its documentation has it."""
    return {
        name: kind
        for exporter in exporters().values()
        for section, kind in SECTIONS.items()
        for name in exporter.get(section, ())
    }


@cache
def series() -> Mapping[str, Kind]:
    """Return every name that a query may ask for, and how its values go: a ``counter`` only grows, a ``gauge`` does not.

    A histogram is known by its three series and not by its own name, under which nothing is found.
    """
    return {name: kind for metric, of in metrics().items() for name, kind in _series(metric, of)}


def _series(metric: str, of: Kind) -> Iterator[tuple[str, Kind]]:
    if of in ("counter", "gauge"):
        yield metric, of
        return
    if of == "summary":
        yield metric, "gauge"
    for ending in COUNTED if of == "histogram" else COUNTED[1:]:
        yield metric + ending, "counter"
