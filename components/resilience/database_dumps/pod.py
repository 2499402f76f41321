"""The pod of a dump: one container dumps and encrypts, and once that has succeeded another uploads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pulumi_kubernetes.core.v1 import (
    ConfigMapVolumeSourceArgs,
    ContainerArgs,
    EmptyDirVolumeSourceArgs,
    EnvVarArgs,
    KeyToPathArgs,
    PodSpecArgs,
    PodTemplateSpecArgs,
    SecretVolumeSourceArgs,
    VolumeArgs,
    VolumeMountArgs,
)
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.foundation.cluster.job_pods import confined, pod_security, scratch, share
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import AWS_CLI
from components.foundation.spec import Wire

PASSPHRASE: Final = "passphrase"  # noqa: S105 - the key within a secret
WORK: Final = "/backups"
SCRIPTS: Final = "/scripts"
KEYS: Final = "/keys"

CREDENTIALS: Final = "/credentials"
CREDENTIAL_KEYS: Final = ("host", "username", "password", "database")
"""What the Secret has to hold. It is mounted: an environment is inherited by every process and shown by every debugger."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Names of what the pod uses in its namespace, and where the dump goes."""

    account: str
    scripts: str
    passphrase: str
    credentials: str
    bucket: Wire[str]
    folder: str
    region: str


def pod(
    site: ClusterSite, places: Places, *, image: str, scratch_gib: int, labels: Mapping[str, str]
) -> PodTemplateSpecArgs:
    """Return the template of the pod.

    The dump waits on a volume of its own that comes and goes with the pod, as large as was decided: a node's own disk
    would be filled under everybody else. Copies are kept by the bucket, which locks them, and not by a claim in one zone.
    """
    return PodTemplateSpecArgs(
        metadata=ObjectMetaArgs(labels=dict(labels)),
        spec=PodSpecArgs(
            service_account_name=places.account,
            automount_service_account_token=False,
            enable_service_links=False,
            restart_policy="Never",
            security_context=pod_security(),
            init_containers=[_dump(site.refuse_foreign(image, "the dump"))],
            containers=[_upload(site.refuse_foreign(AWS_CLI, "the upload"), places)],
            tolerations=site.tolerations,
            volumes=[
                VolumeArgs(name="work", ephemeral=scratch(scratch_gib)),
                VolumeArgs(name="tmp", empty_dir=EmptyDirVolumeSourceArgs(size_limit="64Mi")),
                VolumeArgs(
                    name="scripts",
                    config_map=ConfigMapVolumeSourceArgs(name=places.scripts, default_mode=0o555),
                ),
                VolumeArgs(
                    name="keys",
                    secret=SecretVolumeSourceArgs(secret_name=places.passphrase, default_mode=0o440),
                ),
                VolumeArgs(name="credentials", secret=_credentials(places.credentials)),
            ],
        ),
    )


def _dump(image: str) -> ContainerArgs:
    mounts = [
        *_mounts(),
        VolumeMountArgs(name="keys", mount_path=KEYS, read_only=True),
        VolumeMountArgs(name="credentials", mount_path=CREDENTIALS, read_only=True),
    ]
    return ContainerArgs(
        name="dump",
        image=image,
        command=["/bin/bash", f"{SCRIPTS}/dump.sh"],
        env=[
            EnvVarArgs(name="CREDENTIALS", value=CREDENTIALS),
            EnvVarArgs(name="PGSSLMODE", value="require"),
            EnvVarArgs(name="PASSPHRASE_FILE", value=f"{KEYS}/{PASSPHRASE}"),
            EnvVarArgs(name="WORK", value=WORK),
        ],
        resources=share("100m", "256Mi", cpu_limit="500m", memory_limit="512Mi"),
        security_context=confined(),
        volume_mounts=mounts,
    )


def _upload(image: str, places: Places) -> ContainerArgs:
    return ContainerArgs(
        name="upload",
        image=image,
        command=["/bin/bash", f"{SCRIPTS}/upload.sh"],
        env=[
            EnvVarArgs(name="BUCKET", value=places.bucket),
            EnvVarArgs(name="FOLDER", value=places.folder),
            EnvVarArgs(name="WORK", value=WORK),
            EnvVarArgs(name="HOME", value="/tmp"),  # noqa: S108 - a volume of the pod
            EnvVarArgs(name="AWS_DEFAULT_REGION", value=places.region),
        ],
        resources=share("100m", "256Mi", cpu_limit="500m", memory_limit="512Mi"),
        security_context=confined(),
        volume_mounts=_mounts(),
    )


def _mounts() -> list[VolumeMountArgs]:
    return [
        VolumeMountArgs(name="work", mount_path=WORK),
        VolumeMountArgs(name="tmp", mount_path="/tmp"),  # noqa: S108 - a volume of the pod
        VolumeMountArgs(name="scripts", mount_path=SCRIPTS, read_only=True),
    ]


def _credentials(secret: str) -> SecretVolumeSourceArgs:
    return SecretVolumeSourceArgs(
        secret_name=secret,
        default_mode=0o440,
        items=[KeyToPathArgs(key=key, path=key) for key in CREDENTIAL_KEYS],
    )
