"""What a reviewer wants to know of a cluster's objects and cannot see in any one of them: who may talk to whom, and do what."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from operations.render.documents import document
from operations.render.objects import Rendered
from operations.render.permission import Permissions
from operations.render.places import REVIEW
from operations.render.reachability import CannotEvaluateError, Reach
from operations.render.reachability.common import COMMON
from operations.render.reachability.istio import ANY_TRUST

TALK: Final = (
    "Who may talk to whom, on which ports of the other: pods of the workloads here, a pod without labels of each namespace,",
    "the resolver of names, and addresses outside. Pods of charts are like that pod without labels, unless a policy speaks",
    "of their labels. A range of private addresses may hold pods.",
)
DO: Final = (
    "Who may do what to which objects, by the roles and bindings here. Charts bring further ones of their own.",
)


def review_of(clusters: Mapping[str, Sequence[Rendered]]) -> tuple[dict[str, str], list[str]]:
    """Return the two tables of each cluster as files, and a sentence for each that could not be made."""
    files: dict[str, str] = {}
    faults: list[str] = []
    for cluster, objects in clusters.items():
        manifests = [one.manifest for one in objects if one.form == "object"]
        if not manifests:
            continue
        permissions = Permissions(manifests)
        faults += [f"{cluster}: {sentence}" for sentence in permissions.dangling]
        files[f"{REVIEW}/{cluster}/permissions.yaml"] = document(permissions.table(), DO)
        try:
            files[f"{REVIEW}/{cluster}/reachability.yaml"] = document(_talk(objects), TALK)
        except CannotEvaluateError as unknown:
            faults.append(f"{cluster}: who may talk to whom is not told, because {unknown}")
    return files, faults


def _talk(objects: Sequence[Rendered]) -> dict[str, dict[str, list[str]]]:
    manifests = [one.manifest for one in objects if one.form == "object"]
    return Reach(manifests, COMMON, trust_domain=trust_domain_of(objects)).table()


def trust_domain_of(objects: Sequence[Rendered]) -> str:
    """Return what identities of a cluster's mesh begin with, as its control plane is told; without one, what is usual."""
    told: list[Mapping[str, Any]] = [(one.values or {}).get("meshConfig") or {} for one in objects]
    return next((str(one["trustDomain"]) for one in told if one.get("trustDomain")), ANY_TRUST)
