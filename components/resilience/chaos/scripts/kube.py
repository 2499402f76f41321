"""The objects of experiments in the cluster: made, looked at, and taken back until they are gone."""

import json
import ssl
import time
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPSHandler, OpenerDirector, Request, build_opener

from .telling import log
from .told import Made, Place

MARK = "platform.internal/chaos"
"""The label of everything that an experiment makes; its value is the experiment."""

RUN = "platform.internal/chaos-run"

SECONDS = 20
GONE_SECONDS = 180
"""How long an engine may take to undo a fault before an object counts as left behind."""

NOT_FOUND = 404


class RefusedError(Exception):
    """The API server did not do what it was asked, and why."""


@dataclass(frozen=True)
class Cluster:
    """The API server, as the account of the experiments."""

    place: Place
    gone_seconds: float = GONE_SECONDS

    def make(self, made: Made, name: str, experiment: str, *, judge_only: bool = False) -> None:
        """Make an object, or have it judged alone.

        :raises RefusedError: if the API server or a webhook refuses it.
        """
        metadata = made.body.get("metadata", {})
        labels = {**metadata.get("labels", {}), MARK: experiment, RUN: self.place.run}
        body = {**made.body, "metadata": {**metadata, "name": name, "labels": labels}}
        self._call("POST", made.path, body, {"dryRun": "All"} if judge_only else {})

    def began(self, made: Made, name: str) -> bool:
        """Say whether a fault is in place: an object that hits no pod at all is made as willingly as any other."""
        status = (self._call("GET", f"{made.path}/{name}") or {}).get("status") or {}
        if made.began == "ready":
            return bool(status.get("ready"))
        conditions = {one.get("type"): one.get("status") for one in status.get("conditions") or ()}
        return conditions.get(made.began) == "True"

    def remove(self, path: str, name: str) -> bool:
        """Delete an object, and say whether it is gone within the time that undoing a fault may take."""
        until = time.monotonic() + self.gone_seconds
        while True:
            try:
                self._call("DELETE", f"{path}/{name}", {"propagationPolicy": "Foreground"})
                if self._call("GET", f"{path}/{name}") is None:
                    return True
            except RefusedError as fault:
                log(f"{name}: {fault}")
            if time.monotonic() >= until:
                return False
            time.sleep(min(2, self.gone_seconds))

    def marked(self, path: str) -> list[str]:
        """Return the names of what experiments have made below a path.

        :raises RefusedError: if the API server does not tell.
        """
        answer = self._call("GET", path, query={"labelSelector": MARK}) or {}
        return [one["metadata"]["name"] for one in answer.get("items", ())]

    def _call(
        self, verb: str, path: str, body: Any = None, query: dict[str, str] | None = None
    ) -> dict[str, Any] | None:
        """Return the answer, or None for what is not there."""
        address = f"{self.place.api}{path}{'?' + urlencode(query) if query else ''}"
        try:
            headers = {
                "Authorization": f"Bearer {self.place.token.read_text().strip()}",
                "Content-Type": "application/json",
            }
            data = None if body is None else json.dumps(body).encode()
            request = Request(address, data=data, headers=headers, method=verb)  # noqa: S310 - of the settings
            with self._opener().open(request, timeout=SECONDS) as answer:
                told: dict[str, Any] = json.loads(answer.read() or b"{}")
                return told
        except HTTPError as fault:
            if fault.code == NOT_FOUND and verb != "POST":
                return None
            raise RefusedError(f"the API server answers {fault.code}: {_said(fault)}") from None
        except (URLError, OSError, ValueError) as fault:
            raise RefusedError(f"the API server does not answer ({type(fault).__name__})") from None

    def _opener(self) -> OpenerDirector:
        if not self.place.api.startswith("https:"):
            return build_opener()
        context = ssl.create_default_context(cafile=str(self.place.authority))
        return build_opener(HTTPSHandler(context=context))


def _said(fault: HTTPError) -> str:
    try:
        return str(json.loads(fault.read(20_000)).get("message", ""))[:400]
    except (ValueError, OSError, AttributeError):
        return "without a reason"
