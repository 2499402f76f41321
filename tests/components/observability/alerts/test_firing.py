"""Every alert fires on series that we make up, when it must, with its labels, and not when it must not (promtool)."""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from components.observability.alerts import Trait, rule_groups
from tests.components.observability.alerts.cases import FILES, Case, cases, promtool_test

ALL = get_args(Trait)


@pytest.fixture
def promtool() -> str:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("needs promtool, which is not installed (apt: prometheus)")
    return program


def rules() -> list[dict[str, Any]]:
    return rule_groups(
        ALL, "https://git.example/runbooks", "https://grafana.example", monthly_usd=Decimal(3100)
    )


def rules_of(names: Collection[str], every: str) -> list[dict[str, Any]]:
    """Return the groups with these alerts and records alone, and the records that they read."""
    by_name = {rule.get("alert", rule.get("record")): rule for group in rules() for rule in group["rules"]}
    wanted, waiting = set(), set(names)
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        waiting |= {other for other in by_name if ":" in other and other in by_name[name]["expr"]} - wanted
    return [
        {
            **group,
            "interval": every,
            "rules": [rule for rule in group["rules"] if rule.get("alert", rule.get("record")) in wanted],
        }
        for group in rules()
    ]


def test_prometheus_takes_all_rules(promtool: str, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": rules()}))
    done = subprocess.run(
        [promtool, "check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", FILES)
def test_alerts_fire_when_they_must_and_only_then(promtool: str, tmp_path: Path, file: str) -> None:
    by_step: dict[str, list[Case]] = defaultdict(list)
    for case in cases(file):
        by_step[case.every].append(case)
    for every, found in by_step.items():
        groups = rules_of({case.name for case in found}, every)
        (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}))
        whole = {
            "rule_files": ["rules.yaml"],
            "evaluation_interval": every,
            # Groups read what others record: each test keeps the order in which they stand.
            "group_eval_order": [group["name"] for group in groups],
            "tests": [promtool_test(case) for case in found],
        }
        (tmp_path / "tests.yaml").write_text(yaml.safe_dump(whole))
        done = subprocess.run(
            [promtool, "test", "rules", "tests.yaml"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
