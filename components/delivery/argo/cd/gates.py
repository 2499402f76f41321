"""Who reaches which part of Argo CD, and what each part reaches: every pair by name, so that nothing else passes.

The parts speak to the API server; only those that ask git, the identity provider or a chat go out to the internet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from components.delivery.argo.cd.spec import ArgoCdSpec
from components.foundation.cluster.entrance import Entrance
from components.foundation.cluster.flows import INTERNET, POD_IDENTITY, Flow, Peer
from components.foundation.cluster.namespace import Gates
from components.foundation.cluster.site import Cloud

NAME: Final = "app.kubernetes.io/name"
SERVER: Final = {NAME: "argocd-server"}
CONTROLLER: Final = {NAME: "argocd-application-controller"}
REPO_SERVER: Final = {NAME: "argocd-repo-server"}
APPLICATION_SET: Final = {NAME: "argocd-applicationset-controller"}
NOTIFICATIONS: Final = {NAME: "argocd-notifications-controller"}
REDIS: Final = {NAME: "argocd-redis"}
REDIS_PROXY: Final = {NAME: "argocd-redis-ha-haproxy"}
REDIS_HA: Final = {"app": "redis-ha", "release": "argocd"}
UPDATER: Final = {NAME: "argocd-image-updater"}

SERVER_PORT, REPO_PORT, WEBHOOK_PORT = 8080, 8081, 7000
REDIS_PORT, SENTINEL_PORT = 6379, 26379
METRICS: Final = (8080, 8082, 8083, 8084, 8443, 9001)
"""Of the ApplicationSet controller, the application controller, the server, the repo server, the image updater and the
notifications."""

REPO_CLIENTS: Final = (SERVER, CONTROLLER, APPLICATION_SET, NOTIFICATIONS)
REDIS_CLIENTS: Final = (SERVER, CONTROLLER, REPO_SERVER)


def gates(
    spec: ArgoCdSpec, entrance: Entrance | None, *, updates: bool = False, cloud: Cloud = "aws"
) -> Gates:
    """Return the gates of Argo CD's namespace, and of the image updater's beside it if there is one."""
    flows = {
        "allow-within": Flow(direction="to", peers=(Peer(),)),
        "allow-repo-server": _to(REPO_SERVER, REPO_CLIENTS, REPO_PORT),
        **_redis(spec),
        **_outward(spec, updates=updates),
    }
    if updates and cloud == "aws":
        flows["allow-image-updater-identity"] = replace(POD_IDENTITY, pods=UPDATER)
    if entrance is not None:
        way_in = Peer(namespace=entrance.namespace, pods=entrance.pods)
        flows["allow-gateway"] = Flow(direction="from", peers=(way_in,), ports=(SERVER_PORT,), pods=SERVER)
    return Gates(metrics=METRICS, flows=flows)


def _redis(spec: ArgoCdSpec) -> dict[str, Flow]:
    if not spec.highly_available:
        return {"allow-redis": _to(REDIS, REDIS_CLIENTS, REDIS_PORT)}
    return {
        "allow-redis-proxy": _to(REDIS_PROXY, REDIS_CLIENTS, REDIS_PORT),
        "allow-redis": _to(REDIS_HA, (REDIS_PROXY, REDIS_HA), REDIS_PORT, SENTINEL_PORT),
    }


def _outward(spec: ArgoCdSpec, *, updates: bool) -> dict[str, Flow]:
    out = {"server": SERVER, "repo-server": REPO_SERVER}
    if spec.previews is not None:
        out["application-set"] = APPLICATION_SET
    if spec.notifications is not None:
        out["notifications"] = NOTIFICATIONS
    if updates:
        out["image-updater"] = UPDATER
    return {
        f"allow-{role}-out": Flow(direction="to", peers=(INTERNET,), ports=(443,), pods=pods)
        for role, pods in out.items()
    }


def _to(server: Mapping[str, str], clients: Iterable[Mapping[str, str]], *ports: int) -> Flow:
    peers = tuple(Peer(pods=client) for client in clients)
    return Flow(direction="from", peers=peers, ports=ports, pods=server)
