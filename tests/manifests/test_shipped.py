"""Every object of every environment passes every validator, and each is counted."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from operations.render import Rendered
from operations.render.places import files_of
from tests.manifests import published
from tests.manifests.chart_values import UNPUBLISHED, chart
from tests.manifests.conftest import ROOT, STACKS, Clusters
from tests.manifests.schemas import CustomSchemas, KubernetesSchemas
from tests.manifests.validation import validate

Tell = Callable[[str], None]

PRINT_FILES = """
import json, sys
from pathlib import Path
from operations.render import render_stack
from operations.render.places import files_of
print(json.dumps({stack: files_of(render_stack(Path(sys.argv[1]), stack)) for stack in sys.argv[2:]}))
"""


@pytest.fixture(scope="module")
def elsewhere() -> dict[str, dict[str, str]]:
    """The files of every stack as another process renders them.

    In another order of sets, too, which a process draws when it starts.
    """
    other = subprocess.run(
        [sys.executable, "-c", PRINT_FILES, str(ROOT), *STACKS],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files: dict[str, dict[str, str]] = json.loads(other.stdout)
    return files


def test_what_kubernetes_itself_defines_is_as_it_defines_it(
    stack: str, objects: list[Rendered], kubernetes: KubernetesSchemas, tell: Tell
) -> None:
    own = [one for one in objects if kubernetes.find(one.api_version, one.kind)]
    verdict = validate(own, kubernetes, None)
    tell(f"{stack}: {verdict.summary()}")
    assert verdict.faults == []
    assert sum(verdict.judged.values()) == len(own) > 0


def test_custom_resources_are_as_their_definitions_have_them(
    stack: str,
    objects: list[Rendered],
    kubernetes: KubernetesSchemas,
    definitions: Callable[[Path], CustomSchemas],
    tell: Tell,
) -> None:
    custom = [one for one in objects if not kubernetes.find(one.api_version, one.kind)]
    tell(f"{stack}: {len(custom)} custom resources and releases to be judged by published definitions")
    verdict = validate(custom, kubernetes, definitions(published.needed()))
    tell(f"{stack}: {verdict.summary()}")
    assert verdict.faults == []
    assert sum(verdict.judged.values()) == len(custom)


def test_values_of_releases_are_values_of_their_charts(
    stack: str, objects: list[Rendered], tell: Tell
) -> None:
    releases = [one for one in objects if one.form == "release"]
    tell(f"{stack}: values of {len(releases)} releases to be judged by published charts")
    place = published.needed()
    faults, judged, passed_on, without = [], 0, [], []
    for one in releases:
        source = one.manifest["spec"]["source"]
        name, version = source["chart"], source["targetRevision"]
        known = chart(place, name, version)
        if known is None and name in UNPUBLISHED:
            without.append(name)
        elif known is None:
            faults.append(f"{one.cluster}: no values of the chart {name} {version} are published")
        else:
            judged += 1
            faults += [f"{one.cluster}: {name}: {fault}" for fault in known.faults(one.values or {})]
            passed_on += [f"{name}.{key}" for key in known.let_through(one.values or {})]
    tell(
        f"{stack}: values of {judged} releases judged; not judged, because unpublished: "
        f"{', '.join(sorted({*without, *passed_on})) or 'none'}"
    )
    assert faults == []
    assert judged + len(without) == len(releases)


def test_another_process_renders_the_same_files(
    stack: str, clusters: Callable[[str], Clusters], elsewhere: dict[str, dict[str, str]]
) -> None:
    assert elsewhere[stack] == files_of(clusters(stack))
