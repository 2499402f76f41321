"""The pod of a restore: rclone fetches the newest dump, and then the tools of its major restore it."""

from collections.abc import Mapping
from typing import Final

from pulumi_kubernetes.core.v1 import (
    ConfigMapVolumeSourceArgs,
    ContainerArgs,
    EmptyDirVolumeSourceArgs,
    EnvVarArgs,
    PodSpecArgs,
    PodTemplateSpecArgs,
    SecretVolumeSourceArgs,
    VolumeArgs,
    VolumeMountArgs,
)
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.foundation.cluster.job_pods import confined, pod_security, scratch, share
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import RCLONE
from components.foundation.spec import Wire
from components.resilience.database_restore.source import CLOUD_SQL_PROXY, POSTGRES, RestoreSite
from components.resilience.database_restore.spec import DatabaseRestoreSpec

PASSPHRASE: Final = "passphrase"  # noqa: S105 - the key within a secret
WORK: Final = "/backups"
SCRIPTS: Final = "/scripts"
KEYS: Final = "/keys"
CREDENTIALS: Final = "/credentials"
HOME: Final = "/tmp"  # noqa: S108 - a volume of the pod


def pod(
    site: ClusterSite,
    source: RestoreSite,
    spec: DatabaseRestoreSpec,
    *,
    image: str,
    names: Mapping[str, str],
    labels: Mapping[str, str],
) -> PodTemplateSpecArgs:
    """Return the template of the pod.

    :param names: of its ``account``, and of what it mounts: ``scripts``, ``keys`` and ``credentials``.
    """
    proxy = [] if source.connector is None else [_proxy(site, source.connector)]
    return PodTemplateSpecArgs(
        metadata=ObjectMetaArgs(labels={**labels, **source.pod_labels}),
        spec=PodSpecArgs(
            service_account_name=names["account"],
            automount_service_account_token=False,
            enable_service_links=False,
            restart_policy="Never",
            security_context=pod_security(),
            init_containers=[*proxy, _fetch(site, source)],
            containers=[_restore(site.refuse_foreign(image, "the restore"), source, spec)],
            volumes=[
                VolumeArgs(name="work", ephemeral=scratch(spec.scratch_gib)),
                VolumeArgs(name="tmp", empty_dir=EmptyDirVolumeSourceArgs(size_limit="64Mi")),
                VolumeArgs(
                    name="scripts",
                    config_map=ConfigMapVolumeSourceArgs(name=names["scripts"], default_mode=0o555),
                ),
                *(
                    VolumeArgs(
                        name=name,
                        secret=SecretVolumeSourceArgs(secret_name=names[name], default_mode=0o440),
                    )
                    for name in ("keys", "credentials")
                ),
            ],
        ),
    )


def _proxy(site: ClusterSite, instance: Wire[str]) -> ContainerArgs:
    """Return Cloud SQL's connector, which goes on beside the restore and ends with it."""
    return ContainerArgs(
        name="cloud-sql-proxy",
        image=site.refuse_foreign(CLOUD_SQL_PROXY, "the restore"),
        restart_policy="Always",
        args=["--private-ip", f"--port={POSTGRES}", "--structured-logs", instance],
        resources=share("50m", "64Mi", cpu_limit="500m", memory_limit="256Mi"),
        security_context=confined(),
    )


def _fetch(site: ClusterSite, source: RestoreSite) -> ContainerArgs:
    told = {**source.environment, "SOURCE": source.path, "WORK": WORK, "HOME": HOME, "XDG_CONFIG_HOME": HOME}
    return ContainerArgs(
        name="fetch",
        image=site.refuse_foreign(RCLONE, "the restore"),
        command=["/bin/sh", f"{SCRIPTS}/fetch.sh"],
        env=[EnvVarArgs(name=name, value=value) for name, value in sorted(told.items())],
        resources=share("100m", "256Mi", cpu_limit="1", memory_limit="1Gi"),
        security_context=confined(),
        volume_mounts=_mounts(),
    )


def _restore(image: str, source: RestoreSite, spec: DatabaseRestoreSpec) -> ContainerArgs:
    told = {
        "CREDENTIALS": CREDENTIALS,
        "PASSPHRASE_FILE": f"{KEYS}/{PASSPHRASE}",
        "WORK": WORK,
        "OVERWRITE": "true" if spec.overwrite else "false",
        # The connector encrypts on its own, between localhost and the instance.
        **({} if source.connector is None else {"PGHOST": "127.0.0.1", "PGSSLMODE": "disable"}),
    }
    return ContainerArgs(
        name="restore",
        image=image,
        command=["/bin/bash", f"{SCRIPTS}/restore.sh"],
        env=[EnvVarArgs(name=name, value=value) for name, value in sorted(told.items())],
        resources=share("100m", "256Mi", cpu_limit="1", memory_limit="1Gi"),
        security_context=confined(),
        volume_mounts=[
            *_mounts(),
            VolumeMountArgs(name="keys", mount_path=KEYS, read_only=True),
            VolumeMountArgs(name="credentials", mount_path=CREDENTIALS, read_only=True),
        ],
    )


def _mounts() -> list[VolumeMountArgs]:
    return [
        VolumeMountArgs(name="work", mount_path=WORK),
        VolumeMountArgs(name="tmp", mount_path=HOME),
        VolumeMountArgs(name="scripts", mount_path=SCRIPTS, read_only=True),
    ]
