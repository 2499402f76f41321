"""The job that removes old previews, and what holds it to previews whatever its script says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource
from pulumi_kubernetes.batch.v1 import CronJobSpecArgs, JobTemplateSpecArgs
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from components.delivery.preview_cleanup.guard import guard
from components.delivery.preview_cleanup.pod import SCRIPT, pod
from components.delivery.preview_cleanup.spec import PreviewCleanupSpec
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.job_pods import SETTING_MISSING, job, script
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire

NAMESPACE: Final = "preview"
NAME: Final = "preview-cleanup"

LABEL: Final = "type=preview"
"""What the ApplicationSet of previews gives every namespace that it makes (requirements, section 12.2)."""

TAG: Final = "preview"
"""The tag of what a preview has in the cloud; its value is ``true``."""

PROTECTED: Final = "platform.internal/protected"
"""The label, annotation or tag by which somebody keeps a preview."""

NAME_PATTERN: Final = r"^preview-([a-z0-9-]+-)?[0-9]+(-[a-z0-9-]+)?$"
"""How a preview is called: after its pull request, with its application before or a role behind the number or without."""

SECONDS: Final = 3600


@dataclass(frozen=True, kw_only=True)
class PreviewCleanupArgs:
    """A spec, and the identity by which databases and buckets are removed."""

    spec: PreviewCleanupSpec
    region: str
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]


class PreviewCleanup(ClusterComponent):
    """A nightly job, its rights in the cluster, and a policy of admission that refuses it every namespace but previews.

    RBAC cannot let somebody delete namespaces of one kind alone, so that the API server is told to look: were the
    script wrong, or somebody else in its place, no other namespace could go.

    Outputs: ``namespace`` and ``job``.
    """

    urn_type = "platform:delivery:PreviewCleanup"

    namespace: Output[str]
    job: Output[str]

    def __init__(self, site: ClusterSite, args: PreviewCleanupArgs) -> None:
        super().__init__(NAME, site)
        self.args = args
        self.home = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(cloud=True),
                share=Share(cpu="500m", memory="1Gi", pods=10),
            ),
            self.child(),
        )
        account = kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata=self.metadata(NAME, self.home.namespace, annotations=args.annotations),
            automount_service_account_token=False,
            opts=self.inside(self.home.ready),
        )
        guarded = guard(self, user=f"system:serviceaccount:{NAMESPACE}:{NAME}", told=_mark())
        rights = self._rights([account, *guarded])
        made = self._job([account, *guarded, *rights, *args.granted])
        self.namespace, self.job = self.home.namespace, made.metadata.name.apply(str)
        self.publish()

    def _rights(self, after: Sequence[Resource]) -> list[Resource]:
        role = kubernetes.rbac.v1.ClusterRole(
            f"{self.name}-role",
            metadata=self.metadata(NAME),
            rules=[PolicyRuleArgs(api_groups=[""], resources=["namespaces"], verbs=["list", "delete"])],
            opts=self.inside(after),
        )
        binding = kubernetes.rbac.v1.ClusterRoleBinding(
            f"{self.name}-binding",
            metadata=self.metadata(NAME),
            role_ref=RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="ClusterRole", name=NAME),
            subjects=[SubjectArgs(kind="ServiceAccount", name=NAME, namespace=NAMESPACE)],
            opts=self.inside([*after, role]),
        )
        return [role, binding]

    def _job(self, after: Sequence[Resource]) -> kubernetes.batch.v1.CronJob:
        spec, site = self.args.spec, self.site
        kinds = [
            "namespace",
            *(["database"] if spec.databases else []),
            *(["bucket"] if spec.buckets else []),
        ]
        scripts = kubernetes.core.v1.ConfigMap(
            f"{self.name}-scripts",
            metadata=self.metadata(NAME, self.home.namespace),
            data={SCRIPT: script(__package__, SCRIPT)},
            opts=self.inside(self.home.ready),
        )
        template = pod(
            site,
            account=NAME,
            scripts=NAME,
            told={
                **_mark(),
                "DAYS": str(spec.days),
                "DRY_RUN": "true" if spec.dry_run else "false",
                "KINDS": " ".join(kinds),
                "AWS_REGION": self.args.region,
            },
            labels={**site.labels.kubernetes(), "app.kubernetes.io/name": NAME},
        )
        return kubernetes.batch.v1.CronJob(
            f"{self.name}-job",
            metadata=self.metadata(NAME, self.home.namespace),
            spec=CronJobSpecArgs(
                schedule=spec.schedule,
                time_zone="Etc/UTC",
                concurrency_policy="Forbid",
                starting_deadline_seconds=SECONDS,
                successful_jobs_history_limit=3,
                failed_jobs_history_limit=3,
                job_template=JobTemplateSpecArgs(
                    spec=job(template, seconds=SECONDS, hopeless={"cleanup": [SETTING_MISSING]})
                ),
            ),
            opts=self.inside([*self.home.ready, scripts, *after]),
        )


def _mark() -> Mapping[str, str]:
    return {"LABEL": LABEL, "TAG": TAG, "PROTECTED": PROTECTED, "NAME_PATTERN": NAME_PATTERN}
