"""Who is placed first when room is short, and who makes room."""

from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.site import ClusterSite

CLASSES: Final = {
    "business-critical": (100_000, "What customers notice within a minute.", "PreemptLowerPriority"),
    "business-standard": (10_000, "What customers notice within an hour.", "PreemptLowerPriority"),
    "batch": (1_000, "What nobody waits for; it takes the room that is left and displaces nobody.", "Never"),
}
"""Name -> (value, what it is for, whether it displaces what matters less).

All lie below the platform's own systems, which use Kubernetes' ``system-cluster-critical`` and ``system-node-critical``
(2,000,000,000 and above), and above pods that name no class (0).
"""


class PriorityClasses(ClusterComponent):
    """The classes of a cluster. Output: ``names``. ``ready`` is what pods of them wait for."""

    urn_type = "platform:kubernetes:PriorityClasses"

    names: Output[list[str]]

    def __init__(self, site: ClusterSite) -> None:
        super().__init__("priorities", site)
        made = {
            name: kubernetes.scheduling.v1.PriorityClass(
                f"{self.name}-{name}",
                metadata=self.metadata(name),
                value=value,
                description=purpose,
                global_default=False,
                preemption_policy=preemption,
                opts=self.inside(),
            )
            for name, (value, purpose, preemption) in CLASSES.items()
        }
        self.names = Output.all(*(one.metadata.name for one in made.values()))
        self.ready: list[Resource] = [*site.ready, *made.values()]
        self.publish()
