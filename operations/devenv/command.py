"""``infra devenv``: what its verbs do."""

import json
import secrets
import sys
from datetime import UTC, datetime
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from operations.devenv.environment import LABEL, OURS, OWNER, SECRET, Environment
from operations.devenv.kind_cluster import as_yaml, kind_config
from operations.devenv.programs import Kubectl, chosen, make_cluster
from operations.faults import FINE, CannotJudge


def cluster(*, dry_run: bool) -> int:
    """Make the cluster of kind, or print its configuration."""
    if dry_run:
        sys.stdout.write(as_yaml(kind_config()))
        return FINE
    Console().print("made" if make_cluster() else "is there already")
    return FINE


def create(name: str, *, context: str | None, exposed: bool, dry_run: bool) -> int:
    """Make a developer's environment, or bring it to what it should be.

    :raises CannotJudge: if a namespace of that name belongs to somebody else.
    """
    wanted = Environment(name=name, exposed=exposed)
    documents = yaml.safe_dump_all(wanted.objects(), sort_keys=False)
    if dry_run:
        sys.stdout.write(documents)
        return FINE
    kubectl = chosen(context)
    _is_there(kubectl, wanted)
    kubectl.apply(as_yaml(wanted.objects()[0]))
    if kubectl.get("secret", SECRET, "--namespace", wanted.namespace) is None:
        kubectl.apply(as_yaml(wanted.secret(secrets.token_urlsafe(24))))
    kubectl.apply(documents)
    Console().print(f"{wanted.namespace} stands in {kubectl.context}")
    return FINE


def destroy(name: str, *, context: str | None, dry_run: bool) -> int:
    """Remove a developer's environment, and nothing that is not one.

    :raises CannotJudge: if the namespace does not carry our label.
    """
    gone = Environment(name=name)
    kubectl = chosen(context)
    if not _is_there(kubectl, gone):
        Console().print(f"{gone.namespace} is not there")
        return FINE
    if dry_run:
        Console().print(f"would remove {gone.namespace} from {kubectl.context} and all that is in it")
        return FINE
    kubectl.run("delete", "namespace", gone.namespace, "--wait=false")
    Console().print(f"{gone.namespace} is removed from {kubectl.context}")
    return FINE


def show(*, context: str | None, as_json: bool) -> int:
    """List the environments, as a table or as JSON."""
    kubectl = chosen(context)
    found = kubectl.get("namespaces", "--selector", f"{OWNER}={OURS}") or {}
    rows = [_row(one) for one in found.get("items", [])]
    if as_json:
        sys.stdout.write(f"{json.dumps(rows, indent=2)}\n")
        return FINE
    table = Table("environment", "namespace", "days", "state")
    for row in rows:
        table.add_row(row["name"], row["namespace"], str(row["days"]), row["state"])
    Console().print(table)
    return FINE


def _row(namespace: dict[str, Any]) -> dict[str, Any]:
    metadata = namespace["metadata"]
    made = datetime.fromisoformat(metadata["creationTimestamp"])
    return {
        "name": metadata["labels"][LABEL],
        "namespace": metadata["name"],
        "days": (datetime.now(UTC) - made).days,
        "state": namespace.get("status", {}).get("phase", "Active"),
    }


def _is_there(kubectl: Kubectl, environment: Environment) -> bool:
    """Tell whether the namespace is there; refuse one that is somebody else's."""
    found = kubectl.get("namespace", environment.namespace)
    if found is None:
        return False
    labels = found["metadata"].get("labels") or {}
    if (labels.get(OWNER), labels.get(LABEL)) != (OURS, environment.name):
        raise CannotJudge(
            f"the namespace {environment.namespace} in {kubectl.context} was not made by `infra devenv` ({OWNER} is not "
            f"{OURS}), so that it is left alone: choose another name, or remove it yourself"
        )
    return True
