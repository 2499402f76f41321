"""A real browser, driven by its own driver over W3C WebDriver: Debian's chromium and chromium-driver, where they are installed."""

import base64
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Any

import requests

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--window-size=1280,900",
    "--force-device-scale-factor=1",
]  # fmt: skip

TAB, SHIFT, ENTER, ESCAPE, SPACE = "\ue004", "\ue008", "\ue007", "\ue00c", " "


class Browser:
    """One session with one window. Everything that a page says or asks of the network is kept by the driver's logs."""

    def __init__(self, address: str, session: str) -> None:
        self._at = f"{address}/session/{session}"

    def call(self, method: str, path: str, **body: Any) -> Any:
        payload = None if method == "GET" else body
        answer = requests.request(method, f"{self._at}/{path}", json=payload, timeout=120)
        value = answer.json()["value"]
        assert answer.ok, value
        return value

    def open(self, page: Path) -> None:
        self.call("POST", "url", url=page.as_uri())

    def run(self, script: str, *arguments: Any) -> Any:
        return self.call("POST", "execute/sync", script=script, args=list(arguments))

    def until(self, script: str) -> bool:
        """Say whether an expression becomes true within ten seconds: a page answers keys when it comes to it."""
        for _ in range(100):
            if self.run(f"return {script}"):
                return True
            time.sleep(0.1)
        return False

    def press(self, *keys: str) -> None:
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", "actions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def log(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.call("POST", "se/log", type=kind)
        return entries

    def devtools(self, command: str, **parameters: Any) -> Any:
        return self.call("POST", "goog/cdp/execute", cmd=command, params=parameters)

    def colours(self, scheme: str) -> None:
        """Ask for a colour scheme as the system's settings would."""
        self.devtools(
            "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
        )

    def picture(self, file: Path, *, whole: bool = False) -> Path:
        """Write what the window shows, or the whole page, as a PNG."""
        shot = (
            self.devtools("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            if whole
            else self.call("GET", "screenshot")
        )
        file.write_bytes(base64.b64decode(shot))
        return file


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start a driver and a window, and end both. ``folder`` holds the new profile."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    driver = subprocess.Popen(
        [str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        options = {
            "binary": CHROMIUM,
            "args": [*FLAGS, f"--user-data-dir={folder / 'profile'}"],
            "perfLoggingPrefs": {"enableNetwork": True},
        }
        wanted = {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        asked = {"capabilities": {"alwaysMatch": wanted}}
        answer = requests.post(f"{address}/session", json=asked, timeout=120).json()["value"]
        assert "sessionId" in answer, answer
        window = Browser(address, answer["sessionId"])
        try:
            yield window
        finally:
            requests.delete(f"{address}/session/{answer['sessionId']}", timeout=60)
    finally:
        driver.terminate()
        driver.wait(timeout=30)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            if requests.get(f"{address}/status", timeout=5).json()["value"]["ready"]:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("chromedriver did not become ready within half a minute")
