"""Velero on a cluster: the release, where it keeps what, and when it makes a backup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import METADATA_SERVICE, Flow, Peer
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.resilience.cluster_backups.locations import (
    LABEL,
    BackupLocation,
    SnapshotLocation,
    VolumeSnapshots,
)
from components.resilience.cluster_backups.schedule import schedule
from components.resilience.cluster_backups.spec import ClusterBackupsSpec
from components.resilience.cluster_backups.values import (
    AGENT_CONFIG,
    METRICS,
    MOVER_MEMORY,
    Plugin,
    agent_config,
    values,
)

NAMESPACE: Final = "velero"
SCHEDULE: Final = "daily-backup"
SNAPSHOT_CLASS: Final = "velero"

API: Final = "velero.io/v1"
SNAPSHOT_API: Final = "snapshot.storage.k8s.io/v1"
SNAPSHOT_DEFINITION: Final = "volumesnapshotclasses.snapshot.storage.k8s.io"

REPOSITORY_SECRET: Final = "velero-repo-credentials"  # noqa: S105 - the name of a secret, not one
REPOSITORY_KEY: Final = "repository-password"


@dataclass(frozen=True, kw_only=True)
class ClusterBackupsArgs:
    """A spec, the plugin of the cluster's cloud, and the places that backups and snapshots go to.

    The first of ``locations`` is where the schedule writes to, if that may be written to; a cluster that can only
    restore has a schedule nowhere. ``repository_password`` encrypts the data of volumes: a cluster that is to restore
    another's has the same one. ``annotations`` and ``pod_labels`` are those of the cloud's identity, and ``granted`` is
    what Velero waits for so that its first call is not refused.
    """

    spec: ClusterBackupsSpec
    plugin: Plugin
    locations: tuple[BackupLocation, ...]
    snapshot_location: SnapshotLocation
    volumes: VolumeSnapshots
    repository_password: Wire[str] = field(repr=False)
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    pod_labels: Mapping[str, str] = field(default_factory=dict)
    monitored: bool = False

    def __post_init__(self) -> None:
        names = [location.name for location in self.locations]
        if not names:
            raise ValueError("backups of a cluster need a place to go to: name a location")
        if len(set(names)) != len(names):
            raise ValueError(f"two locations of backups have one name ({', '.join(names)}): rename one")


class ClusterBackups(ClusterComponent):
    """Velero, its locations, the daily schedule and the class of snapshots that it takes.

    A restored namespace has no Secrets until External Secrets has made them again from the secret store: restore it
    first, or the pods wait. Without a password of our own, Velero would encrypt every repository with one that stands in
    its source (``pkg/repository/keys``).

    Outputs: ``schedule`` and ``location``, their names. ``ready`` is what a restore waits for.

    :raises RefusalError: at the end of composition, if a namespace that is to be backed up is not there: Velero would
        call every backup partially failed.
    """

    urn_type = "platform:resilience:ClusterBackups"

    schedule: Output[str]
    location: Output[str]

    def __init__(self, site: ClusterSite, args: ClusterBackupsArgs) -> None:
        super().__init__("backups", site)
        self.args = args
        self._need()
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="baseline",
                gates=Gates(metrics=(METRICS,), cloud=True, flows=_flows(site)),
                share=Share(usual_memory_limit=MOVER_MEMORY, pods=200),
            ),
            self.child(),
        )
        before = self._configured(namespace)
        release = ChartRelease(
            site,
            ChartArgs(
                chart="velero",
                namespace=namespace,
                values=values(
                    site,
                    args.plugin,
                    keep_hours=args.spec.keep_hours,
                    annotations=args.annotations,
                    pod_labels=args.pod_labels,
                    monitored=args.monitored,
                ),
                after=[*args.granted, *before],
            ),
            self.child(),
        )
        placed = [*self._locations(release.ready), self._snapshots(release.ready)]
        self.ready: list[Resource] = [*release.ready, *placed, *self._schedule([*release.ready, *placed])]
        self.schedule, self.location = Output.from_input(SCHEDULE), Output.from_input(args.locations[0].name)
        self.publish()

    def _need(self) -> None:
        ledger, whose = self.site.ledger, "the schedule of backups"
        ledger.need(
            "definition",
            SNAPSHOT_DEFINITION,
            "Velero",
            "install the controller of snapshots, or leave the backups out",
        )
        if not self.args.locations[0].writable:
            return
        for namespace in self.args.spec.namespaces:
            ledger.need(
                "namespace",
                namespace,
                whose,
                "take it out of backups.namespaces, or describe what lives there",
            )

    def _configured(self, namespace: PlatformNamespace) -> list[Resource]:
        """Return what Velero reads when it starts."""
        password = kubernetes.core.v1.Secret(
            f"{self.name}-repository",
            metadata=self.metadata(REPOSITORY_SECRET, namespace.namespace),
            string_data={REPOSITORY_KEY: self.args.repository_password},
            opts=self.inside(namespace.ready),
        )
        agents = kubernetes.core.v1.ConfigMap(
            f"{self.name}-agents",
            metadata=self.metadata(AGENT_CONFIG, namespace.namespace),
            data={"node-agent-config.json": agent_config(self.args.spec)},
            opts=self.inside(namespace.ready),
        )
        return [password, agents]

    def _locations(self, after: Sequence[Resource]) -> list[Resource]:
        stores: list[Resource] = [
            self.custom(
                f"location-{location.name}",
                API,
                "BackupStorageLocation",
                self.metadata(location.name, NAMESPACE),
                location.spec(default=index == 0),
                after=after,
            )
            for index, location in enumerate(self.args.locations)
        ]
        snapshots = self.args.snapshot_location
        place = self.custom(
            f"snapshots-{snapshots.name}",
            API,
            "VolumeSnapshotLocation",
            self.metadata(snapshots.name, NAMESPACE),
            snapshots.spec(),
            after=after,
        )
        return [*stores, place]

    def _snapshots(self, after: Sequence[Resource]) -> Resource:
        return self.custom(
            "snapshot-class",
            SNAPSHOT_API,
            "VolumeSnapshotClass",
            self.metadata(SNAPSHOT_CLASS, labels={LABEL: "true"}),
            None,
            after=after,
            **self.args.volumes.fields(),
        )

    def _schedule(self, after: Sequence[Resource]) -> list[Resource]:
        first = self.args.locations[0]
        if not first.writable:
            return []
        made = self.custom(
            SCHEDULE,
            API,
            "Schedule",
            self.metadata(SCHEDULE, NAMESPACE),
            schedule(self.args.spec, first.name, self.args.snapshot_location.name),
            after=after,
        )
        return [made]


def _flows(site: ClusterSite) -> dict[str, Flow]:
    """Return the way to who says who the pod is, where that is not the agent that every cloud's gate opens to."""
    if site.cloud != "gcp":
        return {}
    return {"allow-metadata": Flow(direction="to", peers=(Peer(range=METADATA_SERVICE),), ports=(80,))}
