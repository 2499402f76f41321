"""An API server of a few lines, for what must be tested where no real one is built: it keeps, merges and refuses."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import yaml

from simulator.cluster.client import Client
from simulator.cluster.control_plane import ControlPlane
from simulator.cluster.servers import Servers

KINDS = {
    "/api/v1": {
        "Namespace": ("namespaces", False),
        "ConfigMap": ("configmaps", True),
        "Secret": ("secrets", True),
    },
    "/apis/storage.k8s.io/v1": {"StorageClass": ("storageclasses", False)},
    "/apis/apiextensions.k8s.io/v1": {"CustomResourceDefinition": ("customresourcedefinitions", False)},
}


class ApiServer(ThreadingHTTPServer):
    """Objects by path. ``refusals`` maps a path to the message and code of a no, which may be used up by then."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.refusals: dict[str, list[tuple[int, str]]] = {}
        self.kinds = {root: dict(kinds) for root, kinds in KINDS.items()}

    def client(self) -> Client:
        return Client(f"http://127.0.0.1:{self.server_address[1]}", "token", Path("nowhere"))

    def plane(self) -> ControlPlane:
        return ControlPlane(self.client(), Path("kubeconfig"), Servers(Path(), cast("Any", None)))

    def define(self, definition: dict[str, Any]) -> None:
        spec = definition["spec"]
        for version in spec["versions"]:
            kinds = self.kinds.setdefault(f"/apis/{spec['group']}/{version['name']}", {})
            kinds[spec["names"]["kind"]] = (spec["names"]["plural"], spec["scope"] == "Namespaced")
        definition["status"] = {"conditions": [{"type": "Established", "status": "True"}]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ApiServer

    def do_GET(self) -> None:
        path = self._heard()
        if path == "/readyz":
            self._answer(200, {})
        elif path in self.server.kinds:
            kinds = self.server.kinds[path].items()
            self._answer(
                200,
                {
                    "resources": [
                        {"name": name, "kind": kind, "namespaced": spaced} for kind, (name, spaced) in kinds
                    ]
                },
            )
        elif path.startswith(("/api/", "/apis/")) and self._is_collection(path):
            within = [value for place, value in self.server.objects.items() if place.startswith(f"{path}/")]
            self._answer(200, {"items": within})
        elif path in self.server.objects:
            self._answer(200, self.server.objects[path])
        else:
            self._refuse(404, f"{path} not found")

    def do_PATCH(self) -> None:
        path = self._heard()
        given = yaml.safe_load(self._body())
        if namespace := self._space(path):
            self._refuse(404, f'namespaces "{namespace}" not found')
            return
        live = self.server.objects.get(path, {"metadata": {"uid": f"uid-{len(self.server.objects)}"}})
        made = {
            **live,
            **given,
            "metadata": {**live["metadata"], **given["metadata"], "managedFields": ["all"]},
        }
        if given["kind"] == "Secret":
            made["data"] = {**live.get("data", {}), "made": "YnkgdGhlIHNlcnZlcg=="}
        if self.query.get("dryRun") != "All":
            self.server.objects[path] = made
            if given["kind"] == "CustomResourceDefinition":
                self.server.define(made)
        self._answer(200, made)

    def do_POST(self) -> None:
        collection = self._heard()
        given = json.loads(self._body())
        path = f"{collection}/{given['metadata']['name']}"
        if self.server.refusals.get(path):
            code, message = self.server.refusals[path].pop(0)
            self._answer(code, {"kind": "Status", "message": message, "reason": "Forbidden"})
        elif self._space(path):
            self._refuse(404, f'namespaces "{self._space(path)}" not found')
        elif path in self.server.objects:
            self._answer(
                409, {"kind": "Status", "message": f"{path} already exists", "reason": "AlreadyExists"}
            )
        else:
            self._answer(201, given)

    def _space(self, path: str) -> str:
        """Return the namespace that a path lacks, or nothing."""
        namespace = path.partition("/namespaces/")[2].partition("/")[0]
        within = path.count("/", path.index(f"/{namespace}") + 1) if namespace else 0
        return namespace if within and f"/api/v1/namespaces/{namespace}" not in self.server.objects else ""

    def do_DELETE(self) -> None:
        path = self._heard()
        self._body()
        if self.server.objects.pop(path, None) is None:
            self._refuse(404, f"{path} not found")
        else:
            self._answer(200, {"status": "Success"})

    def _heard(self) -> str:
        url = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.server.asked.append((self.command, url.path, self.query))
        return url.path

    def _is_collection(self, path: str) -> bool:
        """Say whether a path ends in the name of a collection, of one namespace or of all."""
        for root, kinds in self.server.kinds.items():
            steps = path.removeprefix(f"{root}/").split("/")
            if path.startswith(f"{root}/") and steps[-1] in {name for name, _ in kinds.values()}:
                return len(steps) in {1, 3}
        return False

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"] or 0))

    def _refuse(self, code: int, message: str) -> None:
        self._answer(
            code, {"kind": "Status", "message": message, "reason": "NotFound" if code == 404 else "Invalid"}
        )

    def _answer(self, code: int, content: dict[str, Any]) -> None:
        planned = self.server.refusals.get(urlsplit(self.path).path)
        if planned and self.command != "GET":
            code, message = planned.pop(0)
            content = {"kind": "Status", "message": message, "reason": "Forbidden"}
        body = json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: what is asked is noted."""


@contextmanager
def api_server() -> Iterator[ApiServer]:
    """Serve until the block ends."""
    server = ApiServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
