"""What all objects have alike: names, namespaces, labels, ids, and what of them cannot change.

Source, unless another is named: pulumi-kubernetes 94977969d641, ``provider/pkg/provider/provider.go`` (Check, Diff, Create)
and ``provider/pkg/metadata/naming.go``.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

from simulator.clouds.case import Case, name_of
from simulator.clouds.kubernetes import syntax
from simulator.clouds.refusals import Given, Refused
from simulator.clouds.replacement import replacing_object
from simulator.clouds.scope import Scope
from simulator.clouds.templates import digest
from simulator.values import UNKNOWN, Secret, reveal, secret

CREATED: Final = "2024-01-01T00:00:00Z"
AUTONAMED: Final = "pulumi.com/autonamed"
ANNOTATION_LIMIT: Final = 262144
"""Bytes of all annotations of an object. Source: apimachinery, ``TotalAnnotationSizeLimitB``."""

CLUSTER_SCOPED: Final = frozenset(
    {
        "APIService", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding", "ClusterTrustBundle", "CSIDriver",
        "CSINode", "CustomResourceDefinition", "DeviceClass", "FlowSchema", "IPAddress", "IngressClass",
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "Namespace", "Node",
        "PersistentVolume", "PodSecurityPolicy", "PriorityClass", "PriorityLevelConfiguration", "ResourceSlice",
        "RuntimeClass", "ServiceCIDR", "StorageClass", "StorageVersion", "StorageVersionMigration",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
        "VolumeAttachment", "VolumeAttributesClass",
        # custom resources that this platform's operators define for the whole cluster
        "AppProjectTemplate", "CiliumBGPAdvertisement", "CiliumBGPClusterConfig", "CiliumBGPPeerConfig", "CiliumCIDRGroup",
        "CiliumClusterwideEnvoyConfig", "CiliumClusterwideNetworkPolicy", "CiliumEgressGatewayPolicy", "CiliumIdentity",
        "CiliumL2AnnouncementPolicy", "CiliumLoadBalancerIPPool", "CiliumNode", "CiliumPodIPPool",
        "ClusterAnalysisTemplate", "ClusterCloudEventSource", "ClusterComplianceReport", "ClusterConfigAuditReport",
        "ClusterEphemeralReport", "ClusterExternalSecret", "ClusterGenerator", "ClusterInfraAssessmentReport",
        "ClusterIssuer", "ClusterPolicy", "ClusterPushSecret", "ClusterRbacAssessmentReport", "ClusterSbomReport",
        "ClusterSecretStore", "ClusterTriggerAuthentication", "ClusterVulnerabilityReport", "ClusterWorkflowTemplate",
        "ConstraintTemplate", "EC2NodeClass", "GatewayClass", "IngressClassParams", "NodeClaim", "NodeClass",
        "NodeOverlay", "NodePool", "RemoteCluster", "VolumeSnapshotClass", "VolumeSnapshotContent",
        # Kyverno's of the whole cluster; for a namespace it has others, whose names begin with Namespaced
        "DeletingPolicy", "GeneratingPolicy", "ImageValidatingPolicy", "MutatingPolicy", "ValidatingPolicy",
    }
)  # fmt: skip
"""Kinds that live in no namespace. Source: ``provider/pkg/kinds/kinds.go`` (Namespaced) and the kinds' definitions."""

STATUS: Final[Mapping[str, Any]] = {
    "CronJob": {},
    "DaemonSet": {
        "currentNumberScheduled": 1,
        "desiredNumberScheduled": 1,
        "numberMisscheduled": 0,
        "numberReady": 1,
    },
    "Deployment": lambda case: _ready(
        case, "availableReplicas", "readyReplicas", "replicas", "updatedReplicas"
    ),
    "HorizontalPodAutoscaler": {"conditions": [], "currentReplicas": 1, "desiredReplicas": 1},
    "Job": {"succeeded": 1},
    "Namespace": {"phase": "Active"},
    "PersistentVolumeClaim": {"phase": "Bound"},
    "Pod": {"phase": "Running"},
    "StatefulSet": lambda case: _ready(
        case, "availableReplicas", "currentReplicas", "readyReplicas", "replicas"
    ),
}
"""The status of an object that the provider has waited for."""


def _ready(case: Case, *names: str) -> Any:
    count = Given(case.inputs).raw("spec.replicas")
    return UNKNOWN if reveal(count) is UNKNOWN else dict.fromkeys(names, 1 if count is None else count)


def is_patch(urn: str) -> bool:
    """Say whether the URN is of a ``...Patch``, which changes an object that another owns."""
    return urn.split("::", 3)[2].endswith("Patch")


def complete(urn: str, filled: dict[str, Any], olds: Mapping[str, Any], scope: Scope) -> None:
    """Name the object, place it in a namespace, and make the data of a Secret secret, as the provider's Check does."""
    metadata = reveal(filled.get("metadata"))
    if metadata is UNKNOWN:
        return
    metadata = dict(metadata) if isinstance(metadata, Mapping) else {}
    if metadata.get("name") is None and metadata.get("generateName") is None and not is_patch(urn):
        _name(urn, metadata, olds)
    kind = reveal(filled.get("kind"))
    if metadata.get("namespace") is None and kind is not UNKNOWN and kind not in CLUSTER_SCOPED:
        metadata["namespace"] = scope.settings.get("namespace") or "default"
    filled["metadata"] = Secret(metadata) if isinstance(filled.get("metadata"), Secret) else metadata
    if kind == "Secret":
        for field in ("data", "stringData"):
            if filled.get(field) is not None:
                filled[field] = secret(filled[field])


def _name(urn: str, metadata: dict[str, Any], olds: Mapping[str, Any]) -> None:
    old = Given(olds)
    annotations = reveal(metadata.get("annotations")) or {}
    generated = old.known("metadata.annotations")
    if isinstance(generated, Mapping) and AUTONAMED in generated and old.text("metadata.name"):
        metadata["name"] = old.text("metadata.name")
    else:
        metadata["name"] = f"{name_of(urn)}-{digest(urn, 8)}"
    if annotations is not UNKNOWN:
        metadata["annotations"] = {**annotations, AUTONAMED: "true"}


def identity(case: Case) -> Any:
    """``namespace/name``, or the name alone of what lives in no namespace."""
    given = Given(case.inputs)
    name, namespace = reveal(given.raw("metadata.name")), reveal(given.raw("metadata.namespace"))
    if UNKNOWN in (name, namespace):
        return UNKNOWN
    return f"{namespace}/{name}" if namespace else name


def encoded(case: Case) -> Any:
    """Return the data of a Secret that was given as text, as the API server stores it."""
    texts = reveal(case["stringData"])
    if not isinstance(texts, Mapping):
        return texts
    return Secret(
        {
            key: UNKNOWN if reveal(text) is UNKNOWN else base64.b64encode(str(reveal(text)).encode()).decode()
            for key, text in texts.items()
        }
    )


def forcing(_: Mapping[str, Any], new: Mapping[str, Any], scope: Scope) -> tuple[str, ...]:
    """Return the paths whose change replaces the object: its name, its namespace, and what its kind cannot change.

    Data of a ConfigMap or Secret is one of them unless the provider's ``enableConfigMapMutable`` or
    ``enableSecretMutable`` says otherwise; an object marked immutable always is.
    """
    given = Given(new)
    kind, version = given.text("kind") or "", given.text("apiVersion") or ""
    paths = ("metadata.name", "metadata.namespace", *replacing_object(version, kind))
    if (
        version == "v1"
        and kind == "Secret"
        and (given.true("immutable") or not _flag(scope, "enableSecretMutable"))
    ):
        return (*paths, "data", "stringData")
    if version == "v1" and kind == "ConfigMap":
        fixed = given.true("immutable") or not _flag(scope, "enableConfigMapMutable")
        return (*paths, "binaryData", "data") if fixed else paths
    return paths


def _flag(scope: Scope, name: str) -> bool:
    return scope.settings.get(name) in {True, "true"}


# --- what an API server refuses of any object -------------------------------------------------------------------


def _metadata(given: Given) -> Refused:
    kind, name, namespace = (
        given.text("kind") or "",
        given.text("metadata.name"),
        given.text("metadata.namespace"),
    )
    if name is not None:
        yield from (("metadata.name", fault) for fault in syntax.name_faults(kind, name))
    if namespace is not None and kind in CLUSTER_SCOPED:
        yield "metadata.namespace", f"a {kind} lives in no namespace: leave metadata.namespace out"
    elif namespace is not None and not syntax.LABEL_NAME.fullmatch(namespace):
        yield "metadata.namespace", f"metadata.namespace must be {syntax.LABEL_RULE}, not {namespace!r}"
    if given.has("metadata.generateName"):
        yield "metadata.generateName", "metadata.generateName is not supported in Server-Side Apply mode"
    if is_patch(given.urn) and given.lacks("metadata.name"):
        yield "metadata.name", "a patch needs metadata.name to be set"
    if kind.endswith("List") and given.has("items"):
        yield "kind", f"a {kind} cannot be created: create the objects in it"


def _labels(given: Given) -> Refused:
    labels, annotations = given.known("metadata.labels"), given.known("metadata.annotations")
    if isinstance(labels, Mapping):
        yield from syntax.label_faults(labels, "metadata.labels")
    if not isinstance(annotations, Mapping):
        return
    total = 0
    for key, value in annotations.items():
        if not syntax.QUALIFIED.fullmatch(key.lower()):
            yield f"metadata.annotations.{key}", f"the annotation key {key!r} must be {syntax.KEY_RULE}"
        text = reveal(value)
        total += len(key) + (len(text) if isinstance(text, str) else 0)
    if total > ANNOTATION_LIMIT:
        yield "metadata.annotations", f"the annotations are longer than {ANNOTATION_LIMIT} bytes"


def base64_faults(value: Any, path: str) -> Refused:
    """Yield a fault for data that is not Base64. What it holds stays out of the sentence."""
    value = reveal(value)
    if isinstance(value, str):
        try:
            base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            yield path, f"{path} must be Base64; plain text goes into stringData"


COMMON = (_metadata, _labels)
