"""Every object of a stack against the schema of its kind: none is passed over, and each is counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from operations.render import Rendered
from tests.manifests.schemas import CustomSchemas, Definition, KubernetesSchemas

WITHOUT_SCHEMA: Final[Mapping[str, str]] = {
    "ImageUpdater.argocd-image-updater.argoproj.io": "its definition is not among the published ones",
    "ImageValidatingPolicy.policies.kyverno.io": "definitions of Kyverno are not among the published ones",
}
"""``Kind.group`` of which nobody publishes a schema -> why. Everything else without one is a fault."""


@dataclass
class Verdict:
    """What came of it: faults by sentence, and how many objects which validator judged."""

    faults: list[str] = field(default_factory=list)
    judged: Counter[str] = field(default_factory=Counter)

    def summary(self) -> str:
        """Return the counts in one line."""
        return ", ".join(f"{count} {name}" for name, count in sorted(self.judged.items())) or "no objects"


def validate(
    objects: Sequence[Rendered], kubernetes: KubernetesSchemas, custom: CustomSchemas | None
) -> Verdict:
    """Judge objects. Without published definitions custom resources are only counted, as not judged."""
    verdict = Verdict()
    for one in objects:
        own = kubernetes.find(one.api_version, one.kind)
        if own is not None:
            verdict.judged[f"{'patches' if one.form == 'patch' else 'objects'} by {own.origin}"] += 1
            _note(verdict, one, own.faults(one.manifest, partial=one.form == "patch"))
        elif custom is None:
            verdict.judged["custom resources not judged"] += 1
        else:
            _judge_custom(verdict, one, custom.find(one.api_version, one.kind), kubernetes)
    return verdict


def _judge_custom(
    verdict: Verdict, one: Rendered, definition: Definition | None, kubernetes: KubernetesSchemas
) -> None:
    kind = f"{one.kind}.{one.group}"
    if definition is None:
        if kind in WITHOUT_SCHEMA:
            verdict.judged[f"without a schema ({WITHOUT_SCHEMA[kind]})"] += 1
        else:
            _note(verdict, one, [f"{kind} has no schema anywhere: add its definition to the published ones"])
        return
    verdict.judged["custom resources by their definitions"] += 1
    _note(verdict, one, _custom_faults(one, definition, kubernetes))


def _custom_faults(one: Rendered, definition: Definition, kubernetes: KubernetesSchemas) -> Iterator[str]:
    version = one.api_version.rpartition("/")[2]
    if version not in definition.served:
        yield f"{one.api_version} is not served: its definition serves {', '.join(definition.served)}"
        return
    if definition.scope == "Cluster" and one.namespace:
        yield f"metadata.namespace: a {one.kind} lives in no namespace, not in {one.namespace}"
    if definition.scope == "Namespaced" and not one.namespace:
        yield f"metadata.namespace: a {one.kind} lives in a namespace, and none is given"
    for fault in kubernetes.metadata.iter_errors(one.manifest["metadata"]):
        yield f"metadata: {fault.message}"
    yield from definition.faults(one.manifest)


def _note(verdict: Verdict, one: Rendered, faults: Iterator[str] | list[str]) -> None:
    where = f"{one.cluster}: {one.kind} {one.namespace}/{one.name}".replace(" /", " ")
    verdict.faults += [f"{where}: {fault}" for fault in faults]
