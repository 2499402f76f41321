"""The pod of the clean-up: one script, the token of its account for as long as it runs, and no more."""

from collections.abc import Mapping
from typing import Final

from pulumi_kubernetes.core.v1 import (
    ConfigMapProjectionArgs,
    ConfigMapVolumeSourceArgs,
    ContainerArgs,
    EmptyDirVolumeSourceArgs,
    EnvVarArgs,
    KeyToPathArgs,
    PodSpecArgs,
    PodTemplateSpecArgs,
    ProjectedVolumeSourceArgs,
    ServiceAccountTokenProjectionArgs,
    VolumeArgs,
    VolumeMountArgs,
    VolumeProjectionArgs,
)
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.foundation.cluster.job_pods import confined, pod_security, share
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import AWS_CLI

SCRIPT: Final = "cleanup.sh"
SCRIPTS: Final = "/scripts"
ACCOUNT: Final = "/account"
HOME: Final = "/tmp"  # noqa: S108 - a volume of the pod


def pod(
    site: ClusterSite, *, account: str, scripts: str, told: Mapping[str, str], labels: Mapping[str, str]
) -> PodTemplateSpecArgs:
    """Return the template of the pod. Its image has bash, curl, jq and the AWS CLI (aws-cli, docker/Dockerfile)."""
    environment = {
        **told,
        "API": "https://kubernetes.default.svc",
        "TOKEN_FILE": f"{ACCOUNT}/token",
        "CA_FILE": f"{ACCOUNT}/ca.crt",
        "HOME": HOME,
    }
    container = ContainerArgs(
        name="cleanup",
        image=site.refuse_foreign(AWS_CLI, "the clean-up of previews"),
        command=["/bin/bash", f"{SCRIPTS}/{SCRIPT}"],
        env=[EnvVarArgs(name=name, value=value) for name, value in sorted(environment.items())],
        resources=share("20m", "64Mi", cpu_limit="500m", memory_limit="256Mi"),
        security_context=confined(),
        volume_mounts=[
            VolumeMountArgs(name="scripts", mount_path=SCRIPTS, read_only=True),
            VolumeMountArgs(name="account", mount_path=ACCOUNT, read_only=True),
            VolumeMountArgs(name="tmp", mount_path=HOME),
        ],
    )
    return PodTemplateSpecArgs(
        metadata=ObjectMetaArgs(labels=dict(labels)),
        spec=PodSpecArgs(
            service_account_name=account,
            automount_service_account_token=False,
            enable_service_links=False,
            restart_policy="Never",
            security_context=pod_security(),
            containers=[container],
            tolerations=site.tolerations,
            volumes=[
                VolumeArgs(
                    name="scripts", config_map=ConfigMapVolumeSourceArgs(name=scripts, default_mode=0o555)
                ),
                VolumeArgs(name="account", projected=_account()),
                VolumeArgs(name="tmp", empty_dir=EmptyDirVolumeSourceArgs(size_limit="64Mi")),
            ],
        ),
    )


def _account() -> ProjectedVolumeSourceArgs:
    return ProjectedVolumeSourceArgs(
        default_mode=0o440,
        sources=[
            VolumeProjectionArgs(
                service_account_token=ServiceAccountTokenProjectionArgs(path="token", expiration_seconds=3600)
            ),
            VolumeProjectionArgs(
                config_map=ConfigMapProjectionArgs(
                    name="kube-root-ca.crt", items=[KeyToPathArgs(key="ca.crt", path="ca.crt")]
                )
            ),
        ],
    )
