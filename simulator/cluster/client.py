"""Speaks to a control plane's API server: plain REST, JSON both ways, and the server's own words for a no."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import requests

from simulator.cluster.faults import ClusterError, Denied, UnknownKind

Manifest = Mapping[str, Any]
Object = dict[str, Any]

MANAGER: Final = "infra"
"""The field manager in whose name objects are applied, unless another is named."""

PATIENCE: Final = 60
"""Seconds that an answer may take. Nothing is far away; a machine that builds beside it is slow, though."""

APPLY: Final = "application/apply-patch+yaml"
"""The media type of server-side apply. JSON is YAML."""

WARNING: Final = re.compile(r'299 \S+ "((?:[^"\\]|\\.)*)"')
"""A warning in a header, RFC 7234; several are joined by commas."""

CLUSTER_WIDE: Final = ""


@dataclass(frozen=True, slots=True)
class Served:
    """How the API server serves a kind: the name of its collection, and whether its objects live in namespaces."""

    plural: str
    namespaced: bool


@dataclass(frozen=True)
class Client:
    """One administrator's connection. ``authority`` is the file of the certificate that the API server made itself.

    ``warnings`` has what the server warned of, each sentence once, with what was sent: a version of an API that goes
    away, a template whose pods will be refused.
    """

    address: str
    token: str = field(repr=False)
    authority: Path
    warnings: dict[str, None] = field(default_factory=dict, repr=False)
    _session: requests.Session = field(default_factory=requests.Session, repr=False)
    _kinds: dict[str, dict[str, Served]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        # The user's proxies and .netrc are for other hosts than this one
        self._session.trust_env = False
        self._session.verify = str(self.authority)
        self._session.headers["Authorization"] = f"Bearer {self.token}"

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def ready(self) -> bool:
        """Say whether the server is up, with all that it does at its start done."""
        try:
            return self._session.get(f"{self.address}/readyz", timeout=PATIENCE).ok
        except (requests.RequestException, OSError):  # OSError: its certificate is not written yet
            return False

    def apply(
        self,
        manifest: Manifest,
        *,
        text: str = "",
        manager: str = MANAGER,
        force: bool = True,
        dry_run: bool = False,
    ) -> Object:
        """Apply an object server-side and return it as the server has it then.

        ``text`` is the object as YAML, of which ``manifest`` then is only the name. ``force`` takes fields over that
        another manager owns. A dry run passes every admission and keeps nothing.

        :raises Denied: with the server's reason.
        """
        query = {"fieldManager": manager, "force": str(force).lower(), "fieldValidation": "Strict"}
        return self.send(
            "PATCH", self.path(manifest), text or manifest, query | _dry(dry_run), content_type=APPLY
        )

    def create(self, manifest: Manifest, *, manager: str = MANAGER, dry_run: bool = False) -> Object:
        """Create an object, or ask a question that is answered as one, such as a SubjectAccessReview.

        :raises Denied: with the server's reason.
        """
        query = {"fieldManager": manager, "fieldValidation": "Strict"}
        return self.send("POST", self.path(manifest, collection=True), manifest, query | _dry(dry_run))

    def get(self, manifest: Manifest) -> Object | None:
        """Return an object as it stands, named by its kind and metadata, or nothing where there is none."""
        try:
            return self.send("GET", self.path(manifest))
        except Denied as no:
            if no.code == requests.codes.not_found:
                return None
            raise

    def items(self, api_version: str, kind: str, namespace: str = CLUSTER_WIDE) -> list[Object]:
        """Return the objects of a kind, of one namespace or of all."""
        described = {"apiVersion": api_version, "kind": kind, "metadata": {"namespace": namespace}}
        found = self.send("GET", self.path(described, collection=True, everywhere=not namespace))
        return [item | {"apiVersion": api_version, "kind": kind} for item in found["items"]]

    def delete(self, manifest: Manifest, *, dry_run: bool = False) -> bool:
        """Delete an object and say whether there was one. What hangs on it goes in the background."""
        options = {"propagationPolicy": "Background"} | ({"dryRun": ["All"]} if dry_run else {})
        try:
            self.send("DELETE", self.path(manifest), options)
        except Denied as no:
            if no.code == requests.codes.not_found:
                return False
            raise
        return True

    def path(self, manifest: Manifest, *, collection: bool = False, everywhere: bool = False) -> str:
        """Return where the server keeps an object, or its collection.

        :raises UnknownKind: if the server has no such kind.
        """
        version, metadata = str(manifest["apiVersion"]), manifest.get("metadata") or {}
        served = self.served(version, str(manifest["kind"]))
        parts = [_root(version)]
        if served.namespaced and not everywhere:
            parts.append(f"namespaces/{metadata.get('namespace') or 'default'}")
        parts.append(served.plural)
        return "/".join(parts if collection else [*parts, str(metadata["name"])])

    def served(self, version: str, kind: str) -> Served:
        """Return how a kind is served.

        :raises UnknownKind: if it is not, even when the server is asked anew.
        """
        if kind not in self._kinds.get(version, {}):
            self._kinds[version] = dict(self._discovered(version))
        try:
            return self._kinds[version][kind]
        except KeyError:
            raise UnknownKind(
                f'no matches for kind "{kind}" in version "{version}"', reason="NoKindMatch"
            ) from None

    def _discovered(self, version: str) -> Iterator[tuple[str, Served]]:
        try:
            found = self.send("GET", _root(version))
        except Denied as no:
            if no.code == requests.codes.not_found:
                return
            raise
        for resource in found["resources"]:
            if "/" not in resource["name"]:
                yield resource["kind"], Served(resource["name"], resource["namespaced"])

    def send(
        self,
        method: str,
        path: str,
        body: Manifest | str | None = None,
        query: Mapping[str, str] | None = None,
        *,
        content_type: str = "application/json",
    ) -> Object:
        """Send a request and return the answer's object.

        :raises Denied: for a no of the server.
        :raises ClusterError: if there is no answer.
        """
        try:
            answer = self._session.request(
                method,
                f"{self.address}{path}",
                params=query,
                data=_encoded(body),
                headers={"Content-Type": content_type},
                timeout=PATIENCE,
            )
        except requests.RequestException as failure:
            raise ClusterError(
                f"the API server does not answer {method} {path}: {type(failure).__name__}"
            ) from None
        for warning in WARNING.findall(answer.headers.get("Warning", "")):
            self.warnings[f"{method} {path}: {warning}"] = None
        if answer.ok:
            told: Object = answer.json()
            return told
        raise _denial(answer)


def _root(version: str) -> str:
    return f"/apis/{version}" if "/" in version else f"/api/{version}"


def _dry(dry_run: bool) -> dict[str, str]:
    return {"dryRun": "All"} if dry_run else {}


def _encoded(body: Manifest | str | None) -> bytes | None:
    if body is None:
        return None
    return (body if isinstance(body, str) else json.dumps(body)).encode()


def _denial(answer: requests.Response) -> Denied:
    try:
        status = answer.json()
    except ValueError:
        status = {"message": answer.text.strip() or answer.reason}
    return Denied(status.get("message", ""), code=answer.status_code, reason=status.get("reason", ""))
