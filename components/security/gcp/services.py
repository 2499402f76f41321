"""The APIs of a Google Cloud project, and the accounts that Google's services act as in it."""

from dataclasses import dataclass
from typing import Final

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement, ServiceAgent

APIS: Final = (
    "artifactregistry", "billingbudgets", "binaryauthorization", "cloudkms", "cloudresourcemanager", "compute", "container",
    "containerscanning", "dns", "iam", "iamcredentials", "logging", "monitoring", "pubsub", "secretmanager",
    "servicenetworking", "sqladmin", "storage", "sts",
)  # fmt: skip
"""What the platform calls, each before ``.googleapis.com``."""

AGENT_APIS: Final[dict[ServiceAgent, str]] = {
    "gke": "container",
    "sql": "sqladmin",
    "storage": "storage",
    "registry": "artifactregistry",
    "pubsub": "pubsub",
    "secrets": "secretmanager",
}
"""The API whose service agent has to be asked for before a key can be granted to it; Compute's comes with its API."""


@dataclass(frozen=True, kw_only=True)
class GcpServicesArgs:
    """The project whose APIs are switched on."""

    placement: GcpPlacement


class GcpServices(Component):
    """The project's APIs, switched on and left on: switching one off would stop what others run with it.

    Outputs: ``enabled``, the APIs by name. Beside it, for wiring: ``apis`` and ``agents``, which others wait for.
    """

    urn_type = "platform:security:GcpServices"

    enabled: Output[list[str]]

    def __init__(self, name: str, args: GcpServicesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.apis: dict[str, gcp.projects.Service] = {api: self._api(name, api, args) for api in APIS}
        self.agents: dict[ServiceAgent, Resource] = {
            agent: self._agent(name, api, args) for agent, api in AGENT_APIS.items()
        }
        self.agents["compute"] = self.apis["compute"]
        self.enabled = Output.all(*(api.service for api in self.apis.values()))
        self.publish()

    def on(self, *apis: str) -> list[Resource]:
        """Return what a resource that calls these APIs waits for."""
        return [self.apis[api] for api in apis]

    def _api(self, name: str, api: str, args: GcpServicesArgs) -> gcp.projects.Service:
        return gcp.projects.Service(
            f"{name}-{api}",
            project=args.placement.project,
            service=f"{api}.googleapis.com",
            disable_on_destroy=False,
            opts=self.child(),
        )

    def _agent(self, name: str, api: str, args: GcpServicesArgs) -> gcp.projects.ServiceIdentity:
        return gcp.projects.ServiceIdentity(
            f"{name}-{api}-agent",
            project=args.placement.project,
            service=f"{api}.googleapis.com",
            opts=self.child(depends_on=[self.apis[api]]),
        )
