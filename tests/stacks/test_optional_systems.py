"""What a small company leaves out is a setting: each optional system, taken out, leaves the rest whole."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
import yaml

from components.foundation.spec import Spec
from policies.framework.judge import judge
from simulator.program import run
from stacks.settings.model import RegionSettings, Settings
from tests.stacks.conftest import KEY, ROOT

Path = tuple[str, ...]

REQUIRED_IN_PRODUCTION: dict[Path, str] = {
    ("aws", "regions", "*", "recovery"): "holds no recovery",
}
"""What production may not do without, and what it is told when it tries; every other system may go."""

TOGETHER: dict[Path, tuple[Path, ...]] = {
    ("aws", "regions", "*", "database"): (
        ("aws", "regions", "*", "recovery"),
        ("aws", "regions", "*", "database_proxy"),
    ),
    ("aws", "traffic"): (
        ("cloudflare", "balancing", "pools", "aws-us-east-1"),
        ("cloudflare", "balancing", "pools", "aws-us-west-2"),
        ("cloudflare", "balancing", "order", "aws-us-east-1"),
        ("cloudflare", "balancing", "order", "aws-us-west-2"),
    ),
    ("gcp",): (
        ("cloudflare", "balancing", "pools", "gcp-us-central1"),
        ("cloudflare", "balancing", "order", "gcp-us-central1"),
    ),
    ("azure",): (
        ("cloudflare", "balancing", "pools", "azure-eastus"),
        ("cloudflare", "balancing", "order", "azure-eastus"),
    ),
    ("aws", "guard_rails", "configuration_record"): (("aws", "guard_rails", "security_hub"),),
    ("gcp", "cluster"): (("gcp", "identities"),),
    ("gcp", "database"): (("gcp", "identities"),),
    ("gcp", "registry"): (("gcp", "cluster"), ("gcp", "identities")),
    ("gcp", "backups"): (("gcp", "identities"),),
    ("aws", "regions", "*", "stores"): (
        ("aws", "trail"),
        ("aws", "guard_rails", "configuration_record"),
        ("aws", "guard_rails", "security_hub"),
        ("gcp", "backups"),
        ("gcp", "identities"),
        ("azure", "storage"),
    ),
}
"""What has no purpose without a system, and is refused where it stands alone."""


def model_of(annotation: Any) -> type[Spec] | None:
    """Return the Spec that an optional annotation is about, if it is about one."""
    if get_origin(annotation) not in {Union, UnionType} or type(None) not in get_args(annotation):
        return None
    return next(
        (kind for kind in get_args(annotation) if isinstance(kind, type) and issubclass(kind, Spec)), None
    )


def optional_systems(model: type[Spec], path: Path = ()) -> Iterator[Path]:
    """Yield the place of every optional system of the settings, the regions' as one with an asterisk."""
    for name, field in model.model_fields.items():
        if name == "regions":
            yield from optional_systems(RegionSettings, (*path, name, "*"))
        elif (system := model_of(field.annotation)) is not None:
            yield (*path, name)
            # A model of the settings' own room is a shelf on which systems stand, each with a component's spec.
            if system.__module__.startswith("stacks."):
                yield from optional_systems(system, (*path, name))
        elif isinstance(field.annotation, type) and issubclass(field.annotation, Spec):
            yield from optional_systems(field.annotation, (*path, name))


def places(tree: Any, path: Path) -> Iterator[Any]:
    """Yield each mapping or list of a settings tree that holds the last key of ``path``."""
    holders = [tree]
    for key in path[:-1]:
        holders = [
            below
            for holder in holders
            if isinstance(holder, dict)
            for below in (holder.values() if key == "*" else [holder.get(key)])
        ]
    for holder in holders:
        if (isinstance(holder, dict) and holder.get(path[-1]) is not None) or (
            isinstance(holder, list) and path[-1] in holder
        ):
            yield holder


SHIPPED = yaml.safe_load((ROOT / "Pulumi.production.yaml").read_text())["config"][KEY]
SYSTEMS = [path for path in optional_systems(Settings) if any(True for _ in places(SHIPPED, path))]


def without(tree: Any, path: Path) -> Any:
    tree = deepcopy(tree)
    for gone in (path, *TOGETHER.get(path, ())):
        for holder in list(places(tree, gone)):
            holder.remove(gone[-1]) if isinstance(holder, list) else holder.pop(gone[-1])
    return tree


def test_production_runs_every_system_that_the_settings_know() -> None:
    assert list(optional_systems(Settings)) == SYSTEMS


@pytest.mark.parametrize("path", SYSTEMS, ids=".".join)
def test_taking_a_system_out_leaves_a_clean_preview(path: Path, tree: Callable[[str], Any]) -> None:
    settings = without(tree("production"), path)
    done = run(ROOT, "production", preview=True, config={KEY: json.dumps(settings)})
    if path in REQUIRED_IN_PRODUCTION:
        assert any(REQUIRED_IN_PRODUCTION[path] in str(fault) for fault in done.faults)
        return
    assert [str(fault) for fault in done.faults] == []
    known = run(ROOT, "production", preview=False, config={KEY: json.dumps(settings)})
    findings = judge(
        done.resources, stack="production", today=date(2026, 11, 23), rehearsal=known.resources
    ).findings
    assert [str(finding) for finding in findings if finding.blocks and finding.verdict != "unknown"] == []
