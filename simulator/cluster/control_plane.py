"""Starts a control plane in a folder of its own, on free ports of the loopback interface, and ends it without a trace."""

import json
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Final, TypeVar

from simulator.cluster.client import Client
from simulator.cluster.faults import ClusterError, Denied
from simulator.cluster.nodes import Pool, is_ready, nodes_of
from simulator.cluster.programs import Programs
from simulator.cluster.servers import Server, Servers, servers
from simulator.cluster.signing_key import signing_key

STAGES: Final = Path(__file__).with_name("stages.yaml")
HOST: Final = "127.0.0.1"
PATIENCE: Final = 300
"""Seconds that a server gets to be ready. Alone it takes three or four; on a crowded machine it took two minutes."""

TRIES: Final = 3
"""How often another program may take a port between our finding it free and a server's taking it."""

TAKEN: Final = "address already in use"

LEFT_OUT: Final = ("MutatingAdmissionWebhook", "ValidatingAdmissionWebhook")
"""Admission that leaves the API server: it would look for services by names that nothing here resolves."""

NOT_YET: Final = (
    "status unknown for quota",
    "error looking up service account",
    "the server could not find the requested resource",
    "request did not complete within requested timeout",
)
"""What is said of a namespace that its controllers have not seen yet, of a kind that is told of and not served, and by a
server that has 34 seconds for a write and a crowded machine under it."""

Answer = TypeVar("Answer")

ADMINISTRATORS: Final = "system:masters"


@dataclass(frozen=True, slots=True)
class ControlPlane:
    """A control plane that stands. ``kubeconfig`` lets ``kubectl`` and other programs in."""

    client: Client
    kubeconfig: Path
    servers: Servers

    def wait(self, what: str, done: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until ``done`` says so.

        :raises ClusterError: if a server ends meanwhile, or it takes longer than ``patience`` seconds.
        """
        _wait(self.servers, what, done, patience)

    def settled(self, act: Callable[[], Answer]) -> Answer:
        """Do what may be refused only because a controller has not been there yet, and return its answer.

        A new namespace gets its ServiceAccount, a new quota its sums, and a new kind its place a moment later.

        :raises Denied: for any other reason, and for this one if it lasts.
        """
        until = monotonic() + PATIENCE
        while True:
            try:
                return act()
            except Denied as no:
                if monotonic() > until or not any(sign in str(no) for sign in NOT_YET):
                    raise
            self.servers.require()
            sleep(0.1)


@contextmanager
def control_plane(programs: Programs, pools: Sequence[Pool] = ()) -> Iterator[ControlPlane]:
    """Yield a control plane that is ready, and end it with the block.

    With pools it has their nodes, ready, and a scheduler; without any, pods are admitted and stay pending.

    :raises ClusterError: if it does not stand within some minutes, in a sentence with the failing server's last words.
    """
    with ExitStack() as stack:
        running = stack.enter_context(servers())
        for attempt in range(TRIES):
            try:
                standing = _start(running, programs)
            except ClusterError as failure:
                running.end()
                if TAKEN not in str(failure) or attempt == TRIES - 1:
                    raise
            else:
                break
        stack.callback(standing.client.close)
        _admit_work(standing, programs, pools)
        yield standing


def _start(running: Servers, programs: Programs) -> ControlPlane:
    """Start the store and the API server, and wait until it answers."""
    store, peers, secure = _free_ports(3)
    token, key = secrets.token_urlsafe(32), running.folder / "service-accounts.pem"
    _write(running.folder / "tokens.csv", f'{token},{ADMINISTRATORS},administrator,"{ADMINISTRATORS}"\n')
    _write(key, signing_key())
    certificates = running.folder / "certificates"
    _etcd(running, programs.etcd, store, peers)
    server = _api_server(running, programs.kube_apiserver, store, secure, key, certificates)
    client = Client(f"https://{HOST}:{secure}", token, certificates / "apiserver.crt")
    _wait(running, f"{server.name} is not ready", client.ready, PATIENCE)
    kubeconfig = running.folder / "kubeconfig"
    _write(kubeconfig, _kubeconfig(client))
    return ControlPlane(client, kubeconfig, running)


def _admit_work(standing: ControlPlane, programs: Programs, pools: Sequence[Pool]) -> None:
    """Start what works behind the API server, and wait until pods can be created."""
    running = standing.servers
    shared = [f"--kubeconfig={standing.kubeconfig}", "--leader-elect=false", "--secure-port=0"]
    key = running.folder / "service-accounts.pem"
    running.start(
        "kube-controller-manager",
        [
            programs.kube_controller_manager,
            *shared,
            f"--root-ca-file={standing.client.authority}",
            f"--service-account-private-key-file={key}",
            "--use-service-account-credentials",
        ],
    )
    if pools:
        running.start("kube-scheduler", [programs.kube_scheduler, *shared])
        running.start(
            "kwok",
            [
                programs.kwok,
                f"--kubeconfig={standing.kubeconfig}",
                f"--config={STAGES}",
                "--manage-all-nodes",
                "--node-lease-duration-seconds=40",
            ],
        )
        for node in nodes_of(pools):
            standing.client.create(node)
    account = {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": "default", "namespace": "default"},
    }
    standing.wait("the ServiceAccount controller made no default", lambda: bool(standing.client.get(account)))
    if pools:
        standing.wait(
            "the nodes are not ready", lambda: all(map(is_ready, standing.client.items("v1", "Node")))
        )


def _etcd(running: Servers, program: Path, port: int, peers: int) -> None:
    client, peer = f"http://{HOST}:{port}", f"http://{HOST}:{peers}"
    running.start(
        "etcd",
        [
            program,
            "--name=default",
            f"--data-dir={running.folder / 'etcd'}",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            # It lives for minutes and survives nothing, so it need not wait for the disk
            "--unsafe-no-fsync",
            "--log-level=error",
        ],
    )


def _api_server(
    running: Servers, program: Path, store: int, port: int, key: Path, certificates: Path
) -> Server:
    return running.start(
        "kube-apiserver",
        [
            program,
            f"--etcd-servers=http://{HOST}:{store}",
            f"--bind-address={HOST}",
            f"--advertise-address={HOST}",
            # Nothing reaches it by its Service, whose endpoint may be no loopback address
            "--endpoint-reconciler-type=none",
            f"--secure-port={port}",
            f"--cert-dir={certificates}",
            f"--token-auth-file={running.folder / 'tokens.csv'}",
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--service-cluster-ip-range=10.96.0.0/16",
            # As on every managed cluster: what runs privileged is Pod Security's question
            "--allow-privileged",
            f"--disable-admission-plugins={','.join(LEFT_OUT)}",
        ],
    )


def _kubeconfig(client: Client) -> str:
    """Return a file that lets other programs in, as JSON, which they read as YAML."""
    name = "loopback"
    cluster = {"server": client.address, "certificate-authority": str(client.authority)}
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": name, "cluster": cluster}],
            "users": [{"name": name, "user": {"token": client.token}}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
        }
    )


def _write(file: Path, text: str) -> None:
    """Write a file that holds a secret: for our eyes only, from the first byte."""
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on. They are found together, so that none is found twice."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for found in sockets:
            found.bind((HOST, 0))
        return [int(found.getsockname()[1]) for found in sockets]


def _wait(running: Servers, what: str, done: Callable[[], bool], patience: float) -> None:
    until = monotonic() + patience
    while not _done(done):
        running.require()
        if monotonic() > until:
            words = "; ".join(f"{server.name}: {server.last_words()}" for server in running.started)
            raise ClusterError(f"{what} after {patience:.0f} s ({words})")
        sleep(0.1)


def _done(done: Callable[[], bool]) -> bool:
    """Ask, and take a server that is too busy to say as a no."""
    try:
        return done()
    except Denied as no:
        if no.code >= 500:
            return False
        raise
