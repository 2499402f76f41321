from ipaddress import IPv4Network
from typing import Any

import pulumi_kubernetes as kubernetes
import pytest

from components.foundation.cluster.ledger import Ledger
from components.foundation.cluster.site import ClusterSite
from components.workloads.wiring import Gateway
from components.workloads.workload import Workload
from tests.components.foundation.cluster.sites import SHARED, of_component, on_site
from tests.components.recording import Recording, assert_sound
from tests.components.workloads.applications import ASKED, IMAGE, a_spec, built, settled, workload

DEPLOYMENT = kubernetes.apps.v1.Deployment
SERVICE = kubernetes.core.v1.Service
POLICY = kubernetes.networking.v1.NetworkPolicy
ROLLOUT = "kubernetes:argoproj.io/v1alpha1:Rollout"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
MONITOR = "kubernetes:monitoring.coreos.com/v1:PodMonitor"
TAKEOVER = {"strategy": {"blueGreen": {"activeService": "backend-api-service"}}, "revisionHistoryLimit": 5}
ISOLATED = (IPv4Network("10.16.32.0/21"),)
GATEWAY = Gateway(name="public", namespace="istio-ingress", account="door", pods={"app": "public"})


def template(recording: Recording) -> Any:
    return recording.only(DEPLOYMENT).inputs["spec"]["template"]


def container(recording: Recording) -> Any:
    (only,) = template(recording)["spec"]["containers"]
    return only


def test_what_a_workload_is_made_of() -> None:
    recording = of_component(built())
    assert recording.counts() == {
        "kubernetes:apps/v1:Deployment": 1,
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": 1,
        "kubernetes:core/v1:Service": 1,
        "kubernetes:core/v1:ServiceAccount": 1,
        "kubernetes:networking.k8s.io/v1:NetworkPolicy": 1,
        "kubernetes:policy/v1:PodDisruptionBudget": 1,
        "platform:workloads:Workload": 1,
        "platform:workloads:WorkloadScaler": 1,
    }
    assert_sound(recording, Workload, regions=set())


def test_its_pods_may_do_nothing_but_their_work() -> None:
    pod = template(built())["spec"]
    assert pod["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "fsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert pod["automountServiceAccountToken"] is False
    assert (pod["serviceAccountName"], pod["priorityClassName"]) == ("backend-api", "business-standard")
    assert container(built())["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "privileged": False,
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["volumes"] == [{"name": "tmp", "emptyDir": {"sizeLimit": "256Mi"}}]
    assert container(built())["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]  # noqa: S108 - its own


def test_its_container_is_sized_asked_and_given_time_as_the_owner_of_the_platform_asks() -> None:
    only = container(built())
    assert only["image"] == IMAGE
    assert only["resources"] == {
        "requests": {"cpu": "250m", "memory": "512Mi"},
        "limits": {"cpu": "1000m", "memory": "2Gi"},
    }
    assert only["ports"] == [
        {"name": "http", "containerPort": 3000, "protocol": "TCP"},
        {"name": "metrics", "containerPort": 9464, "protocol": "TCP"},
    ]
    asked = {"httpGet": {"path": "/health", "port": "http"}, "timeoutSeconds": 2}
    assert only["startupProbe"] == {**asked, "periodSeconds": 5, "failureThreshold": 24}
    assert only["readinessProbe"] == {**asked, "periodSeconds": 5, "failureThreshold": 3}
    assert only["livenessProbe"] == {**asked, "periodSeconds": 10, "failureThreshold": 6}
    assert only["lifecycle"] == {"preStop": {"sleep": {"seconds": 10}}}
    assert template(built())["spec"]["terminationGracePeriodSeconds"] == 60


def test_replicas_spread_over_zones_and_nodes_version_by_version() -> None:
    spread = template(built())["spec"]["topologySpreadConstraints"]
    assert [one["topologyKey"] for one in spread] == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    assert {one["whenUnsatisfiable"] for one in spread} == {"ScheduleAnyway"}
    assert [one["matchLabelKeys"] for one in spread] == [["pod-template-hash"]] * 2


def test_labels_say_whose_the_pods_are_and_selectors_hold_one_that_never_changes() -> None:
    recording = built()
    assert template(recording)["metadata"]["labels"] == {
        **SHARED,
        "app": "backend-api",
        "app.kubernetes.io/name": "backend-api",
        "app.kubernetes.io/part-of": "backend",
    }
    assert recording.only(DEPLOYMENT).inputs["spec"]["selector"] == {"matchLabels": {"app": "backend-api"}}
    assert recording.only(SERVICE).inputs["spec"]["selector"] == {"app": "backend-api"}


def test_replicas_belong_to_the_scaler_where_there_is_one() -> None:
    assert "replicas" not in built().only(DEPLOYMENT).inputs["spec"]
    fixed = built(a_spec(scaling={"min": 1, "max": 1}))
    assert fixed.only(DEPLOYMENT).inputs["spec"]["replicas"] == 1
    assert fixed.of(kubernetes.autoscaling.v2.HorizontalPodAutoscaler) == []
    assert fixed.of(kubernetes.policy.v1.PodDisruptionBudget) == []


def test_a_secret_is_read_from_files_whose_paths_it_is_told() -> None:
    spec = a_spec(secret="backend-api-secrets", secret_keys=["DATABASE_URL"])
    recording = built(spec)
    assert {"name": "DATABASE_URL_FILE", "value": "/run/platform/secrets/DATABASE_URL"} in container(
        recording
    )["env"]
    assert template(recording)["spec"]["volumes"][1] == {
        "name": "secrets",
        "secret": {
            "secretName": "backend-api-secrets",
            "items": [{"key": "DATABASE_URL", "path": "DATABASE_URL"}],
            "defaultMode": 0o440,
        },
    }
    assert container(recording)["volumeMounts"][1] == {
        "name": "secrets",
        "mountPath": "/run/platform/secrets",
        "readOnly": True,
    }


def test_a_secret_may_be_told_in_the_environment() -> None:
    spec = a_spec(secret="backend-api-secrets", secret_keys=["DATABASE_URL"], entries_as="environment")
    told = {"secretKeyRef": {"name": "backend-api-secrets", "key": "DATABASE_URL"}}
    assert {"name": "DATABASE_URL", "valueFrom": told} in container(built(spec))["env"]
    assert len(template(built(spec))["spec"]["volumes"]) == 1


def test_rights_in_the_namespace_name_its_own_secret_and_no_other() -> None:
    spec = a_spec(reads_cluster=True, secret="backend-api-secrets", secret_keys=["DATABASE_URL"])
    recording = built(spec)
    assert recording.only(kubernetes.rbac.v1.Role).inputs["rules"] == [
        {"apiGroups": [""], "resources": ["configmaps", "pods"], "verbs": ["get", "list"]},
        {
            "apiGroups": [""],
            "resources": ["secrets"],
            "resourceNames": ["backend-api-secrets"],
            "verbs": ["get"],
        },
    ]
    assert recording.only(kubernetes.rbac.v1.RoleBinding).inputs["subjects"] == [
        {"kind": "ServiceAccount", "name": "backend-api", "namespace": "backend"}
    ]
    assert template(recording)["spec"]["automountServiceAccountToken"] is True


def test_its_account_carries_what_binds_it_to_an_identity() -> None:
    recording = built(annotations={"eks.amazonaws.com/role-arn": "arn:role"})
    account = recording.only(kubernetes.core.v1.ServiceAccount).inputs
    assert account["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": "arn:role"}
    assert account["automountServiceAccountToken"] is False


def test_the_network_policy_is_the_one_that_the_owner_of_the_platform_asks_for() -> None:
    spec = a_spec(
        clients=["frontend/frontend-app"],
        reaches=["database", "cache", "internet"],
        route={"hosts": ["api.example.com"]},
        scaling=ASKED,
    )
    recording = built(spec, gateway=GATEWAY, database=ISOLATED, cache=ISOLATED, pod_identity=True)
    policy = recording.only(POLICY).inputs
    assert policy["metadata"]["name"] == "backend-api-netpol"
    assert policy["spec"]["podSelector"] == {"matchLabels": {"app": "backend-api"}}
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert policy["spec"]["ingress"] == [
        _rule("from", [_pods("istio-ingress", app="public")], 3000),
        _rule("from", [_pods("frontend", app="frontend-app")], 3000),
        _rule("from", [_pods("monitoring"), _pods("keda")], 9464),
        _rule("from", [_range("10.16.0.0/16")], 3000),
    ]
    outside = {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}}
    assert policy["spec"]["egress"] == [
        {
            "to": [_pods("kube-system", **{"k8s-app": "kube-dns"})],
            "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
        },
        _rule("to", [_pods("database"), _range("10.16.32.0/21")], 5432),
        _rule("to", [_pods("cache"), _range("10.16.32.0/21")], 6379),
        _rule("to", [outside], 443),
        _rule("to", [_range("169.254.170.23/32")], 80),
    ]


def test_it_calls_others_on_the_port_that_they_listen_on() -> None:
    recording = built(a_spec(calls=["frontend/page"]), called={"frontend/page": 8081})
    egress = recording.only(POLICY).inputs["spec"]["egress"]
    assert _rule("to", [_pods("frontend", app="page")], 8081) in egress
    assert len(egress) == 2, "beside names, that is all"


def test_blue_and_green_have_a_service_each_whose_pods_argo_rollouts_picks() -> None:
    recording = built(a_spec(strategy="blue-green"), takeover=TAKEOVER)
    assert recording.of(DEPLOYMENT) == []
    rollout = recording.only(ROLLOUT).inputs
    assert rollout["spec"]["strategy"] == TAKEOVER["strategy"]
    assert rollout["spec"]["selector"] == {"matchLabels": {"app": "backend-api"}}
    services = {one.inputs["metadata"]["name"]: one for one in recording.of(SERVICE)}
    assert set(services) == {"backend-api-service", "backend-api-preview"}
    assert {one.ignore_changes for one in services.values()} == {("spec.selector",)}
    spread = rollout["spec"]["template"]["spec"]["topologySpreadConstraints"]
    assert [one["matchLabelKeys"] for one in spread] == [["rollouts-pod-template-hash"]] * 2


def test_a_route_leads_to_it_and_a_canarys_weights_belong_to_argo_rollouts() -> None:
    route = {"hosts": ["app.example.com"]}
    plain = built(a_spec(route=route), gateway=GATEWAY).only(ROUTE)
    assert plain.inputs["spec"] == {
        "parentRefs": [{"name": "public", "namespace": "istio-ingress"}],
        "hostnames": ["app.example.com"],
        "rules": [
            {
                "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                "backendRefs": [{"name": "backend-api-service", "port": 80}],
            }
        ],
    }
    assert plain.ignore_changes == ()
    weighed = built(a_spec(route=route, strategy="canary"), gateway=GATEWAY, takeover=TAKEOVER).only(ROUTE)
    assert weighed.inputs["spec"]["rules"][0]["backendRefs"] == [
        {"name": "backend-api-service", "port": 80, "weight": 100},
        {"name": "backend-api-preview", "port": 80, "weight": 0},
    ]
    assert weighed.ignore_changes == ("spec.rules",)


def test_what_argo_cd_delivers_is_made_once_and_then_left_to_it() -> None:
    seeded = built(a_spec(delivery="argo-cd"))
    assert seeded.only(DEPLOYMENT).ignore_changes == ("spec", "metadata.labels", "metadata.annotations")
    assert built().only(DEPLOYMENT).ignore_changes == ()
    assert seeded.only(SERVICE).ignore_changes == ()


def test_each_pod_is_scraped_once_where_something_reads_monitors() -> None:
    assert built().of(MONITOR) == []
    assert built(monitored=True).only(MONITOR).inputs["spec"] == {
        "selector": {"matchLabels": {"app": "backend-api"}},
        "jobLabel": "app",
        "podTargetLabels": ["app", "rollouts-pod-template-hash"],
        "podMetricsEndpoints": [
            {
                "port": "metrics",
                "path": "/metrics",
                "interval": "15s",
                "relabelings": [
                    {"targetLabel": "service", "replacement": "backend-api-service"},
                    {"sourceLabels": ["__meta_kubernetes_namespace"], "targetLabel": "kubernetes_namespace"},
                    {"sourceLabels": ["__meta_kubernetes_pod_name"], "targetLabel": "kubernetes_pod_name"},
                ],
            }
        ],
    }


def test_a_drain_takes_a_quarter_and_never_waits_for_what_does_not_work() -> None:
    assert built().only(kubernetes.policy.v1.PodDisruptionBudget).inputs["spec"] == {
        "maxUnavailable": "25%",
        "selector": {"matchLabels": {"app": "backend-api"}},
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
    }


def test_it_is_told_where_its_queues_are() -> None:
    recording = on_site(lambda site: workload(site, addresses={"dead-orders": "https://sqs/dead-orders"}))
    assert {"name": "QUEUE_DEAD_ORDERS_URL", "value": "https://sqs/dead-orders"} in container(recording)[
        "env"
    ]


def test_what_it_counts_on_is_asked_of_the_cluster() -> None:
    ledger = Ledger("main")
    spec = a_spec(strategy="blue-green", delivery="argo-cd", clients=["frontend/frontend-app"])
    on_site(lambda site: workload(site, spec, takeover=TAKEOVER), ledger=ledger)
    assert settled(ledger) == [
        (
            "cluster main: the workload backend-api counts on the definition applications.argoproj.io, which nothing here "
            "makes: install Argo CD, or set delivery to pulumi"
        ),
        (
            "cluster main: the workload backend-api counts on the definition rollouts.argoproj.io, which nothing here makes: "
            "install Argo Rollouts, or set strategy to rolling"
        ),
        (
            "cluster main: the autoscaler of backend/backend-api counts on the metrics API metrics.k8s.io, which nothing here "
            "makes: install metrics-server, which measures processor and memory"
        ),
        (
            "cluster main: the workload backend-api counts on the namespace backend, which nothing here makes: add it to "
            "`namespaces`, or name one of them"
        ),
        (
            "cluster main: the workload backend-api counts on the workload frontend/frontend-app, which nothing here makes: "
            "name a workload of this cluster, or leave it out"
        ),
    ]


def test_two_workloads_of_one_name_in_a_namespace_are_refused() -> None:
    def twice(site: ClusterSite) -> None:
        site.ledger.claim("workload", "backend/backend-api", "somebody")
        workload(site)

    with pytest.raises(ValueError, match="somebody both make the workload backend/backend-api"):
        on_site(twice)


def test_a_rollout_without_a_word_on_how_it_is_done_is_refused() -> None:
    with pytest.raises(ValueError, match="needs Argo Rollouts, and says nothing of how a version takes over"):
        built(a_spec(strategy="blue-green"))


def _pods(namespace: str, **labels: str) -> dict[str, Any]:
    place = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}
    return {**place, "podSelector": {"matchLabels": labels}} if labels else place


def _range(cidr: str) -> dict[str, Any]:
    return {"ipBlock": {"cidr": cidr}}


def _rule(direction: str, peers: list[dict[str, Any]], *ports: int) -> dict[str, Any]:
    return {direction: peers, "ports": [{"protocol": "TCP", "port": port} for port in ports]}
