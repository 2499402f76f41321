"""The user's own kubectl and kind, which nothing here installs."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any, Final

from operations.devenv.kind_cluster import CLUSTER, as_yaml, kind_config
from operations.faults import CannotJudge

KIND_PREFIX: Final = "kind-"
"""How kind calls the contexts that it writes."""

WHERE: Final = {
    "kubectl": "https://kubernetes.io/docs/tasks/tools",
    "kind": "https://kind.sigs.k8s.io/docs/user/quick-start",
}


def run(program: str, *arguments: str, text: str | None = None) -> str:
    """Run a program of the user's and return what it said.

    :raises CannotJudge: if it is not installed, or fails, with its own last line.
    """
    place = shutil.which(program)
    if place is None:
        raise CannotJudge(
            f"{program} is not installed, and developer environments need it: install it ({WHERE[program]}) and try again"
        )
    done = subprocess.run([place, *arguments], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "it says nothing").splitlines()[-1]
        raise CannotJudge(f"{program} {arguments[0]} failed: {said}")
    return done.stdout


@dataclass(frozen=True)
class Kubectl:
    """kubectl at one context, named in every call, so that somebody's change of context meanwhile moves nothing."""

    context: str

    def run(self, *arguments: str, text: str | None = None) -> str:
        """Run a command and return what it said."""
        return run("kubectl", "--context", self.context, *arguments, text=text)

    def get(self, *arguments: str) -> dict[str, Any] | None:
        """Return an object, or None where there is none."""
        answer = self.run("get", *arguments, "--ignore-not-found", "--output", "json").strip()
        return dict(json.loads(answer)) if answer else None

    def apply(self, documents: str) -> None:
        """Apply documents, as their only owner."""
        self.run(
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager",
            "infra-devenv",
            "--filename",
            "-",
            text=documents,
        )


def chosen(context: str | None) -> Kubectl:
    """Return kubectl at the named context, or at the current one if it is kind's.

    :raises CannotJudge: if no context is named and the current one is of another cluster.
    """
    if context is not None:
        return Kubectl(context)
    current = run("kubectl", "config", "current-context").strip()
    if not current.startswith(KIND_PREFIX):
        raise CannotJudge(
            f"the current context {current} is no cluster of kind, and nothing is made or removed there unasked: name it "
            f"with --context {current}, or make a cluster of kind with `infra devenv cluster`"
        )
    return Kubectl(current)


def make_cluster() -> bool:
    """Make the cluster of kind, unless it is there; return whether it was made."""
    if CLUSTER in run("kind", "get", "clusters").split():
        return False
    run("kind", "create", "cluster", "--name", CLUSTER, "--config", "-", text=as_yaml(kind_config()))
    return True
