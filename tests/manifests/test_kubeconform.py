"""kubeconform, a reader of its own, finds every object of Kubernetes' kinds as its strict schema has it."""

import json
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import yaml

from operations.render import Rendered
from operations.tools.found import find_all
from operations.tools.table import KUBECONFORM
from tests.manifests.schemas import KubernetesSchemas

DEFINITIONS = "_definitions.json"
UNKNOWN_KEY: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "wrong"},
    "date": {"key": "a key that was meant to be data"},
}
TWICE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: twice}\ndata: {a: '1'}\ndata: {a: '2'}\n"
"""A key given twice, of which readers of YAML keep the last in silence."""

Conform = Callable[[Sequence[str]], tuple[dict[str, int], list[str]]]


@pytest.fixture(scope="module")
def conform(kubernetes: KubernetesSchemas, tmp_path_factory: pytest.TempPathFactory) -> Conform:
    """Return a function that judges texts of objects: how many are valid and so on, and what is wrong."""
    programs, missing = find_all(KUBECONFORM)
    if missing is not None:
        pytest.skip(missing)
    schemas = tmp_path_factory.mktemp("schemas")
    for schema in kubernetes.folder.iterdir():
        # As published they refer to one another from the root of a server; kubeconform follows whole addresses alone.
        beside = f'"{schemas.as_uri()}/{DEFINITIONS}'
        text = schema.read_text(encoding="utf-8").replace(f'"/api/{DEFINITIONS}', beside)
        (schemas / schema.name).write_text(text, encoding="utf-8")

    def conform(texts: Sequence[str]) -> tuple[dict[str, int], list[str]]:
        done = subprocess.run(
            [
                programs["kubeconform"],
                "-strict",
                "-summary",
                "-output",
                "json",
                "-schema-location",
                f"{schemas}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json",
            ],
            input="---\n".join(texts),
            capture_output=True,
            text=True,
            check=False,
        )
        said = json.loads(done.stdout)
        return said["summary"], [f"{one['kind']} {one['name']}: {one['msg']}" for one in said["resources"]]

    return conform


def test_every_object_conforms(
    stack: str,
    objects: list[Rendered],
    kubernetes: KubernetesSchemas,
    conform: Conform,
    tell: Callable[[str], None],
) -> None:
    own = [one for one in objects if one.form == "object" and kubernetes.find(one.api_version, one.kind)]
    summary, faults = conform([yaml.safe_dump(dict(one.manifest)) for one in own])
    tell(f"{stack}: {summary['valid']} of {len(own)} objects conform, by kubeconform {KUBECONFORM.version}")
    assert faults == []
    assert summary == {"valid": len(own), "invalid": 0, "errors": 0, "skipped": 0}


def test_it_finds_a_key_that_there_is_not_and_one_given_twice(conform: Conform) -> None:
    summary, faults = conform([yaml.safe_dump(UNKNOWN_KEY), TWICE])
    assert (summary["valid"], len(faults)) == (0, 2)
    assert any("date" in fault for fault in faults)
    assert any("already set" in fault for fault in faults)
