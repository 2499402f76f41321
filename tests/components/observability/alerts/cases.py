"""What each alert and record is tried on: cases/<group>.yaml, and how promtool is told of them.

A file maps a name to its cases. A case has ``series`` and ``at``: times, and at each the alerts of that name that fire then,
by their labels without severity and owner; of a record its labels and ``value``. A series is promtool's own text, a number
for one that stays, or pairs of a step and the value from then on, with null for none. A step is a minute, or ``every``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from components.observability.alerts import catalogue

FOLDER: Final = Path(__file__).parent / "cases"
FILES: Final = sorted(path.stem for path in FOLDER.glob("*.yaml"))
SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Case:
    """A case of one alert or record."""

    file: str
    name: str
    said: str
    every: str
    series: Mapping[str, Any]
    at: Mapping[str, list[dict[str, Any]]]

    @property
    def fires(self) -> bool:
        return any(self.at.values())

    @property
    def steps(self) -> int:
        """How many steps its series need."""
        return max(seconds(time) for time in self.at) // seconds(self.every) + 2


def seconds(time: str) -> int:
    return int(time[:-1]) * SECONDS[time[-1]]


def cases(file: str) -> Iterator[Case]:
    given = yaml.safe_load((FOLDER / f"{file}.yaml").read_text(encoding="utf-8"))
    for name, listed in given.items():
        for one in listed:
            unknown = set(one) - {"case", "every", "series", "at"}
            assert not unknown, f"{file}.yaml, {name}: {unknown} is nothing that a case has"
            yield Case(file, name, one["case"], one.get("every", "1m"), one["series"], one["at"])


def every_case() -> list[Case]:
    return [case for file in FILES for case in cases(file)]


def promtool_test(case: Case) -> dict[str, Any]:
    """Return a case as promtool has it."""
    return {
        "name": f"{case.name}: {case.said}",
        "interval": case.every,
        "input_series": [
            {"series": name, "values": _values(values, case.steps)} for name, values in case.series.items()
        ],
        "promql_expr_test": [_expected(case, time, found) for time, found in case.at.items()],
    }


def _values(given: Any, steps: int) -> str:
    if isinstance(given, str):
        return given
    if not isinstance(given, list):
        return f"{given}+0x{steps}"
    ends = [start for start, _ in given[1:]] + [max(steps, given[-1][0] + 1)]
    return " ".join(
        f"_x{end - start}" if value is None else f"{value}+0x{end - start - 1}"
        for (start, value), end in zip(given, ends, strict=True)
    )


def _expected(case: Case, time: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    if ":" in case.name:
        samples = [
            (
                {"__name__": case.name, **{key: value for key, value in one.items() if key != "value"}},
                one["value"],
            )
            for one in found
        ]
        return _asked(case.name, time, samples)
    (alert,) = (one for one in catalogue() if one.name == case.name)
    said = {"alertname": alert.name, "alertstate": "firing", "severity": alert.severity, "owner": alert.owner}
    return _asked(
        f'ALERTS{{alertname="{alert.name}",alertstate="firing"}}',
        time,
        [({"__name__": "ALERTS", **said, **one}, 1) for one in found],
    )


def _asked(expression: str, time: str, samples: list[tuple[dict[str, Any], float]]) -> dict[str, Any]:
    return {
        "expr": expression,
        "eval_time": time,
        "exp_samples": [
            {
                "labels": "{" + ", ".join(f'{key}="{value}"' for key, value in labels.items()) + "}",
                "value": value,
            }
            for labels, value in samples
        ],
    }
