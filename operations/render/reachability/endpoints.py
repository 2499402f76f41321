"""What can talk and be talked to: the pods that workloads make, and addresses outside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any, Final

TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    "Pod": (),
    "ReplicaSet": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Rollout": ("spec", "template"),
}
"""Kind -> where it keeps the pod that it makes."""

STRANGER: Final = "(any other)"
"""The name of a pod without labels: what a policy that selects by labels does not expect."""


@dataclass(frozen=True, kw_only=True)
class Port:
    """A port that a pod listens on. ``name`` is empty where it has none."""

    protocol: str
    number: int
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One end of a conversation: a pod, or with no namespace an address outside the cluster's pods.

    ``network`` is where such an address is; a pod may be wherever pods are. ``hosts`` are names by which it is known in DNS; ``entities`` are Cilium's words for it
    (``world``, ``kube-apiserver``, ``host`` ...). A pod on the network of its node is not held by network policies.
    ``only_answers`` is what opens no connection itself.
    """

    name: str
    namespace: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    ports: tuple[Port, ...] = ()
    account: str = "default"
    network: IPv4Network | None = None
    hosts: tuple[str, ...] = ()
    entities: frozenset[str] = frozenset()
    host_network: bool = False
    only_answers: bool = False

    @property
    def is_pod(self) -> bool:
        """Whether network policies see it as a pod."""
        return bool(self.namespace) and not self.host_network

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def endpoints_of(manifests: Iterable[Mapping[str, Any]]) -> Iterator[Endpoint]:
    """Yield one endpoint for each workload: its pods are alike to every policy."""
    for manifest in manifests:
        way = TEMPLATES.get(str(manifest.get("kind")))
        if way is None:
            continue
        template: Any = manifest
        for step in way:
            template = template.get(step) or {}
        if "spec" in template:  # a Rollout may name a Deployment instead, which is a workload of its own
            yield _pod(manifest["metadata"], template)


def _pod(owner: Mapping[str, Any], template: Mapping[str, Any]) -> Endpoint:
    spec = template["spec"]
    return Endpoint(
        name=str(owner["name"]),
        namespace=str(owner.get("namespace") or "default"),
        labels=dict((template.get("metadata") or {}).get("labels") or {}),
        ports=tuple(_ports(spec.get("containers") or ()))
        + tuple(_ports(one for one in spec.get("initContainers") or () if one.get("restartPolicy"))),
        account=str(spec.get("serviceAccountName") or "default"),
        host_network=bool(spec.get("hostNetwork")),
    )


def _ports(containers: Iterable[Mapping[str, Any]]) -> Iterator[Port]:
    for container in containers:
        for port in container.get("ports") or ():
            yield Port(
                protocol=str(port.get("protocol") or "TCP"),
                number=int(port["containerPort"]),
                name=str(port.get("name") or ""),
            )


def stranger(namespace: str) -> Endpoint:
    """Return a pod of a namespace that nobody foresaw."""
    return Endpoint(name=STRANGER, namespace=namespace)


def place(
    name: str,
    network: str,
    *,
    hosts: Sequence[str] = (),
    entities: Sequence[str] = (),
    only_answers: bool = False,
) -> Endpoint:
    """Return an address outside the cluster's pods."""
    return Endpoint(
        name=name,
        network=IPv4Network(network),
        hosts=tuple(hosts),
        entities=frozenset(entities),
        only_answers=only_answers,
    )
