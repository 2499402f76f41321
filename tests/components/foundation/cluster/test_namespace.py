"""The platform's own namespaces: walls, gates, shares."""

from typing import Any

import pulumi_kubernetes as kubernetes
import pytest
from pulumi import ComponentResource, ResourceOptions

from components.foundation.cluster.flows import INTERNET, Flow, Peer
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from tests.components.foundation.cluster.sites import SHARED, of_component, on_site
from tests.components.recording import Recording, assert_sound

POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def built(gates: Gates | None = None, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        args = PlatformNamespaceArgs(
            namespace="argocd", pod_security="restricted", gates=gates or Gates(api=False)
        )
        PlatformNamespace(site, args)

    return on_site(program, **decided)


def policies(recording: Recording) -> dict[str, Any]:
    return {
        entry.name.removeprefix("main-argocd-namespace-"): entry.inputs["spec"]
        for entry in recording.of(POLICY)
    }


def test_the_inventory() -> None:
    recording = built()
    assert of_component(recording).counts() == {
        "kubernetes:core/v1:LimitRange": 1,
        "kubernetes:core/v1:Namespace": 1,
        "kubernetes:core/v1:ResourceQuota": 1,
        "kubernetes:core/v1:ServiceAccountPatch": 1,
        POLICY: 2,
        "platform:kubernetes:PlatformNamespace": 1,
    }
    assert_sound(of_component(recording), PlatformNamespace, regions=set())


def test_the_standard_is_pinned() -> None:
    namespace = (
        built(version="1.36", pod_security_version="v1.34")
        .only(kubernetes.core.v1.Namespace)
        .inputs["metadata"]
    )
    assert namespace == {
        "name": "argocd",
        "labels": {
            **SHARED,
            **{f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")},
            **{
                f"pod-security.kubernetes.io/{mode}-version": "v1.34" for mode in ("enforce", "audit", "warn")
            },
        },
    }


def test_nothing_passes_but_names() -> None:
    assert policies(built()) == {
        "default-deny": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
        "allow-dns": {
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


def test_each_gate_opens_what_it_says_and_no_more() -> None:
    gates = Gates(api=True, webhooks=(9443,), metrics=("metrics",), cloud=True, within=True)
    found = policies(built(gates))
    api = [{"ipBlock": {"cidr": "10.16.0.0/16"}}]
    monitoring = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}]
    internet = [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}}]
    assert {
        role: found[role].get("egress", found[role].get("ingress"))
        for role in found
        if role.startswith("allow-")
    } == {
        "allow-dns": found["allow-dns"]["egress"],
        "allow-api-server": [
            {"to": api, "ports": [{"protocol": "TCP", "port": 443}, {"protocol": "TCP", "port": 6443}]}
        ],
        "allow-webhooks": [{"from": api, "ports": [{"protocol": "TCP", "port": 9443}]}],
        "allow-metrics": [{"from": monitoring, "ports": [{"protocol": "TCP", "port": "metrics"}]}],
        "allow-cloud": [{"to": internet, "ports": [{"protocol": "TCP", "port": 443}]}],
        "allow-pod-identity": [
            {"to": [{"ipBlock": {"cidr": "169.254.170.23/32"}}], "ports": [{"protocol": "TCP", "port": 80}]}
        ],
        "allow-within-in": [{"from": [{"podSelector": {}}]}],
        "allow-within-out": [{"to": [{"podSelector": {}}]}],
    }
    directions = {role: found[role]["policyTypes"] for role in found if role != "default-deny"}
    assert {role for role, types in directions.items() if types == ["Ingress"]} == {
        "allow-webhooks",
        "allow-metrics",
        "allow-within-in",
    }


def test_the_agent_of_aws_is_reached_on_eks_alone() -> None:
    assert "allow-pod-identity" not in policies(built(Gates(cloud=True), cloud="gcp"))


def test_a_flow_chooses_its_pods_and_adding_one_changes_no_other() -> None:
    flow = Flow(
        direction="from",
        pods={"app": "server"},
        peers=(Peer(namespace="gateway", pods={"app": "way-in"}),),
        ports=(8080,),
    )
    few, more = policies(built()), policies(built(Gates(api=False, flows={"allow-way-in": flow})))
    assert {role: more[role] for role in few} == few
    assert more["allow-way-in"] == {
        "podSelector": {"matchLabels": {"app": "server"}},
        "policyTypes": ["Ingress"],
        "ingress": [
            {
                "from": [
                    {
                        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "gateway"}},
                        "podSelector": {"matchLabels": {"app": "way-in"}},
                    }
                ],
                "ports": [{"protocol": "TCP", "port": 8080}],
            }
        ],
    }


def test_the_share() -> None:
    recording = built()
    assert recording.only(kubernetes.core.v1.ResourceQuota).inputs["spec"] == {
        "hard": {"requests.cpu": "8", "requests.memory": "16Gi", "pods": "100"}
    }
    assert recording.only(kubernetes.core.v1.LimitRange).inputs["spec"] == {
        "limits": [
            {
                "type": "Container",
                "default": {"memory": "512Mi"},
                "defaultRequest": {"cpu": "50m", "memory": "128Mi"},
                "max": {"memory": "8Gi"},
            }
        ]
    }
    assert Share(cpu="2").hard()["requests.cpu"] == "2"


def test_what_stands_in_it_waits_for_its_walls() -> None:
    def program(site: ClusterSite) -> dict[str, list[str]]:
        args = PlatformNamespaceArgs(namespace="argocd", pod_security="baseline", gates=Gates())
        made = PlatformNamespace(site, args)
        return {"waited": [resource._name for resource in made.ready]}

    waited = on_site(program).returned
    assert set(waited["waited"]) == {
        "main-argocd-namespace",
        "main-argocd-namespace-default-deny",
        "main-argocd-namespace-allow-dns",
        "main-argocd-namespace-allow-api-server",
        "main-argocd-namespace-quota",
        "main-argocd-namespace-limits",
    }


def test_two_of_one_name_are_refused() -> None:
    def program(site: ClusterSite) -> None:
        site.ledger.claim("namespace", "argocd", "the tenant argocd")
        PlatformNamespace(
            site, PlatformNamespaceArgs(namespace="argocd", pod_security="baseline", gates=Gates())
        )

    with pytest.raises(ValueError, match="both make the namespace argocd"):
        on_site(program)


def test_two_components_that_make_one_namespace_are_refused() -> None:
    """Under two parents their children have names of their own, so that Pulumi itself sees no clash."""

    def program(site: ClusterSite) -> None:
        for parent in ("one", "two"):
            PlatformNamespace(
                site,
                PlatformNamespaceArgs(namespace="database", pod_security="baseline", gates=Gates()),
                ResourceOptions(parent=ComponentResource("test:index:Part", parent)),
            )

    with pytest.raises(ValueError, match="two components make the namespace database"):
        on_site(program)


def test_the_internet_is_not_the_node() -> None:
    assert str(INTERNET.range) == "0.0.0.0/0"
    assert [str(one) for one in INTERNET.but] == ["169.254.169.254/32"]
