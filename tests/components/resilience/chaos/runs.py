"""Runs the program of experiments as its pod does: the files of its ConfigMap, in an environment with nothing else."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from components.observability.slo import BUDGET_LEFT, BURN_RATE
from components.resilience.chaos.chaos import CRITICAL, ERROR_RATE, PROGRAM_FILES
from tests.components.resilience.chaos.servers import Measured, Objects, Served, serving

HOOK = "services/T0SENTINEL/B0SENTINEL/do-not-show"
"""The secret part of a webhook's address."""

PATH = "/apis/chaos-mesh.org/v1alpha1/namespaces/backend/podchaos"

EXPERIMENT: dict[str, Any] = {
    "name": "backend-api-pod-failure",
    "cluster": "production-us-east-1",
    "timezone": "America/New_York",
    "probability": 1,
    "seconds": 1,
    "watch_seconds": 0.2,
    "settle_seconds": 5,
    "dry_run": False,
    "queries": {
        "error_rate": ERROR_RATE,
        "burn_rate": BURN_RATE,
        "budget_left": BUDGET_LEFT,
        "critical_alerts": CRITICAL,
    },
    "safeguards": {"error_rate": 0.05, "burn_rate": 10, "budget_left": 0.1, "critical_alerts": 0},
    "made": {
        "path": PATH,
        "began": "AllInjected",
        "body": {
            "apiVersion": "chaos-mesh.org/v1alpha1",
            "kind": "PodChaos",
            "metadata": {"namespace": "backend", "labels": {"owner": "platform"}},
            "spec": {"action": "pod-failure"},
        },
    },
}


@dataclass
class Outcome:
    """What a run of the program came to."""

    code: int
    said: str
    report: dict[str, Any]
    told: list[str]
    api: Served
    left: list[str]
    seconds: float


@dataclass
class Surroundings:
    """What a run meets. A test changes what it is about."""

    folder: Path
    measured: Measured = field(default_factory=Measured)
    objects: Objects = field(default_factory=Objects)
    slack_code: int = 200
    prometheus: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def run(self, *words: str, **environment: str) -> Outcome:
        """Run the program to its end."""
        with self.started(words or ("run",), environment) as (process, api, slack):
            began = time.monotonic()
            said, _ = process.communicate(timeout=60)
            return self.outcome(process.returncode, said, api, slack, time.monotonic() - began)

    def outcome(self, code: int, said: str, api: Served, slack: Served, seconds: float) -> Outcome:
        file = self.folder / "report.json"
        text = file.read_text() if file.exists() else "{}"
        told = [body["text"] for _, _, body in slack.seen]
        assert "SENTINEL" not in said + text + str(told) + str(api.seen)
        return Outcome(code, said, json.loads(text), told, api, sorted(self.objects.kept), seconds)

    @contextmanager
    def started(
        self, words: Sequence[str], environment: dict[str, str]
    ) -> Iterator[tuple[subprocess.Popen[str], Served, Served]]:
        """Start the program, with everything around it running."""
        with ExitStack() as around:
            prometheus = around.enter_context(serving(self.measured))
            api = around.enter_context(serving(self.objects))
            slack = around.enter_context(serving(lambda *_: (self.slack_code, b"ok")))
            self._files(slack)
            told = {
                "PROMETHEUS": self.prometheus or prometheus.address,
                "API": api.address,
                "TOKEN_FILE": str(self.folder / "token"),
                "CA_FILE": str(self.folder / "none"),
                "RUN": "chaos-monkey-1764169200",
                "EXPERIMENT": str(self.folder / "experiment.json"),
                "COLLECTIONS": str(self.folder / "collections.json"),
                "REPORT": str(self.folder / "report.json"),
                "SLACK_FILE": str(self.folder / "webhook"),
                "SLACK_CHANNEL": "#sre-alerts",
                "PYTHONPATH": str(self.folder / "program"),
                "PYTHONDONTWRITEBYTECODE": "1",
                **environment,
            }
            process = subprocess.Popen(
                [sys.executable, "-m", "chaos", *words],
                env={name: value for name, value in told.items() if value},
                cwd=self.folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            around.callback(_ended, process)
            yield process, api, slack

    def _files(self, slack: Served) -> None:
        program = self.folder / "program" / "chaos"
        program.mkdir(parents=True, exist_ok=True)
        for name in PROGRAM_FILES:
            text = (files("components.resilience.chaos") / "scripts" / name).read_text()
            (program / name).write_text(text)
        (self.folder / "token").write_text("token-of-the-account\n")
        (self.folder / "webhook").write_text(f"{slack.address}/{HOOK}\n")
        (self.folder / "experiment.json").write_text(json.dumps({**EXPERIMENT, **self.facts}))
        (self.folder / "collections.json").write_text(
            json.dumps([PATH, PATH.replace("podchaos", "networkchaos")])
        )


def _ended(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
