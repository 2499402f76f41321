"""As much of a Kubernetes API server as the clean-up speaks with: namespaces, listed and deleted by their uid."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

TOKEN = "of-the-account"


class Api:
    """Namespaces by name; ``refused`` are those that it would not delete."""

    def __init__(self) -> None:
        self.namespaces: dict[str, dict[str, Any]] = {}
        self.refused: set[str] = set()
        self.broken = False
        self.address = ""

    def add(self, name: str, *, days: float, uid: str | None = None, **labels: str) -> None:
        made = datetime.now(UTC) - timedelta(days=days)
        annotations = {"platform.internal/protected": labels.pop("kept")} if "kept" in labels else {}
        self.namespaces[name] = {
            "metadata": {
                "name": name,
                "uid": uid or f"uid-of-{name}",
                "labels": labels,
                "annotations": annotations,
                "creationTimestamp": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        }


@contextmanager
def serving() -> Iterator[Api]:
    """Serve an API on loopback."""
    api = Api()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def answer(self, code: int, content: Any) -> None:
            body = json.dumps(content).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            if self.headers["Authorization"] != f"Bearer {TOKEN}" or api.broken:
                self.answer(403, {"kind": "Status", "code": 403})
            else:
                self.answer(200, {"kind": "NamespaceList", "items": list(api.namespaces.values())})

        def do_DELETE(self) -> None:
            name = self.path.rpartition("/")[2]
            options = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = api.namespaces.get(name)
            if found is None or name in api.refused:
                self.answer(403, {"kind": "Status", "code": 403})
            elif options["preconditions"]["uid"] != found["metadata"]["uid"]:
                self.answer(409, {"kind": "Status", "code": 409})
            else:
                del api.namespaces[name]
                self.answer(200, {"kind": "Status", "status": "Success"})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    api.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
