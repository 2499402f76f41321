"""The restricted level of the Pod Security Standards, at the version of Kubernetes 1.35, beyond the baseline."""

from collections.abc import Callable
from typing import Final

from policies.framework.facts import every, fact, some
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Control, Outcomes, clauses, require, resource_rule
from policies.kubernetes.baseline import PROFILES, STANDARD, Demands, one_of
from policies.kubernetes.pods import WORKLOADS, Pod, pod_of

VOLUMES: Final = (
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
)  # fmt: skip


def volume_types(pod: Pod) -> Demands:
    """Refuse volumes that bypass the storage interface."""
    for volume in pod.spec["volumes"].items():
        if volume.unknown:
            yield volume.undecided(), "Volume types: a volume is of a kind that is not allowed"
            continue
        kinds = {key for key, _ in volume.entries()} - {"name"}
        yield fact(kinds.issubset(VOLUMES)), f"Volume types: {volume.where} is of a kind that is not allowed"


def privilege_escalation(pod: Pod) -> Demands:
    """Require that no child gains more than its parent, which is not the default."""
    for container in pod.containers():
        flag = container.at("securityContext", "allowPrivilegeEscalation")
        yield flag.equals(False) | pod.windows, f"Privilege escalation: set {flag.where} to false"


def running_as_non_root(pod: Pod) -> Demands:
    """Require every container, or the pod for those that do not say, to run as somebody."""
    whole = pod.security["runAsNonRoot"]
    yield ~whole.equals(False) | pod.user_namespace, f"Running as non-root: set {whole.where} to true"
    for container in pod.containers():
        own = container.at("securityContext", "runAsNonRoot")
        inherited = whole.is_true() if own.absent else own.is_true()
        yield inherited | pod.user_namespace, f"Running as non-root: set {own.where} to true"


def non_root_user(pod: Pod) -> Demands:
    """Refuse the user 0."""
    for context in pod.contexts():
        user = context["runAsUser"]
        yield ~user.equals(0) | pod.user_namespace, f"Running as non-root user: {user.where} is root"


def seccomp(pod: Pod) -> Demands:
    """Require a profile, of the pod or of every container."""
    whole = pod.security.at("seccompProfile", "type")
    for container in pod.containers():
        own = container.at("securityContext", "seccompProfile", "type")
        chosen = one_of(own, *PROFILES) & (whole.equals(*PROFILES) if own.absent else own.equals(*PROFILES))
        yield chosen | pod.windows, f"Seccomp: set {own.where} to RuntimeDefault"


def capabilities(pod: Pod) -> Demands:
    """Require that all are dropped and nothing but NET_BIND_SERVICE is added."""
    for container in pod.containers():
        held = container.at("securityContext", "capabilities")
        dropped = some(item.equals("ALL") for item in held["drop"].items())
        yield dropped | pod.windows, f"Capabilities: drop ALL in {held.where}"
        bare = every(item.equals("NET_BIND_SERVICE") for item in held["add"].items())
        yield bare | pod.windows, f"Capabilities: {held.where}.add may hold NET_BIND_SERVICE alone"


def proc_mount(pod: Pod) -> Demands:
    """Refuse an unmasked /proc even in a user namespace (since 1.35)."""
    for container in pod.containers():
        mount = container.at("securityContext", "procMount")
        yield one_of(mount, "Default"), f"/proc mount type: leave {mount.where} at Default"


CONTROLS: Final[tuple[Callable[[Pod], Demands], ...]] = (
    volume_types,
    privilege_escalation,
    running_as_non_root,
    non_root_user,
    seccomp,
    capabilities,
    proc_mount,
)


@resource_rule(
    name="pss-restricted",
    title="Pods keep the restricted level of the Pod Security Standards",
    types=WORKLOADS,
    severity="high",
    levels=PROMOTED,
    remediation="Set runAsNonRoot and seccompProfile on the pod, and on each container drop ALL and forbid escalation.",
    controls=(
        Control("Pod Security Standards", "1.35", "restricted"),
        Control("CIS EKS", "1.8", "4.2.5"),
        *clauses("CIS Kubernetes", "1.12", "5.2.6", "5.2.7", "5.2.9", "5.6.2", "5.6.3"),
        *clauses("CIS GKE", "1.9", "4.6.2", "4.6.3"),
        *clauses("CIS AKS", "1.8", "4.2.5", "4.6.2"),
    ),
    checkov=("CKV_K8S_20", "CKV_K8S_23", "CKV_K8S_31", "CKV_K8S_37"),
    trivy=("KSV-0001", "KSV-0012", "KSV-0028", "KSV-0030", "KSV-0104", "KSV-0105", "KSV-0106"),
    prowler=(
        "core_minimize_allowPrivilegeEscalation_containers",
        "core_minimize_containers_added_capabilities",
        "core_minimize_containers_capabilities_assigned",
        "core_minimize_root_containers_admission",
        "core_seccomp_profile_docker_default",
    ),
    kyverno=(
        "disallow-capabilities-strict",
        "disallow-privilege-escalation",
        "require-drop-all",
        "require-run-as-non-root-user",
        "require-run-as-nonroot",
        "restrict-seccomp-strict",
        "restrict-volume-types",
        "restricted-latest",
    ),
    url=STANDARD + "#restricted",
)
def pss_restricted(workload: Resource, _: Context) -> Outcomes:
    """Require each control of the level by itself."""
    pod = pod_of(workload)
    for control in CONTROLS:
        for holds, message in control(pod):
            yield from require(holds, message)


@resource_rule(
    name="pod-group-not-root",
    title="Pods are in no group of root's",
    types=WORKLOADS,
    severity="medium",
    levels=PROMOTED,
    remediation="Set runAsGroup, fsGroup and supplementalGroups to groups above 0.",
    trivy=("KSV-0116",),
    kyverno=("require-non-root-groups",),
    url="https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
)
def pod_group_not_root(workload: Resource, _: Context) -> Outcomes:
    """Refuse the group 0, which the files of most images belong to, and which a container has that nobody gave one."""
    pod = pod_of(workload)
    elsewhere = pod.user_namespace | pod.windows
    for container in pod.containers():
        own = container.at("securityContext", "runAsGroup")
        group = pod.security["runAsGroup"] if own.absent else own
        yield from require(group.at_least(1) | elsewhere, f"{own.where} is root's or nobody's choice: set it")
    shared = pod.security["fsGroup"]
    yield from require(~shared.equals(0) | elsewhere, f"{shared.where} is root's: choose another")
    for group in pod.security["supplementalGroups"].items():
        yield from require(~group.equals(0) | elsewhere, f"{group.where} is root's: choose another")


RULES = (pss_restricted, pod_group_not_root)
