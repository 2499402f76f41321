"""The values that a release sets, against those that its chart knows. A chart accepts a misspelt key without a word."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft7Validator, validators
from jsonschema.exceptions import SchemaError

from tests.manifests.published import texts

FREE: Final = frozenset(
    {
        *(
            "labels",
            "annotations",
            "nodeSelector",
            "affinity",
            "resources",
            "limits",
            "requests",
            "extraArgs",
        ),
        *("podLabels", "podAnnotations", "commonLabels", "additionalLabels", "externalLabels"),
        *("matchLabels", "securityContext", "containerSecurityContext", "podSecurityContext"),
        *("strategy", "updateStrategy", "deploymentStrategy", "tolerations", "topologySpreadConstraints"),
        *("extraEnv", "env", "extraVolumes", "volumeMounts"),
    }
)
"""Keys below which a chart takes whatever Kubernetes takes."""

OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    "argo-cd": ("configs.cm", "configs.params"),  # ConfigMaps of Argo CD's own settings
    "kube-prometheus-stack": ("alertmanager.config",),  # Alertmanager's own, which amtool judges
    # Istio's MeshConfig, of which the chart names what it defaults
    "istiod": ("meshConfig",),
    # Further ports of a collector, each by a name of its own
    "opentelemetry-collector": ("ports",),
}
"""Chart -> objects in which it takes keys that it does not name."""

READ: Final[Mapping[str, tuple[str, ...]]] = {
    # templates/zzz_profile.yaml of each takes the platform's profile by it
    "cni": ("global.platform",),
    "istiod": ("global.platform",),
    "ztunnel": ("global.platform",),
}
"""Chart -> values that its templates read and its values.yaml does not name."""

INTERNAL: Final = "_internal_defaults_do_not_set"
"""Istio's charts hold their values one level down, for Helm's sake; users set them at the top."""

ALIASES: Final = {"istiod": "istio-discovery", "cni": "istio-cni"}
"""Charts whose folder in Istio's sources, from which their values are published, has another name."""

UNVERSIONED: Final = frozenset({"base", "gateway", "istio-cni", "istio-discovery", "ztunnel"})
"""Charts of Istio, whose sources name no version of their own: those of 1.30."""

UNRELEASED: Final[Mapping[str, str]] = {"chaos-mesh": "0.0.0"}
"""Charts that get their version when they are released, and the one that their published sources have instead."""

SUBCHARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "argo-cd": {"redis-ha": ""},
    "falco": {"falcosidekick": "falcosidekick", "k8s-metacollector": ""},
    "kube-prometheus-stack": {
        "grafana": "",
        "kube-state-metrics": "",
        "prometheus-node-exporter": "",
        "prometheus-windows-exporter": "",
        "crds": "",
    },
}
"""Chart -> key under which values go on to another chart -> that chart, if its values are published here.

Of the others, what the outer chart sets itself is known, and anything further is let through and counted.
"""

INNER_VERSIONS: Final = {"falcosidekick": "0.14.0"}
"""The version of a chart that another one brings along."""

UNPUBLISHED: Final[Mapping[str, str]] = {
    "gateway-api-crds": "its values are not among the published ones",
    "argocd-image-updater": "its values are not among the published ones",
    "descheduler": "its values are not among the published ones",
    "keda": "its values are not among the published ones",
    "kyverno": "its values are not among the published ones",
    "prometheus-blackbox-exporter": "its values are not among the published ones",
    "prometheus-operator-crds": "its values are not among the published ones",
    "prometheus-postgres-exporter": "its values are not among the published ones",
    "prometheus-redis-exporter": "its values are not among the published ones",
    "prometheus-yet-another-cloudwatch-exporter": "its values are not among the published ones",
    "sealed-secrets": "its values are not among the published ones",
}
"""Charts whose values cannot be judged -> why. Any other chart without published values is a fault."""


@dataclass(frozen=True)
class Chart:
    """A chart's values as it publishes them, and their schema if it has one.

    ``inner`` are the charts that values go on to, by key; None for one whose values are not published.
    """

    name: str
    text: str
    schema: Mapping[str, Any] | None
    inner: Mapping[str, "Chart | None"] = field(default_factory=dict)

    @cached_property
    def written(self) -> dict[str, Any]:
        """The file as it stands, by which the schema goes."""
        values: dict[str, Any] = yaml.safe_load(self.text) or {}
        return values

    @cached_property
    def known(self) -> dict[str, Any]:
        """The values that a user may set."""
        values = self.written
        return {**values.get(INTERNAL, {}), **{key: one for key, one in values.items() if key != INTERNAL}}

    def faults(self, given: Mapping[str, Any]) -> Iterator[str]:
        """Yield every key that the chart does not have, and everything that its schema refuses."""
        declared = _Declared(self.schema)
        yield from self._unknown(given, self.known, (), declared)
        if self.schema is not None:
            yield from self._refused(given)

    def _refused(self, given: Mapping[str, Any]) -> Iterator[str]:
        schema = self.schema or {}
        checker = validators.validator_for(schema, default=Draft7Validator)
        try:
            errors = list(checker(schema).iter_errors(_merged(self.written, given)))
        except SchemaError as broken:  # pragma: no cover - none that is published is
            yield f"{self.name}: its schema is none ({broken.message})"
            return
        for error in errors:
            yield f"{'.'.join(map(str, error.absolute_path)) or 'the values'}: {error.message[:240]}"

    def _unknown(
        self, given: Mapping[str, Any], known: Mapping[str, Any], path: tuple[str, ...], declared: "_Declared"
    ) -> Iterator[str]:
        for key, value in given.items():
            place = (*path, key)
            written = ".".join(place)
            if written in READ.get(self.name, ()):
                continue
            if key not in known and not self._mentioned(place) and not declared.has(place):
                near = get_close_matches(key, known, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                yield f"{written}: the chart has no such value{hint}"
                continue
            inside = known.get(key)
            if not path and key in self.inner and isinstance(value, Mapping):
                yield from self._passed_on(key, value)
            elif key in FREE or written in OPEN.get(self.name, ()) or _anything(inside) or value is None:
                continue
            elif isinstance(inside, Mapping) and isinstance(value, Mapping):
                yield from self._unknown(value, inside, place, declared)
            elif isinstance(inside, Mapping):
                yield f"{written}: the chart has an object there, not a {type(value).__name__}"
            elif isinstance(value, Mapping) and not declared.has(place):
                yield f"{written}: the chart has a {type(inside).__name__} there, not an object"

    def _passed_on(self, key: str, value: Mapping[str, Any]) -> Iterator[str]:
        """Yield what the inner chart refuses, but for what the outer one itself reads there, such as ``enabled``."""
        inner, own = self.inner[key], self.known.get(key) or {}
        if inner is not None:
            passed = {name: one for name, one in value.items() if name in inner.known or name not in own}
            yield from (f"{key}.{fault}" for fault in inner.faults(passed))

    def let_through(self, given: Mapping[str, Any]) -> list[str]:
        """Return the keys whose values go on to a chart that is not published, and are therefore not judged."""
        return [key for key, inner in self.inner.items() if inner is None and given.get(key)]

    def _mentioned(self, path: tuple[str, ...]) -> bool:
        """Say whether a comment in the block of the parent mentions the key, as charts do with values that have no default."""
        return any(
            re.match(rf"^\s*#+\s*(?:-\s*)?[\"']?{re.escape(path[-1])}[\"']?\s*:", line)
            for line in self._block(path[:-1])
        )

    def _block(self, path: tuple[str, ...]) -> list[str]:
        """Return the lines of the block that a path leads to."""
        node, lines = yaml.compose(self.text, yaml.SafeLoader), self.text.splitlines()
        start = 0
        for step in path:
            if not isinstance(node, yaml.MappingNode):
                return []
            found = [(key, value) for key, value in node.value if key.value in {step, INTERNAL}]
            inner = [
                (key, value)
                for key, value in found
                if key.value == step or not isinstance(value, yaml.MappingNode)
            ] or [
                (key, value)
                for _, nested in found
                if isinstance(nested, yaml.MappingNode)
                for key, value in nested.value
                if key.value == step
            ]
            if not inner:
                return []
            key, node = inner[0]
            start = key.start_mark.line
        if node is None:
            return lines
        return lines[start : node.end_mark.line]


class _Declared:
    """The keys that a chart's schema names, wherever it says so plainly."""

    def __init__(self, schema: Mapping[str, Any] | None) -> None:
        self.root = schema or {}

    def has(self, path: tuple[str, ...]) -> bool:
        found: list[Mapping[str, Any]] = list(self._opened(self.root))
        for step in path:
            found = [
                inner
                for one in found
                if isinstance(one.get("properties"), Mapping) and step in one["properties"]
                for inner in self._opened(one["properties"][step])
            ]
        return bool(found)

    def _opened(self, schema: Any) -> Iterator[Mapping[str, Any]]:
        if not isinstance(schema, Mapping):
            return
        yield schema
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/"):
            target: Any = self.root
            for step in reference.removeprefix("#/").split("/"):
                target = target.get(step, {}) if isinstance(target, Mapping) else {}
            yield from self._opened(target)
        for several in ("allOf", "anyOf", "oneOf"):
            for one in schema.get(several) or ():
                yield from self._opened(one)


def _anything(inside: Any) -> bool:
    """Say whether a chart's own value tells nothing of what may stand there: nothing, or a list or object to be filled."""
    return inside is None or inside == {} or isinstance(inside, list)


def _merged(known: Any, given: Any) -> Any:
    """Return values as Helm lays them over a chart's own; null takes a default away."""
    if not isinstance(known, Mapping) or not isinstance(given, Mapping):
        return given
    merged = {key: value for key, value in known.items() if not (key in given and given[key] is None)}
    return merged | {key: _merged(known.get(key), value) for key, value in given.items() if value is not None}


def chart(place: Path, name: str, version: str) -> Chart | None:
    """Return a chart at a version, or None if its values are not published at that one."""
    folder = ALIASES.get(name, name)
    if folder not in UNVERSIONED:
        folder = f"{folder}-{UNRELEASED.get(name, version).removeprefix('v')}"
    inner = {
        key: _published(place, f"{below}-{INNER_VERSIONS[below]}", below) if below else None
        for key, below in SUBCHARTS.get(name, {}).items()
    }
    return _published(place, folder, name, inner)


def _published(
    place: Path, folder: str, name: str, inner: Mapping[str, Chart | None] | None = None
) -> Chart | None:
    published = texts(place, "chart-values")
    text = published.get(f"chartvalues/{folder}/values.yaml")
    if text is None:
        return None
    schema = published.get(f"chartvalues/{folder}/values.schema.json")
    return Chart(name, text, json.loads(schema) if schema else None, inner or {})
