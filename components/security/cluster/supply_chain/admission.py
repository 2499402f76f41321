"""Admission: an image runs if it is from an allowed registry, has a version, and is signed where it is ours.

Registry and version are judged by the API server itself, which needs no webhook that could be down. Signatures take
calls to a registry and a transparency log, for which Kyverno is asked (docs/decisions, admission of images).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.flows import NAMESPACE_LABEL
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import Cloud, ClusterSite
from components.foundation.spec import Wire
from components.security.cluster.supply_chain.admission_spec import AdmissionSpec, SignerSpec

NAMESPACE: Final = "kyverno"
SERVICE_ACCOUNT: Final = "kyverno-admission-controller"
WEBHOOK, METRICS = 9443, 8000

POLICY: Final = "allowed-images"
SIGNATURES: Final = "signed-images"

GITHUB: Final = "https://token.actions.githubusercontent.com"
REKOR: Final = "https://rekor.sigstore.dev"

SECONDS: Final = 15
"""How long the API server waits for a verdict on signatures. It would wait 30 at most."""

CLOUDS_OWN: Final[Mapping[Cloud, tuple[str, ...]]] = {
    "aws": (),
    "gcp": ("gke-managed-cim", "gke-managed-system", "gmp-public", "gmp-system"),
    "azure": ("aks-command", "app-routing-system", "gatekeeper-system"),
}
"""Namespaces that a cloud runs its own parts in, beside kube-system."""

KUBERNETES_OWN: Final = ("kube-node-lease", "kube-public", "kube-system")

IMAGES: Final = (
    "object.spec.containers.map(c, c.image)"
    " + (has(object.spec.initContainers) ? object.spec.initContainers.map(c, c.image) : [])"
    " + (has(object.spec.ephemeralContainers) ? object.spec.ephemeralContainers.map(c, c.image) : [])"
)
"""All images of a pod, in the expression language of admission policies (CEL)."""

PODS: Final[list[dict[str, Any]]] = [
    {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": ["CREATE", "UPDATE"],
        "resources": ["pods", "pods/ephemeralcontainers"],
    }
]


@dataclass(frozen=True, kw_only=True)
class AdmissionArgs:
    """A spec, whose images are ours, and which namespaces are the platform's.

    ``own`` are the account's registries, as prefixes with or without a slash behind them. ``platform`` are the namespaces
    that this program fills from its table of charts: what breaks a rule there is recorded and not refused, so that no
    rule can keep the platform from healing. ``annotations`` are those of Kyverno's account and ``pod_labels`` those of its
    pods, by which a cloud knows it; ``granted`` is what has to stand before it reads our registries.
    """

    spec: AdmissionSpec
    own: Sequence[Wire[str]]
    platform: Sequence[str]
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource] = ()
    pod_labels: Mapping[str, str] = field(default_factory=dict)
    monitored: bool = False


class Admission(ClusterComponent):
    """What judges images when a pod is made. Output: ``policies``, the names of what judges."""

    urn_type = "platform:security:Admission"

    policies: Output[list[str]]

    def __init__(self, site: ClusterSite, args: AdmissionArgs) -> None:
        super().__init__("admission", site)
        self.args = args
        self.apart = sorted({*KUBERNETES_OWN, *CLOUDS_OWN[site.cloud]})
        self._registries()
        judged = [POLICY]
        if args.spec.signers:
            self._signatures(self._engine())
            judged.append(SIGNATURES)
        self.policies = Output.from_input(judged)
        self.publish()

    def _registries(self) -> None:
        judged: Any = {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": PODS},
            "variables": [
                {"name": "images", "expression": IMAGES},
                {"name": "registries", "expression": self._allowed()},
            ],
            "validations": [_from_registries(self.site.registries), _versioned()],
        }
        policy = kubernetes.admissionregistration.v1.ValidatingAdmissionPolicy(
            f"{self.name}-{POLICY}",
            metadata=self.metadata(POLICY),
            spec=judged,
            opts=self.inside(),
        )
        platform = sorted({*self.args.platform, *self.apart})
        refused = ["Deny", "Audit"] if self.args.spec.enforce else ["Warn", "Audit"]
        self._bind("applications", policy, refused, _namespaces("NotIn", platform))
        own = sorted({*self.args.platform} - {*self.apart})
        if own:
            self._bind("platform", policy, ["Warn", "Audit"], _namespaces("In", own))

    def _allowed(self) -> Wire[str]:
        """Return the prefixes that an image may begin with, each up to a slash, as a list of CEL."""
        own = [Output.from_input(one) for one in self.args.own]
        return Output.all(*own).apply(lambda known: _listed([*self.site.registries, *known]))

    def _bind(
        self,
        role: str,
        policy: kubernetes.admissionregistration.v1.ValidatingAdmissionPolicy,
        actions: list[str],
        where: dict[str, Any],
    ) -> None:
        bound: Any = {
            "policyName": policy.metadata.name,
            "validationActions": actions,
            "matchResources": {"namespaceSelector": where},
        }
        kubernetes.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
            f"{self.name}-{POLICY}-{role}",
            metadata=self.metadata(f"{POLICY}-{role}"),
            spec=bound,
            opts=self.inside(),
        )

    def _engine(self) -> ChartRelease:
        site, args = self.site, self.args
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(webhooks=(WEBHOOK,), metrics=(METRICS,), cloud=True),
                share=Share(cpu="3", memory="6Gi", pods=20),
            ),
            self.child(),
        )
        return ChartRelease(
            site,
            ChartArgs(chart="kyverno", namespace=namespace, values=_values(site, args), after=args.granted),
            self.child(),
        )

    def _signatures(self, engine: ChartRelease) -> None:
        spec, own = self.args.spec, [Output.from_input(one) for one in self.args.own]
        globs = Output.all(*own).apply(lambda known: [{"glob": f"{one.rstrip('/')}/**"} for one in known])
        self.custom(
            SIGNATURES,
            "policies.kyverno.io/v1",
            "ImageValidatingPolicy",
            self.metadata(SIGNATURES),
            {
                "failurePolicy": "Fail",
                "webhookConfiguration": {"timeoutSeconds": SECONDS},
                "validationActions": ["Deny"] if spec.enforce else ["Audit"],
                "evaluation": {"admission": {"enabled": True}, "background": {"enabled": False}},
                "matchConstraints": {
                    "namespaceSelector": _namespaces("NotIn", [*self.apart, NAMESPACE]),
                    "resourceRules": PODS,
                },
                "matchImageReferences": globs,
                # The digest that was judged is the one that runs, whatever its tag points to a second later.
                "validationConfigurations": {
                    "mutateDigest": spec.enforce,
                    "verifyDigest": spec.enforce,
                    "required": spec.enforce,
                },
                "attestors": [
                    {
                        "name": "pipeline",
                        "cosign": {
                            "keyless": {"identities": [_identity(signer) for signer in spec.signers]},
                            "ctlog": {"url": REKOR},
                        },
                    }
                ],
                "validations": [
                    _signed("containers"),
                    _signed("initContainers"),
                    _signed("ephemeralContainers"),
                ],
            },
            after=engine.ready,
        )


def _namespaces(operator: str, names: Sequence[str]) -> dict[str, Any]:
    return {"matchExpressions": [{"key": NAMESPACE_LABEL, "operator": operator, "values": list(names)}]}


def _listed(prefixes: Sequence[str]) -> str:
    return "[" + ", ".join(f"'{one.rstrip('/')}/'" for one in prefixes) + "]"


def _from_registries(registries: Sequence[str]) -> dict[str, str]:
    strange = "variables.images.filter(i, !variables.registries.exists(r, i.startsWith(r)))"
    return {
        "expression": f"{strange}.size() == 0",
        "messageExpression": f"'images from a registry that is not allowed here: ' + {strange}.join(', ') + "
        f"'; take them from the own registry or from {', '.join(registries)}'",
        "reason": "Forbidden",
    }


def _versioned() -> dict[str, str]:
    """Refuse what points to something else tomorrow: no tag, or ``latest``, unless a digest holds it fast."""
    loose = (
        "variables.images.filter(i, !i.contains('@sha256:') && "
        "(i.endsWith(':latest') || !i.matches('.*:[^/:]+$')))"
    )
    return {
        "expression": f"{loose}.size() == 0",
        "messageExpression": f"'images without a version, or latest: ' + {loose}.join(', ') + "
        "'; name a version, or a digest'",
        "reason": "Forbidden",
    }


def _signed(kind: str) -> dict[str, str]:
    return {
        "expression": f"images.{kind}.map(image, verifyImageSignatures(image, [attestors.pipeline])).all(count, count > 0)",
        "message": f"an image of {kind} is not signed by the workflow that builds it: build it there",
    }


def _identity(signer: SignerSpec) -> dict[str, str]:
    """Return who signs: any workflow of the repository, run for its branch."""
    repository, branch = (text.replace(".", r"\.") for text in (signer.repository, signer.branch))
    return {
        "issuer": GITHUB,
        "subjectRegExp": rf"^https://github\.com/{repository}/\.github/workflows/[^/@]+@refs/heads/{branch}$",
    }


def _values(site: ClusterSite, args: AdmissionArgs) -> dict[str, Any]:
    placed = site.on_system_nodes()
    return {
        "global": {"image": {"registry": "ghcr.io"}, **placed},
        "admissionController": {
            # Kyverno's own count for a webhook that nobody can miss.
            "replicas": 3 if site.available else 1,
            "podDisruptionBudget": {"enabled": site.available, "minAvailable": 1},
            "rbac": {"serviceAccount": {"name": SERVICE_ACCOUNT, "annotations": args.annotations}},
            "podLabels": dict(args.pod_labels),
            "container": {"resources": share("50m", "128Mi", "384Mi")},
            "serviceMonitor": {"enabled": args.monitored},
        },
        # Nothing here is generated, mutated in place or cleaned up by a policy.
        "backgroundController": {"enabled": False},
        "cleanupController": {"enabled": False},
        "reportsController": {"enabled": True, "replicas": 1, "resources": share("20m", "64Mi", "192Mi")},
        "features": {
            # An exception is a change of this program, by review, and no object that somebody may make.
            "policyExceptions": {"enabled": False},
            "generateValidatingAdmissionPolicy": {"enabled": False},
        },
    }
