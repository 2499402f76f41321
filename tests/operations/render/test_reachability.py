"""Who may talk to whom, by policies whose meaning is known from Kubernetes', Cilium's and Istio's own words."""

from ipaddress import IPv4Network
from typing import Any

import pytest
import yaml

from operations.render.reachability import Endpoint, Port, Reach, endpoints_of, place
from operations.render.reachability.selectors import CannotEvaluateError

DNS = Endpoint(
    name="dns",
    namespace="kube-system",
    labels={"k8s-app": "kube-dns"},
    ports=(Port(protocol="UDP", number=53), Port(protocol="TCP", number=53)),
)
INTERNET = place("internet", "93.184.216.34/32", hosts=["api.example.com"], entities=["world"])
METADATA = place("metadata", "169.254.169.254/32")

WEB = Endpoint(
    name="web",
    namespace="shop",
    labels={"app": "web", "tier": "front"},
    ports=(Port(protocol="TCP", number=8080, name="http"),),
    account="web",
)
API = Endpoint(
    name="api",
    namespace="shop",
    labels={"app": "api"},
    ports=(Port(protocol="TCP", number=9000, name="http"),),
    account="api",
)
PROBE = Endpoint(name="probe", namespace="watch", labels={"app": "probe"}, account="probe")
NODE = Endpoint(name="node-agent", namespace="shop", labels={"app": "api"}, host_network=True)

ENDS = (DNS, INTERNET, METADATA, WEB, API, PROBE, NODE)
NAMESPACES = """
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: shop}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: watch, labels: {team: sre}}}
"""


def policies(text: str) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(f"{NAMESPACES}\n---\n{text}") if one]


def network_policy(spec: str, namespace: str = "shop") -> str:
    return (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        f"metadata: {{name: one, namespace: {namespace}}}\nspec: {spec}"
    )


def cilium(spec: str, kind: str = "CiliumNetworkPolicy") -> str:
    namespace = "" if "Clusterwide" in kind else ", namespace: shop"
    return f"apiVersion: cilium.io/v2\nkind: {kind}\nmetadata: {{name: one{namespace}}}\nspec: {spec}"


def istio(kind: str, spec: str, namespace: str = "shop") -> str:
    return f"apiVersion: security.istio.io/v1\nkind: {kind}\nmetadata: {{name: one, namespace: {namespace}}}\nspec: {spec}"


Asked = tuple[Endpoint, Endpoint, str, int, bool]

CLOSED = network_policy("{podSelector: {}, policyTypes: [Ingress, Egress]}")

CASES: dict[str, tuple[str, list[Asked]]] = {
    "no policy at all": ("", [(WEB, API, "TCP", 1, True), (INTERNET, WEB, "UDP", 9, True)]),
    "closed both ways": (
        CLOSED,
        [
            (WEB, API, "TCP", 9000, False), (WEB, DNS, "UDP", 53, False), (PROBE, WEB, "TCP", 8080, False),
            (PROBE, DNS, "UDP", 53, True), (INTERNET, API, "TCP", 443, False),
        ],
    ),
    "a node's own network is not held": (CLOSED, [(NODE, DNS, "UDP", 53, True), (PROBE, NODE, "TCP", 1, True)]),
    "types unsaid: the way in": (
        network_policy("{podSelector: {matchLabels: {app: api}}}"),
        [(WEB, API, "TCP", 9000, False), (API, INTERNET, "TCP", 443, True)],
    ),
    "types unsaid, with a way out: both": (
        network_policy("{podSelector: {matchLabels: {app: api}}, egress: [{ports: [{port: 53, protocol: UDP}]}]}"),
        [(WEB, API, "TCP", 9000, False), (API, DNS, "UDP", 53, True), (API, DNS, "TCP", 53, False)],
    ),
    "pods of the same namespace only": (
        network_policy("{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {}}]}]}"),
        [(WEB, API, "TCP", 7, True), (PROBE, API, "TCP", 7, False)],
    ),
    "pods of another namespace by its label": (
        network_policy("{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: sre}}}]}]}"),
        [(PROBE, API, "TCP", 7, True), (WEB, API, "TCP", 7, False)],
    ),
    "and its name": (
        network_policy(
            "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: watch}},"
            " podSelector: {matchLabels: {app: other}}}]}]}"
        ),
        [(PROBE, API, "TCP", 7, False)],
    ),
    "two peers are either": (
        network_policy(
            "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: sre}}},"
            " {podSelector: {matchLabels: {app: web}}}]}]}"
        ),
        [(PROBE, API, "TCP", 7, True), (WEB, API, "TCP", 7, True), (API, WEB, "TCP", 7, False)],
    ),
    "both ends must agree": (
        f"{CLOSED}\n---\n{network_policy('{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{}]}')}",
        [(PROBE, API, "TCP", 9000, True), (WEB, API, "TCP", 9000, False)],
    ),
    "a port by the name that the target gives it": (
        network_policy("{podSelector: {}, ingress: [{ports: [{port: http}]}]}"),
        [(PROBE, WEB, "TCP", 8080, True), (PROBE, WEB, "TCP", 9000, False), (PROBE, API, "TCP", 9000, True)],
    ),
    "a range of ports": (
        network_policy("{podSelector: {}, ingress: [{ports: [{port: 100, endPort: 200}]}]}"),
        [(PROBE, WEB, "TCP", 100, True), (PROBE, WEB, "TCP", 200, True), (PROBE, WEB, "TCP", 201, False)],
    ),
    "addresses, but for some": (
        network_policy("{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}]}"),
        [(WEB, INTERNET, "TCP", 443, True), (WEB, METADATA, "TCP", 80, False), (WEB, PROBE, "TCP", 1, True)],
    ),
    "addresses without the private ones hold no pod": (
        network_policy(
            "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except:"
            " [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10]}}]}]}"
        ),
        [(WEB, INTERNET, "TCP", 443, True), (WEB, PROBE, "TCP", 1, False)],
    ),
    "expressions": (
        network_policy(
            "{podSelector: {matchExpressions: [{key: app, operator: In, values: [api, web]}, {key: tier, operator: DoesNotExist}]}}"
        ),
        [(PROBE, API, "TCP", 1, False), (PROBE, WEB, "TCP", 1, True)],
    ),
    "expressions the other way": (
        network_policy(
            "{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [api]}, {key: tier, operator: Exists}]}}"
        ),
        [(PROBE, API, "TCP", 1, True), (PROBE, WEB, "TCP", 1, False)],
    ),
    "Cilium: pods of its own namespace": (
        cilium("{endpointSelector: {matchLabels: {app: api}}, ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: '9000', protocol: TCP}]}]}]}"),
        [(WEB, API, "TCP", 9000, True), (WEB, API, "TCP", 1, False), (PROBE, API, "TCP", 9000, False), (API, INTERNET, "TCP", 1, True)],
    ),
    "Cilium: pods of another": (
        cilium("{endpointSelector: {}, ingress: [{fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': watch, 'k8s:app': probe}}]}]}"),
        [(PROBE, API, "TCP", 9000, True), (WEB, API, "TCP", 9000, False)],
    ),
    "Cilium: by the label of a namespace, or an account": (
        cilium(
            "{endpointSelector: {matchLabels: {io.cilium.k8s.policy.serviceaccount: api}}, ingress: [{fromEndpoints:"
            " [{matchLabels: {io.cilium.k8s.namespace.labels.team: sre}}]}]}"
        ),
        [(PROBE, API, "TCP", 9000, True), (WEB, API, "TCP", 9000, False), (PROBE, WEB, "TCP", 1, True)],
    ),
    "Cilium: an empty rule closes": (
        cilium("{endpointSelector: {}, ingress: [{}], egress: [{}]}"),
        [(WEB, API, "TCP", 9000, False), (WEB, DNS, "UDP", 53, False), (PROBE, API, "TCP", 1, False)],
    ),
    "Cilium: nobody in a list": (
        cilium("{endpointSelector: {}, ingress: [{fromEndpoints: []}]}"), [(PROBE, API, "TCP", 1, False)],
    ),
    "Cilium: names in DNS": (
        cilium("{endpointSelector: {}, egress: [{toFQDNs: [{matchPattern: '*.example.com'}], toPorts: [{ports: [{port: '443'}]}]}]}"),
        [(WEB, INTERNET, "TCP", 443, True), (WEB, INTERNET, "TCP", 80, False), (WEB, METADATA, "TCP", 443, False)],
    ),
    "Cilium: entities": (
        cilium("{endpointSelector: {}, egress: [{toEntities: [world]}], ingress: [{fromEntities: [cluster]}]}"),
        [(WEB, INTERNET, "TCP", 443, True), (WEB, METADATA, "TCP", 80, False), (PROBE, WEB, "TCP", 1, True), (INTERNET, WEB, "TCP", 1, False)],
    ),
    "Cilium: ranges hold no pods": (
        cilium("{endpointSelector: {}, egress: [{toCIDRSet: [{cidr: 0.0.0.0/0, except: [169.254.0.0/16]}]}]}"),
        [(WEB, INTERNET, "TCP", 443, True), (WEB, PROBE, "TCP", 1, False), (WEB, METADATA, "TCP", 80, False)],
    ),
    "Cilium: a denial wins": (
        cilium("{endpointSelector: {}, egress: [{toEntities: [all]}], egressDeny: [{toCIDR: [169.254.169.254/32]}]}"),
        [(WEB, INTERNET, "TCP", 443, True), (WEB, METADATA, "TCP", 80, False)],
    ),
    "Cilium: a denial that closes nothing else": (
        cilium("{endpointSelector: {}, enableDefaultDeny: {egress: false}, egressDeny: [{toCIDR: [169.254.169.254/32]}]}"),
        [(WEB, INTERNET, "TCP", 443, True), (WEB, METADATA, "TCP", 80, False)],
    ),
    "Cilium: the whole cluster": (
        cilium("{endpointSelector: {matchLabels: {app: probe}}, ingress: [{fromEndpoints: [{matchLabels: {app: web}}]}]}", "CiliumClusterwideNetworkPolicy"),
        [(WEB, PROBE, "TCP", 1, True), (API, PROBE, "TCP", 1, False)],
    ),
    "Cilium beside Kubernetes: either may open": (
        f"{CLOSED}\n---\n{cilium('{endpointSelector: {matchLabels: {app: api}}, egress: [{toEntities: [world]}]}')}",
        [(API, INTERNET, "TCP", 443, True), (WEB, INTERNET, "TCP", 443, False)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "asked"), CASES.values(), ids=CASES)
def test_what_a_policy_lets_through(text: str, asked: list[Asked]) -> None:
    reach = Reach(policies(text), ENDS)
    assert [reach.may(*question[:4]) for question in asked] == [question[4] for question in asked]


SIDECARS = """
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: watch}}
"""
AMBIENT = SIDECARS.replace("istio-injection: enabled", "istio.io/dataplane-mode: ambient")
ALL_AMBIENT = AMBIENT.replace("name: watch", "name: watch, labels: {istio.io/dataplane-mode: ambient}")
STRICT = istio("PeerAuthentication", "{mtls: {mode: STRICT}}", "istio-system")

MESHES: dict[str, tuple[str, str, list[Asked]]] = {
    "strict: who is not in the mesh stays out": (
        SIDECARS, STRICT,
        [(PROBE, API, "TCP", 9000, False), (WEB, API, "TCP", 9000, True), (INTERNET, API, "TCP", 9000, False), (API, PROBE, "TCP", 1, True)],
    ),
    "strict but for a port": (
        SIDECARS,
        STRICT
        + "\n---\n"
        + istio("PeerAuthentication", "{selector: {matchLabels: {app: api}}, portLevelMtls: {'9000': {mode: PERMISSIVE}}}"),
        [(PROBE, API, "TCP", 9000, True), (PROBE, API, "TCP", 1, False)],
    ),
    "permissive by default": (SIDECARS, "", [(PROBE, API, "TCP", 9000, True)]),
    "nothing allowed": (
        SIDECARS, istio("AuthorizationPolicy", "{}"), [(WEB, API, "TCP", 9000, False), (WEB, PROBE, "TCP", 1, True), (API, DNS, "UDP", 53, True)],
    ),
    "nothing allowed anywhere": (
        SIDECARS, istio("AuthorizationPolicy", "{}", "istio-system"), [(WEB, API, "TCP", 9000, False), (WEB, PROBE, "TCP", 1, True)],
    ),
    "one account on one port": (
        SIDECARS,
        istio(
            "AuthorizationPolicy",
            "{selector: {matchLabels: {app: api}}, action: ALLOW, rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}],"
            " to: [{operation: {ports: ['9000']}}]}]}",
        ),
        [(WEB, API, "TCP", 9000, True), (WEB, API, "TCP", 1, False), (PROBE, API, "TCP", 9000, False), (API, WEB, "TCP", 1, True)],
    ),
    "a namespace, which only the mesh vouches for": (
        SIDECARS,
        istio("AuthorizationPolicy", "{rules: [{from: [{source: {namespaces: [shop, watch]}}]}]}"),
        [(WEB, API, "TCP", 9000, True), (PROBE, API, "TCP", 9000, False)],
    ),
    "a denial wins": (
        SIDECARS,
        istio("AuthorizationPolicy", "{action: DENY, rules: [{from: [{source: {notPrincipals: ['*/sa/web']}}], to: [{operation: {ports: ['9000']}}]}]}"),
        [(WEB, API, "TCP", 9000, True), (PROBE, API, "TCP", 9000, False), (PROBE, API, "TCP", 1, True)],
    ),
    "a denial of some requests leaves the port open, an allowance of some opens it": (
        SIDECARS,
        istio("AuthorizationPolicy", "{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}")
        + "\n---\n"
        + istio("AuthorizationPolicy", "{rules: [{to: [{operation: {methods: [GET], ports: ['9000']}}]}]}"),
        [(WEB, API, "TCP", 9000, True), (WEB, API, "TCP", 1, False)],
    ),
    "out of the mesh by its own label": (
        SIDECARS, f"{STRICT}\n---\n{istio('AuthorizationPolicy', '{}')}",
        [(PROBE, Endpoint(name="plain", namespace="shop", labels={"sidecar.istio.io/inject": "false"}), "TCP", 1, True)],
    ),
    "bound to a gateway": (
        SIDECARS, istio("AuthorizationPolicy", "{targetRefs: [{kind: Gateway, name: a}]}"), [(WEB, API, "TCP", 9000, True)],
    ),
    "an ambient mesh is seen by network policies on its own port": (
        ALL_AMBIENT,
        network_policy("{podSelector: {}, ingress: [{ports: [{port: 9000}]}]}"),
        [(WEB, API, "TCP", 9000, False), (INTERNET, API, "TCP", 9000, True)],
    ),
    "which lets everything through that the mesh allows": (
        ALL_AMBIENT,
        network_policy("{podSelector: {}, ingress: [{ports: [{port: 15008}]}]}")
        + "\n---\n"
        + istio("AuthorizationPolicy", "{rules: [{to: [{operation: {ports: ['9000']}}]}]}"),
        [(PROBE, API, "TCP", 9000, True), (PROBE, API, "TCP", 9001, False), (PROBE, API, "UDP", 9000, False)],
    ),
    "half in it": (
        AMBIENT, network_policy("{podSelector: {}, ingress: [{ports: [{port: 9000}]}]}"), [(PROBE, API, "TCP", 9000, True)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("places", "text", "asked"), MESHES.values(), ids=MESHES)
def test_what_the_mesh_lets_through(places: str, text: str, asked: list[Asked]) -> None:
    manifests = [one for one in yaml.safe_load_all(f"{places}\n---\n{text}") if one]
    reach = Reach(manifests, ENDS)
    assert [reach.may(*question[:4]) for question in asked] == [question[4] for question in asked]


def test_a_trust_domain_may_be_called_by_its_name_or_by_the_usual_one() -> None:
    def allowing(domain: str) -> list[dict[str, Any]]:
        rule = f"{{rules: [{{from: [{{source: {{principals: [{domain}/ns/shop/sa/web]}}}}]}}]}}"
        return [
            one for one in yaml.safe_load_all(f"{SIDECARS}\n---\n{istio('AuthorizationPolicy', rule)}") if one
        ]

    for domain, expected in (("cluster.local", True), ("example.org", True), ("example.com", False)):
        reach = Reach(allowing(domain), ENDS, trust_domain="example.org")
        assert reach.may(WEB, API, "TCP", 9000) is expected


UNKNOWN: dict[str, tuple[str, str]] = {
    "a peer": (network_policy("{podSelector: {}, ingress: [{from: [{serviceSelector: {}}]}]}"), "a peer of a NetworkPolicy has no serviceSelector"),
    "an operator": (network_policy("{podSelector: {matchExpressions: [{key: a, operator: Near}]}}"), "a label selector has no operator Near"),
    "a selector": (network_policy("{podSelector: {labels: {a: b}}}"), "a label selector has no labels"),
    "Cilium's groups": (cilium("{endpointSelector: {}, egress: [{toGroups: []}]}"), "toGroups, which is not evaluated"),
    "Cilium's other labels": (cilium("{endpointSelector: {matchLabels: {'reserved:host': ''}}, egress: []}"), "labels of the source reserved"),
    "Istio's sources": (
        SIDECARS + "\n---\n" + istio("AuthorizationPolicy", "{rules: [{from: [{source: {planets: [mars]}}]}]}"), "planets, which is not evaluated",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_understood_is_not_guessed(text: str, said: str) -> None:
    manifests = [one for one in yaml.safe_load_all(text) if one]
    with pytest.raises(CannotEvaluateError, match=said):
        Reach(manifests, ENDS).table()


def test_pods_may_be_known_to_be_in_a_range_or_beyond_its_meaning() -> None:
    manifests = policies(
        network_policy(
            "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.16.0.0/16}}]}]}"
        )
    )
    for pods_at, expected in (
        ([IPv4Network("10.16.0.0/18")], True),
        ([IPv4Network("10.17.0.0/18")], False),
        ([], False),
    ):
        assert Reach(manifests, ENDS, pods_at=pods_at).may(WEB, PROBE, "TCP", 1) is expected


WORKLOADS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    metadata: {labels: {app: api}}
    spec:
      serviceAccountName: api
      initContainers:
        - {name: once, ports: [{containerPort: 1}]}
        - {name: beside, restartPolicy: Always, ports: [{containerPort: 9100}]}
      containers: [{name: api, ports: [{containerPort: 9000, name: http}, {containerPort: 53, protocol: UDP}]}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: dump, namespace: shop}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: dump}}, spec: {containers: [{name: dump}]}}}}}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: by-reference, namespace: shop}
spec: {workloadRef: {kind: Deployment, name: api}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: shop}
spec: {template: {spec: {hostNetwork: true, containers: [{name: agent}]}}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}}
"""


def test_pods_are_those_that_workloads_make() -> None:
    made = {str(one): one for one in endpoints_of(yaml.safe_load_all(WORKLOADS))}
    assert set(made) == {"shop/api", "shop/dump", "shop/agent"}
    api = made["shop/api"]
    assert (api.labels, api.account) == ({"app": "api"}, "api")
    assert api.ports == (
        Port(protocol="TCP", number=9000, name="http"),
        Port(protocol="UDP", number=53),
        Port(protocol="TCP", number=9100),
    )
    assert (made["shop/agent"].is_pod, made["shop/dump"].labels) == (False, {"app": "dump"})


def test_the_table_says_every_pair_and_port() -> None:
    manifests = policies(
        CLOSED
        + "\n---\n"
        + network_policy(
            "{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: http}]}]}"
        )
        + "\n---\n"
        + network_policy(
            "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]}"
        )
    )
    table = Reach(manifests, [WEB, API, INTERNET]).table()
    assert table == {
        "internet": {"watch/(any other)": ["all TCP", "all UDP"]},
        "shop/web": {"shop/api": ["TCP 9000"]},
        "watch/(any other)": {
            "internet": ["all TCP", "all UDP"],
            "watch/(any other)": ["all TCP", "all UDP"],
        },
    }


def test_a_port_that_alone_is_shut_is_told() -> None:
    manifests = policies(
        cilium(
            "{endpointSelector: {}, enableDefaultDeny: {ingress: false}, ingressDeny: [{toPorts: [{ports: [{port: '22', protocol: TCP}]}]}]}"
        )
    )
    assert Reach(manifests, [WEB, INTERNET]).table()["internet"]["shop/web"] == ["all TCP but 22", "all UDP"]


def test_who_is_cut_off_from_names_is_told() -> None:
    udp_only = "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}]}]}"
    manifests = policies(f"{CLOSED}\n---\n{network_policy(udp_only)}")
    assert Reach(manifests, ENDS).cut_off_from(DNS) == [
        "shop/(any other) (TCP)",
        "shop/(any other) (UDP)",
        "shop/api (TCP)",
        "shop/api (UDP)",
        "shop/web (TCP)",
    ]
