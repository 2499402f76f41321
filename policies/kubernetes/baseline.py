"""The baseline level of the Pod Security Standards, at the version of Kubernetes 1.35.

Each control is a function that yields what must hold and what to say if it does not; the names are those
of the standard (kubernetes.io/docs/concepts/security/pod-security-standards), the exact rules those of the
admission controller that enforces it.
"""

from collections.abc import Callable, Iterator
from typing import Final

from policies.framework.facts import Fact
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Control, Outcomes, clauses, require, resource_rule
from policies.framework.values import Value
from policies.kubernetes.pods import PATCHES, WORKLOADS, Pod, pod_of

Demand = tuple[Fact, str]
Demands = Iterator[Demand]

STANDARD: Final = "https://kubernetes.io/docs/concepts/security/pod-security-standards/"

CAPABILITIES: Final = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip
SELINUX_TYPES: Final = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
SYSCTLS: Final = (
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
)  # fmt: skip
PROFILES: Final = ("RuntimeDefault", "Localhost")
PROBES: Final = ("livenessProbe", "readinessProbe", "startupProbe")
HOOKS: Final = ("postStart", "preStop")
APPARMOR_ANNOTATION: Final = "container.apparmor.security.beta.kubernetes.io/"


def one_of(value: Value, *allowed: object) -> Fact:
    """Return whether a value is left out or among ``allowed``."""
    return value.test(lambda raw: raw in allowed, absent=True)


def host_process(pod: Pod) -> Demands:
    """Refuse Windows containers that run as processes of the node."""
    for context in pod.contexts():
        flag = context.at("windowsOptions", "hostProcess")
        yield ~flag.is_true(), f"HostProcess: turn {flag.where} off"


def host_namespaces(pod: Pod) -> Demands:
    """Refuse the node's network, processes and shared memory."""
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        yield ~pod.spec[key].is_true(), f"Host namespaces: turn {key} off"


def privileged(pod: Pod) -> Demands:
    """Refuse containers that are the node."""
    for container in pod.containers():
        flag = container.at("securityContext", "privileged")
        yield ~flag.is_true(), f"Privileged containers: turn {flag.where} off"


def capabilities(pod: Pod) -> Demands:
    """Refuse capabilities beyond the runtime's own."""
    for container in pod.containers():
        for added in container.at("securityContext", "capabilities", "add").items():
            yield one_of(added, *CAPABILITIES), f"Capabilities: {added.where} is beyond the runtime's own"


def host_path_volumes(pod: Pod) -> Demands:
    """Refuse the node's files."""
    for volume in pod.spec["volumes"].items():
        mounted = volume["hostPath"].test(lambda _: True)
        yield ~mounted, f"HostPath volumes: {volume.where} mounts the node's files"


def host_ports(pod: Pod) -> Demands:
    """Refuse ports of the node."""
    for container in pod.containers():
        for port in container["ports"].items():
            yield one_of(port["hostPort"], 0), f"Host ports: {port.where} takes a port of the node"


def host_probes(pod: Pod) -> Demands:
    """Refuse probes and hooks that the kubelet would send elsewhere (since 1.34)."""
    for container in pod.containers():
        handlers = [container[probe] for probe in PROBES]
        handlers += [container.at("lifecycle", hook) for hook in HOOKS]
        for handler in handlers:
            for kind in ("httpGet", "tcpSocket"):
                host = handler.at(kind, "host")
                yield one_of(host, ""), f"Host probes and lifecycle hooks: leave {host.where} out"


def app_armor(pod: Pod) -> Demands:
    """Refuse to switch AppArmor off, by field or by the annotation of old."""
    for context in pod.contexts():
        profile = context.at("appArmorProfile", "type")
        yield one_of(profile, *PROFILES), f"AppArmor: {profile.where} switches it off"
    annotations = pod.metadata["annotations"]
    if annotations.unknown:
        yield annotations.undecided(), "AppArmor: an annotation switches it off"
    for key, value in annotations.entries():
        if key.startswith(APPARMOR_ANNOTATION):
            allowed = value.test(
                lambda raw: raw in {"", "runtime/default"} or str(raw).startswith("localhost/")
            )
            yield allowed, "AppArmor: an annotation switches it off"


def se_linux(pod: Pod) -> Demands:
    """Refuse SELinux types beyond the containers' own, and any user or role."""
    for context in pod.contexts():
        options = context["seLinuxOptions"]
        yield one_of(options["type"], *SELINUX_TYPES), f"SELinux: {options.where}.type is not a container's"
        for key in ("user", "role"):
            yield one_of(options[key], ""), f"SELinux: leave {options.where}.{key} out"


def proc_mount(pod: Pod) -> Demands:
    """Refuse an unmasked /proc, except in a user namespace (since 1.35)."""
    for container in pod.containers():
        mount = container.at("securityContext", "procMount")
        yield (
            one_of(mount, "Default") | pod.user_namespace,
            f"/proc mount type: leave {mount.where} at Default",
        )


def seccomp(pod: Pod) -> Demands:
    """Refuse to switch seccomp off."""
    for context in pod.contexts():
        profile = context.at("seccompProfile", "type")
        yield one_of(profile, *PROFILES), f"Seccomp: {profile.where} switches it off"


def sysctls(pod: Pod) -> Demands:
    """Refuse kernel settings that reach beyond the pod."""
    for setting in pod.security["sysctls"].items():
        yield one_of(setting["name"], *SYSCTLS), f"Sysctls: {setting.where} reaches beyond the pod"


CONTROLS: Final[tuple[Callable[[Pod], Demands], ...]] = (
    host_process,
    host_namespaces,
    privileged,
    capabilities,
    host_path_volumes,
    host_ports,
    host_probes,
    app_armor,
    se_linux,
    proc_mount,
    seccomp,
    sysctls,
)


@resource_rule(
    name="pss-baseline",
    title="Pods keep the baseline of the Pod Security Standards",
    types=(*WORKLOADS, *PATCHES),
    severity="high",
    levels=ALWAYS,
    remediation="Drop the setting that is named; an agent that needs the node gets a reviewed waiver.",
    controls=(
        Control("Pod Security Standards", "1.35", "baseline"),
        *clauses("CIS EKS", "1.8", "4.2.1", "4.2.2", "4.2.3", "4.2.4"),
        *clauses("CIS Kubernetes", "1.12", "5.2.2", "5.2.3", "5.2.4", "5.2.5", "5.2.8", "5.2.10", "5.2.11", "5.2.12"),
        *clauses("CIS AKS", "1.8", "4.2.1", "4.2.2", "4.2.3", "4.2.4"),
    ),
    checkov=("CKV_K8S_16", "CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19", "CKV_K8S_25", "CKV_K8S_26"),
    trivy=(
        "KSV-0008", "KSV-0009", "KSV-0010", "KSV-0017", "KSV-0022", "KSV-0023", "KSV-0024", "KSV-0025", "KSV-0026",
        "KSV-0027", "KSV-0103", "KSV-0104",
    ),
    prowler=(
        "core_minimize_admission_hostport_containers",
        "core_minimize_admission_windows_hostprocess_containers",
        "core_minimize_hostIPC_containers",
        "core_minimize_hostNetwork_containers",
        "core_minimize_hostPID_containers",
        "core_minimize_hostpath_volume_mounts",
        "core_minimize_net_raw_capability_admission",
        "core_minimize_privileged_containers",
    ),
    kyverno=(
        "disallow-capabilities",
        "disallow-host-namespaces",
        "disallow-host-path",
        "disallow-host-ports",
        "disallow-host-process",
        "disallow-privileged-containers",
        "disallow-proc-mount",
        "disallow-selinux",
        "podsecurity-subrule-baseline",
        "restrict-apparmor-profiles",
        "restrict-seccomp",
        "restrict-sysctls",
    ),
    url=STANDARD + "#baseline",
)  # fmt: skip
def pss_baseline(workload: Resource, _: Context) -> Outcomes:
    """Require each control of the level by itself."""
    pod = pod_of(workload)
    for control in CONTROLS:
        for holds, message in control(pod):
            yield from require(holds, message)


RULES = (pss_baseline,)
