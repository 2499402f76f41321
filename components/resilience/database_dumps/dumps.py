"""The job that dumps a database every night, and the namespace that it does it in."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource
from pulumi_kubernetes.batch.v1 import CronJobSpecArgs, JobTemplateSpecArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import INTERNET, POD_IDENTITY, Flow, ranges
from components.foundation.cluster.job_pods import SETTING_MISSING, job, script
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.resilience.database_dumps.pod import PASSPHRASE, Places, pod
from components.resilience.database_dumps.spec import DatabaseDumpsSpec

NAMESPACE: Final = "database"
SERVICE_ACCOUNT: Final = "backup-service-account"
JOB: Final = "postgresql-backup"
SCRIPTS: Final = "postgresql-backup-scripts"
PASSPHRASE_SECRET: Final = "postgresql-backup-passphrase"  # noqa: S105 - the name of a secret, not one

START_SECONDS: Final = 3600
"""How late a dump may begin. One that is later waits for the next night."""


@dataclass(frozen=True, kw_only=True)
class DatabaseDumpsArgs:
    """A spec, the image of the server's major, where the database is and where dumps go.

    ``namespace`` is the one that stands before the databases; its wall opens for the dump's own pods alone.
    ``databases`` are the addresses of the subnets that databases stand in. ``bucket`` and ``folder`` are where dumps
    go, ``passphrase`` is what they are encrypted with. ``annotations`` are those of the service account, ``granted`` is
    what the first dump waits for.
    """

    spec: DatabaseDumpsSpec
    image: str
    namespace: PlatformNamespace
    databases: tuple[IPv4Network, ...]
    bucket: Wire[str]
    folder: str
    region: str
    passphrase: Wire[str] = field(repr=False)
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]


class DatabaseDumps(ClusterComponent):
    """A nightly dump: of one database, by the tools of its own major, encrypted here, uploaded by the pod's identity.

    The encryption is the client's own (requirements, section 9.1), above that of the bucket: another cloud can read a
    copy without the first cloud's keys, and nobody there can who has not the passphrase.

    Outputs: ``namespace`` and ``job``.
    """

    urn_type = "platform:resilience:DatabaseDumps"

    namespace: Output[str]
    job: Output[str]

    def __init__(self, site: ClusterSite, args: DatabaseDumpsArgs) -> None:
        super().__init__("dumps", site)
        self.args = args
        self.home = namespace = args.namespace
        gates = self._gates()
        account = kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata=self.metadata(SERVICE_ACCOUNT, namespace.namespace, annotations=args.annotations),
            # What the pod needs of a cloud comes from its agent; of Kubernetes it needs nothing.
            automount_service_account_token=False,
            opts=self.inside(namespace.ready),
        )
        made = self._cron_job([account, *gates, *self._given(namespace.ready), *args.granted])
        self.namespace, self.job = namespace.namespace, made.metadata.name.apply(str)
        self.publish()

    def _gates(self) -> list[Resource]:
        """Open the way to the database and to the bucket, for the pods of the dump and for no others."""
        pods = {"app.kubernetes.io/name": JOB}
        opened = {
            "database": Flow(direction="to", peers=ranges(self.args.databases), ports=(5432,), pods=pods),
            "cloud": Flow(direction="to", peers=(INTERNET,), ports=(443,), pods=pods),
        }
        if self.site.cloud == "aws":
            opened["pod-identity"] = replace(POD_IDENTITY, pods=pods)
        return [
            kubernetes.networking.v1.NetworkPolicy(
                f"{self.name}-allow-{role}",
                metadata=self.metadata(f"{JOB}-allow-{role}", self.home.namespace),
                spec=flow.policy(),
                opts=self.inside(self.home.ready),
            )
            for role, flow in opened.items()
        ]

    def _given(self, ready: Sequence[Resource]) -> list[Resource]:
        """Return what the pod mounts: its scripts and the passphrase."""
        scripts = kubernetes.core.v1.ConfigMap(
            f"{self.name}-scripts",
            metadata=self.metadata(SCRIPTS, self.home.namespace),
            data={name: script(__package__, name) for name in ("dump.sh", "upload.sh")},
            opts=self.inside(ready),
        )
        passphrase = kubernetes.core.v1.Secret(
            f"{self.name}-passphrase",
            metadata=self.metadata(PASSPHRASE_SECRET, self.home.namespace),
            string_data={PASSPHRASE: self.args.passphrase},
            opts=self.inside(ready),
        )
        return [scripts, passphrase]

    def _cron_job(self, after: Sequence[Resource]) -> kubernetes.batch.v1.CronJob:
        args, site = self.args, self.site
        template = pod(
            site,
            Places(
                account=SERVICE_ACCOUNT,
                scripts=SCRIPTS,
                passphrase=PASSPHRASE_SECRET,
                credentials=args.spec.credentials,
                bucket=args.bucket,
                folder=args.folder,
                region=args.region,
            ),
            image=args.image,
            scratch_gib=args.spec.scratch_gib,
            labels={**site.labels.kubernetes(), "app.kubernetes.io/name": JOB},
        )
        hopeless = {"dump": [SETTING_MISSING], "upload": [SETTING_MISSING]}
        return kubernetes.batch.v1.CronJob(
            f"{self.name}-job",
            metadata=self.metadata(JOB, self.home.namespace),
            spec=CronJobSpecArgs(
                schedule=args.spec.schedule,
                time_zone="Etc/UTC",
                concurrency_policy="Forbid",
                starting_deadline_seconds=START_SECONDS,
                successful_jobs_history_limit=3,
                failed_jobs_history_limit=7,
                job_template=JobTemplateSpecArgs(
                    spec=job(template, seconds=args.spec.hours * 3600, hopeless=hopeless)
                ),
            ),
            opts=self.inside([*self.home.ready, *after]),
        )
