"""Secrets that External Secrets brings from the cloud's secret store: named here, and read by nobody but who uses them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

PART_OF_ARGO_CD = {"app.kubernetes.io/part-of": "argocd"}
"""Argo CD reads ``$secret:key`` only from Secrets that carry this label."""


@dataclass(frozen=True, kw_only=True)
class SecretStoreRef:
    """Where External Secrets asks, by the name of its store."""

    name: str
    kind: Literal["SecretStore", "ClusterSecretStore"] = "SecretStore"


def external_secret(
    store: SecretStoreRef,
    name: str,
    entry: str,
    properties: Mapping[str, str],
    *,
    labels: Mapping[str, str] | None = None,
    plain: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the spec of an ExternalSecret that keeps a Secret of the same name.

    :param entry: the entry of the secret store.
    :param properties: key of the Secret -> property of the entry.
    :param plain: further keys of the Secret, which hold nothing secret.
    """
    taken = {key: f"{{{{ .{_variable(key)} }}}}" for key in properties}
    return {
        "refreshInterval": "1h",
        "secretStoreRef": {"kind": store.kind, "name": store.name},
        "target": {
            "name": name,
            "creationPolicy": "Owner",
            # A store that cannot be reached takes nobody's access away.
            "deletionPolicy": "Retain",
            "template": {
                "engineVersion": "v2",
                "metadata": {"labels": dict(labels or {})},
                "data": {**taken, **(plain or {})},
            },
        },
        "data": [
            {"secretKey": _variable(key), "remoteRef": {"key": entry, "property": wanted}}
            for key, wanted in properties.items()
        ],
    }


def _variable(key: str) -> str:
    """Return a key as a name that Go's templates take."""
    return "".join(character if character.isalnum() else "_" for character in key)
