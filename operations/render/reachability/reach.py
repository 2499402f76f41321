"""The whole answer: walls of both ends and the mesh between them, for every pair and every port that matters."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from ipaddress import IPv4Network
from typing import Any, Final

from operations.render.reachability import cilium, kubernetes
from operations.render.reachability.endpoints import Endpoint, endpoints_of, stranger
from operations.render.reachability.istio import ANY_TRUST, HBONE, Mesh
from operations.render.reachability.walls import UNNAMED, Direction, Wall, numbers, opening

NAME_LABEL: Final = "kubernetes.io/metadata.name"
"""The label that the API server gives every namespace."""

DNS: Final = (("UDP", 53), ("TCP", 53))

PRIVATE: Final = tuple(
    IPv4Network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Where pods are taken to be unless it is told: a policy that opens any of it may open to pods."""

Table = dict[str, dict[str, list[str]]]
"""Who talks -> to whom -> on which ports, as ``TCP 8080`` or ``all TCP``."""


class Reach:
    """Who may talk to whom in one cluster, by its objects' manifests.

    Ends are the pods of workloads among the objects, a pod without labels for each namespace, and ``further`` ones: pods
    that others make (the resolver, what charts install) and addresses outside. ``pods_at`` are the ranges that pods have
    their addresses in, where the network plugin lets an ``ipBlock`` speak of pods, as the VPC CNI does and Cilium does not.
    ``trust_domain`` is what the mesh calls itself in the identities of its members.

    :raises CannotEvaluateError: for a policy with a rule that is not known here.
    """

    def __init__(
        self,
        manifests: Iterable[Mapping[str, Any]],
        further: Sequence[Endpoint] = (),
        *,
        pods_at: Sequence[IPv4Network] = PRIVATE,
        trust_domain: str = ANY_TRUST,
    ) -> None:
        manifests = list(manifests)
        self.namespaces = _namespaces(manifests, further)
        self.mesh = Mesh(
            self.namespaces,
            _of(manifests, "security.istio.io", "AuthorizationPolicy"),
            _of(manifests, "security.istio.io", "PeerAuthentication"),
            trust_domain,
        )
        self.walls: list[Wall] = [
            *(
                wall
                for policy in _of(manifests, "networking.k8s.io", "NetworkPolicy")
                for wall in kubernetes.walls_of(policy, self.namespaces, pods_at)
            ),
            *(
                wall
                for kind in ("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy")
                for policy in _of(manifests, "cilium.io", kind)
                for wall in cilium.walls_of(policy, self.namespaces)
            ),
        ]
        made = sorted({one["metadata"]["name"] for one in _of(manifests, "", "Namespace")})
        self.endpoints: list[Endpoint] = [
            *endpoints_of(manifests),
            *(stranger(namespace) for namespace in made),
            *further,
        ]
        self._around: dict[tuple[int, Direction], list[Wall]] = {}

    def may(self, source: Endpoint, target: Endpoint, protocol: str, number: int) -> bool:
        """Say whether ``source`` may open a connection to a port of ``target``."""
        return self._way(source, target)(protocol, number)

    def idle(self) -> list[str]:
        """Return the policies that choose no end at all: a label is misspelt, or the pods of it are not known here."""
        return sorted(
            {wall.name for wall in self.walls}
            - {wall.name for wall in self.walls for end in self.endpoints if end.is_pod and wall.chooses(end)}
        )

    def table(self) -> Table:
        """Return every pair that may talk, with the ports: also two pods of one workload, but no two ends outside."""
        found: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for source in (one for one in self.endpoints if not one.only_answers):
            for target in self.endpoints:
                if source.namespace or target.namespace:
                    ports = list(self._ports(source, target))
                    if ports:
                        found[str(source)][str(target)] = ports
        return {source: dict(sorted(targets.items())) for source, targets in sorted(found.items())}

    def cut_off_from(self, resolver: Endpoint) -> list[str]:
        """Return the pods that cannot ask a resolver for names, over UDP or over TCP."""
        return sorted(
            f"{source} ({protocol})"
            for source in self.endpoints
            if source.is_pod and source is not resolver
            for protocol, number in DNS
            if not self.may(source, resolver, protocol, number)
        )

    @cached_property
    def _named(self) -> set[tuple[str, int]]:
        rules = [
            rule
            for policy in self.mesh.authorizations
            for rule in (policy.get("spec") or {}).get("rules") or ()
        ]
        meant = {
            ("TCP", int(port))
            for rule in rules
            for one in rule.get("to") or ()
            for port in one["operation"].get("ports") or ()
        }
        return numbers(self.walls) | meant

    def _way(self, source: Endpoint, target: Endpoint) -> Callable[[str, int], bool]:
        """Return what tells whether one end may talk to the other, by protocol and port."""
        out, into = opening(self._of(source, "egress"), target), opening(self._of(target, "ingress"), source)
        carried = self.mesh.carries(source, target)

        def open_to(protocol: str, number: int) -> bool:
            wire = HBONE if carried and protocol == "TCP" else number
            return (
                out.permits(protocol, wire, target)
                and into.permits(protocol, wire, target)
                and self.mesh.permits(source, target, protocol, number)
            )

        return open_to

    def _ports(self, source: Endpoint, target: Endpoint) -> Iterator[str]:
        may = self._way(source, target)
        candidates = sorted(self._named | {(port.protocol, port.number) for port in target.ports})
        for protocol in ("SCTP", "TCP", "UDP"):
            numbers_of = [number for one, number in candidates if one == protocol]
            if protocol == "SCTP" and not numbers_of:
                continue
            if may(protocol, UNNAMED):
                shut = [str(number) for number in numbers_of if not may(protocol, number)]
                yield f"all {protocol}" + (f" but {', '.join(shut)}" if shut else "")
            else:
                yield from (f"{protocol} {number}" for number in numbers_of if may(protocol, number))

    def _of(self, end: Endpoint, direction: Direction) -> list[Wall]:
        """Return the walls around an end, which stand only around pods."""
        key = (id(end), direction)
        if key not in self._around:
            self._around[key] = [
                wall
                for wall in self.walls
                if wall.direction == direction and end.is_pod and wall.chooses(end)
            ]
        return self._around[key]


def _of(manifests: Sequence[Mapping[str, Any]], group: str, kind: str) -> list[Mapping[str, Any]]:
    return [
        one
        for one in manifests
        if one.get("kind") == kind and str(one.get("apiVersion")).rpartition("/")[0] == group
    ]


def _namespaces(
    manifests: Sequence[Mapping[str, Any]], further: Sequence[Endpoint]
) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = {
        str(one["metadata"]["name"]): dict(one["metadata"].get("labels") or {})
        for one in _of(manifests, "", "Namespace")
    }
    used = {str(one["metadata"].get("namespace") or "") for one in manifests} | {
        end.namespace for end in further
    }
    for name in used - {""}:
        labels.setdefault(name, {})
    return {name: {**given, NAME_LABEL: name} for name, given in labels.items()}
