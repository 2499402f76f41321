"""The pod of a copy: a sidecar says who it is, and rclone copies."""

from collections.abc import Mapping
from typing import Final

from pulumi_kubernetes.core.v1 import (
    ConfigMapVolumeSourceArgs,
    ContainerArgs,
    EmptyDirVolumeSourceArgs,
    EnvVarArgs,
    ExecActionArgs,
    PodSpecArgs,
    PodTemplateSpecArgs,
    ProbeArgs,
    VolumeArgs,
    VolumeMountArgs,
)
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.foundation.cluster.job_pods import confined, pod_security, share
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import AWS_CLI, RCLONE
from components.foundation.spec import Wire
from components.resilience.backup_copies.destinations import CONFIG, IDENTITY, Destination

SCRIPTS: Final = "/scripts"
HOME: Final = "/tmp"  # noqa: S108 - a volume of the pod


def pod(
    site: ClusterSite,
    destination: Destination,
    *,
    account: str,
    config: str,
    told: Mapping[str, Wire[str]],
    labels: Mapping[str, str],
) -> PodTemplateSpecArgs:
    """Return the template of the pod.

    :param account: its service account.
    :param config: the ConfigMap with its scripts and the destination's files.
    :param told: what to copy, and from where.
    """
    return PodTemplateSpecArgs(
        metadata=ObjectMetaArgs(labels=dict(labels)),
        spec=PodSpecArgs(
            service_account_name=account,
            automount_service_account_token=False,
            enable_service_links=False,
            restart_policy="Never",
            security_context=pod_security(),
            init_containers=[_identity(site, destination, told["AWS_REGION"])],
            containers=[_copy(site, destination, told)],
            tolerations=site.tolerations,
            volumes=[
                VolumeArgs(
                    name="identity", empty_dir=EmptyDirVolumeSourceArgs(medium="Memory", size_limit="1Mi")
                ),
                VolumeArgs(name="tmp", empty_dir=EmptyDirVolumeSourceArgs(size_limit="256Mi")),
                VolumeArgs(
                    name="config", config_map=ConfigMapVolumeSourceArgs(name=config, default_mode=0o555)
                ),
            ],
        ),
    )


def _identity(site: ClusterSite, destination: Destination, region: Wire[str]) -> ContainerArgs:
    """Return the sidecar: an init container that goes on, so that the job ends without it (Kubernetes 1.29)."""
    files = ["aws.env", *(["token"] if destination.audience else [])]
    introduced = {"AUDIENCE": destination.audience} if destination.audience else {}
    there = " && ".join(f"test -s {IDENTITY}/{file}" for file in files)
    return ContainerArgs(
        name="identity",
        image=site.refuse_foreign(AWS_CLI, "the copies"),
        restart_policy="Always",
        command=["/bin/bash", f"{SCRIPTS}/identity.sh"],
        env=_environment({"IDENTITY": IDENTITY, "HOME": HOME, "AWS_REGION": region, **introduced}),
        startup_probe=ProbeArgs(
            exec_=ExecActionArgs(command=["/bin/sh", "-c", there]), period_seconds=2, failure_threshold=60
        ),
        resources=share("20m", "64Mi", cpu_limit="500m", memory_limit="256Mi"),
        security_context=confined(),
        volume_mounts=_mounts(),
    )


def _copy(site: ClusterSite, destination: Destination, told: Mapping[str, Wire[str]]) -> ContainerArgs:
    source = {
        "RCLONE_CONFIG_SOURCE_TYPE": "s3",
        "RCLONE_CONFIG_SOURCE_PROVIDER": "AWS",
        "RCLONE_CONFIG_SOURCE_ENV_AUTH": "true",
        "RCLONE_CONFIG_SOURCE_REGION": told["AWS_REGION"],
        "RCLONE_CONFIG_SOURCE_NO_CHECK_BUCKET": "true",
    }
    return ContainerArgs(
        name="copy",
        image=site.refuse_foreign(RCLONE, "the copies"),
        command=["/bin/sh", f"{SCRIPTS}/copy.sh"],
        env=_environment(
            {
                **told,
                **source,
                **destination.environment,
                "TARGET": destination.path,
                "IDENTITY": IDENTITY,
                "XDG_CONFIG_HOME": HOME,
                "HOME": HOME,
            }
        ),
        resources=share("100m", "256Mi", cpu_limit="1", memory_limit="1Gi"),
        security_context=confined(),
        volume_mounts=[
            *_mounts(),
            VolumeMountArgs(name="config", mount_path=CONFIG, read_only=True),
        ],
    )


def _environment(told: Mapping[str, Wire[str]]) -> list[EnvVarArgs]:
    return [EnvVarArgs(name=name, value=value) for name, value in sorted(told.items())]


def _mounts() -> list[VolumeMountArgs]:
    return [
        VolumeMountArgs(name="identity", mount_path=IDENTITY),
        VolumeMountArgs(name="tmp", mount_path=HOME),
        VolumeMountArgs(name="config", mount_path=SCRIPTS, read_only=True),
    ]
