"""Definitions for kinds that are published without one: they let objects of the kind in, whatever these say.

What such an object says is held against its schema by ``tests/manifests``; here its namespace, its name, its labels and who
owns its fields are judged, and its pod templates as pods.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.manifests.published import texts
from tests.manifests.validation import WITHOUT_SCHEMA

CATALOGUE = "crd-catalog"
APPROVAL = "api-approved.kubernetes.io"
"""The annotation without which the API server takes no definition in a group of Kubernetes' own."""


def stand_in(place: Path, manifest: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a definition for an object's kind, or nothing where neither a schema nor an exception knows the kind."""
    group, _, version = str(manifest["apiVersion"]).rpartition("/")
    kind = str(manifest["kind"])
    schema = f"crds/{group}/{kind.lower()}_{version}.json"
    if f"{kind}.{group}" not in WITHOUT_SCHEMA and schema not in texts(place, CATALOGUE):
        return None
    plural = f"{kind.lower()}s"
    anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{plural}.{group}",
            "annotations": {APPROVAL: "unapproved, a stand-in for tests"},
        },
        "spec": {
            "group": group,
            "names": {"kind": kind, "plural": plural},
            "scope": "Cluster" if _of_the_cluster(manifest) else "Namespaced",
            "versions": [
                {"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": anything}}
            ],
        },
    }


def _of_the_cluster(manifest: Mapping[str, Any]) -> bool:
    """Say whether a kind lives in no namespace: a schema does not, but its name does, or else the object itself."""
    return str(manifest["kind"]).startswith("Cluster") or not manifest["metadata"].get("namespace")
