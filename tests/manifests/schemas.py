"""The schema of every kind: Kubernetes' own, strict and at one version, and those of custom resource definitions."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.manifests.patterns import readable
from tests.manifests.published import texts
from tests.manifests.strictness import strict

OBJECT_META: Final = "/api/_definitions.json#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
BASE: Final = "https://kubernetes.io"
GROUP: Final = re.compile(r"^  group: \"?([\w.-]+)", re.MULTILINE)
KIND: Final = re.compile(r"^    kind: \"?(\w+)", re.MULTILINE)
LONGEST: Final = 240
"""Characters of a fault's text; what is longer repeats the object."""

Scope = Literal["Namespaced", "Cluster"]

CLUSTER_NAMES: Final = ("Cluster", "CiliumClusterwide")
"""How kinds of the whole cluster are called by those who also have a kind for a namespace; bare schemas say no more."""


class _Reader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads a bare ``=``, which prometheus-operator lists among its operators, as the text that it is."""


_Reader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: loader.construct_scalar(node))


@dataclass(frozen=True)
class Definition:
    """What is known of a kind. ``scope`` is None where only a schema was published. ``served`` are its versions."""

    validator: Draft202012Validator
    origin: str
    scope: Scope | None = None
    served: tuple[str, ...] = ()

    def faults(self, manifest: Mapping[str, Any], *, partial: bool = False) -> Iterator[str]:
        """Yield what is wrong with an object; a partial one may lack what is required."""
        for error in self.validator.iter_errors(manifest):
            for cause in _causes(error):
                if not (partial and cause.validator == "required"):
                    place = ".".join(str(step) for step in cause.absolute_path) or "the object"
                    yield f"{place}: {cause.message[:LONGEST]}"


def _causes(error: Any) -> Iterable[Any]:
    """Return the errors inside a value that may be null, which say more than that neither branch fits."""
    inner = [one for one in error.context or () if one.schema_path and one.schema_path[0] == 1]
    if error.validator == "anyOf" and error.validator_value[:1] == [{"type": "null"}] and inner:
        return [cause for one in inner for cause in _causes(one)]
    return [error]


class KubernetesSchemas:
    """The API server's own kinds at one version, from the package ``kubernetes-validate``."""

    def __init__(self, version: str) -> None:
        self.version = version

    @cached_property
    def folder(self) -> Traversable:
        """Where the package holds the strict schemas of this version."""
        return files("kubernetes_validate") / "kubernetes-json-schema" / f"v{self.version}.0-local-strict"

    @cached_property
    def registry(self) -> "Registry[Any]":
        """What the schemas refer to."""
        return Resource.from_contents(self._read("_definitions")) @ Registry()

    @cached_property
    def metadata(self) -> Draft202012Validator:
        """The schema of an object's metadata."""
        return Draft202012Validator({"$ref": f"{BASE}{OBJECT_META}"}, registry=self.registry)

    def find(self, api_version: str, kind: str) -> Definition | None:
        """Return the definition of a kind, or None for one that is not the API server's own."""
        group, _, version = api_version.rpartition("/")
        name = "-".join(filter(None, (kind.lower(), group.partition(".")[0], version)))
        if not (self.folder / f"{name}.json").is_file():
            return None
        schema = self._read(name)
        if api_version not in (schema.get("properties", {}).get("apiVersion", {}).get("enum") or ()):
            return None
        return Definition(Draft202012Validator(schema, registry=self.registry), f"Kubernetes {self.version}")

    def _read(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))


class CustomSchemas:
    """Custom resource definitions, and where only a schema is published, that schema."""

    def __init__(self, place: Path) -> None:
        self.place = place

    @cached_property
    def documents(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        """Every definition's text and file, by group and kind."""
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for file, text in texts(self.place, "crd-yaml").items():
            for document in re.split(r"^---\s*$", text, flags=re.MULTILINE):
                group, kind = GROUP.search(document), KIND.search(document)
                if "kind: CustomResourceDefinition" in document and group and kind:
                    found[group[1], kind[1]] = (document, file)
        return found

    @cache  # noqa: B019 - the same
    def spec(self, group: str, kind: str) -> Mapping[str, Any]:
        """Return the ``spec`` of a definition."""
        read = yaml.load(self.documents[group, kind][0], _Reader)  # noqa: S506 - derives from SafeLoader
        found: Mapping[str, Any] = read["spec"]
        return found

    @cache  # noqa: B019 - there is one of these in a process, and it is to live as long
    def find(self, api_version: str, kind: str) -> Definition | None:
        """Return the definition of a kind, or None for one that nobody has published here."""
        group, _, version = api_version.rpartition("/")
        if (group, kind) in self.documents:
            return _defined(self.spec(group, kind), version, self.documents[group, kind][1])
        file = f"crds/{group}/{kind.lower()}_{version}.json"
        schema = texts(self.place, "crd-catalog").get(file)
        if schema is None:
            return None
        scope: Scope | None = "Cluster" if kind.startswith(CLUSTER_NAMES) else None
        return Definition(Draft202012Validator(readable(json.loads(schema))), file, scope, (version,))


def _defined(spec: Mapping[str, Any], version: str, file: str) -> Definition:
    served = tuple(str(one["name"]) for one in spec["versions"] if one["served"])
    schema: Mapping[str, Any] = next(
        (one["schema"]["openAPIV3Schema"] for one in spec["versions"] if str(one["name"]) == version), {}
    )
    return Definition(Draft202012Validator(strict(readable(schema))), file, spec["scope"], served)
