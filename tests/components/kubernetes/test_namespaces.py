import pulumi
import pulumi_kubernetes as kubernetes
import pytest

from components.kubernetes.namespaces import NamespaceArgs, NamespaceSpec, TenantNamespace
from tests.components.kubernetes.clusters import LABELS, recorded, refusal
from tests.components.recording import Recording, assert_sound

SHARED = {
    "platform.internal/environment": "production",
    "platform.internal/owner": "platform",
    "platform.internal/cost-center": "infrastructure",
    "platform.internal/managed-by": "pulumi",
    "app.kubernetes.io/managed-by": "pulumi",
}


def built(spec: NamespaceSpec | None = None, names: tuple[str, ...] = ("backend",)) -> Recording:
    def program() -> None:
        provider = kubernetes.Provider("cluster", kubeconfig="{}")
        node = kubernetes.core.v1.ConfigMap("node", opts=pulumi.ResourceOptions(provider=provider))
        for name in names:
            TenantNamespace(
                f"main-{name}",
                NamespaceArgs(namespace=name, spec=spec or NamespaceSpec(), labels=LABELS, ready=[node]),
                pulumi.ResourceOptions(provider=provider),
            )

    return recorded(program)


def inside(recording: Recording) -> Recording:
    return Recording({e.urn: e for e in recording.entries if "TenantNamespace" in e.urn}, None)


def test_the_inventory_of_a_namespace() -> None:
    assert inside(built()).counts() == {
        "kubernetes:core/v1:LimitRange": 1,
        "kubernetes:core/v1:Namespace": 1,
        "kubernetes:core/v1:ResourceQuota": 1,
        "kubernetes:core/v1:ServiceAccountPatch": 1,
        "kubernetes:networking.k8s.io/v1:NetworkPolicy": 2,
        "platform:kubernetes:TenantNamespace": 1,
    }
    assert_sound(inside(built()), TenantNamespace, regions=set())


def test_pods_below_the_standard_are_refused_recorded_and_warned_of() -> None:
    metadata = built().only(kubernetes.core.v1.Namespace).inputs["metadata"]
    assert metadata == {
        "name": "backend",
        "labels": {
            **SHARED,
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "v1.35",
            "pod-security.kubernetes.io/audit": "restricted",
            "pod-security.kubernetes.io/audit-version": "v1.35",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/warn-version": "v1.35",
        },
    }


def test_a_namespace_is_opened_to_what_acts_on_its_pods_only_when_that_is_about_it() -> None:
    def program() -> None:
        provider = kubernetes.Provider("cluster", kubeconfig="{}")
        node = kubernetes.core.v1.ConfigMap("node", opts=pulumi.ResourceOptions(provider=provider))
        TenantNamespace(
            "main-backend",
            NamespaceArgs(
                namespace="backend",
                spec=NamespaceSpec(),
                labels=LABELS,
                ready=[node],
                annotations={"chaos-mesh.org/inject": "enabled"},
            ),
            pulumi.ResourceOptions(provider=provider),
        )

    opened = recorded(program).only(kubernetes.core.v1.Namespace).inputs["metadata"]
    assert opened["annotations"] == {"chaos-mesh.org/inject": "enabled"}
    assert "annotations" not in built().only(kubernetes.core.v1.Namespace).inputs["metadata"]


def test_another_standard_is_named_in_all_three_places() -> None:
    spec = NamespaceSpec(pod_security="baseline", pod_security_version="v1.34")
    labels = built(spec).only(kubernetes.core.v1.Namespace).inputs["metadata"]["labels"]
    assert {key: value for key, value in labels.items() if "pod-security" in key} == {
        f"pod-security.kubernetes.io/{mode}{suffix}": value
        for mode in ("enforce", "audit", "warn")
        for suffix, value in {"": "baseline", "-version": "v1.34"}.items()
    }


def test_the_quota_is_that_of_the_requirements() -> None:
    quota = built().only(kubernetes.core.v1.ResourceQuota).inputs
    assert quota["metadata"] == {"name": "backend-quota", "namespace": "backend", "labels": SHARED}
    assert quota["spec"] == {
        "hard": {
            "requests.cpu": "10",
            "requests.memory": "20Gi",
            "limits.cpu": "20",
            "limits.memory": "40Gi",
            "persistentvolumeclaims": "10",
            "pods": "20",
            "services": "10",
            "secrets": "20",
            "configmaps": "20",
        }
    }


def test_the_limits_are_those_of_the_requirements() -> None:
    limits = built().only(kubernetes.core.v1.LimitRange).inputs
    assert limits["metadata"]["name"] == "backend-limits"
    assert limits["spec"] == {
        "limits": [
            {
                "type": "Container",
                "default": {"cpu": "500m", "memory": "512Mi"},
                "defaultRequest": {"cpu": "100m", "memory": "128Mi"},
                "max": {"cpu": "2", "memory": "4Gi"},
                "min": {"cpu": "50m", "memory": "64Mi"},
            },
            {"type": "Pod", "max": {"cpu": "4", "memory": "8Gi"}},
            {"type": "PersistentVolumeClaim", "max": {"storage": "100Gi"}, "min": {"storage": "1Gi"}},
        ]
    }


def test_nothing_comes_in_and_only_names_are_asked_for() -> None:
    policies = built().named(kubernetes.networking.v1.NetworkPolicy)
    assert {name: policy.inputs["spec"] for name, policy in policies.items()} == {
        "main-backend-default-deny": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
        "main-backend-allow-dns": {
            "podSelector": {},
            "policyTypes": ["Egress"],
            "egress": [
                {
                    "to": [
                        {
                            "namespaceSelector": {
                                "matchLabels": {"kubernetes.io/metadata.name": "kube-system"}
                            },
                            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
                        }
                    ],
                    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
                }
            ],
        },
    }
    assert [policy.inputs["metadata"]["name"] for policy in policies.values()] == [
        "allow-dns",
        "default-deny",
    ]


def test_pods_with_an_identity_may_reach_the_agent_of_their_node() -> None:
    recording = built(NamespaceSpec(pod_identity=True))
    policy = recording.named(kubernetes.networking.v1.NetworkPolicy)["main-backend-allow-pod-identity"]
    assert policy.inputs["spec"] == {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [
            {
                "to": [{"ipBlock": {"cidr": "169.254.170.23/32"}}],
                "ports": [{"protocol": "TCP", "port": 80}],
            }
        ],
    }


def test_pods_get_no_token_unasked() -> None:
    patch = built().only(kubernetes.core.v1.ServiceAccountPatch).inputs
    assert patch["metadata"] == {
        "name": "default",
        "namespace": "backend",
        "annotations": {"pulumi.com/patchForce": "true"},
    }
    assert patch["automountServiceAccountToken"] is False


def test_everything_waits_for_the_cluster_and_what_is_inside_for_the_namespace() -> None:
    recording = inside(built())
    whole = built()
    for entry in recording.entries:
        if not entry.custom:
            continue
        assert whole.depends_on(entry, kubernetes.core.v1.ConfigMap) == {"node"}
        if entry.type != "kubernetes:core/v1:Namespace":
            assert whole.depends_on(entry, kubernetes.core.v1.Namespace) == {"main-backend-namespace"}


def test_the_next_namespace_changes_none_that_exists() -> None:
    before = {entry.urn: entry.inputs for entry in built().entries}
    after = {entry.urn: entry.inputs for entry in built(names=("backend", "frontend")).entries}
    assert {urn: after[urn] for urn in before} == before
    assert len(after) == len(before) + 7


@pytest.mark.parametrize("name", ["default", "kube-system", "kube-public", "kube-node-lease"])
def test_the_namespaces_of_kubernetes_are_not_for_tenants(name: str) -> None:
    with pytest.raises(ValueError, match=f"namespace {name} belongs to Kubernetes"):
        NamespaceArgs(namespace=name, spec=NamespaceSpec(), labels=LABELS, ready=[])


@pytest.mark.parametrize("name", ["Backend", "back_end", "-backend", "b" * 64, ""])
def test_a_name_that_is_no_dns_label_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a DNS label"):
        NamespaceArgs(namespace=name, spec=NamespaceSpec(), labels=LABELS, ready=[])


def test_the_standard_is_pinned_to_a_version() -> None:
    assert refusal(NamespaceSpec, {"pod_security_version": "latest"}).startswith(
        "String should match pattern"
    )


def test_a_namespace_joins_the_mesh_by_its_own_spec_and_opens_what_that_needs() -> None:
    recording = built(NamespaceSpec(mesh="ambient", routed=True))
    labels = recording.only(kubernetes.core.v1.Namespace).inputs["metadata"]["labels"]
    assert labels["istio.io/dataplane-mode"] == "ambient"
    assert labels["platform.internal/mesh"] == "member"
    assert labels["platform.internal/routes"] == "attached"
    policies = recording.named(kubernetes.networking.v1.NetworkPolicy)
    probes = policies["main-backend-allow-mesh-probes"].inputs["spec"]
    assert probes["ingress"] == [{"from": [{"ipBlock": {"cidr": "169.254.7.127/32"}}]}]
    for way, towards in (("in", "ingress"), ("out", "egress")):
        (rule,) = policies[f"main-backend-allow-mesh-tunnels-{way}"].inputs["spec"][towards]
        assert rule["ports"] == [{"port": 15008, "protocol": "TCP"}]


def test_a_namespace_of_sidecars_reaches_the_control_plane_by_its_revision() -> None:
    recording = built(NamespaceSpec(mesh="sidecar", mesh_revision="next"))
    labels = recording.only(kubernetes.core.v1.Namespace).inputs["metadata"]["labels"]
    assert labels["istio.io/rev"] == "next"
    assert "platform.internal/routes" not in labels
    policies = recording.named(kubernetes.networking.v1.NetworkPolicy)
    (rule,) = policies["main-backend-allow-mesh-control"].inputs["spec"]["egress"]
    assert rule["ports"] == [{"port": 15012, "protocol": "TCP"}]
