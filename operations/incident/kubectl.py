"""What kubectl is asked, each question for itself: one that hangs is ended with all that it started, and keeps what it said."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from components.delivery.incidents.redaction import GONE
from operations.incident.answers import Answer, Refused

MOST_BYTES: Final = 20_000_000
"""Bytes that are kept of an answer: its beginning."""

MOST_PODS: Final = 20
LINES: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Kubectl:
    """The user's own kubectl, with what every call names. ``seconds`` is how long a question may take."""

    program: str
    seconds: int
    kubeconfig: Path | None = None
    context: str | None = None
    namespace: str | None = None

    def ask(self, *arguments: str) -> bytes:
        """Return what a question is answered with.

        :raises Refused: if it fails or does not end in time, with what it said until then.
        """
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as failed:
            # Into files, and in a session of its own: a plugin that kubectl started may hold a pipe open for ever.
            process = subprocess.Popen(
                [self.program, *self._everywhere(), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=failed,
                start_new_session=True,
            )
            try:
                code: int | None = process.wait(self.seconds)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                _end(process)
            said.seek(0)
            failed.seek(0)
            answer, why = said.read(MOST_BYTES), failed.read(4_096).decode(errors="replace").strip()
        if code is None:
            raise Refused(f"does not answer within {self.seconds} s", answer)
        if code != 0:
            raise Refused(why.splitlines()[-1] if why else f"ends with {code} and says nothing", answer)
        return answer

    def objects(self, *arguments: str) -> bytes:
        """Return objects without the values that may be secret.

        :raises Refused: as :meth:`ask`, and if it answers with no objects; without what it said until then, in which
            nobody can tell the values apart.
        """
        try:
            return stripped(self.ask(*arguments))
        except Refused as refusal:
            raise Refused(refusal.why) from None

    def _everywhere(self) -> list[str]:
        given = [f"--request-timeout={self.seconds}s"]
        given += [f"--kubeconfig={self.kubeconfig}"] if self.kubeconfig else []
        given += [f"--context={self.context}"] if self.context else []
        given += [f"--namespace={self.namespace}"] if self.namespace else []
        return given


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def found() -> str | None:
    """Return where kubectl is, or None where it is not installed."""
    return shutil.which("kubectl")


def questions(kubectl: Kubectl, service: str) -> list[Answer]:
    """Return what is asked about a service, before anything is known of its pods."""
    those = f"--selector=app={service}"
    plain = {
        "version.json": ("version", "--output=json"),
        "nodes.txt": ("get", "nodes", "--output=wide"),
        "pods.txt": ("get", "pods", "--output=wide"),
        "events.txt": ("get", "events", "--sort-by=.lastTimestamp"),
        "usage.txt": ("top", "pods", those),
    }
    objects = {
        "services.json": ("get", "services", those, "--output=json"),
        "workload.json": ("get", "deployments,replicasets", those, "--output=json"),
        "rollout.json": ("get", "rollouts.argoproj.io", service, "--output=json"),
        "autoscalers.json": ("get", "horizontalpodautoscalers", "--output=json"),
    }
    return [
        *(Answer(name, partial(kubectl.ask, *asked)) for name, asked in plain.items()),
        *(Answer(name, partial(kubectl.objects, *asked)) for name, asked in objects.items()),
    ]


def pods(kubectl: Kubectl, service: str) -> Answer:
    """Return the question by which the others know of which pods to ask."""
    return Answer(
        "pods.json", partial(kubectl.objects, "get", "pods", f"--selector=app={service}", "--output=json")
    )


def logs(kubectl: Kubectl, service: str, known: bytes | None, since: str) -> list[Answer]:
    """Return the questions for logs: by pod, of what ran before as well, or of all at once where no pod is known."""
    usual = ("--all-containers", "--timestamps", "--prefix", f"--tail={LINES}")
    named = _pods(known)
    if not named:
        asked = ("logs", f"--selector=app={service}", *usual, f"--since={since}", "--max-log-requests=50")
        return [Answer("logs/all.log", partial(kubectl.ask, *asked))]
    made = []
    for pod, restarted in named[:MOST_PODS]:
        of_it = partial(kubectl.ask, "logs", pod, *usual)
        made.append(Answer(f"logs/{pod}.log", partial(of_it, f"--since={since}")))
        if restarted:
            made.append(Answer(f"logs/{pod}.previous.log", partial(of_it, "--previous")))
    return made


def _pods(known: bytes | None) -> list[tuple[str, bool]]:
    """Return the pods, those first that are not well, and whether anything of each was started again."""
    try:
        items = json.loads(known or b"")["items"]
        named = []
        for item in items:
            status = item.get("status", {})
            states = [*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())]
            well = all(one.get("ready") or "terminated" in one.get("state", {}) for one in states)
            restarted = any(one.get("restartCount", 0) for one in states)
            named.append((well and bool(states), str(item["metadata"]["name"]), restarted))
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
    return [(name, restarted) for _, name, restarted in sorted(named)]


def stripped(answer: bytes) -> bytes:
    """Return objects without the values of variables and without what somebody once applied, where secrets stand.

    :raises Refused: if it is no JSON.
    """
    try:
        content = json.loads(answer)
    except ValueError:
        raise Refused("answers with something else than objects") from None
    return json.dumps(_without_values(content), indent=1).encode()


def _without_values(content: Any) -> Any:
    if isinstance(content, list):
        return [_without_values(one) for one in content]
    if not isinstance(content, dict):
        return content
    kept = {key: _without_values(one) for key, one in content.items() if key != "managedFields"}
    if isinstance(kept.get("annotations"), dict):
        kept["annotations"].pop("kubectl.kubernetes.io/last-applied-configuration", None)
    if isinstance(kept.get("env"), list):
        kept["env"] = [_variable(one) for one in kept["env"]]
    return kept


def _variable(one: Any) -> Any:
    return {**one, "value": GONE} if isinstance(one, dict) and "value" in one else one


def unsafe(given: Sequence[str | None]) -> list[str]:
    """Return those arguments that kubectl would read as options."""
    return [one for one in given if one is not None and (one.startswith("-") or not one.strip())]
