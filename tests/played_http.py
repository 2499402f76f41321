"""A server on loopback that plays an outside service: it answers what a test says, fails, or says nothing for a while."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Heard:
    """One request."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Reply = tuple[int, Any]
"""A status, and a body: bytes as they are, anything else as JSON."""


@dataclass
class Played:
    """Replies by method and path; ``usual`` is the one to everything else. What hangs answers when the test is over."""

    replies: dict[tuple[str, str], Reply | Callable[[Heard], Reply]] = field(default_factory=dict)
    usual: Reply = (404, {})
    hangs: set[str] = field(default_factory=set)
    heard: list[Heard] = field(default_factory=list)
    address: str = ""
    over: Event = field(default_factory=Event)

    def of(self, method: str, path: str) -> list[Heard]:
        return [one for one in self.heard if (one.method, one.path) == (method, path)]


@contextmanager
def playing() -> Iterator[Played]:
    """Serve until the end of the block."""
    played = Played()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def answer(self) -> None:
            asked = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heard = Heard(self.command, asked.path, parse_qs(asked.query), dict(self.headers.items()), body)
            played.heard.append(heard)
            if asked.path in played.hangs:
                played.over.wait(60)
                return
            reply = played.replies.get((heard.method, heard.path), played.usual)
            status, content = reply(heard) if callable(reply) else reply
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            if status in (301, 302):
                self.send_header("Location", f"{played.address}/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = answer  # noqa: N815 - the server's names

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    played.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield played
    finally:
        played.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
