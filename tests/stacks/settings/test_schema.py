"""The schema that editors read: it is the tree of today, takes what we ship and refuses what is misspelt."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from stacks.settings import schema
from stacks.settings.document import KEY
from stacks.settings.forms import FORMS

ROOT = Path(__file__).resolve().parents[3]
STACKS = ("dev", "staging", "production")


NAME = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
"""The pattern of the names that Kubernetes gives."""


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    return schema.build()


@pytest.fixture
def content(stack: str) -> Any:
    return yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())


def faults(built: dict[str, Any], content: Any) -> list[str]:
    return [error.json_path for error in jsonschema.Draft7Validator(built).iter_errors(content)]


def mappings(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema of a mapping, with a path that says where it stands."""
    if "object" in node.get("type", ()):
        yield path, node
    for key, below in {**node.get("properties", {}), **node.get("patternProperties", {})}.items():
        yield from mappings(below, f"{path}.{key}")
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            yield from mappings(node[key], f"{path}.*")


def test_the_file_is_what_the_tree_says_today() -> None:
    assert (ROOT / schema.FILE).read_text() == schema.text(), (
        "run `.venv/bin/infra schema` and commit the file"
    )


def test_it_is_a_schema_without_references(built: dict[str, Any]) -> None:
    jsonschema.Draft7Validator.check_schema(built)
    written = json.dumps(built)
    assert not [word for word in ('"$ref"', '"$defs"', '"anyOf"', '"title": "Settings"') if word in written]


@pytest.mark.parametrize("stack", STACKS)
def test_a_shipped_file_names_it_and_satisfies_it(built: dict[str, Any], stack: str, content: Any) -> None:
    first = (ROOT / f"Pulumi.{stack}.yaml").read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema={schema.FILE}"
    assert faults(built, content) == []


@pytest.mark.parametrize("stack", ["production"])
def test_a_misspelt_key_of_any_mapping_is_refused(built: dict[str, Any], content: Any) -> None:
    def holders(tree: Any, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(tree, dict):
            yield path, tree
        for key, below in (
            tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
        ):
            yield from holders(below, f"{path}.{key}")

    free = {"$.config"}  # Pulumi's own, where anything may stand
    accepted = []
    for path, holder in list(holders(content)):
        holder["Mis spelt"] = 1
        if not faults(built, content):
            accepted.append(path)
        del holder["Mis spelt"]
    assert set(accepted) == free


@pytest.mark.parametrize("stack", ["dev"])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("environment", "qa"),
        ("protected", "no"),
        ("aws.account_id", 111111111111),
        ("aws.regions.us-east-1.network.nat", "double"),
        ("aws.regions.us-east-1.network.cidr", "10.48.0.0"),
        ("aws.regions.us-east-1.network.zones", {"z": 0}),
        ("aws.regions.us-east-1.database.backup_days", 36),
        ("aws.regions.us-east-1.database.storage", None),
        ("aws.regions.us-east-1.cluster.pools.general.instance_types", []),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(
    built: dict[str, Any], content: Any, path: str, value: Any
) -> None:
    holder = content["config"][KEY]
    *parents, last = path.split(".")
    for part in parents:
        holder = holder[part]
    holder[last] = value
    (place,) = faults(built, content)
    assert last in place


def test_every_mapping_is_closed_unless_its_keys_are_free(built: dict[str, Any]) -> None:
    """Only labels have keys that are anybody's choice: Kubernetes lets whoever wants select by any."""
    tree = built["properties"]["config"]["properties"][KEY]
    assert {path for path, node in mappings(tree) if node.get("additionalProperties") is not False} == {
        ".aws.regions.^[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-\\d$.cluster.pools.^[a-z][a-z0-9-]{0,18}[a-z0-9]$.labels",
        ".gcp.cluster.pools.^[a-z][a-z0-9-]{0,18}[a-z0-9]$.labels",
        ".azure.cluster.pools.^[a-z][a-z0-9]{0,7}$.labels",
        *(
            f"{cloud}.platform.external_secrets.namespaces.{NAME}.{NAME}.labels"
            for cloud in (".aws.regions.^[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-\\d$", ".gcp", ".azure")
        ),
    }


def test_every_key_down_to_the_parts_of_a_region_is_described(built: dict[str, Any]) -> None:
    tree = built["properties"]["config"]["properties"][KEY]
    aws = tree["properties"]["aws"]
    (region,) = aws["properties"]["regions"]["patternProperties"].values()
    described = {**tree["properties"], **aws["properties"], **region["properties"]}
    assert [key for key, node in described.items() if not node.get("description")] == []


def test_every_pattern_has_its_words(built: dict[str, Any]) -> None:
    """A regular expression is no sentence: what a fault says of one stands in ``forms``."""
    found = set()

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            found.update(node.get("patternProperties", {}))
            if isinstance(node.get("pattern"), str):
                found.add(node["pattern"])
            for below in node.values():
                collect(below)
        elif isinstance(node, list):
            for below in node:
                collect(below)

    collect(built)
    assert found - {schema.RANGE["pattern"]} == set(FORMS)
