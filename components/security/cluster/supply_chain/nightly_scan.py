"""The nightly scan of every image that runs, and the copy of its reports in the report store.

The owner's job lists images with ``kubectl`` in an image that has none, and keeps reports on a volume alone. Here a first
container lists them, the scanner scans them as asked, and a third copies the reports to S3. Trivy's operator has the same
findings as objects, hours old at most: the job is the record that outlives the cluster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import AWS_CLI
from components.foundation.spec import Wire
from components.security.cluster.supply_chain.images import TRIVY
from components.security.cluster.supply_chain.scanning_spec import NightlyScanSpec

NAMESPACE: Final = "security"
NAME: Final = "image-scanner"
CLAIM: Final = "security-reports"
CONFIG: Final = "trivy-config"
USER: Final = 65534

SCRATCH: Final = "/tmp"  # noqa: S108 - a folder of the container's own, which it alone writes

CONFIGURATION: Final = """\
format: json
exit-code: 1
severity: HIGH,CRITICAL
ignore-unfixed: true
cache-dir: /tmp/trivy-cache
"""

LONGEST: Final = 4 * 3600
"""Seconds that a night's scan may take."""


@dataclass(frozen=True, kw_only=True)
class NightlyScanArgs:
    """A spec, where reports are kept, and the identity that writes them there and reads the account's images.

    ``bucket`` is of S3, ``prefix`` the folder in it; ``storage_class`` is that of the volume, the cluster's own default
    where it is None.
    """

    spec: NightlyScanSpec
    bucket: Wire[str]
    prefix: str
    region: str
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    storage_class: str | None = None


class NightlyScan(ClusterComponent):
    """A CronJob that scans all images that run, the volume it writes to, and its right to see pods.

    Output: ``schedule``.

    :raises ValueError: if the images of the job are from a registry that is not allowed on the cluster.
    """

    urn_type = "platform:security:NightlyScan"

    schedule: Output[str]

    def __init__(self, site: ClusterSite, args: NightlyScanArgs) -> None:
        super().__init__("nightly-scan", site)
        self.args = args
        for image in (TRIVY, AWS_CLI):
            site.refuse_foreign(image, f"the job {NAME}")
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(cloud=True),
                share=Share(cpu="1", memory="4Gi", pods=5),
            ),
            self.child(),
        )
        account = self._account(namespace)
        self._sees_pods(account)
        made = [account, self._config(namespace), self._claim(namespace)]
        job = self._job(namespace, made)
        self.schedule = job.spec.schedule
        self.publish()

    def _account(self, namespace: PlatformNamespace) -> kubernetes.core.v1.ServiceAccount:
        return kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata=self.metadata(NAME, namespace.namespace, annotations=self.args.annotations),
            automount_service_account_token=False,
            opts=self.inside(namespace.ready),
        )

    def _sees_pods(self, account: kubernetes.core.v1.ServiceAccount) -> None:
        name = f"platform-{NAME}"
        role = kubernetes.rbac.v1.ClusterRole(
            f"{self.name}-sees-pods",
            metadata=self.metadata(name),
            rules=[PolicyRuleArgs(api_groups=[""], resources=["pods"], verbs=["list"])],
            opts=self.inside(),
        )
        kubernetes.rbac.v1.ClusterRoleBinding(
            f"{self.name}-sees-pods",
            metadata=self.metadata(name),
            subjects=[SubjectArgs(kind="ServiceAccount", name=NAME, namespace=NAMESPACE)],
            role_ref=RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="ClusterRole", name=name),
            opts=self.inside([account, role]),
        )

    def _config(self, namespace: PlatformNamespace) -> kubernetes.core.v1.ConfigMap:
        return kubernetes.core.v1.ConfigMap(
            f"{self.name}-config",
            metadata=self.metadata(CONFIG, namespace.namespace),
            data={"trivy.yaml": CONFIGURATION},
            opts=self.inside(namespace.ready),
        )

    def _claim(self, namespace: PlatformNamespace) -> kubernetes.core.v1.PersistentVolumeClaim:
        spec: Any = {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": self.args.storage_class,
            "resources": {"requests": {"storage": f"{self.args.spec.volume_gib}Gi"}},
        }
        return kubernetes.core.v1.PersistentVolumeClaim(
            f"{self.name}-reports",
            metadata=self.metadata(
                CLAIM,
                namespace.namespace,
                labels={"topology.kubernetes.io/region": self.args.region},
                # The volume is made with the first pod, for whose zone it has to be: Pulumi must not wait for it.
                annotations={"pulumi.com/skipAwait": "true"},
            ),
            spec=spec,
            opts=self.inside(namespace.ready),
        )

    def _job(self, namespace: PlatformNamespace, after: Sequence[Resource]) -> kubernetes.batch.v1.CronJob:
        spec: Any = {
            "schedule": self.args.spec.schedule,
            "timeZone": "Etc/UTC",
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 3600,
            "successfulJobsHistoryLimit": 3,
            "failedJobsHistoryLimit": 3,
            "jobTemplate": {
                "spec": {
                    "backoffLimit": 2,
                    "activeDeadlineSeconds": LONGEST,
                    "template": {"spec": self._pod()},
                }
            },
        }
        return kubernetes.batch.v1.CronJob(
            f"{self.name}-job",
            metadata=self.metadata(NAME, namespace.namespace),
            spec=spec,
            opts=self.inside([*namespace.ready, *self.args.granted, *after]),
        )

    def _pod(self) -> dict[str, Any]:
        spec, work = self.args.spec, {"name": "WORK", "value": "/work"}
        store = {"BUCKET": self.args.bucket, "PREFIX": self.args.prefix, "AWS_REGION": self.args.region}
        return {
            "serviceAccountName": NAME,
            # Only the container that lists asks the API server; the others have the cloud's token alone.
            "automountServiceAccountToken": False,
            "restartPolicy": "OnFailure",
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": USER,
                "runAsGroup": USER,
                "fsGroup": USER,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "initContainers": [
                _container(
                    "list-images", AWS_CLI, "list-images.sh", ("50m", "64Mi", "250m", "128Mi"), env=[work]
                )
                | {"volumeMounts": [*_mounts(work="/work"), _TOKEN_MOUNT]}
            ],
            "containers": [
                _container(
                    "trivy-scanner",
                    TRIVY,
                    "scan.sh",
                    ("200m", "512Mi", "500m", "1Gi"),
                    env=[
                        work,
                        {"name": "KEPT_DAYS", "value": str(spec.kept_days)},
                        {"name": "AWS_REGION", "value": self.args.region},
                    ],
                )
                | {
                    "volumeMounts": _mounts(
                        config="/config", reports="/reports", work="/work", scratch=SCRATCH
                    )
                },
                _container(
                    "report-keeper",
                    AWS_CLI,
                    "keep.sh",
                    ("20m", "96Mi", "250m", "256Mi"),
                    env=[work, {"name": "HOME", "value": SCRATCH}, *_environment(store)],
                )
                | {"volumeMounts": _mounts(reports="/reports", work="/work", scratch=SCRATCH)},
            ],
            "volumes": [
                {"name": "config", "configMap": {"name": CONFIG}},
                {"name": "reports", "persistentVolumeClaim": {"claimName": CLAIM}},
                {"name": "work", "emptyDir": {"sizeLimit": "256Mi"}},
                {"name": "scratch", "emptyDir": {"sizeLimit": "8Gi"}},
                _TOKEN,
            ],
        }


_TOKEN: Final[dict[str, Any]] = {
    "name": "token",
    "projected": {
        "sources": [
            {"serviceAccountToken": {"path": "token", "expirationSeconds": 3600}},
            {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        ]
    },
}
"""The account's token for the API server, for an hour and for the one container that mounts it."""

_TOKEN_MOUNT: Final[dict[str, Any]] = {
    "name": "token",
    "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
    "readOnly": True,
}


def script(name: str) -> str:
    """Return a script of the job."""
    return (files(__package__) / "scripts" / name).read_text()


def _container(
    name: str,
    image: str,
    command: str,
    given: tuple[str, str, str, str],
    *,
    env: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """Return a container that runs a script. ``given`` is processor and memory: requested, then the most."""
    cpu, memory, most_cpu, most_memory = given
    return {
        "name": name,
        "image": image,
        "command": ["/bin/sh", "-c", script(command)],
        "env": list(env),
        "resources": {
            "requests": {"cpu": cpu, "memory": memory},
            "limits": {"cpu": most_cpu, "memory": most_memory},
        },
        "securityContext": {**confined(), "runAsNonRoot": True},
    }


def _mounts(**paths: str) -> list[dict[str, Any]]:
    return [{"name": name, "mountPath": path} for name, path in paths.items()]


def _environment(values: dict[str, Wire[str]]) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in values.items()]
