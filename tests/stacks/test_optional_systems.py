"""What a small company leaves out is a setting: each optional system, taken out, leaves the rest whole."""

import json
from datetime import date
from typing import Any

import pytest

from policies.framework.judge import judge
from simulator.program import run
from stacks.settings.model import Settings
from tests.stacks.systems import (
    DEV,
    KEY,
    ON_EKS,
    ROOT,
    SHIPPED,
    SYSTEMS,
    Path,
    optional_systems,
    places,
    reduced,
    without,
)

REQUIRED_IN_PRODUCTION: dict[Path, str] = {
    ("aws", "regions", "*", "recovery"): "holds no recovery",
}
"""What production may not do without, and what it is told when it tries; every other system may go."""

FOR_DEVELOPERS = {"platform.preview_cleanup"}
"""What production refuses, and dev has."""

ALTERNATIVES = {"platform.nginx"}
"""What would stand in another system's place, and is brought up by its own test."""

UNDER_THE_PLATFORM: tuple[Path, ...] = (
    ("aws", "registry"),
    ("aws", "pipelines"),
    ("aws", "shared_metrics"),
    *(
        ("aws", "regions", "*", part)
        for part in ("cache", "database", "database_proxy", "recovery", "stores")
    ),
)
"""What the platform on the clusters reads, writes or stands before."""


def surroundings(path: Path) -> Any:
    """Return the settings that a system is taken out of: all that could depend on it, and little else.

    A whole cloud, the way in and what the platform on the clusters stands on are taken out of the whole; any other part
    of AWS out of AWS; a part of another cloud out of that cloud and what it takes from AWS.
    """
    if len(path) == 1 or path == ("aws", "traffic"):
        return SHIPPED
    if "platform" in path[:-1]:
        return reduced("aws", "gcp", "azure", "cloudflare")
    if path in UNDER_THE_PLATFORM or path == ON_EKS:
        return SHIPPED
    if path[0] == "aws":
        return without(reduced("aws"), ON_EKS)
    return reduced(path[0], "aws.regions.*.stores", "aws.pipelines")


def test_every_system_that_the_settings_know_runs_somewhere() -> None:
    """In production; what is for developers alone in dev; a system of a cluster's platform on some cluster of these."""
    in_production = {name_of(path) for path in SYSTEMS}
    in_dev = {name_of(path) for path in optional_systems(Settings) if any(True for _ in places(DEV, path))}
    known = {name_of(path) for path in optional_systems(Settings)}
    assert known - in_production == FOR_DEVELOPERS | ALTERNATIVES
    assert in_dev >= FOR_DEVELOPERS


def name_of(path: Path) -> str:
    """Return a system's name: one of a cluster's platform is the same on the clusters of all clouds."""
    return ".".join(path[path.index("platform") :] if "platform" in path[:-1] else path)


def lots() -> dict[str, tuple[Path, ...]]:
    """Return what is taken out in one run, by a name: one system, of a cluster's platform on all clusters at once."""
    found: dict[str, tuple[Path, ...]] = {}
    for path in SYSTEMS:
        name = name_of(path)
        found[name] = (*found.get(name, ()), path)
    return found


def test_every_system_is_taken_out() -> None:
    assert sorted(path for paths in lots().values() for path in paths) == sorted(SYSTEMS)


@pytest.mark.parametrize("paths", lots().values(), ids=lots())
def test_taking_a_system_out_leaves_a_clean_preview(paths: tuple[Path, ...]) -> None:
    path = paths[0]
    settings = surroundings(path)
    for one in paths:
        assert without(settings, one) != settings
        settings = without(settings, one)
    done = run(ROOT, "production", preview=True, config={KEY: json.dumps(settings)})
    if path in REQUIRED_IN_PRODUCTION:
        assert any(REQUIRED_IN_PRODUCTION[path] in str(fault) for fault in done.faults)
        return
    assert [str(fault) for fault in done.faults] == []
    findings = judge(done.resources, stack="production", today=date(2026, 11, 23)).findings
    assert [str(finding) for finding in findings if finding.blocks and finding.verdict != "unknown"] == []
