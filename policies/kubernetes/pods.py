"""The pod inside a workload: one way to reach it for every kind that embeds one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact
from policies.framework.resources import Resource
from policies.framework.values import Value

_TEMPLATE: Final = ("spec", "template")

TEMPLATES: Final[dict[str, tuple[str, ...]]] = {
    tokens.POD: (),
    tokens.DEPLOYMENT: _TEMPLATE,
    tokens.ROLLOUT: _TEMPLATE,
    tokens.STATEFUL_SET: _TEMPLATE,
    tokens.DAEMON_SET: _TEMPLATE,
    tokens.REPLICA_SET: _TEMPLATE,
    tokens.REPLICATION_CONTROLLER: _TEMPLATE,
    tokens.JOB: _TEMPLATE,
    tokens.CRON_JOB: ("spec", "jobTemplate", "spec", "template"),
    tokens.POD_TEMPLATE: ("template",),
}
"""Where each kind keeps its pod: the path to what has the pod's metadata and spec."""

WORKLOADS: Final = tuple(TEMPLATES)

PATCHES: Final[dict[str, tuple[str, ...]]] = {
    tokens.POD_PATCH: (),
    tokens.DEPLOYMENT_PATCH: _TEMPLATE,
    tokens.STATEFUL_SET_PATCH: _TEMPLATE,
    tokens.DAEMON_SET_PATCH: _TEMPLATE,
    tokens.CRON_JOB_PATCH: TEMPLATES[tokens.CRON_JOB],
}
"""The same of patches, which say a part of a pod that somebody else made: what they add can be refused, not what they
leave out."""

SERVING: Final = tuple(
    kind for kind in WORKLOADS if kind not in {tokens.JOB, tokens.CRON_JOB, tokens.POD_TEMPLATE}
)
"""The kinds whose pods are meant to stay."""

CONTAINER_LISTS: Final = ("containers", "initContainers", "ephemeralContainers")


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod's metadata and spec."""

    metadata: Value
    spec: Value

    @property
    def security(self) -> Value:
        """The pod's own security context."""
        return self.spec["securityContext"]

    @property
    def windows(self) -> Fact:
        """Whether the pod says that it is for Windows, where several controls have no meaning."""
        return self.spec.at("os", "name").equals("windows")

    @property
    def user_namespace(self) -> Fact:
        """Whether the pod runs in a user namespace, where root is nobody outside."""
        return self.spec["hostUsers"].equals(False)

    def containers(self, *lists: str) -> Iterator[Value]:
        """Yield every container, or those of the named lists."""
        for key in lists or CONTAINER_LISTS:
            yield from self.spec[key].items()

    def contexts(self) -> Iterator[Value]:
        """Yield the security context of the pod and of every container."""
        yield self.security
        for container in self.containers():
            yield container["securityContext"]


def pod_of(workload: Resource) -> Pod:
    """Return the pod that a workload runs."""
    path = TEMPLATES[workload.type] if workload.type in TEMPLATES else PATCHES[workload.type]
    template = workload.at(*path) if path else workload.properties
    return Pod(template["metadata"], template["spec"])
