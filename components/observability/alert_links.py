"""Where an alert leads whoever gets it: to its runbook and to the dashboard that shows it."""

import re
from typing import Final

BASE: Final = re.compile(r"^https?://[^\s?#]*[^\s?#/]$")


def links(alert: str, dashboard: str, *, runbooks: str, dashboards: str) -> dict[str, str]:
    """Return the annotations of an alert that lead on.

    ``runbooks`` is the address of the folder of runbooks, ``dashboards`` that of Grafana; ``dashboard`` is a dashboard's uid.
    """
    return {
        "runbook_url": f"{runbooks}/{alert}.md",
        "dashboard_url": f"{dashboards}/d/{dashboard}",
    }


def base_faults(*, runbooks: str, dashboards: str) -> list[str]:
    """Return what is wrong with the addresses that links begin with, a sentence each."""
    return [
        f"{name}: {base!r} is no address that a link can begin with, so whoever is woken could open none: give it as "
        "https://host/folder, without a slash, a question mark or a fragment at its end"
        for name, base in (("runbooks", runbooks), ("dashboards", dashboards))
        if not BASE.match(base)
    ]
