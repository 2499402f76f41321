"""The Kubernetes objects that a run of a stack's program declares, by the cluster that each belongs to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, Final, Literal

from operations.baselines import from_file
from operations.faults import CannotJudge
from operations.judgement import check_settings
from operations.render import applications
from operations.render.shown import Path, secret_paths, unknown_paths, without_secrets, written
from simulator.program import Run, run
from simulator.project import ProjectError
from simulator.resources import Resource
from simulator.state import State
from simulator.urns import name_of, provider_urn
from simulator.values import Secret, plain, reveal

Form = Literal["object", "patch", "release"]

PACKAGE: Final = "kubernetes:"
PROVIDER: Final = "pulumi:providers:kubernetes"
RELEASE: Final = "kubernetes:helm.sh/v3:Release"
DIRECTIVES: Final = "pulumi.com/"
"""Annotations under this prefix tell Pulumi's provider how to go about an object; a cluster has no use for them."""

OBJECT_NAMES: Final[Sequence[Path]] = (
    ("apiVersion",),
    ("kind",),
    ("metadata", "name"),
    ("metadata", "namespace"),
)
RELEASE_NAMES: Final[Sequence[Path]] = (
    *((field,) for field in ("name", "namespace", "chart", "version")),
    ("repositoryOpts", "repo"),
)
"""What a file is named and filed by, and what an Application cannot do without."""

CLUSTER_SCOPED: Final = "cluster-scoped"
"""The folder of what lives in no namespace."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """One object as a cluster is to have it, with :data:`~operations.render.shown.REDACTED` for each secret.

    ``form`` is ``object``; ``patch`` for fields laid over an object that somebody else makes, such as the gp2 class of
    EKS; or ``release`` for a Helm release, of which ``manifest`` is the Argo CD Application and ``values`` what the
    chart gets. ``redacted`` and ``simulated`` are paths in the manifest: of secrets, and of values that only a cloud
    knows, for which the simulated clouds answered.
    """

    urn: str
    cluster: str
    form: Form
    manifest: Mapping[str, Any]
    values: Mapping[str, Any] | None = None
    redacted: tuple[str, ...] = ()
    simulated: tuple[str, ...] = ()

    @property
    def resource(self) -> str:
        """The name that the program gave it."""
        return name_of(self.urn)

    @property
    def kind(self) -> str:
        """Its kind, as ``NetworkPolicy``."""
        return str(self.manifest["kind"])

    @property
    def api_version(self) -> str:
        """Its group and version, as ``apps/v1``, or ``v1`` alone."""
        return str(self.manifest["apiVersion"])

    @property
    def group(self) -> str:
        """Its API group; empty for the core one."""
        return self.api_version.rpartition("/")[0]

    @property
    def name(self) -> str:
        """Its own name."""
        return str(self.manifest["metadata"]["name"])

    @property
    def namespace(self) -> str:
        """Its namespace; empty for what lives in none."""
        return str(self.manifest["metadata"].get("namespace") or "")

    @cached_property
    def identity(self) -> tuple[str, str, str, str]:
        """What a cluster has at most one of: group, kind, namespace and name."""
        return self.group, self.kind, self.namespace, self.name


def render_stack(
    project: FilePath, stack: str, *, state: str | None = None, provenance: bool = False
) -> dict[str, tuple[Rendered, ...]]:
    """Run a stack's program on simulated clouds and return its objects by cluster, in the order they are made.

    A cluster without objects is there with none. With ``state``, the path of a ``pulumi stack export``, the clouds'
    answers are taken from there for all that stands already. With ``provenance`` a second run, a preview, tells which
    values only a cloud knows; without it ``simulated`` is empty.

    :raises CannotJudge: if the settings, the state or the program are faulty.
    """
    check_settings(project, stack)
    standing = None if state is None else _standing(state, project, stack)
    known = _run(project, stack, standing, preview=False)
    return objects_of(known.live, _run(project, stack, standing, preview=True).live if provenance else None)


def objects_of(
    live: Sequence[Resource], preview: Sequence[Resource] | None = None
) -> dict[str, tuple[Rendered, ...]]:
    """Return the objects among what a run registered in which all outputs are known, by cluster.

    :param preview: what the same program registers in a preview, which tells what only a cloud knows.
    :raises CannotJudge: for an object that two resources make, or that cannot be rendered.
    """
    clusters = cluster_names(live)
    unsure = {} if preview is None else {resource.urn: resource for resource in preview}
    found: dict[str, list[Rendered]] = {name: [] for name in sorted(set(clusters.values()))}
    for resource in live:
        if resource.custom and resource.type.startswith(PACKAGE) and not resource.external:
            cluster = clusters[provider_urn(resource.provider)]
            before = None if preview is None else unsure.get(resource.urn)
            found[cluster].append(_rendered(resource, cluster, before, compared=preview is not None))
    _refuse_twins([one for objects in found.values() for one in objects])
    return {cluster: tuple(objects) for cluster, objects in found.items()}


def cluster_names(live: Sequence[Resource]) -> dict[str, str]:
    """Return the name of the cluster behind each Kubernetes provider, by the provider's URN.

    It is the last part of the provider's ``clusterIdentifier`` (an ARN, a link, an id), or else the provider's own name.

    :raises CannotJudge: if two clusters have one name.
    """
    names: dict[str, str] = {}
    identifiers: dict[str, str] = {}
    for resource in live:
        if resource.type != PROVIDER:
            continue
        identifier = plain(resource.inputs.get("clusterIdentifier"))
        own = name_of(resource.urn).removesuffix("-kubernetes")
        name = (
            identifier.rstrip("/").rsplit("/", 1)[-1] if isinstance(identifier, str) and identifier else own
        )
        if identifiers.setdefault(name, str(identifier or resource.urn)) != str(identifier or resource.urn):
            raise CannotJudge(
                f"{name_of(resource.urn)}: a second cluster is called {name}, and both would share a folder: give one "
                "of them another name"
            )
        names[resource.urn] = name
    return names


def _rendered(resource: Resource, cluster: str, preview: Resource | None, *, compared: bool) -> Rendered:
    release = resource.type == RELEASE
    inputs = resource.inputs if release else _shaped(resource.inputs)
    _refuse_unknown(resource, inputs)
    hidden = list(secret_paths(inputs))
    _refuse_secret_names(resource, hidden, RELEASE_NAMES if release else OBJECT_NAMES)
    simulated: Sequence[Path] = ()
    if compared:
        before = preview.inputs if preview is not None else None
        simulated = [()] if before is None else list(unknown_paths(before if release else _shaped(before)))
    shown = without_secrets(inputs)
    manifest = applications.application(name_of(resource.urn), shown) if release else shown
    values = dict(shown.get("values") or {}) if release else None
    return Rendered(
        urn=resource.urn,
        cluster=cluster,
        form="release" if release else "patch" if _is_patch(resource.type) else "object",
        manifest=manifest,
        values=values,
        redacted=tuple(written(path) for path in hidden),
        simulated=tuple(written(path) for path in simulated if path not in hidden),
    )


def _refuse_secret_names(resource: Resource, hidden: Sequence[Path], names: Sequence[Path]) -> None:
    for path in names:
        if any(path[: len(secret)] == secret for secret in hidden):
            raise CannotJudge(
                f"{name_of(resource.urn)}: {written(path)} is a secret, and no file can be named after one: make it of "
                "what is none"
            )


def _is_patch(token: str) -> bool:
    return token.endswith("Patch") and not token.endswith(":Patch")


def _shaped(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object without Pulumi's own annotations, and a Secret with its keys but never its values."""
    shaped = dict(inputs)
    metadata = shaped.get("metadata")
    if isinstance(metadata, Mapping) and isinstance(metadata.get("annotations"), Mapping):
        kept = {
            key: value for key, value in metadata["annotations"].items() if not key.startswith(DIRECTIVES)
        }
        shaped["metadata"] = {key: value for key, value in metadata.items() if key != "annotations"}
        if kept:
            shaped["metadata"]["annotations"] = kept
    if reveal(shaped.get("kind")) == "Secret":
        shaped |= {"stringData": _keys_of(shaped.pop("data", None), shaped.pop("stringData", None))}
    return shaped


def _keys_of(*parts: Any) -> dict[str, Any]:
    """Return the keys of a Secret, each with a secret of nothing, so that no value is even near what is written."""
    known = [reveal(part) for part in parts]
    return {str(key): Secret("") for part in known if isinstance(part, Mapping) for key in sorted(part)}


def _refuse_unknown(resource: Resource, inputs: Mapping[str, Any]) -> None:
    for path in unknown_paths(inputs):
        raise CannotJudge(
            f"{name_of(resource.urn)}: {written(path)} is not known even after a deployment on simulated clouds, so "
            "the object cannot be written: give its type an answer under simulator/clouds"
        )


def _refuse_twins(objects: Sequence[Rendered]) -> None:
    owners: dict[tuple[str, tuple[str, str, str, str]], list[str]] = defaultdict(list)
    for one in objects:
        if one.form != "patch":
            owners[one.cluster, one.identity].append(one.resource)
    faults = list(_twins(owners))
    if faults:
        raise CannotJudge(*faults)


def _twins(owners: Mapping[tuple[str, tuple[str, str, str, str]], Sequence[str]]) -> Iterator[str]:
    for (cluster, (_, kind, namespace, name)), resources in owners.items():
        if len(resources) > 1:
            place = f"{namespace}/{name}" if namespace else name
            yield (
                f"cluster {cluster}: {' and '.join(sorted(resources))} both make the {kind} {place}, and would undo each "
                "other for ever: leave one of them out"
            )


def _standing(state: str, project: FilePath, stack: str) -> State:
    if not FilePath(state).is_file():
        raise CannotJudge(
            f"--state {state}: is no file; make one with `pulumi stack export --stack {stack} --file FILE`"
        )
    return from_file(FilePath(state), project, stack, "--state").state


def _run(project: FilePath, stack: str, state: State | None, *, preview: bool) -> Run:
    try:
        done = run(project, stack, preview=preview, baseline=state)
    except ProjectError as unusable:
        raise CannotJudge(str(unusable)) from None
    if done.faults:
        raise CannotJudge(*(str(fault) for fault in done.faults))
    return done
