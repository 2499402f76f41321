"""Pulumi's own engine, run as a user runs it, in a folder of its own and on simulated clouds."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations.simulate import attached
from simulator.cluster.planes import Planes
from simulator.resources import Resource, resource_of

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "only-for-tests"
PACKS = tuple(
    argument
    for name in ("security", "kubernetes", "cost")
    for argument in ("--policy-pack", str(ROOT / "policies" / name))
)
"""The arguments that switch every pack on."""
PATIENCE = 1500
"""Seconds before a command counts as hanging. The largest takes a minute or two where nothing else runs."""

Event = dict[str, Any]

DESCRIPTION = """\
name: platform
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def shown(self) -> str:
        """All that it printed."""
        return self.out + self.err

    @property
    def events(self) -> list[Event]:
        """The engine's events, from a command with ``--json``: one a line."""
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    @property
    def complaint(self) -> str:
        """What it says went wrong, without the debugging around it."""
        told = [event["diagnosticEvent"] for event in self.events if "diagnosticEvent" in event]
        errors = [diagnostic["message"] for diagnostic in told if diagnostic["severity"] == "error"]
        violations = [event["policyEvent"] for event in self.events if "policyEvent" in event]
        broken = [
            f"{violation['policyName']}: {violation.get('resourceUrn')}: {violation['message']}"
            for violation in violations
            if violation["enforcementLevel"] == "mandatory"
        ]
        return "".join((*errors, *broken, self.err)) if told else self.shown


@dataclass(frozen=True)
class Engine:
    """The CLI in one project folder, on one stack."""

    folder: Path
    stack: str
    environment: Mapping[str, str]

    def pulumi(self, *arguments: str, code: int = 0) -> Ended:
        """Run a command on the stack without questions; it must end with ``code``."""
        return self.run(*arguments, "--stack", self.stack, code=code)

    def run(self, *arguments: str, code: int = 0) -> Ended:
        """Run a command that needs no stack without questions; it must end with ``code``."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        ended = Ended(done.returncode, done.stdout, done.stderr)
        assert ended.code == code, f"pulumi {' '.join(arguments)}\n{ended.complaint}"
        return ended

    def deploy(self, verb: str, *arguments: str, code: int = 0) -> Ended:
        """Run up, refresh or destroy without asking and without a preview, as a stream of events."""
        return self.pulumi(verb, "--yes", "--skip-preview", "--json", *arguments, code=code)

    def preview(self, *arguments: str, code: int = 0) -> Ended:
        """Run a preview as a stream of events."""
        return self.pulumi("preview", "--json", *arguments, code=code)

    def export(self) -> dict[str, Any]:
        """Return the state with its secrets opened."""
        exported: dict[str, Any] = json.loads(self.pulumi("stack", "export", "--show-secrets").out)
        return exported

    def resources(self) -> dict[str, Resource]:
        """Return what stands, by URN, in the simulator's own terms so that both can be compared."""
        entries = self.export()["deployment"].get("resources", [])
        return {entry["urn"]: resource_of(entry) for entry in entries}


def steps(events: list[Event]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return what happens to each resource that something happens to: the operation and the changed paths, by URN.

    A replacement is one operation here; the engine tells of each of its halves. A default provider, which the engine
    makes up by itself, is not among them.
    """
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for event in events:
        metadata = event.get("resourcePreEvent", {}).get("metadata")
        if metadata and metadata["op"] != "same":
            op = "replace" if "replace" in metadata["op"] else metadata["op"]
            paths = tuple(sorted(metadata["detailedDiff"] or ()))
            found[metadata["urn"]] = (op, paths or found.get(metadata["urn"], ("", ()))[1])
    return found


@contextmanager
def engine(folder: Path, stack: str, planes: Planes | None = None, **environment: str) -> Iterator[Engine]:
    """Yield the engine on a project folder, with a home and a backend beside it unless others are named."""
    for name in ("home", "state"):
        (folder.parent / name).mkdir(exist_ok=True)
    own = {
        "HOME": str(folder.parent / "home"),
        "PATH": os.environ["PATH"],
        "PULUMI_BACKEND_URL": f"file://{folder.parent / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
        "PYTHONPATH": str(ROOT),  # the packs of this tree, wherever the environment was installed from
    }
    with attached(own | environment, folder, planes) as surroundings:
        yield Engine(folder, stack, surroundings)


def write_project(folder: Path, program: str) -> Path:
    """Write a small project of its own that uses this repository's Python."""
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(DESCRIPTION)
    (folder / "__main__.py").write_text(program)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def copy_project(folder: Path) -> Path:
    """Make a project folder with this repository's program: the CLI writes into the stack files, so these are copies."""
    folder.mkdir()
    for name in ("components", "stacks", "policies", ".venv"):
        (folder / name).symlink_to(ROOT / name)
    for file in (ROOT / "__main__.py", *sorted(ROOT.glob("Pulumi*.yaml"))):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder
