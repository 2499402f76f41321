"""Prometheus, an API server and Slack, as the program of experiments meets them: real HTTP on this machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HEALTHY = {"errors": 0.001, "burn": 0.4, "left": 0.8, "critical": 0.0}
"""What each measure answers, by a word of its query."""

WORDS = {
    "http_requests_total": "errors",
    "current_burn_rate": "burn",
    "budget_remaining": "left",
    "ALERTS": "critical",
}


@dataclass
class Served:
    """A server: where it is, and every request that it got."""

    address: str
    seen: list[tuple[str, str, Any]] = field(default_factory=list)

    def verbs(self) -> list[str]:
        return [verb for verb, _, _ in self.seen]


Answer = Callable[[str, str, Any], tuple[int, bytes]]


@contextmanager
def serving(answer: Answer) -> Iterator[Served]:
    """Serve what a function answers to a verb, a path and a body, and note what was asked."""
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            body = json.loads(raw) if raw else None
            served.seen.append((self.command, self.path, body))
            code, text = answer(self.command, self.path, body)
            try:
                self.send_response(code)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
            except OSError:
                return  # whoever asked has gone

        do_GET = do_POST = do_DELETE = _any  # noqa: N815 - names of the library

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


def vector(*values: float | str) -> bytes:
    """Return an answer of Prometheus with these values."""
    result = [{"metric": {"slo": str(n)}, "value": [1.0, str(one)]} for n, one in enumerate(values)]
    return json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}}).encode()


@dataclass
class Measured:
    """A Prometheus with measures that a test changes. ``later`` takes the place of ``now`` after some questions."""

    now: dict[str, Any] = field(default_factory=lambda: dict(HEALTHY))
    later: dict[str, Any] = field(default_factory=dict)
    after: int = 10_000
    hangs: float = 0
    asked: int = 0

    def __call__(self, _: str, path: str, __: Any) -> tuple[int, bytes]:
        self.asked += 1
        time.sleep(self.hangs)
        query = parse_qs(urlsplit(path).query)["query"][0]
        known = {**self.now, **(self.later if self.asked > self.after else {})}
        value = next(known[name] for word, name in WORDS.items() if word in query)
        if isinstance(value, tuple):
            return value[0], value[1]
        return 200, vector(*value) if isinstance(value, list) else vector(value)


@dataclass
class Objects:
    """An API server that keeps objects. ``lingers`` is how many deletions one outlives; ``refuses`` is a code for POST."""

    lingers: int = 0
    refuses: int = 0
    injected: bool = True
    ready: int = 0
    kept: dict[str, Any] = field(default_factory=dict)
    deletions: dict[str, int] = field(default_factory=dict)
    lost_answers: bool = False

    def __call__(self, verb: str, path: str, body: Any) -> tuple[int, bytes]:
        parts = urlsplit(path)
        if verb == "POST":
            return self._made(parts.path, parse_qs(parts.query), body)
        if verb == "GET" and "labelSelector" in parts.query:
            items = [one for place, one in self.kept.items() if place.rpartition("/")[0] == parts.path]
            return 200, json.dumps({"items": items}).encode()
        if parts.path not in self.kept:
            return 404, b'{"message": "not found"}'
        if verb == "DELETE":
            self.deletions[parts.path] = self.deletions.get(parts.path, 0) + 1
            if self.deletions[parts.path] > self.lingers:
                del self.kept[parts.path]
            return 200, b"{}"
        return 200, json.dumps(self.kept[parts.path]).encode()

    def _made(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, bytes]:
        if self.refuses:
            return self.refuses, b'{"message": "admission webhook denied the request"}'
        if "dryRun" not in query:
            state = "True" if self.injected else "False"
            status = {
                "ready": self.ready,
                "conditions": [
                    {"type": "Selected", "status": "True"},
                    {"type": "AllInjected", "status": state},
                ],
            }
            self.kept[f"{path}/{body['metadata']['name']}"] = {**body, "status": status}
        return (500, b"") if self.lost_answers else (201, json.dumps(body).encode())
