"""A terminal at which somebody works on an incident: a folder, a PagerDuty, and a kubectl that plays a cluster."""

import json
import stat
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.incident.paging import KEY, PLACE
from tests.operations.commands import Ended, infra
from tests.played_http import Played, playing

ROUTING_KEY = "0123456789abcdef0123456789abcdef"

KUBECTL = """
import json, os, subprocess, sys, time
from pathlib import Path

played = json.loads(Path(__file__).with_name("cluster.json").read_text())
with Path(__file__).with_name("asked").open("a") as asked:
    asked.write(json.dumps(sys.argv[1:]) + "\\n")
words = [one for one in sys.argv[1:] if not one.startswith("-")]
for key, reply in played.items():
    parts = key.split()
    plain, options = ([one for one in parts if one.startswith("-") == of] for of in (False, True))
    if words[: len(plain)] == plain and set(options) <= set(sys.argv[1:]):
        break
else:
    sys.stderr.write("Error from server (NotFound): nothing of that name\\n")
    sys.exit(1)
sys.stdout.write(reply.get("out", ""))
sys.stdout.flush()
sys.stderr.write(reply.get("err", ""))
if reply.get("hangs"):
    # As a plugin for credentials does, which outlives kubectl and holds its output open.
    plugin = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with Path(__file__).with_name("plugins").open("a") as plugins:
        plugins.write(f"{plugin.pid}\\n")
    time.sleep(60)
sys.exit(reply.get("code", 0))
"""


class Terminal:
    """Somebody's shell, in a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], pagerduty: Played) -> None:
        self.folder, self.capsys, self.pagerduty = folder, capsys, pagerduty
        self.programs = folder / "programs"
        self.programs.mkdir()

    def infra(self, *arguments: str) -> Ended:
        return infra("incident", *arguments, capsys=self.capsys, project=None)

    def cluster(self, replies: dict[str, Any]) -> None:
        """Put a kubectl on the path: what begins with a key's words and has its options is answered so, by the first that fits."""
        place = self.programs / "kubectl"
        place.write_text(f"#!{sys.executable}\n{KUBECTL}")
        place.chmod(place.stat().st_mode | stat.S_IXUSR)
        (self.programs / "cluster.json").write_text(json.dumps(replies))

    @property
    def asked(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.programs / "asked").read_text().splitlines()]

    def plugins_that_run(self) -> list[int]:
        """Return what a hanging kubectl started and nobody ended."""
        pids = [int(line) for line in (self.programs / "plugins").read_text().splitlines()]
        states = {pid: Path(f"/proc/{pid}/stat") for pid in pids}
        return [pid for pid, stat in states.items() if stat.exists() and ") Z " not in stat.read_text()]

    def record(self) -> tuple[Path, dict[str, Any]]:
        (place,) = (self.folder / "incidents").glob("*.json")
        return place, json.loads(place.read_text())

    def evidence(self) -> dict[str, str]:
        """Return the files of the one archive that was written, without its folder."""
        (place,) = self.folder.glob("*.tar.gz")
        with tarfile.open(place) as archive:
            return {
                one.name.partition("/")[2]: stream.read().decode()
                for one in archive.getmembers()
                if (stream := archive.extractfile(one)) is not None
            }


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Terminal]:
    with playing() as pagerduty:
        pagerduty.replies["POST", "/v2/enqueue"] = (202, {"status": "success", "dedup_key": "x"})
        made = Terminal(tmp_path, capsys, pagerduty)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PATH", str(made.programs))
        monkeypatch.setenv(KEY, ROUTING_KEY)
        monkeypatch.setenv(PLACE, pagerduty.address)
        monkeypatch.delenv("PROMETHEUS_TOKEN", raising=False)
        yield made
