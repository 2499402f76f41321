"""The mesh: who is in it, whom strict mutual TLS shuts out, and what AuthorizationPolicies leave.

Source: Istio 1.30, reference of AuthorizationPolicy and PeerAuthentication, "Ambient and Kubernetes NetworkPolicy". What a
rule says of requests (paths, methods, hosts, conditions) may hold for some of them: an ALLOW with such counts as open, a
DENY with such as not closing the port.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from operations.render.reachability.endpoints import Endpoint
from operations.render.reachability.selectors import CannotEvaluateError, matches
from operations.render.reachability.walls import Namespaces

ROOT: Final = "istio-system"
HBONE: Final = 15008
"""The one port on which pods of an ambient mesh talk to each other, whatever the port that is meant."""

ANY_TRUST: Final = "cluster.local"
"""The trust domain that a policy may name for the mesh's own, whatever that is called."""

OFTEN: Final = ("methods", "paths", "hosts", "notMethods", "notPaths", "notHosts")
SOURCES: Final = frozenset(
    {
        *("principals", "notPrincipals", "namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts"),
        *("ipBlocks", "notIpBlocks", "remoteIpBlocks", "notRemoteIpBlocks"),
        *("requestPrincipals", "notRequestPrincipals"),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Mesh:
    """The policies of a mesh. Without any and with nobody in it, it stops nothing."""

    namespaces: Namespaces
    authorizations: Sequence[Mapping[str, Any]]
    authentications: Sequence[Mapping[str, Any]]
    trust_domain: str = ANY_TRUST

    def mode(self, pod: Endpoint) -> str:
        """Return how a pod is in the mesh: ``ambient``, ``sidecar``, or empty for not at all."""
        if not pod.is_pod:
            return ""
        place = self.namespaces.get(pod.namespace, {})
        own = pod.labels.get("istio.io/dataplane-mode") or place.get("istio.io/dataplane-mode")
        inject = pod.labels.get("sidecar.istio.io/inject")
        injected = place.get("istio-injection") == "enabled" or "istio.io/rev" in {**place, **pod.labels}
        if inject == "true" or (injected and inject != "false" and own != "ambient"):
            return "sidecar"
        return "ambient" if own == "ambient" else ""

    def carries(self, source: Endpoint, target: Endpoint) -> bool:
        """Say whether traffic between two pods goes through the tunnel of an ambient mesh."""
        return bool(self.mode(source)) and self.mode(target) == "ambient"

    def permits(self, source: Endpoint, target: Endpoint, protocol: str, number: int) -> bool:
        """Say whether the mesh lets a connection to a port of ``target`` through. It carries nothing but TCP."""
        if protocol != "TCP" or not self.mode(target):
            return True
        if not self.mode(source) and self._strict(target, number):
            return False
        applied = [policy for policy in self.authorizations if _applies(policy, target)]
        denying = [policy for policy in applied if _action(policy) == "DENY"]
        allowing = [policy for policy in applied if _action(policy) == "ALLOW"]
        if any(self._matches(policy, source, number, certain=True) for policy in denying):
            return False
        return not allowing or any(
            self._matches(policy, source, number, certain=False) for policy in allowing
        )

    def _strict(self, target: Endpoint, number: int) -> bool:
        """Say whether a port takes nothing but mutual TLS: by the workload's rule, its namespace's, or the mesh's."""
        found: dict[int, str] = {}
        for policy in self.authentications:
            spec, namespace = policy.get("spec") or {}, policy["metadata"].get("namespace")
            selector = spec.get("selector")
            if selector is not None and not (
                namespace == target.namespace and matches(selector, target.labels)
            ):
                continue
            if selector is None and namespace not in {target.namespace, ROOT}:
                continue
            rank = 2 if selector is not None else 1 if namespace == target.namespace else 0
            port = (spec.get("portLevelMtls") or {}).get(str(number), {}).get("mode")
            mode = port or (spec.get("mtls") or {}).get("mode")
            if mode and mode != "UNSET":
                found[rank] = str(mode)
        return found[max(found)] == "STRICT" if found else False

    def _matches(self, policy: Mapping[str, Any], source: Endpoint, number: int, *, certain: bool) -> bool:
        rules = (policy.get("spec") or {}).get("rules") or ()
        return any(self._rule(rule, source, number, certain=certain) for rule in rules)

    def _rule(self, rule: Mapping[str, Any], source: Endpoint, number: int, *, certain: bool) -> bool:
        if certain and rule.get("when"):
            return False
        senders, operations = rule.get("from") or (), rule.get("to") or ()
        return (not senders or any(self._source(one["source"], source, certain) for one in senders)) and (
            not operations or any(_operation(one["operation"], number, certain) for one in operations)
        )

    def _source(self, wanted: Mapping[str, Any], source: Endpoint, certain: bool) -> bool:
        if further := wanted.keys() - SOURCES:
            raise CannotEvaluateError(
                f"a source of an AuthorizationPolicy has {min(further)}, which is not evaluated"
            )
        if certain and any(key in wanted for key in SOURCES if "equestPrincipals" in key or "Blocks" in key):
            return False
        inside = bool(self.mode(source))
        account = f"/ns/{source.namespace}/sa/{source.account}"
        facts = {
            "principals": [f"{self.trust_domain}{account}", f"{ANY_TRUST}{account}"],
            "namespaces": [source.namespace],
            "serviceAccounts": [f"{source.namespace}/{source.account}"],
        }
        for field, known in facts.items():
            vouched = known if inside else ()
            if field in wanted and not _listed(vouched, wanted[field]):
                return False
            opposite = f"not{field[0].upper()}{field[1:]}"
            if opposite in wanted and _listed(vouched, wanted[opposite]):
                return False
        return True


def _applies(policy: Mapping[str, Any], target: Endpoint) -> bool:
    spec, namespace = policy.get("spec") or {}, policy["metadata"].get("namespace")
    if spec.get("targetRefs") or spec.get("targetRef"):
        return False  # bound to a gateway or a waypoint rather than to pods
    if namespace not in {target.namespace, ROOT}:
        return False
    return matches(spec.get("selector") or {}, target.labels)


def _action(policy: Mapping[str, Any]) -> str:
    action = str((policy.get("spec") or {}).get("action") or "ALLOW")
    if action not in {"ALLOW", "DENY", "AUDIT", "CUSTOM"}:
        raise CannotEvaluateError(f"AuthorizationPolicies have no action {action}")
    return action


def _operation(wanted: Mapping[str, Any], number: int, certain: bool) -> bool:
    if certain and any(wanted.get(key) for key in OFTEN):
        return False
    if wanted.get("ports") and str(number) not in wanted["ports"]:
        return False
    return str(number) not in (wanted.get("notPorts") or ())


def _listed(facts: Iterable[str], patterns: Sequence[str]) -> bool:
    """Say whether one of the facts is among texts that may begin or end with ``*``."""
    return any(
        pattern in {"*", fact}
        or (pattern.endswith("*") and fact.startswith(pattern[:-1]))
        or (pattern.startswith("*") and fact.endswith(pattern[1:]))
        for fact in facts
        for pattern in patterns
    )
