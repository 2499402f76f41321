"""The job that restores a dump, which waits until somebody runs it, and the namespace that it does it in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource
from pulumi_kubernetes.batch.v1 import CronJobSpecArgs, JobTemplateSpecArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.job_pods import SETTING_MISSING, job, script
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.resilience.database_restore.pod import PASSPHRASE, pod
from components.resilience.database_restore.source import RestoreSite
from components.resilience.database_restore.spec import DatabaseRestoreSpec

NAME: Final = "database-restore"
CREDENTIALS: Final = "postgres-credentials"
NEVER: Final = "0 0 1 1 *"
"""A schedule that Kubernetes asks for and the suspended job never keeps."""


@dataclass(frozen=True, kw_only=True)
class DatabaseRestoreArgs:
    """A spec, the image of the dump's major, where dumps are and where the database is.

    ``namespace`` and ``service_account`` are those that the cloud's identity knows. ``passphrase`` is what dumps are
    encrypted with, ``annotations`` and ``labels`` are those of the account, ``granted`` is what it waits for.
    """

    spec: DatabaseRestoreSpec
    namespace: str
    service_account: str
    image: str
    source: RestoreSite
    passphrase: Wire[str] = field(repr=False)
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]


class DatabaseRestore(ClusterComponent):
    """A suspended job: the newest dump that arrived whole goes into a database that holds nothing.

    Outputs: ``namespace`` and ``job``. ``home`` is the namespace, into which the Secret with the login is fetched.
    """

    urn_type = "platform:resilience:DatabaseRestore"

    namespace: Output[str]
    job: Output[str]

    def __init__(self, site: ClusterSite, args: DatabaseRestoreArgs) -> None:
        super().__init__(NAME, site)
        self.args = args
        self.home = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=args.namespace,
                pod_security="restricted",
                gates=Gates(api=False, cloud=True, flows=args.source.flows),
                share=Share(cpu="2", memory="4Gi", pods=10),
            ),
            self.child(),
        )
        account = kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata=self.metadata(
                args.service_account,
                self.home.namespace,
                labels=args.source.pod_labels,
                annotations=args.annotations,
            ),
            automount_service_account_token=False,
            opts=self.inside(self.home.ready),
        )
        made = self._job([account, *self._given(), *args.granted])
        self.namespace, self.job = self.home.namespace, made.metadata.name.apply(str)
        self.publish()

    def _given(self) -> list[Resource]:
        scripts = kubernetes.core.v1.ConfigMap(
            f"{self.name}-scripts",
            metadata=self.metadata(f"{NAME}-scripts", self.home.namespace),
            data={name: script(__package__, name) for name in ("fetch.sh", "restore.sh")},
            opts=self.inside(self.home.ready),
        )
        passphrase = kubernetes.core.v1.Secret(
            f"{self.name}-passphrase",
            metadata=self.metadata(f"{NAME}-passphrase", self.home.namespace),
            string_data={PASSPHRASE: self.args.passphrase},
            opts=self.inside(self.home.ready),
        )
        return [scripts, passphrase]

    def _job(self, after: Sequence[Resource]) -> kubernetes.batch.v1.CronJob:
        args = self.args
        template = pod(
            self.site,
            args.source,
            args.spec,
            image=args.image,
            names={
                "account": args.service_account,
                "scripts": f"{NAME}-scripts",
                "keys": f"{NAME}-passphrase",
                "credentials": CREDENTIALS,
            },
            labels={**self.site.labels.kubernetes(), "app.kubernetes.io/name": NAME},
        )
        hopeless = {"fetch": [SETTING_MISSING, 66], "restore": [SETTING_MISSING, 66, 73]}
        return kubernetes.batch.v1.CronJob(
            f"{self.name}-job",
            metadata=self.metadata(NAME, self.home.namespace),
            spec=CronJobSpecArgs(
                schedule=NEVER,
                time_zone="Etc/UTC",
                suspend=True,
                concurrency_policy="Forbid",
                successful_jobs_history_limit=3,
                failed_jobs_history_limit=3,
                job_template=JobTemplateSpecArgs(
                    spec=job(template, seconds=args.spec.hours * 3600, hopeless=hopeless)
                ),
            ),
            opts=self.inside([*self.home.ready, *after]),
        )
