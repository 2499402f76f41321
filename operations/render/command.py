"""``infra render``: write a stack's Kubernetes objects, and say how many there are of what."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from operations.faults import FINE, CannotJudge
from operations.render.folder import Folder
from operations.render.objects import Rendered, render_stack
from operations.render.places import files_of, place_of
from operations.render.review import review_of
from operations.streams import printing

Clusters = Mapping[str, Sequence[Rendered]]

EVERY = "all clusters"


def render(project: Path, stack: str, *, cluster: str | None, state: str | None, out: Path) -> int:
    """Write the objects of a stack, or of one of its clusters, into ``out`` and return the exit code.

    :raises CannotJudge: if the settings, the program, the cluster's name or the folder are faulty.
    """
    folder = Folder(out, {"stack": stack, "cluster": cluster or EVERY})
    folder.require_ours()
    with Console(stderr=True).status(f"rendering {stack} on simulated clouds"):
        clusters = _chosen(render_stack(project, stack, state=state, provenance=True), stack, cluster)
        tables, faults = review_of(clusters)
        files = {**files_of(clusters), **tables}
        folder.replace(files, report(clusters))
    with printing():
        _show(clusters, Console(), out, len(files), faults)
    return FINE


def report(clusters: Clusters) -> dict[str, Any]:
    """Return what a rendering holds: counts by cluster and kind, and by name all that is not for Argo CD."""
    return {
        "clusters": {name: dict(sorted(_counts(objects).items())) for name, objects in clusters.items()},
        "patches": sorted(
            place_of(one) for one in _all(clusters) if one.form == "patch" and not one.redacted
        ),
        "withheld": {place_of(one): list(one.redacted) for one in _all(clusters) if one.redacted},
        "simulated": {place_of(one): list(one.simulated) for one in _all(clusters) if one.simulated},
    }


def _chosen(clusters: Clusters, stack: str, cluster: str | None) -> Clusters:
    if cluster is None:
        return clusters
    if cluster not in clusters:
        near = get_close_matches(cluster, clusters, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else ""
        there = ", ".join(clusters) or "none"
        raise CannotJudge(f"{stack} has no cluster {cluster}{hint} (there are {there})")
    return {cluster: clusters[cluster]}


def _all(clusters: Clusters) -> Iterator[Rendered]:
    for objects in clusters.values():
        yield from objects


def _counts(objects: Sequence[Rendered]) -> Counter[str]:
    return Counter(_sort(one) for one in objects)


def _sort(one: Rendered) -> str:
    if one.form == "release":
        return "Helm release"
    kind = ".".join(filter(None, (one.kind, one.group)))
    return f"{kind} (patch)" if one.form == "patch" else kind


def _show(clusters: Clusters, console: Console, out: Path, files: int, faults: Sequence[str]) -> None:
    table = Table("cluster", "kind", "objects")
    table.columns[2].justify = "right"
    for name, objects in clusters.items():
        counts = _counts(objects)
        for kind in sorted(counts):
            table.add_row(name, kind, str(counts[kind]))
        table.add_row(name, "all", str(len(objects)), style="bold", end_section=True)
    console.print(table)
    lines = [f"{files} files in {out}"]
    withheld = [one for one in _all(clusters) if one.redacted]
    if withheld:
        named = ", ".join(f"{one.cluster} {one.kind} {one.namespace}/{one.name}" for one in withheld)
        lines.append(
            f"withheld from Argo CD because they hold secrets, which no file shows: {len(withheld)} ({named})"
        )
    patches = sum(one.form == "patch" and not one.redacted for one in _all(clusters))
    if patches:
        lines.append(f"patches of objects that somebody else makes, under _review: {patches}")
    simulated = sum(bool(one.simulated) for one in _all(clusters))
    if simulated:
        lines.append(
            f"with answers of simulated clouds, named in their first lines: {simulated}; give --state FILE of "
            "`pulumi stack export` before a cluster gets them"
        )
    for line in (*lines, *faults):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
