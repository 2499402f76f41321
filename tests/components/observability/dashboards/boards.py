"""The shipped dashboards as the tests read them."""

import json
from collections.abc import Iterator
from typing import Any

from components.observability.dashboards import shipped

UIDS = sorted(shipped())


def board(uid: str) -> dict[str, Any]:
    """Return a dashboard as its file has it."""
    read: dict[str, Any] = json.loads(shipped()[uid].text)
    return read


def panels(uid: str) -> list[dict[str, Any]]:
    """Return the panels of a dashboard, without the rows that head them."""
    return [one for one in board(uid)["panels"] if one["type"] != "row"]


def targets(uid: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every query of a dashboard, with the title of its panel."""
    for panel in panels(uid):
        for target in panel.get("targets", ()):
            yield panel["title"], target


def variables(uid: str) -> dict[str, dict[str, Any]]:
    """Return the variables of a dashboard by their names."""
    return {one["name"]: one for one in board(uid)["templating"]["list"]}
