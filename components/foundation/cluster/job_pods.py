"""The pods of jobs that keep house: what all of them are confined to, and how often they may fail."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final

from pulumi_kubernetes.batch.v1 import (
    JobSpecArgs,
    PodFailurePolicyArgs,
    PodFailurePolicyOnExitCodesRequirementArgs,
    PodFailurePolicyOnPodConditionsPatternArgs,
    PodFailurePolicyRuleArgs,
)
from pulumi_kubernetes.core.v1 import (
    CapabilitiesArgs,
    EphemeralVolumeSourceArgs,
    PersistentVolumeClaimSpecArgs,
    PersistentVolumeClaimTemplateArgs,
    PodSecurityContextArgs,
    PodTemplateSpecArgs,
    ResourceRequirementsArgs,
    SeccompProfileArgs,
    SecurityContextArgs,
    VolumeResourceRequirementsArgs,
)

USER: Final = 999
"""The user of PostgreSQL's image, and of all others here: none of them needs one of its own."""

SETTING_MISSING: Final = 64
"""What every script here exits with when a setting is missing, and trying again would not help."""

RETRIES: Final = 2

DAY: Final = 86_400


def script(package: str, name: str) -> str:
    """Return the text of a script that stands beside a module, for a ConfigMap."""
    return (files(package) / "scripts" / name).read_text()


def pod_security() -> PodSecurityContextArgs:
    """Return what every pod runs as: the restricted standard, and a group that may write its volumes."""
    return PodSecurityContextArgs(
        run_as_non_root=True,
        run_as_user=USER,
        run_as_group=USER,
        fs_group=USER,
        fs_group_change_policy="OnRootMismatch",
        seccomp_profile=SeccompProfileArgs(type="RuntimeDefault"),
    )


def confined() -> SecurityContextArgs:
    """Return what every container may do, which is nothing beyond its own folders."""
    return SecurityContextArgs(
        allow_privilege_escalation=False,
        read_only_root_filesystem=True,
        run_as_non_root=True,
        capabilities=CapabilitiesArgs(drop=["ALL"]),
    )


def share(cpu: str, memory: str, *, cpu_limit: str, memory_limit: str) -> ResourceRequirementsArgs:
    """Return what a container gets. A job may be throttled: nobody waits for it."""
    return ResourceRequirementsArgs(
        requests={"cpu": cpu, "memory": memory}, limits={"cpu": cpu_limit, "memory": memory_limit}
    )


def job(
    template: PodTemplateSpecArgs,
    *,
    seconds: int,
    hopeless: Mapping[str, Sequence[int]] = {},
    stays: bool = False,
) -> JobSpecArgs:
    """Return a job that ends by itself: tried three times, given up after ``seconds``, removed after two days.

    A pod that is driven off its node is no failure.

    :param hopeless: exit codes after which trying again would not help, by the container that exits with them.
    :param stays: whether it is not removed, because somebody else than the cluster keeps it.
    """
    rules = [
        PodFailurePolicyRuleArgs(
            action="Ignore",
            on_pod_conditions=[
                PodFailurePolicyOnPodConditionsPatternArgs(type="DisruptionTarget", status="True")
            ],
        )
    ]
    rules += [
        PodFailurePolicyRuleArgs(
            action="FailJob",
            on_exit_codes=PodFailurePolicyOnExitCodesRequirementArgs(
                container_name=container, operator="In", values=list(codes)
            ),
        )
        for container, codes in hopeless.items()
    ]
    return JobSpecArgs(
        backoff_limit=RETRIES,
        active_deadline_seconds=seconds,
        ttl_seconds_after_finished=None if stays else 2 * DAY,
        pod_failure_policy=PodFailurePolicyArgs(rules=rules),
        template=template,
    )


def scratch(gib: int) -> EphemeralVolumeSourceArgs:
    """Return a volume that is made with the pod and goes with it, for more than a node's own disk should hold."""
    return EphemeralVolumeSourceArgs(
        volume_claim_template=PersistentVolumeClaimTemplateArgs(
            spec=PersistentVolumeClaimSpecArgs(
                access_modes=["ReadWriteOnce"],
                resources=VolumeResourceRequirementsArgs(requests={"storage": f"{gib}Gi"}),
            )
        )
    )
