"""Prometheus and Alertmanager as processes on this machine, what they scrape, and what stands in for those who are told."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import yaml

ALERTMANAGERS = ("alertmanager", "prometheus-alertmanager")
"""What the program is called: by its project, and by Debian."""


def programs() -> tuple[str, str] | None:
    """Return Prometheus and Alertmanager, if both are installed."""
    scraping = shutil.which("prometheus")
    telling = next((found for name in ALERTMANAGERS if (found := shutil.which(name))), None)
    return (scraping, telling) if scraping and telling else None


@dataclass
class World:
    """A service that counts its requests, and everybody who is told: what came to which path."""

    metrics: Callable[[], str]
    told: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    address: str = ""

    @contextmanager
    def open(self) -> Iterator["World"]:
        """Answer on loopback for as long as the context lasts."""
        world = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(world.metrics().encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                world.told.setdefault(self.path, []).append(json.loads(body))
                self._answer(b'{"status": "success"}')

            def _answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/plain")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def wait(self, path: str, seconds: float = 40) -> dict[str, Any]:
        """Return the first thing that was told at a path."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.told.get(path):
                return self.told[path][0]
            time.sleep(0.1)
        raise AssertionError(f"nothing came to {path}; came: {sorted(self.told)}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(folder: Path, found: tuple[str, str], world: World, config: Any, groups: Any) -> Iterator[None]:
    """Run both programs until the context ends: Prometheus scrapes the world each second and judges it by the groups."""
    scraping, telling = found
    ports = {"prometheus": free_port(), "alertmanager": free_port()}
    (folder / "alertmanager.yaml").write_text(yaml.safe_dump(config))
    (folder / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}))
    (folder / "prometheus.yaml").write_text(
        yaml.safe_dump(
            {
                "global": {
                    "scrape_interval": "1s",
                    "evaluation_interval": "1s",
                    "external_labels": {"cluster": "main"},
                },
                "rule_files": ["rules.yaml"],
                "scrape_configs": [{"job_name": "api", "static_configs": [{"targets": [world.address]}]}],
                "alerting": {
                    "alertmanagers": [
                        {"static_configs": [{"targets": [f"127.0.0.1:{ports['alertmanager']}"]}]}
                    ]
                },
            }
        )
    )
    commands = [
        [
            telling,
            "--config.file=alertmanager.yaml",
            f"--storage.path={folder / 'alertmanager'}",
            f"--web.listen-address=127.0.0.1:{ports['alertmanager']}",
            "--cluster.listen-address=",
        ],
        [
            scraping,
            "--config.file=prometheus.yaml",
            f"--storage.tsdb.path={folder / 'prometheus'}",
            f"--web.listen-address=127.0.0.1:{ports['prometheus']}",
            # What fired before Alertmanager was up is told again soon.
            "--rules.alert.resend-delay=2s",
        ],
    ]
    log = (folder / "log").open("w")
    made = [subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) for command in commands]
    try:
        yield
    finally:
        for process in made:
            process.kill()
            process.wait()
        log.close()
