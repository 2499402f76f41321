"""One change of the compliant cluster for each thing that a rule of the Kubernetes pack must notice, or let be."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.cases import Case, absent, fails, unknown
from tests.policies.framework.samples import (
    UNKNOWN,
    Change,
    add,
    both,
    drop,
    entry,
    named,
    put,
    remove,
    unwire,
)
from tests.policies.kubernetes.cases_edge import EDGE
from tests.policies.kubernetes.cases_examples import EXAMPLES
from tests.policies.kubernetes.cases_platform import PLATFORM
from tests.policies.kubernetes.compliant import CONTAINER, ELSEWHERE, PREFIX, resource

SPECS = {
    "pod": "spec", "web": "spec.template.spec", "store": "spec.template.spec", "agent": "spec.template.spec",
    "set": "spec.template.spec", "controller": "spec.template.spec", "job": "spec.template.spec",
    "cron": "spec.jobTemplate.spec.template.spec", "template": "template.spec",
}  # fmt: skip
"""Every workload of the compliant cluster, and where its pod is."""

BASELINE, RESTRICTED = "pss-baseline", "pss-restricted"
GROUP, SOURCE, NEAR, SPREAD = "pod-group-not-root", "image-source", "memory-near-request", "replicas-spread"
NODE, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"
ONE, INIT = "containers[0]", "initContainers[0]"


def pod(path: str, value: Any, name: str = "web") -> Change:
    return put(name, f"{SPECS[name]}.{path}", value)


def apart(key: str, *, wished: bool) -> dict[str, Any]:
    """Return an affinity by which pods keep apart from one another."""
    if wished:
        terms = [{"weight": 1, "podAffinityTerm": {"topologyKey": key}}]
        return {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": terms}}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": key}]}}


def without(path: str, name: str = "web") -> Change:
    return drop(name, f"{SPECS[name]}.{path}")


def ephemeral(**more: Any) -> Change:
    """Add a debugging container that keeps the restricted level but for what is given."""
    context = {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        **more.pop("securityContext", {}),
    }
    return pod("ephemeralContainers", [{"image": "ghcr.io/tools:1", "securityContext": context, **more}])


def per_kind(rule: str, path: str, value: Any, *also: str) -> tuple[Case, ...]:
    return tuple(fails(rule, f"{path} in {name}", pod(path, value, name), *also) for name in SPECS)


POD_SECURITY = (
    *per_kind(BASELINE, "hostNetwork", True),
    *per_kind(RESTRICTED, "securityContext.runAsUser", 0),
    fails(BASELINE, "1 host process", pod("securityContext.windowsOptions", {"hostProcess": True})),
    fails(BASELINE, "1 host process of an init container", pod(f"{INIT}.securityContext.windowsOptions", {"hostProcess": True})),
    fails(BASELINE, "2 host pids", pod("hostPID", True)),
    fails(BASELINE, "2 host memory", pod("hostIPC", True)),
    fails(BASELINE, "3 privileged", pod(f"{ONE}.securityContext.privileged", True)),
    fails(BASELINE, "3 privileged debugging", ephemeral(securityContext={"privileged": True})),
    fails(BASELINE, "4 capability", pod(f"{ONE}.securityContext.capabilities.add", ["NET_RAW"]), RESTRICTED),
    fails(BASELINE, "5 host path", pod("volumes[0]", {"name": "a", "hostPath": {"path": "/opt"}}), RESTRICTED),
    fails(BASELINE, "6 host port", pod(f"{ONE}.ports[0].hostPort", 80)),
    fails(BASELINE, "7 probe", pod(f"{ONE}.livenessProbe.httpGet.host", "169.254.169.254")),
    fails(BASELINE, "7 hook", pod(f"{ONE}.lifecycle", {"preStop": {"tcpSocket": {"host": "10.0.0.1", "port": 1}}})),
    fails(BASELINE, "8 AppArmor", pod("securityContext.appArmorProfile", {"type": "Unconfined"})),
    fails(BASELINE, "8 AppArmor by annotation", put("web", 'spec.template.metadata.annotations["container.apparmor.security.beta.kubernetes.io/web"]', "unconfined")),
    fails(BASELINE, "9 SELinux type", pod("securityContext.seLinuxOptions", {"type": "spc_t"})),
    fails(BASELINE, "9 SELinux role", pod(f"{ONE}.securityContext.seLinuxOptions", {"role": "sysadm_r"})),
    fails(BASELINE, "10 proc", pod(f"{ONE}.securityContext.procMount", "Unmasked"), RESTRICTED),
    fails(BASELINE, "11 seccomp", pod("securityContext.seccompProfile.type", "Unconfined"), RESTRICTED),
    fails(BASELINE, "12 sysctl", pod("securityContext.sysctls", [{"name": "kernel.msgmax", "value": "1"}])),
    absent(BASELINE, "allowed forms", both(
        pod("hostNetwork", False), pod(f"{ONE}.ports[0].hostPort", 0), pod(f"{ONE}.livenessProbe.httpGet.host", ""),
        pod("securityContext.appArmorProfile", {"type": "Localhost", "localhostProfile": "x"}),
        pod("securityContext.seLinuxOptions", {"type": "container_t", "level": "s0"}),
        pod("securityContext.sysctls", [{"name": "net.ipv4.tcp_rmem", "value": "1"}]),
        put("web", 'spec.template.metadata.annotations["container.apparmor.security.beta.kubernetes.io/web"]', "localhost/x")), None),
    unknown(BASELINE, "flag", pod("hostNetwork", UNKNOWN)),
    unknown(BASELINE, "annotations", put("web", "spec.template.metadata.annotations", UNKNOWN)),
    unknown(BASELINE, "whole pod", put("web", "spec.template.spec", UNKNOWN), "unknown", RESTRICTED, "image-fixed", "no-runtime-socket",
            "container-readonly-root", "service-account-own", "secret-not-in-env", "container-sized", "container-probes",
            GROUP, SOURCE, NEAR, SPREAD),
    fails(RESTRICTED, "1 volume", pod("volumes[0]", {"name": "a", "nfs": {"server": "x", "path": "/"}})),
    fails(RESTRICTED, "2 escalation", pod(f"{INIT}.securityContext.allowPrivilegeEscalation", True)),
    fails(RESTRICTED, "2 escalation while debugging", ephemeral(securityContext={"allowPrivilegeEscalation": True})),
    fails(RESTRICTED, "3 root by the pod", pod("securityContext.runAsNonRoot", False)),
    fails(RESTRICTED, "3 root by a container", pod(f"{ONE}.securityContext.runAsNonRoot", False)),
    fails(RESTRICTED, "4 user 0", pod(f"{ONE}.securityContext.runAsUser", 0)),
    fails(RESTRICTED, "6 nothing dropped", pod(f"{ONE}.securityContext.capabilities.drop", ["NET_RAW"])),
    fails(RESTRICTED, "6 something added", pod(f"{ONE}.securityContext.capabilities.add", ["CHOWN"])),
    fails(RESTRICTED, "7 proc in a user namespace", both(pod(f"{ONE}.securityContext.procMount", "Unmasked"), pod("hostUsers", False))),
    absent(RESTRICTED, "2 escalation by default", without(f"{ONE}.securityContext.allowPrivilegeEscalation")),
    absent(RESTRICTED, "3 nobody says", without("securityContext.runAsNonRoot")),
    absent(RESTRICTED, "3 root in a user namespace", both(pod("hostUsers", False), without("securityContext.runAsNonRoot"), without("securityContext.runAsUser")), None),
    absent(RESTRICTED, "5 no seccomp", without("securityContext.seccompProfile")),
    absent(RESTRICTED, "5 seccomp by each container", both(
        without("securityContext.seccompProfile"), pod(f"{ONE}.securityContext.seccompProfile", {"type": "RuntimeDefault"}),
        pod(f"{INIT}.securityContext.seccompProfile", {"type": "Localhost"})), None),
    absent(RESTRICTED, "6 no drop", without(f"{ONE}.securityContext.capabilities")),
    absent(RESTRICTED, "Windows has none of these", both(
        pod("os", {"name": "windows"}), without(f"{ONE}.securityContext.capabilities"), without("securityContext.seccompProfile"),
        without(f"{ONE}.securityContext.allowPrivilegeEscalation")), None),
    unknown(RESTRICTED, "user", pod("securityContext.runAsUser", UNKNOWN)),
    fails(GROUP, "of the pod", pod("securityContext.runAsGroup", 0)),
    fails(GROUP, "of a container", pod(f"{INIT}.securityContext.runAsGroup", 0)),
    fails(GROUP, "of a container by its image", both(
        without("securityContext.runAsGroup"), pod(f"{INIT}.securityContext", CONTAINER["securityContext"] | {"runAsGroup": 1000}))),
    absent(GROUP, "nobody says", without("securityContext.runAsGroup")),
    absent(GROUP, "by each container", both(without("securityContext.runAsGroup"), pod(f"{ONE}.securityContext.runAsGroup", 1000),
           pod(f"{INIT}.securityContext.runAsGroup", 1000)), None),
    absent(GROUP, "the pod's, which each container overrides", both(pod("securityContext.runAsGroup", 0),
           pod(f"{ONE}.securityContext.runAsGroup", 1000), pod(f"{INIT}.securityContext.runAsGroup", 1000)), None),
    absent(GROUP, "Windows has no groups by number", both(pod("os", {"name": "windows"}), without("securityContext.runAsGroup")), None),
    fails(GROUP, "of its files", pod("securityContext.fsGroup", 0)),
    fails(GROUP, "one of several", pod("securityContext.supplementalGroups", [1000, 0])),
    absent(GROUP, "in a user namespace", both(pod("hostUsers", False), pod("securityContext.runAsGroup", 0), pod("securityContext.fsGroup", 0),
           pod("securityContext.supplementalGroups", [0])), None),
    unknown(GROUP, "group", pod("securityContext.runAsGroup", UNKNOWN)),
    unknown(RESTRICTED, "one volume", pod("volumes[0]", UNKNOWN), "unknown", BASELINE, "no-runtime-socket"),
)  # fmt: skip

WORKLOADS = (
    fails("image-fixed", "latest", pod(f"{ONE}.image", "ghcr.io/web:latest")),
    fails("image-fixed", "a port is no tag", pod(f"{INIT}.image", "registry.example:5000/web"), SOURCE),
    absent("image-fixed", "none", without(f"{ONE}.image"), "fail", SOURCE),
    absent("image-fixed", "digest", pod(f"{ONE}.image", "ghcr.io/web@sha256:" + "a" * 64), None),
    unknown("image-fixed", "image", pod(f"{ONE}.image", UNKNOWN), "unknown", SOURCE),
    *(fails(SOURCE, text, pod(f"{ONE}.image", text)) for text in (
        "nginx:1.29", "library/nginx:1.29", "docker.io/nginx:1.29", "registry.example:5000/web:1", "ghcr.io.evil.example/web:1",
        "localhost/web:1", "evil.example/ghcr.io/web:1", "public.ecr.aws:1", "1234.dkr.ecr.us-east-1.amazonaws.com/web:1")),
    *(absent(SOURCE, text, pod(f"{ONE}.image", text), None) for text in (
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1", "ours.azurecr.io/web:1", "us-central1-docker.pkg.dev/project/images/web:1",
        "istio/proxyv2:1.27", "docker.io/istio/proxyv2:1.27", "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2")),
    absent(SOURCE, "none", without(f"{INIT}.image"), "fail", "image-fixed"),
    unknown(SOURCE, "image", pod(f"{INIT}.image", UNKNOWN), "unknown", "image-fixed"),
    fails(NEAR, "eight times", pod(f"{ONE}.resources.limits.memory", "512Mi")),
    fails(NEAR, "no size at all", pod(f"{ONE}.resources.limits.memory", "much")),
    fails(NEAR, "in another unit", pod(f"{INIT}.resources.limits.memory", "1G")),
    absent(NEAR, "no request", without(f"{ONE}.resources.requests.memory"), None, "container-sized"),
    absent(NEAR, "four times", pod(f"{ONE}.resources.limits.memory", "256Mi"), None),
    unknown(NEAR, "request", pod(f"{ONE}.resources.requests.memory", UNKNOWN)),
    fails("container-sized", "empty", pod(f"{ONE}.resources.requests.cpu", "")),
    absent("container-sized", "no limit", without(f"{ONE}.resources.limits")),
    absent("container-sized", "nothing", without(f"{INIT}.resources")),
    unknown("container-sized", "limit", pod(f"{ONE}.resources.limits.memory", UNKNOWN), None, NEAR),
    fails("container-probes", "empty", pod(f"{ONE}.livenessProbe", {})),
    absent("container-probes", "none", without(f"{ONE}.readinessProbe")),
    absent("container-probes", "a job needs none", without(f"{ONE}.readinessProbe", "job"), None),
    unknown("container-probes", "probe", pod(f"{ONE}.readinessProbe", UNKNOWN), None, BASELINE),
    fails("container-readonly-root", "off", pod(f"{ONE}.securityContext.readOnlyRootFilesystem", False)),
    absent("container-readonly-root", "off by default", without(f"{INIT}.securityContext.readOnlyRootFilesystem")),
    unknown("container-readonly-root", "flag", pod(f"{ONE}.securityContext.readOnlyRootFilesystem", UNKNOWN)),
    *(fails("no-runtime-socket", path, pod("volumes[0]", {"name": "a", "hostPath": {"path": path}}), BASELINE, RESTRICTED)
      for path in ("/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/k3s/containerd/containerd.sock", "/var/run", "/")),
    absent("no-runtime-socket", "no volumes", without("volumes"), None),
    unknown("no-runtime-socket", "path", pod("volumes[0]", {"name": "a", "hostPath": {"path": UNKNOWN}}), "unknown", BASELINE, RESTRICTED),
    fails("service-account-own", "default", pod("serviceAccountName", "default")),
    absent("service-account-own", "default by default", without("serviceAccountName")),
    absent("service-account-own", "no token", both(without("serviceAccountName"), pod("automountServiceAccountToken", False)), None),
    unknown("service-account-own", "account", pod("serviceAccountName", UNKNOWN)),
    fails("workload-namespace", "default", put("store", "metadata.namespace", "default")),
    absent("workload-namespace", "default by default", drop("store", "metadata.namespace")),
    unknown("workload-namespace", "namespace", put("store", "metadata.namespace", UNKNOWN), None),
    fails("secret-not-in-env", "one", pod(f"{ONE}.env", [{"name": "P", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}])),
    fails("secret-not-in-env", "all", pod(f"{ONE}.envFrom", [{"secretRef": {"name": "s"}}])),
    absent("secret-not-in-env", "plain", pod(f"{ONE}.env", [{"name": "P", "value": "v"}]), None),
    unknown("secret-not-in-env", "source", pod(f"{ONE}.env", [{"name": "P", "valueFrom": UNKNOWN}])),
    fails("config-map-no-credentials", "key id", put("config", "data.file", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE")),
    absent("config-map-no-credentials", "empty", drop("config", "data"), None),
    unknown("config-map-no-credentials", "entry", put("config", "data.colour", UNKNOWN)),
    unknown("config-map-no-credentials", "all", put("config", "data", UNKNOWN)),
    fails("service-not-exposed", "node port", put("service", "spec.type", "NodePort")),
    fails("service-not-exposed", "external addresses", put("service", "spec.externalIPs", ["203.0.113.1"])),
    fails("service-not-exposed", "open to all", both(put("service", "spec.type", "LoadBalancer"), put("service", "spec.loadBalancerSourceRanges", ["0.0.0.0/0"]))),
    absent("service-not-exposed", "public by default", put("service", "spec.type", "LoadBalancer")),
    absent("service-not-exposed", "internal", both(put("service", "spec.type", "LoadBalancer"), put("service",
           'metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"]', "internal")), None),
    unknown("service-not-exposed", "type", put("service", "spec.type", UNKNOWN)),
)  # fmt: skip

PATCH = resource(tokens.DAEMON_SET_PATCH, "patch", {"spec": {"template": {"spec": {"hostNetwork": True}}}})

PATCHES = (
    fails(BASELINE, "a patch that takes the node's network", add(PATCH)),
    absent(BASELINE, "a patch of something else", both(add(PATCH), drop("patch", "spec.template.spec.hostNetwork")), None),
)  # fmt: skip

EVICTION, GUARDED = "pdb-lets-nodes-go", "replicas-guarded"

AVAILABILITY = (
    *(fails(EVICTION, f"nobody may go by {text!r}", put("budget", "spec.maxUnavailable", text)) for text in (0, "0", "0%")),
    fails(EVICTION, "all must stay", both(drop("budget", "spec.maxUnavailable"), put("budget", "spec.minAvailable", "100%"))),
    absent(EVICTION, "one must stay by default", drop("budget", "spec.maxUnavailable"), None),
    absent(EVICTION, "half must stay", both(drop("budget", "spec.maxUnavailable"), put("budget", "spec.minAvailable", "50%")), None),
    unknown(EVICTION, "how many", put("budget", "spec.maxUnavailable", UNKNOWN)),
    fails(GUARDED, "a budget of other pods", put("budget", "spec.selector.matchLabels", {"app": "other"})),
    fails(GUARDED, "a budget of another namespace", put("budget", "metadata.namespace", "other")),
    fails(GUARDED, "a budget of another cluster", lambda entries: named(entries, "budget").update(provider=ELSEWHERE)),
    fails(GUARDED, "a budget that selects nothing", put("budget", "spec.selector", {})),
    absent(GUARDED, "none", remove("budget")),
    absent(GUARDED, "one replica needs none", both(remove("budget"), put("web", "spec.replicas", 1)), None),
    absent(GUARDED, "by an expression", put("budget", "spec.selector", {"matchExpressions": [{"key": "app", "operator": "Exists"}]}), None),
    unknown(GUARDED, "replicas without a budget", both(remove("budget"), put("web", "spec.replicas", UNKNOWN))),
    unknown(GUARDED, "selector", put("budget", "spec.selector.matchLabels", UNKNOWN)),
    unknown(GUARDED, "namespace", put("budget", "metadata.namespace", UNKNOWN)),
    fails(SPREAD, "an empty list", pod("topologySpreadConstraints", [])),
    absent(SPREAD, "none", without("topologySpreadConstraints")),
    *(fails(SPREAD, f"by {key} alone, of three", both(put("web", "spec.replicas", 3), pod("topologySpreadConstraints", [{"topologyKey": key}])))
      for key in (NODE, ZONE)),
    fails(SPREAD, "by another label", pod("topologySpreadConstraints", [{"topologyKey": "example.com/rack"}])),
    fails(SPREAD, "apart by another label", both(without("topologySpreadConstraints"), pod("affinity", apart("example.com/rack", wished=True)))),
    *(absent(SPREAD, f"by {key} alone, of two", pod("topologySpreadConstraints", [{"topologyKey": key}]), None) for key in (NODE, ZONE)),
    *(absent(SPREAD, f"apart from one another, {'wished' if wished else 'required'}", both(
        without("topologySpreadConstraints"), pod("affinity", apart(NODE, wished=wished))), None) for wished in (True, False)),
    absent(SPREAD, "zones by a constraint, nodes by an affinity, of three", both(put("web", "spec.replicas", 3), both(
        pod("topologySpreadConstraints", [{"topologyKey": ZONE}]), pod("affinity", apart(NODE, wished=True)))), None),
    unknown(SPREAD, "whether three are apart by zones", both(put("web", "spec.replicas", 3), pod("topologySpreadConstraints", [
        {"topologyKey": NODE}, {"topologyKey": UNKNOWN}]))),
    absent(SPREAD, "one replica needs none", both(without("topologySpreadConstraints"), put("web", "spec.replicas", 1)), None),
    unknown(SPREAD, "how many", both(without("topologySpreadConstraints"), put("web", "spec.replicas", UNKNOWN))),
)  # fmt: skip

NETPOL, QUOTA, LABELS = "netpol-default-deny", "ns-quota", "ns-pss-labels"

NAMESPACES = (
    fails(LABELS, "no such level", put("app", f'metadata.labels["{PREFIX}warn"]', "strict")),
    fails(LABELS, "latest", put("app", f'metadata.labels["{PREFIX}enforce-version"]', "latest")),
    absent(LABELS, "one", drop("app", f'metadata.labels["{PREFIX}audit"]')),
    absent(LABELS, "all", drop("app", "metadata.labels")),
    unknown(LABELS, "all", put("app", "metadata.labels", UNKNOWN), "unknown", "ns-pss-not-privileged"),
    fails("ns-pss-not-privileged", "privileged", put("app", f'metadata.labels["{PREFIX}enforce"]', "privileged")),
    absent("ns-pss-not-privileged", "none", drop("app", f'metadata.labels["{PREFIX}enforce"]'), None, LABELS),
    unknown("ns-pss-not-privileged", "level", put("app", f'metadata.labels["{PREFIX}enforce"]', UNKNOWN), "unknown", LABELS),
    fails(NETPOL, "some pods", put("denial", "spec.podSelector", {"matchLabels": {"a": "b"}})),
    fails(NETPOL, "one direction", put("denial", "spec.policyTypes", ["Ingress"])),
    fails(NETPOL, "with a rule", put("denial", "spec.ingress", [{}]), "netpol-no-world"),
    fails(NETPOL, "of another cluster", lambda entries: named(entries, "denial").update(provider=ELSEWHERE)),
    absent(NETPOL, "none", remove("denial")),
    absent(NETPOL, "ingress is implied, egress is not", drop("denial", "spec.policyTypes")),
    absent(NETPOL, "by name alone", unwire("denial", "metadata"), None),
    unknown(NETPOL, "namespace with its edge", put("denial", "metadata.namespace", UNKNOWN), None),
    unknown(NETPOL, "namespace without an edge", both(put("denial", "metadata.namespace", UNKNOWN), unwire("denial", "metadata"))),
    unknown(NETPOL, "selector", put("denial", "spec.podSelector", UNKNOWN)),
    fails("netpol-no-world", "excepts nothing", put("web-out", "spec.egress[0].to[0].ipBlock.except", [])),
    fails("netpol-no-world", "from everywhere", put("denial", "spec.ingress", [{"from": [{"ipBlock": {"cidr": "::/0"}}]}]), NETPOL),
    absent("netpol-no-world", "no except", drop("web-out", "spec.egress[0].to[0].ipBlock.except")),
    unknown("netpol-no-world", "block", both(put("web-out", "spec.egress[0].to[0].ipBlock.cidr", UNKNOWN), drop("web-out", "spec.egress[0].to[0].ipBlock.except"))),
    fails(QUOTA, "of another namespace", both(put("quota", "metadata.namespace", "other"), unwire("quota", "metadata"))),
    absent(QUOTA, "no quota", remove("quota")),
    absent(QUOTA, "no limits", remove("limits")),
    unknown(QUOTA, "namespace", both(put("limits", "metadata.namespace", UNKNOWN), unwire("limits", "metadata"))),
    fails("storage-class-encrypted", "off", put("gp3", "parameters.encrypted", "false")),
    fails("storage-class-encrypted", "gp2", put("gp3", "parameters.type", "gp2")),
    absent("storage-class-encrypted", "off by default", drop("gp3", "parameters.encrypted")),
    absent("storage-class-encrypted", "of files", both(drop("gp3", "parameters"), put("gp3", "provisioner", "efs.csi.aws.com")), None),
    unknown("storage-class-encrypted", "flag", put("gp3", "parameters.encrypted", UNKNOWN)),
)  # fmt: skip


def rule(**held: list[str]) -> Change:
    return put("reader", "rules", [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"], **held}])


TAKEOVER, TRACES, CLOSED = "rbac-no-takeover", "rbac-traces-kept", "rbac-network-closed"
RBAC_GROUP = "rbac.authorization.k8s.io"
STEERED = (("", "services"), ("networking.k8s.io", "ingresses"), ("gateway.networking.k8s.io", "httproutes"))


def runs_pods(group: str, resource: str, verb: str) -> Change:
    """Have a role write a resource beside the Deployments that it may change."""
    return put("reader", "rules", [
        {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["update"]},
        {"apiGroups": [group], "resources": [resource], "verbs": [verb]},
    ])  # fmt: skip


PERMISSIONS = (
    fails("rbac-no-admin", "everything", rule(apiGroups=["*"], resources=["*"], verbs=["*"]), "rbac-no-wildcards", "rbac-no-escalation", TAKEOVER, TRACES, CLOSED),
    absent("rbac-no-admin", "no rules", drop("reader", "rules"), None),
    unknown("rbac-no-admin", "verbs", rule(resources=["*"], verbs=[UNKNOWN]), "unknown", "rbac-no-wildcards", "rbac-no-escalation", TAKEOVER, TRACES, CLOSED),
    fails("rbac-no-wildcards", "verbs", rule(verbs=["*"])),
    absent("rbac-no-wildcards", "no verbs", rule(verbs=[]), None),
    unknown("rbac-no-wildcards", "resources", rule(resources=[UNKNOWN]), "unknown", TAKEOVER),
    *(fails("rbac-no-escalation", verb, rule(apiGroups=[RBAC_GROUP], resources=["clusterroles"], verbs=[verb])) for verb in ("escalate", "bind")),
    fails("rbac-no-escalation", "impersonate", rule(resources=["users"], verbs=["impersonate"])),
    fails(TRACES, "events", rule(resources=["events"], verbs=["delete"])),
    fails(TRACES, "events of the newer group", rule(apiGroups=["events.k8s.io"], resources=["events"], verbs=["deletecollection"])),
    fails(TRACES, "logs", rule(resources=["pods/log"], verbs=["delete"])),
    absent(TRACES, "written, not wiped", rule(resources=["events"], verbs=["create", "patch"]), None),
    unknown(TRACES, "resources", rule(resources=[UNKNOWN], verbs=["delete"]), "unknown", "rbac-no-wildcards", TAKEOVER, CLOSED),
    fails(CLOSED, "network policies", rule(apiGroups=["networking.k8s.io"], resources=["networkpolicies"], verbs=["create"])),
    fails(CLOSED, "policies of Cilium", rule(apiGroups=["cilium.io"], resources=["ciliumnetworkpolicies"], verbs=["patch"])),
    fails(CLOSED, "policies of the mesh", rule(apiGroups=["security.istio.io"], resources=["authorizationpolicies"], verbs=["delete"])),
    fails(CLOSED, "endpoints", rule(apiGroups=[""], resources=["endpoints"], verbs=["update"])),
    fails(CLOSED, "slices of endpoints, although it runs pods", runs_pods("discovery.k8s.io", "endpointslices", "create")),
    *(fails(CLOSED, resource, rule(apiGroups=[group], resources=[resource], verbs=["patch"])) for group, resource in STEERED),
    *(absent(CLOSED, f"{resource} of who runs pods", runs_pods(group, resource, "patch"), None) for group, resource in STEERED),
    absent(CLOSED, "Services of who runs bare pods", rule(apiGroups=[""], resources=["services", "pods"], verbs=["create"]), None),
    fails(CLOSED, "Services of who empties Deployments alone", rule(apiGroups=["", "apps"], resources=["services", "deployments"], verbs=["delete"])),
    fails(CLOSED, "Services of who runs jobs of another group", rule(apiGroups=["", "example.com"], resources=["services", "deployments"], verbs=["create"])),
    absent(CLOSED, "a Service by its name", rule(apiGroups=[""], resources=["services"], verbs=["patch"], resourceNames=["web"]), None),
    absent(CLOSED, "Services read alone", rule(apiGroups=[""], resources=["services"], verbs=["get"]), None),
    absent(CLOSED, "read alone", rule(apiGroups=["networking.k8s.io"], resources=["networkpolicies"], verbs=["list"]), None),
    unknown(CLOSED, "resources", rule(apiGroups=["networking.k8s.io"], resources=[UNKNOWN], verbs=["update"]), "unknown", "rbac-no-wildcards"),
    absent("rbac-no-escalation", "no rules", drop("lister", "rules"), None),
    unknown("rbac-no-escalation", "verbs", rule(resources=["users"], verbs=[UNKNOWN]), "unknown", "rbac-no-wildcards"),
    fails(TAKEOVER, "secrets", rule(resources=["secrets"])),
    fails(TAKEOVER, "shells", rule(resources=["pods/exec"], verbs=["create"])),
    fails(TAKEOVER, "kubelets", rule(resources=["nodes/proxy"])),
    fails(TAKEOVER, "tokens", rule(resources=["serviceaccounts/token"], verbs=["create"])),
    fails(TAKEOVER, "admission", rule(apiGroups=["admissionregistration.k8s.io"], resources=["mutatingwebhookconfigurations"], verbs=["patch"])),
    fails(TAKEOVER, "certificates", rule(apiGroups=["certificates.k8s.io"], resources=["certificatesigningrequests/approval"], verbs=["update"])),
    absent(TAKEOVER, "no names", drop("reader", "rules[1].resourceNames")),
    unknown(TAKEOVER, "resources", rule(resources=[UNKNOWN]), "unknown", "rbac-no-wildcards"),
    fails("rbac-binding-privileged", "cluster-admin", put("readers", "roleRef.name", "cluster-admin")),
    *(fails("rbac-binding-privileged", group, put("binding", "subjects[0].name", group)) for group in ("system:masters", "system:authenticated")),
    absent("rbac-binding-privileged", "no subjects", drop("binding", "subjects"), None),
    unknown("rbac-binding-privileged", "subject", put("binding", "subjects[0].name", UNKNOWN)),
)  # fmt: skip

RETIRED = (
    fails("ingress-nginx-retired", "the retired controller", put("keda", "chart", "ingress-nginx")),
    fails("api-version-served", "a budget of old", add(entry("kubernetes:policy/v1beta1:PodDisruptionBudget", "old-budget", {}))),
    fails("api-version-served", "a secret of old", add(entry("kubernetes:external-secrets.io/v1beta1:ExternalSecret", "old-secret", {}))),
    absent("ingress-nginx-retired", "no chart", drop("keda", "chart"), None, "release-source"),
    unknown("ingress-nginx-retired", "chart", put("keda", "chart", UNKNOWN), "unknown", "argo-sign-on", "release-source"),
)  # fmt: skip

PROJECT, SIGN_ON = "argo-project-narrow", "argo-sign-on"
CM, RBAC = "values.configs.cm", "values.configs.rbac"

DELIVERY = (
    *(fails(PROJECT, f"any repository of {name}", put(name, "spec.sourceRepos", ["*"])) for name in ("project", "default-project")),
    fails(PROJECT, "any namespace", put("project", "spec.destinations[0].namespace", "*")),
    fails(PROJECT, "any cluster", put("project", "spec.destinations[0].server", "*")),
    fails(PROJECT, "any cluster by name", put("project", "spec.destinations[0].name", "*")),
    fails(PROJECT, "any kind", put("project", "spec.clusterResourceWhitelist", [{"group": "*", "kind": "*"}])),
    fails(PROJECT, "any group of a kind", put("project", "spec.clusterResourceWhitelist", [{"group": "*", "kind": "Namespace"}])),
    *(fails(PROJECT, f"any repository by {star}", put("project", "spec.sourceRepos", [star])) for star in ("**", "https://*", "https://*/*")),
    absent(PROJECT, "repositories of a company", put("project", "spec.sourceRepos", ["https://github.com/company/*"]), None),
    absent(PROJECT, "nothing is let through", drop("project", "spec.sourceRepos"), None),
    absent(PROJECT, "namespaces of a kind", put("project", "spec.destinations[0].namespace", "preview-*"), None),
    unknown(PROJECT, "repositories", put("project", "spec.sourceRepos", UNKNOWN)),
    fails(SIGN_ON, "an administrator", put("argo-cd", f'{CM}["admin.enabled"]', True)),
    fails(SIGN_ON, "shells", put("argo-cd", f'{CM}["exec.enabled"]', "true")),
    fails(SIGN_ON, "everybody is one", put("argo-cd", f'{RBAC}["policy.default"]', "role:admin")),
    fails(SIGN_ON, "the open server", put("argo-workflows", "values.server.authModes", ["sso", "server"])),
    absent(SIGN_ON, "the chart's administrator", drop("argo-cd", f'{CM}["admin.enabled"]')),
    absent(SIGN_ON, "the chart's open server", drop("argo-workflows", "values.server.authModes")),
    absent(SIGN_ON, "rights for nobody", drop("argo-cd", f'{RBAC}["policy.default"]'), None),
    absent(SIGN_ON, "another chart's server", put("keda", "values.server.authModes", ["server"]), None),
    unknown(SIGN_ON, "administrator", put("argo-cd", f'{CM}["admin.enabled"]', UNKNOWN)),
)  # fmt: skip

CASES = (
    *POD_SECURITY,
    *PATCHES,
    *WORKLOADS,
    *AVAILABILITY,
    *NAMESPACES,
    *PERMISSIONS,
    *DELIVERY,
    *RETIRED,
    *EDGE,
    *PLATFORM,
    *EXAMPLES,
)

WITHOUT_PROPERTIES = frozenset({"api-version-served"})
"""Rules that refuse a type as such: there is nothing in it to be absent or unknown."""
