"""Workloads beyond Pod Security: images, sizes, probes, tokens, sockets."""

import re

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    STAGED_ADVICE,
    Context,
    Control,
    Outcomes,
    clauses,
    require,
    resource_rule,
)
from policies.kubernetes.pods import SERVING, WORKLOADS, pod_of

DOCS = "https://kubernetes.io/docs/"
LASTING = ("containers", "initContainers")
FIXED = re.compile(r".+(@sha256:[0-9a-f]{64}|:(?!latest$)[\w][\w.-]{0,127})")
"""An image with a digest, or with a tag that is not ``latest``; a port of the registry is not a tag."""

SOCKETS = re.compile(
    r"/(var/)?run(/.*(docker|containerd|crio|cri-dockerd)\.sock|/?$|/(containerd|crio|docker)(/|$).*)|/|/var/?"
)
"""Paths by which a pod reaches the container runtime: its socket, or a directory that holds it."""


@resource_rule(
    name="image-fixed",
    title="Images have a digest or a tag that does not move",
    types=WORKLOADS,
    severity="medium",
    levels=PRODUCTION,
    remediation="Write the digest, or at least a version; latest and no tag at all change under a running release.",
    checkov=("CKV_K8S_14", "CKV_K8S_43"),
    trivy=("KSV-0013",),
    prowler=("core_image_tag_fixed",),
    kyverno=("disallow-latest-tag",),
    url=DOCS + "concepts/containers/images/",
)
def image_fixed(workload: Resource, _: Context) -> Outcomes:
    """Require that two nodes start the same image."""
    for container in pod_of(workload).containers():
        image = container["image"]
        fixed = image.test(lambda raw: FIXED.fullmatch(str(raw).rsplit("/", 1)[-1]) is not None)
        yield from require(fixed, f"{image.where} may change under it: write a digest or version")


@resource_rule(
    name="container-sized",
    title="Containers state what they need and how much memory they may take",
    types=WORKLOADS,
    severity="medium",
    levels=PROMOTED,
    remediation="Set resources.requests for cpu and memory, and resources.limits for memory.",
    checkov=("CKV_K8S_10", "CKV_K8S_12", "CKV_K8S_13"),
    trivy=("KSV-0015", "KSV-0016", "KSV-0018"),
    prowler=("core_cpu_requests_set", "core_memory_limits_set", "core_memory_requests_set"),
    kyverno=("require-pod-requests-limits",),
    url=DOCS + "concepts/configuration/manage-resources-containers/",
)
def container_sized(workload: Resource, _: Context) -> Outcomes:
    """Require both requests and the limit whose absence takes neighbours down."""
    for container in pod_of(workload).containers(*LASTING):
        for bound, kind in (("requests", "cpu"), ("requests", "memory"), ("limits", "memory")):
            stated = container.at("resources", bound, kind)
            yield from require(stated.given(), f"set {container.where}.resources.{bound}.{kind}")


@resource_rule(
    name="container-probes",
    title="Containers can be asked whether they are alive and ready",
    types=SERVING,
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Set livenessProbe and readinessProbe.",
    checkov=("CKV_K8S_8", "CKV_K8S_9"),
    prowler=("core_liveness_probe_configured", "core_readiness_probe_configured"),
    kyverno=("require-probes",),
    url=DOCS + "tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
)
def container_probes(workload: Resource, _: Context) -> Outcomes:
    """Advise both probes of what is meant to stay."""
    for container in pod_of(workload).containers("containers"):
        for probe in ("livenessProbe", "readinessProbe"):
            yield from require(container[probe].given(), f"set {container.where}.{probe}")


@resource_rule(
    name="container-readonly-root",
    title="Containers cannot rewrite their own programs",
    types=WORKLOADS,
    severity="medium",
    levels=PROMOTED,
    remediation="Set securityContext.readOnlyRootFilesystem and mount an emptyDir where it must write.",
    checkov=("CKV_K8S_22",),
    trivy=("KSV-0014",),
    prowler=("core_readonly_root_filesystem_enabled",),
    kyverno=("require-ro-rootfs",),
    url=DOCS + "tasks/configure-pod-container/security-context/",
)
def container_readonly_root(workload: Resource, _: Context) -> Outcomes:
    """Require a root file system that stands still."""
    for container in pod_of(workload).containers(*LASTING):
        flag = container.at("securityContext", "readOnlyRootFilesystem")
        yield from require(flag.is_true(), f"set {flag.where} to true")


@resource_rule(
    name="no-runtime-socket",
    title="No pod reaches the container runtime",
    types=WORKLOADS,
    severity="high",
    levels=ALWAYS,
    remediation="Drop the volume: whoever holds the runtime's socket holds the node.",
    checkov=("CKV_K8S_27",),
    trivy=("KSV-0006",),
    kyverno=("disallow-cri-sock-mount",),
    url=DOCS + "concepts/storage/volumes/#hostpath",
)
def no_runtime_socket(workload: Resource, _: Context) -> Outcomes:
    """Refuse the socket, and every directory above it."""
    for volume in pod_of(workload).spec["volumes"].items():
        path = volume.at("hostPath", "path")
        reached = path.test(lambda raw: SOCKETS.fullmatch(str(raw)) is not None)
        yield from require(~reached, f"{volume.where} holds the runtime's socket: drop it")


@resource_rule(
    name="service-account-own",
    title="Pods have an account of their own, or no token at all",
    types=WORKLOADS,
    severity="medium",
    levels=PROMOTED,
    remediation="Set serviceAccountName to an account of its own, or automountServiceAccountToken to false.",
    controls=(
        *clauses("CIS EKS", "1.8", "4.1.5", "4.1.6"),
        *clauses("CIS Kubernetes", "1.12", "5.1.5", "5.1.6"),
        *clauses("CIS GKE", "1.9", "4.1.4", "4.1.5"),
        *clauses("CIS AKS", "1.8", "4.1.5", "4.1.6"),
    ),
    checkov=("CKV_K8S_38",),
    trivy=("KSV-0036",),
    url=DOCS + "concepts/security/service-accounts/",
)
def service_account_own(workload: Resource, _: Context) -> Outcomes:
    """Refuse the default account's token, which is mounted unless somebody says no."""
    spec = pod_of(workload).spec
    own = some(
        spec[key].test(lambda raw: raw not in {"", "default"})
        for key in ("serviceAccountName", "serviceAccount")
    )
    tokenless = spec["automountServiceAccountToken"].equals(False)
    yield from require(
        own | tokenless, "it carries the default account's token: name an account or turn the token off"
    )


OF_THE_CLUSTER = {tokens.SERVICE_ACCOUNT: "default", tokens.SERVICE: "kubernetes"}
"""What a cluster itself has in its default namespace."""


@resource_rule(
    name="workload-namespace",
    title="Nothing stands in the default namespace",
    types=(
        *WORKLOADS,
        *OF_THE_CLUSTER,
        tokens.CONFIG_MAP,
        tokens.ROLE,
        tokens.ROLE_BINDING,
    ),
    severity="low",
    levels=PROMOTED,
    remediation="Set metadata.namespace to a namespace of the platform, which has quotas and policies.",
    controls=(
        Control("CIS EKS", "1.8", "4.5.2"),
        Control("CIS Kubernetes", "1.12", "5.6.4"),
        Control("CIS GKE", "1.9", "4.6.4"),
        Control("CIS AKS", "1.8", "4.6.3"),
    ),
    checkov=("CKV_K8S_21",),
    trivy=("KSV-0110",),
    kyverno=("disallow-default-namespace",),
    url=DOCS + "concepts/overview/working-with-objects/namespaces/",
)
def workload_namespace(thing: Resource, _: Context) -> Outcomes:
    """Refuse the namespace that nobody set up, but for what is there by itself."""
    placed = thing.at("metadata", "namespace").given("default")
    theirs = thing.at("metadata", "name").equals(OF_THE_CLUSTER.get(thing.type, ""))
    yield from require(placed | theirs, "it lands in the default namespace: set metadata.namespace")


RULES = (
    image_fixed,
    container_sized,
    container_probes,
    container_readonly_root,
    no_runtime_socket,
    service_account_own,
    workload_namespace,
)
