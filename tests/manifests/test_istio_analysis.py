"""Istio's own analyser reads every object of every cluster with a mesh, and has nothing new to say."""

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.render.places import files_of
from operations.tools.found import find_all
from operations.tools.table import ISTIOCTL
from tests.manifests.conftest import Clusters

Analyse = Callable[[Sequence[Path]], dict[str, list[str]]]

KNOWN = {
    (
        "IST0128",
        "DestinationRule argo-workflows/argo-workflows-server",
    ): "the server signs its own certificate, which hides what is said and proves nothing (ArgoWorkflows._route)",
    (
        "IST0133",
        "Schema validation warning: EnvoyFilter exposes internal implementation details",
    ): "no other object compares a header with words of a Secret or sets a floor of TLS (components/mesh/gateway_edge.py)",
}
"""What the analyser says of the shipped stacks, by code and beginning, and why it stays so."""

SKIPPED = "skipped"
"""Where the log's words stand, for which there is no code."""

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a route of a gateway that is not there": (
        {
            "apiVersion": "networking.istio.io/v1",
            "kind": "VirtualService",
            "metadata": {"name": "shop", "namespace": "backend"},
            "spec": {
                "hosts": ["shop.example.com"],
                "gateways": ["nobody"],
                "http": [{"route": [{"destination": {"host": "nobody.backend.svc.cluster.local"}}]}],
            },
        },
        "IST0101",
    ),
    "a value that there is not": (
        {
            "apiVersion": "security.istio.io/v1",
            "kind": "PeerAuthentication",
            "metadata": {"name": "loose", "namespace": "backend"},
            "spec": {"mtls": {"mode": "SOMETIMES"}},
        },
        SKIPPED,
    ),
}
"""An object that the analyser has to find fault with -> the code that it gives the fault."""


@pytest.fixture(scope="module")
def analyse() -> Analyse:
    """Return a function that has files analysed together: what was said, by code of Istio's list."""
    programs, missing = find_all(ISTIOCTL)
    if missing is not None:
        pytest.skip(missing)

    def analyse(files: Sequence[Path]) -> dict[str, list[str]]:
        done = subprocess.run(
            [
                programs["istioctl"],
                "analyze",
                "--use-kube=false",
                "--all-namespaces",
                "--output",
                "json",
                *files,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        begin = next(number for number, line in enumerate(lines) if line.startswith("["))
        # What it cannot read it leaves out with a word in its log, and finds nothing wrong with.
        said = {SKIPPED: lines[:begin]} if begin else {}
        for message in json.loads("\n".join(lines[begin:])):
            said.setdefault(message["code"], []).append(message["message"])
        return said

    return analyse


def written(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the files of one cluster, and return where they are."""
    places = []
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        places.append(place)
    return places


def test_the_analyser_has_nothing_new_to_say(
    stack: str,
    clusters: Callable[[str], Clusters],
    analyse: Analyse,
    tmp_path: Path,
    tell: Callable[[str], None],
) -> None:
    for cluster, objects in clusters(stack).items():
        if not any(one.api_version.startswith("security.istio.io/") for one in objects):
            continue
        own = [one for one in objects if one.form == "object"]
        places = written(files_of({cluster: tuple(own)}), tmp_path)
        said = [(code, text) for code, texts in analyse(places).items() for text in texts]
        routed = any(one.kind == "DestinationRule" and one.namespace == "argo-workflows" for one in own)
        known = [one for one in said for code, begin in KNOWN if one[0] == code and one[1].startswith(begin)]
        assert [one for one in said if one not in known] == []
        assert len(known) == routed + sum(one.kind == "EnvoyFilter" for one in own)
        tell(f"{cluster}: {len(own)} objects read by Istio's analyser; known and left: {len(known)}")


@pytest.mark.parametrize("case", WRONG)
def test_it_finds_what_is_wrong(case: str, analyse: Analyse, tmp_path: Path) -> None:
    wrong, code = WRONG[case]
    (place,) = written({"wrong.yaml": yaml.safe_dump(wrong)}, tmp_path)
    assert code in analyse([place])
