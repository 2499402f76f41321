"""The dashboards in a cluster: a ConfigMap for each, which Grafana's sidecar finds by its label."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.namespace import MONITORING
from components.foundation.cluster.site import ClusterSite
from components.observability.dashboards.shipped import Shipped, shipped

LABEL: Final = {"grafana_dashboard": "1"}
"""What the sidecar looks for (chart grafana, ``sidecar.dashboards.label`` and ``labelValue``)."""

FOLDER: Final = "grafana_folder"
"""Where it reads the folder from (chart grafana, ``sidecar.dashboards.folderAnnotation``, which has to be set so)."""


@dataclass(frozen=True, kw_only=True)
class DashboardsArgs:
    """What the ConfigMaps wait for: the namespace of monitoring."""

    after: Sequence[Resource] = ()


class Dashboards(ClusterComponent):
    """Every shipped dashboard as a ConfigMap ``dashboard-<uid>`` in the namespace of monitoring.

    Output: ``config_maps``, their names by uid. A dashboard more adds a ConfigMap and leaves the others alone.
    """

    urn_type = "platform:observability:Dashboards"

    config_maps: Output[dict[str, str]]

    def __init__(self, site: ClusterSite, args: DashboardsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("dashboards", site, opts)
        self.args = args
        made = {uid: self._config_map(uid, dashboard) for uid, dashboard in shipped().items()}
        self.config_maps = Output.all(**{uid: one.metadata.name for uid, one in made.items()})
        self.ready: list[Resource] = list(made.values())
        self.publish()

    def _config_map(self, uid: str, dashboard: Shipped) -> kubernetes.core.v1.ConfigMap:
        return kubernetes.core.v1.ConfigMap(
            f"{self.name}-{uid}",
            metadata=self.metadata(
                f"dashboard-{uid}", MONITORING, labels=LABEL, annotations={FOLDER: dashboard.folder}
            ),
            data={f"{uid}.json": dashboard.text},
            opts=self.inside(self.args.after),
        )
