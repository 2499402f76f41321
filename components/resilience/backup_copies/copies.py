"""The jobs that copy backups to other clouds, one for each, and the namespace that they do it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource
from pulumi_kubernetes.batch.v1 import CronJobSpecArgs, JobTemplateSpecArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.job_pods import SETTING_MISSING, job, script
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.resilience.backup_copies.destinations import Destination
from components.resilience.backup_copies.pod import pod
from components.resilience.backup_copies.spec import BackupCopiesSpec

START_SECONDS: Final = 3600


@dataclass(frozen=True, kw_only=True)
class BackupCopiesArgs:
    """A spec, who copies from where, and where to.

    ``namespace`` and ``service_account`` are those that the role in AWS and the other clouds know. ``folders`` are what
    is copied of ``bucket``: dumps as they are, and what Velero wrote once it has settled. ``destinations`` are by a
    name of ours, such as ``google``.
    """

    spec: BackupCopiesSpec
    namespace: str
    service_account: str
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    bucket: Wire[str]
    region: str
    finished_folders: Sequence[str]
    settling_folders: Sequence[str]
    destinations: Mapping[str, Destination]

    def __post_init__(self) -> None:
        if not self.destinations:
            raise ValueError("copies of backups go nowhere: name a destination, or leave the copies out")

    @property
    def folders(self) -> str:
        """The folders as the script reads them, each with the age that its objects must have."""
        ages = {**dict.fromkeys(self.finished_folders, "0s")}
        ages |= dict.fromkeys(self.settling_folders, f"{self.spec.settle_hours}h")
        return " ".join(f"{folder}:{age}" for folder, age in ages.items())


class BackupCopies(ClusterComponent):
    """A job for each cloud, so that one that does not answer holds up no other.

    What crosses the clouds is dumps of databases and the records of clusters. The data of volumes stays in AWS's two
    regions: a repository of kopia lives by writing anew and deleting, which the copies' own lock forbids.

    Outputs: ``namespace``, and ``jobs``, their names by destination.
    """

    urn_type = "platform:resilience:BackupCopies"

    namespace: Output[str]
    jobs: Output[dict[str, str]]

    def __init__(self, site: ClusterSite, args: BackupCopiesArgs) -> None:
        super().__init__("copies", site)
        self.args = args
        self.home = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=args.namespace,
                pod_security="restricted",
                gates=Gates(api=False, cloud=True),
                share=Share(cpu="1", memory="4Gi", pods=20),
            ),
            self.child(),
        )
        account = kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata=self.metadata(args.service_account, self.home.namespace, annotations=args.annotations),
            automount_service_account_token=False,
            opts=self.inside(self.home.ready),
        )
        made = {
            name: self._job(name, destination, [account, *args.granted])
            for name, destination in args.destinations.items()
        }
        self.namespace = self.home.namespace
        self.jobs = Output.all(**{name: one.metadata.name for name, one in made.items()})
        self.publish()

    def _job(
        self, name: str, destination: Destination, after: Sequence[Resource]
    ) -> kubernetes.batch.v1.CronJob:
        args, site, called = self.args, self.site, f"backup-copies-{name}"
        config = kubernetes.core.v1.ConfigMap(
            f"{self.name}-{name}-config",
            metadata=self.metadata(called, self.home.namespace),
            data={
                **{file: script(__package__, file) for file in ("copy.sh", "identity.sh")},
                **destination.files,
            },
            opts=self.inside(self.home.ready),
        )
        template = pod(
            site,
            destination,
            account=args.service_account,
            config=called,
            told={
                "SOURCE": Output.concat("source:", args.bucket),
                "FOLDERS": args.folders,
                "AWS_REGION": args.region,
            },
            labels={**site.labels.kubernetes(), "app.kubernetes.io/name": called},
        )
        return kubernetes.batch.v1.CronJob(
            f"{self.name}-{name}",
            metadata=self.metadata(called, self.home.namespace),
            spec=CronJobSpecArgs(
                schedule=args.spec.schedule,
                time_zone="Etc/UTC",
                concurrency_policy="Forbid",
                starting_deadline_seconds=START_SECONDS,
                successful_jobs_history_limit=3,
                failed_jobs_history_limit=7,
                job_template=JobTemplateSpecArgs(
                    spec=job(template, seconds=args.spec.hours * 3600, hopeless={"copy": [SETTING_MISSING]})
                ),
            ),
            opts=self.inside([*self.home.ready, config, *after]),
        )
