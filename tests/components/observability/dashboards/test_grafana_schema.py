"""The shipped dashboards have the types that Grafana publishes, by TypeScript's own judgement.

Node and npm are the user's own. The packages are installed once into the folder that ``PLATFORM_GRAFANA_SCHEMA`` names, by
default one beside the other tools; without Node, or without a registry, the tests are skipped with a word.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from components.observability.dashboards import shipped

ROOT = Path(__file__).resolve().parents[4]
TOOL = ROOT / "tools" / "grafana-schema"
VARIABLE = "PLATFORM_GRAFANA_SCHEMA"
SECONDS = 180
NPM = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
TSC = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--pretty", "false"]


@pytest.fixture(scope="session")
def packages() -> Path:
    """Return the folder of the installed packages, which is kept for as long as the lock file stays as it is."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Grafana's types: Node and npm are not installed")
    lock = (TOOL / "package-lock.json").read_bytes()
    place = Path(os.environ.get(VARIABLE) or ROOT / ".tools" / "grafana-schema")
    kept = place / sha256(lock).hexdigest()[:16]
    if not kept.is_dir():
        _install(place, kept)
    return kept


def _install(place: Path, kept: Path) -> None:
    """Install beside, and put it there whole: other processes of the tests may be doing the same."""
    place.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place, ignore_cleanup_errors=True) as made:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(TOOL / name, made)
        try:
            subprocess.run(NPM, cwd=made, check=True, capture_output=True, timeout=SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            pytest.skip("Grafana's types: npm could not install them; is a registry within reach?")
        # Whoever comes second finds the folder full, and takes that.
        with suppress(OSError):
            Path(made).rename(kept)
    assert kept.is_dir()


Judge = Callable[[dict[str, Any]], list[str]]


@pytest.fixture
def judged(packages: Path, tmp_path: Path) -> Judge:
    """Return a function that gives what TypeScript says of dashboards by their names."""

    def judged(dashboards: dict[str, Any]) -> list[str]:
        (tmp_path / "node_modules").symlink_to(packages / "node_modules")
        shutil.copy(TOOL / "shipped.d.ts", tmp_path)
        for name, dashboard in dashboards.items():
            text = json.dumps(dashboard, indent=1)
            source = f'import type {{ Shipped }} from "./shipped.js";\nexport const it: Shipped = {text};\n'
            (tmp_path / f"{name}.ts").write_text(source, encoding="utf-8")
        files = [f"{name}.ts" for name in dashboards]
        compiler = packages / "node_modules" / ".bin" / "tsc"
        ended = subprocess.run(
            [str(compiler), *TSC, *files],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert bool(ended.returncode) == bool(ended.stdout), ended.stderr
        return ended.stdout.splitlines()

    return judged


def test_dashboards_have_grafanas_types(
    judged: Judge, record_property: Callable[[str, object], None]
) -> None:
    dashboards = {uid: json.loads(one.text) for uid, one in shipped().items()}
    assert judged(dashboards) == []
    version = json.loads((TOOL / "package.json").read_text())["devDependencies"]["@grafana/schema"]
    record_property(
        "manifests", f"{len(dashboards)} dashboards, judged by TypeScript with @grafana/schema {version}"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"refresh": 5}, "'number' is not assignable to type 'string'"),
        ({"graphToolTip": 1}, '"graphToolTip"'),
        ({"links": [{"title": "x", "type": "dashboard"}]}, "Did you mean"),
    ],
)
def test_what_has_another_type_is_refused(judged: Judge, change: dict[str, Any], said: str) -> None:
    wrong = {**json.loads(shipped()["slo"].text), **change}
    first, *more = judged({"wrong": wrong})
    assert first.startswith("wrong.ts(")
    assert said in "".join([first, *more])


def test_a_panel_without_its_place_is_refused(judged: Judge) -> None:
    wrong = json.loads(shipped()["slo"].text)
    del wrong["panels"][1]["gridPos"]["y"]
    assert "Property 'y' is missing" in "".join(judged({"wrong": wrong}))


def test_the_lock_file_names_no_host() -> None:
    text = (TOOL / "package-lock.json").read_text()
    assert "resolved" not in text
    assert "://" not in text
