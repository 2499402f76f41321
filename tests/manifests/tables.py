"""The stated tables: who may talk to whom and who may do what, as files that a change has to change as well."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any, Final

import yaml

from operations.render import Rendered
from operations.render.documents import document
from operations.render.permission import Permissions
from operations.render.reachability import Endpoint, Port, Reach, place
from operations.render.reachability.common import COMMON

FOLDER: Final = Path(__file__).parent / "tables"
WRITE: Final = "WRITE_INVENTORIES"

DANGEROUS: Final[Mapping[str, tuple[str, str, str]]] = {
    "read any secret": ("get", "", "secrets"),
    "run a command in any pod": ("create", "", "pods/exec"),
    "make a pod anywhere": ("create", "", "pods"),
    "reach into any node": ("get", "", "nodes/proxy"),
    "be somebody else": ("impersonate", "", "users"),
    "grant what one has not": ("escalate", "rbac.authorization.k8s.io", "clusterroles"),
    "bind anybody to anything": ("bind", "rbac.authorization.k8s.io", "clusterroles"),
    "change what admission lets through": (
        "update",
        "admissionregistration.k8s.io",
        "validatingwebhookconfigurations",
    ),
}
"""What whoever may do it on the whole cluster owns the cluster with, as verb, group and resource."""


OF_CHARTS: Final[Mapping[str, str]] = {
    "argo-workflows-admin": "the chart argo-workflows makes it (createAggregateRoles)",
    "argo-workflows-edit": "the chart argo-workflows makes it (createAggregateRoles)",
    "argo-workflows-view": "the chart argo-workflows makes it (createAggregateRoles)",
}
"""Roles that bindings of ours name and no object makes -> who does."""


def manifests_of(objects: Sequence[Rendered]) -> list[Mapping[str, Any]]:
    """Return what a cluster gets, without what is laid over objects that others make."""
    return [one.manifest for one in objects if one.form == "object"]


def further_ends() -> list[Endpoint]:
    """Return the ends that the objects do not show."""
    given = yaml.safe_load((FOLDER / "ends.yaml").read_text(encoding="utf-8"))
    pods = [
        Endpoint(
            name=one["name"],
            namespace=one["namespace"],
            labels=one["labels"],
            ports=tuple(_port(text) for text in one["ports"]),
            account=one.get("account", "default"),
        )
        for one in given["pods"]
    ]
    return [*COMMON, *pods, *(_place(one) for one in given["places"])]


def _place(given: Mapping[str, Any]) -> Endpoint:
    return place(
        given["name"],
        given["network"],
        entities=given["entities"],
        only_answers=bool(given.get("only_answers")),
    )


def _port(text: str) -> Port:
    protocol, number, *name = text.split()
    return Port(protocol=protocol, number=int(number), name="".join(name))


@dataclass(frozen=True)
class Around:
    """What the objects of a cluster do not show: where its pods have addresses, and what its mesh calls itself."""

    pods_at: Sequence[IPv4Network]
    trust_domain: str


def computed(manifests: Sequence[Mapping[str, Any]], around: Around) -> dict[str, Any]:
    """Return both tables of a cluster."""
    reach = Reach(manifests, further_ends(), pods_at=around.pods_at, trust_domain=around.trust_domain)
    permissions = Permissions(manifests)
    return {
        "may talk": reach.table(),
        "may do": permissions.table(),
        "may do on the whole cluster": {
            what: permissions.who_may(verb, resource, group=group)
            for what, (verb, group, resource) in DANGEROUS.items()
        },
    }


def stated(name: str, now: Mapping[str, Any]) -> Any:
    """Return a stated table; where the environment asks for it, what is so now is stated first."""
    file = FOLDER / f"{name}.yaml"
    if os.environ.get(WRITE):
        notes = [
            f"Stated by tests/manifests/test_tables.py; {WRITE}=1 writes it anew. Read every line that changes: it is who",
            "may talk to whom on which ports of the other, and who may do what to which objects of the cluster.",
        ]
        file.write_text(document(now, notes), encoding="utf-8")
    return yaml.safe_load(file.read_text(encoding="utf-8"))
