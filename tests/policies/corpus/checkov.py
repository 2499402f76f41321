"""Checkov's examples: files whose names say what is expected, and lists of resources in the tests beside them."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from tests.policies.corpus.examples import Example, documents
from tests.policies.corpus.kubernetes_objects import entries_of, entry_of, metadata_of, name_of

SOURCES: Final = "checkov/kubernetes/checks/resource/k8s"
TESTS: Final = "tests/kubernetes/checks"
RELATIONS: Final = "checkov/kubernetes/checks/graph_checks"
RELATED: Final = "tests/kubernetes/graph/checks/resources"
LABELS: Final = Path(__file__).with_name("checkov_labels.yaml")

IDENTITY: Final = re.compile(r"\bid\s*[:=]\s*[\"']?(CKV2?_K8S_\d+)")
EXAMPLES: Final = re.compile(r"[\"'/](example_\w+)")
SUFFIXES: Final = (".yaml", ".yml", ".json")
ROLES: Final = frozenset({"Role", "ClusterRole"})
PODS: Final = frozenset(
    [
        "CronJob",
        "Pod",
        "PodTemplate",
        "Deployment",
        "DaemonSet",
        "Job",
        "ReplicaSet",
        "ReplicationController",
        "StatefulSet",
    ]
)
"""The kinds that a check looks at if it does not say which; those of other projects than Kubernetes are left aside."""


def read(checkout: Path, checks: Sequence[str]) -> Iterator[Example]:
    """Yield the examples of these checks."""
    for source in sorted((checkout / SOURCES).glob("*.py")):
        text = source.read_text(encoding="utf-8")
        found = IDENTITY.search(text)
        if found and found[1] in checks:
            yield from _of_check(checkout, source.stem, found[1], _kinds(text))
    for source in sorted((checkout / RELATIONS).glob("*.yaml")):
        found = IDENTITY.search(source.read_text(encoding="utf-8"))
        if found and found[1] in checks:
            yield from _of_relation(checkout, source.stem, found[1])


def _kinds(text: str) -> frozenset[str]:
    """Return the kinds that a check's source says it looks at."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id.startswith("supported_") and "type" not in one.id
            for one in node.targets
        ):
            written = isinstance(node.value, ast.List | ast.Tuple)
            return frozenset(ast.literal_eval(node.value)) if written else PODS
    return ROLES if "Rbac" in text else PODS


@dataclass(frozen=True)
class _Labels:
    """Which resources are good and which bad: by our own reading, by a list of the check's test, or by a file's name."""

    ours: Mapping[str, bool]
    listed: Mapping[str, bool]

    def of(self, file: Path, thing: Mapping[str, Any]) -> bool | None:
        """Return whether an object is good, or None where nothing says so."""
        identity, name = identity_of(thing), file.name.lower()
        if (read := f"{file.name}#{identity}") in self.ours:
            return self.ours[read]
        if "unkn" in name or "unko" in name:
            return None
        if identity in self.listed:
            return self.listed[identity]
        passed, failed = (word in name for word in ("pass", "fail"))
        return passed if passed != failed else None


def identity_of(thing: Mapping[str, Any]) -> str:
    """Return what Checkov calls an object."""
    return f"{thing['kind']}.{metadata_of(thing).get('namespace') or 'default'}.{name_of(thing)}"


def labels_of(check: str, test: str) -> _Labels:
    """Return the rows of ours, and the lists of a test by what their names say."""
    rows = yaml.safe_load(LABELS.read_text(encoding="utf-8")).get(check, {})
    ours = {name: verdict == "good" for verdict, names in rows.items() for name in names}
    listed: dict[str, bool] = {}
    for node in ast.walk(ast.parse(test)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.Set):
            for name in (one.id for one in node.targets if isinstance(one, ast.Name)):
                if "pass" in name or "fail" in name:
                    listed |= {str(one): "pass" in name for one in ast.literal_eval(node.value)}
    return _Labels(ours, listed)


def _of_check(checkout: Path, module: str, check: str, kinds: frozenset[str]) -> Iterator[Example]:
    for test in sorted((checkout / TESTS).glob("test_*.py")):
        text = test.read_text(encoding="utf-8")
        if not re.search(rf"\.{module} import check\b", text):
            continue
        labels = labels_of(check, text)
        for folder in sorted(set(EXAMPLES.findall(text))):
            for file in sorted((checkout / TESTS / folder).rglob("*")):
                if file.suffix in SUFFIXES:
                    yield from _of_file(checkout, file, check, kinds, labels)


def _of_file(
    checkout: Path, file: Path, check: str, kinds: frozenset[str], labels: _Labels
) -> Iterator[Example]:
    for number, thing in enumerate(documents(file.read_text(encoding="utf-8"))):
        made = entry_of(thing, number)
        if made is None or thing["kind"] not in kinds:
            continue
        good = labels.of(file, thing)
        if good is not None:
            place = f"{file.relative_to(checkout)}#{number}-{identity_of(thing)}"
            yield Example("Checkov", check, place, good, (made,), made["urn"])


def _of_relation(checkout: Path, module: str, check: str) -> Iterator[Example]:
    """Yield the examples of a check of several resources: each folder that holds one which is expected is one example."""
    folder = checkout / RELATED / module
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    verdict = {name: word == "pass" for word, names in expected.items() for name in names or ()}
    for place in sorted({file.parent for file in folder.rglob("*.yaml")}):
        files = sorted(place.glob("*.yaml"))
        things = [
            thing
            for file in files
            for thing in documents(file.read_text(encoding="utf-8"))
            if isinstance(thing, dict) and "kind" in thing
        ]
        said = {verdict[name] for thing in things if (name := identity_of(thing)) in verdict}
        if len(said) == 1:
            yield Example(
                "Checkov", check, str(place.relative_to(checkout)), said.pop(), tuple(entries_of(things))
            )
