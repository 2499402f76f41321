"""The choices at the top of dashboards."""

from typing import Final

from components.observability.dashboards.authoring.board import Variable

CLUSTERS: Final = Variable(
    # All is also a series without the label, as a cluster's own Prometheus has them.
    name="cluster",
    label="Cluster",
    of="up",
    value="cluster",
    everything=".*",
)
NAMESPACES: Final = Variable(
    name="namespace",
    label="Namespace",
    of='kube_namespace_status_phase{cluster=~"$cluster"}',
    value="namespace",
)
SERVICES: Final = Variable(
    name="service",
    label="Service",
    of='http_requests_total{cluster=~"$cluster",namespace=~"$namespace"}',
    value="service",
)
WORKLOADS: Final = Variable(
    # A workload's container is called as the workload, whatever kind of controller makes its pods.
    name="workload",
    label="Workload",
    of='kube_pod_container_info{cluster=~"$cluster",namespace=~"$namespace"}',
    value="container",
)


def regions(metric: str) -> Variable:
    """Return the choice of a region of AWS, among those that a metric of CloudWatch comes from."""
    return Variable(name="region", label="Region", of=metric, value="region", everything=".*")
