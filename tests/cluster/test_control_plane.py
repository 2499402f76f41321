"""A control plane stands, plays its nodes, and goes without a trace."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep

import pytest

from operations.tools.found import find
from simulator.cluster.control_plane import LEFT_OUT, ControlPlane, control_plane
from simulator.cluster.faults import ClusterError
from simulator.cluster.nodes import Pool
from simulator.cluster.programs import Programs

pytestmark = pytest.mark.cluster

ROOT = Path(__file__).resolve().parents[2]
TAINT = {"key": "node-role.kubernetes.io/system", "value": "true", "effect": "NoSchedule"}
POD = {"containers": [{"name": "main", "image": "registry.example.com/app:1"}]}

CRASHING = """\
import os, signal
from operations.tools.found import find_all
from operations.tools.table import CONTROL_PLANE, KWOK
from simulator.cluster.control_plane import control_plane
from simulator.cluster.programs import Programs

with control_plane(Programs.of(find_all(CONTROL_PLANE, KWOK)[0])) as plane:
    print(plane.servers.folder, *(server.process.pid for server in plane.servers.started), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_is_of_the_version_that_is_pinned_and_kubectl_gets_in(plane: ControlPlane) -> None:
    kubectl = find("kubectl")
    assert kubectl is not None
    done = subprocess.run(
        [kubectl, f"--kubeconfig={plane.kubeconfig}", "get", "nodes", "-o", "name"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("node/any\n", 0), done.stderr
    version = plane.client.send("GET", "/version")
    assert (version["major"], version["minor"]) == ("1", "35")


def test_who_has_no_token_is_nobody(plane: ControlPlane) -> None:
    stranger = type(plane.client)(plane.client.address, "guessed", plane.client.authority)
    with pytest.raises(Exception, match="Unauthorized") as no:
        stranger.items("v1", "Secret")
    stranger.close()
    assert no.value.code == 401  # type: ignore[attr-defined]
    for name in ("tokens.csv", "service-accounts.pem", "kubeconfig"):
        assert (plane.servers.folder / name).stat().st_mode & 0o777 == 0o600


def test_the_admission_that_would_leave_the_machine_is_off_and_nothing_else(plane: ControlPlane) -> None:
    command = Path(f"/proc/{plane.servers.started[1].process.pid}/cmdline").read_text().split("\0")
    assert [word for word in command if "admission" in word] == [
        f"--disable-admission-plugins={','.join(LEFT_OUT)}"
    ]


def test_a_deployment_gets_its_pods_and_a_job_succeeds(plane: ControlPlane) -> None:
    labels = {"app": "web"}
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": POD},
        },
    }
    job = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "once", "namespace": "default"},
        "spec": {"template": {"spec": POD | {"restartPolicy": "Never"}}},
    }
    for manifest in (deployment, job):
        plane.client.apply(manifest)

    def status(manifest: Mapping[str, object], name: str) -> int:
        live = plane.client.get(manifest)
        assert live is not None
        return int((live.get("status") or {}).get(name) or 0)

    plane.wait("the deployment has no pods", lambda: status(deployment, "readyReplicas") == 2, 60)
    plane.wait("the job does not succeed", lambda: status(job, "succeeded") == 1, 60)
    assert plane.client.delete(deployment)
    plane.wait(
        "the pods are still there",
        lambda: (
            not [pod for pod in plane.client.items("v1", "Pod") if pod["metadata"]["name"].startswith("web")]
        ),
        60,
    )


def test_pods_go_by_the_taints_of_the_nodes(programs: Programs) -> None:
    with control_plane(
        programs, [Pool("system", {"pool": "system"}, (TAINT,), "r", ("r-a", "r-b"))]
    ) as plane:
        tolerant = POD | {"tolerations": [TAINT | {"operator": "Equal"}]}
        for name, spec in (("kept-off", POD), ("let-on", tolerant)):
            plane.client.create(
                {
                    "apiVersion": "v1",
                    "kind": "Pod",
                    "metadata": {"name": name, "namespace": "default"},
                    "spec": spec,
                }
            )

        def phase(name: str) -> str:
            named = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default"}}
            pod = plane.client.get(named)
            assert pod is not None
            return str(pod["status"]["phase"])

        plane.wait("the pod does not run", lambda: phase("let-on") == "Running", 60)
        assert phase("kept-off") == "Pending"


def test_it_goes_without_a_trace(programs: Programs) -> None:
    with control_plane(programs) as plane:
        pids = [server.process.pid for server in plane.servers.started]
        folder = plane.servers.folder
    assert not folder.exists()
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_a_killed_command_leaves_nothing_behind(programs: Programs) -> None:
    assert programs
    done = subprocess.run(
        [sys.executable, "-c", CRASHING],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    folder, *pids = done.stdout.split()
    assert len(pids) == 3
    until = monotonic() + 30
    while Path(folder).exists() and monotonic() < until:
        sleep(0.1)
    assert not Path(folder).exists()
    assert [pid for pid in pids if _runs(pid)] == []


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_server_that_ends_is_told_in_a_sentence(programs: Programs) -> None:
    with control_plane(programs) as plane:
        plane.servers.started[-1].process.kill()
        plane.servers.started[-1].process.wait()
        with pytest.raises(ClusterError, match=r"^kube-controller-manager ended with -9: "):
            plane.wait("nothing", lambda: False, 10)
