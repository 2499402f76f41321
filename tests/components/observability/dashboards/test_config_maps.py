"""The dashboards as a cluster is given them."""

import pulumi_kubernetes as kubernetes

from components.foundation.cluster.site import ClusterSite
from components.observability.dashboards import Dashboards, DashboardsArgs, shipped
from tests.components.foundation.cluster.sites import SHARED, of_component, on_site
from tests.components.observability.dashboards.boards import UIDS
from tests.components.recording import Entry, Recording, assert_sound


def built() -> Recording:
    def program(site: ClusterSite) -> None:
        before = kubernetes.core.v1.Namespace("monitoring", opts=site.options)
        Dashboards(site, DashboardsArgs(after=[before]))

    return on_site(program)


def config_maps(recording: Recording) -> dict[str, Entry]:
    made = of_component(recording).named(kubernetes.core.v1.ConfigMap)
    return {name.removeprefix("main-dashboards-"): entry for name, entry in made.items()}


def test_every_dashboard_is_a_config_map_that_grafana_finds() -> None:
    made = config_maps(built())
    assert sorted(made) == UIDS
    for uid, entry in made.items():
        assert entry.inputs["data"] == {f"{uid}.json": shipped()[uid].text}
        assert entry.inputs["metadata"] == {
            "name": f"dashboard-{uid}",
            "namespace": "monitoring",
            "labels": {**SHARED, "grafana_dashboard": "1"},
            "annotations": {"grafana_folder": shipped()[uid].folder},
        }


def test_they_stand_in_the_folders_that_people_look_in() -> None:
    assert {uid: one.folder for uid, one in shipped().items()} == {
        "clusters": "Clusters",
        "cost": "Cost",
        "delivery": "Delivery",
        "edge-probes": "Applications",
        "golden-signals": "Applications",
        "logs-and-traces": "Monitoring",
        "mesh": "Clusters",
        "postgresql": "Data stores",
        "prometheus": "Monitoring",
        "queues": "Data stores",
        "recovery": "Recovery",
        "redis": "Data stores",
        "slo": "Applications",
        "workload": "Applications",
    }


def test_they_wait_for_the_namespace_and_hang_under_the_component() -> None:
    recording = built()
    for entry in config_maps(recording).values():
        assert recording.depends_on(entry, kubernetes.core.v1.Namespace) == {"monitoring"}
        assert recording.depends_on(entry, kubernetes.core.v1.ConfigMap) == {"node"}
    ours = of_component(recording)
    ours.by_urn = {urn: entry for urn, entry in ours.by_urn.items() if entry.name != "monitoring"}
    assert_sound(ours, Dashboards, regions=set())


def test_it_tells_their_names() -> None:
    published = built().only(Dashboards).published
    assert published == {"config_maps": {uid: f"dashboard-{uid}" for uid in UIDS}}
