"""Kubernetes objects: names, places, what an API server refuses and what cannot change in place."""

from typing import Any

import pytest

from simulator import clouds
from simulator.clouds import Difference, Failure, Scope
from simulator.values import UNKNOWN, Secret
from tests.simulator.clouds.samples import CONTAINER, SAMPLES, SCOPE, TEMPLATE, urn_of

NAMESPACE, CONFIG, SECRET = (
    "kubernetes:core/v1:Namespace",
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:core/v1:Secret",
)
DEPLOYMENT, JOB, CRON = (
    "kubernetes:apps/v1:Deployment",
    "kubernetes:batch/v1:Job",
    "kubernetes:batch/v1:CronJob",
)
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
QUOTA, LIMITS = "kubernetes:core/v1:ResourceQuota", "kubernetes:core/v1:LimitRange"
STORAGE, PATCH = "kubernetes:storage.k8s.io/v1:StorageClass", "kubernetes:storage.k8s.io/v1:StorageClassPatch"
ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
SCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
SERVICE, ACCOUNT = "kubernetes:core/v1:Service", "kubernetes:core/v1:ServiceAccount"
POOL = "kubernetes:karpenter.sh/v1:NodePool"


def check(token: str, inputs: dict[str, Any], scope: Scope = SCOPE, name: str = "web") -> clouds.Checked:
    return clouds.check(token, urn_of(token, name), inputs, None, scope)


def with_pod(**fields: Any) -> dict[str, Any]:
    spec = {**SAMPLES[DEPLOYMENT]["spec"], "template": {**TEMPLATE, "spec": {**TEMPLATE["spec"], **fields}}}
    return {"spec": spec}


def with_container(**fields: Any) -> dict[str, Any]:
    return with_pod(containers=[{**CONTAINER, **fields}])


POD = "spec.template.spec"
MAIN = f"{POD}.containers[0]"

CASES: list[tuple[str, dict[str, Any], str, str]] = [
    (NAMESPACE, {"metadata": {"name": "Apps"}}, "metadata.name", "must be an RFC 1123 label"),
    (
        NAMESPACE,
        {"metadata": {"name": "a", "namespace": "b"}},
        "metadata.namespace",
        "a Namespace lives in no namespace",
    ),
    (
        NAMESPACE,
        {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "strict"}}},
        "metadata.labels.pod-security.kubernetes.io/enforce",
        "must be one of privileged, baseline, restricted, not 'strict'",
    ),
    (CONFIG, {"metadata": {"name": "a_b"}}, "metadata.name", "must be an RFC 1123 subdomain"),
    (
        CONFIG,
        {"metadata": {"name": "a", "namespace": "B"}},
        "metadata.namespace",
        "must be an RFC 1123 label",
    ),
    (
        CONFIG,
        {"metadata": {"labels": {"a b": "c"}}},
        "metadata.labels.a b",
        "the label key 'a b' must be a name",
    ),
    (
        CONFIG,
        {"metadata": {"labels": {"a": "-"}}},
        "metadata.labels.a",
        "the value '-' of the label a must be",
    ),
    (
        CONFIG,
        {"metadata": {"annotations": {"a b": "c"}}},
        "metadata.annotations.a b",
        "the annotation key 'a b'",
    ),
    (
        CONFIG,
        {"metadata": {"annotations": {"a": "x" * 262144}}},
        "metadata.annotations",
        "longer than 262144 bytes",
    ),
    (
        CONFIG,
        {"metadata": {"generateName": "a-"}},
        "metadata.generateName",
        "not supported in Server-Side Apply",
    ),
    (CONFIG, {"data": {"a/b": "c"}}, "data.a/b", "the key 'a/b' must be letters"),
    (CONFIG, {"data": {"a": "x" * 1048577}}, "data", "longer than the 1048576 bytes"),
    (CONFIG, {"binaryData": {"a.yaml": "eA=="}}, "binaryData.a.yaml", "the key a.yaml is in data as well"),
    (SECRET, {"data": {"a": "hunter2"}}, "data.a", "must be Base64; plain text goes into stringData"),
    (SECRET, {"type": "kubernetes.io/tls"}, "data.tls.crt", "must have the key tls.crt"),
    (QUOTA, {"spec": {"hard": {"requests.cpu": "ten"}}}, "spec.hard.requests.cpu", "'ten' is not a quantity"),
    (LIMITS, {"spec": {"limits": [{"type": "Node"}]}}, "spec.limits[0].type", "must be one of Container"),
    (
        LIMITS,
        {
            "spec": {
                "limits": [{"type": "Container", "defaultRequest": {"cpu": "2"}, "default": {"cpu": "1"}}]
            }
        },
        "spec.limits[0].defaultRequest.cpu",
        "defaultRequest of cpu 2 is above its default 1",
    ),
    (DEPLOYMENT, {"apiVersion": "apps/v1beta1"}, "apiVersion", "takes one of 'apps/v1' for apiVersion"),
    (
        DEPLOYMENT,
        {"spec": {**SAMPLES[DEPLOYMENT]["spec"], "selector": {"matchLabels": {"app": "api"}}}},
        "spec.selector.matchLabels.app",
        "the selector does not match its own template: no pod has app=api",
    ),
    (
        DEPLOYMENT,
        {"spec": {**SAMPLES[DEPLOYMENT]["spec"], "selector": {}}},
        "spec.selector",
        "an empty selector is refused",
    ),
    (DEPLOYMENT, with_container(name="Web"), f"{MAIN}.name", "the container name 'Web' must be"),
    (DEPLOYMENT, with_pod(containers=[CONTAINER, CONTAINER]), f"{POD}.containers[1].name", "are named web"),
    (DEPLOYMENT, with_container(image=None), f"{MAIN}.image", "a container needs an image"),
    (
        DEPLOYMENT,
        with_container(resources={"requests": {"cpu": "2"}, "limits": {"cpu": "1500m"}}),
        f"{MAIN}.resources.requests.cpu",
        "the request of 2 cpu is above its limit 1500m",
    ),
    (
        DEPLOYMENT,
        with_container(resources={"limits": {"memory": "1GiB"}}),
        f"{MAIN}.resources.limits.memory",
        "'1GiB' is not a quantity such as 500m, 2 or 4Gi",
    ),
    (
        DEPLOYMENT,
        with_container(ports=[{"containerPort": 0}]),
        f"{MAIN}.ports[0].containerPort",
        "between 1 and 65535",
    ),
    (
        DEPLOYMENT,
        with_container(volumeMounts=[{"name": "data", "mountPath": "/data"}]),
        f"{MAIN}.volumeMounts[0].name",
        "the pod has no volume data",
    ),
    (DEPLOYMENT, with_container(livenessProbe={}), f"{MAIN}.livenessProbe", "must have one of exec, grpc"),
    (DEPLOYMENT, with_pod(restartPolicy="Never"), f"{POD}.restartPolicy", "must be Always"),
    (
        DEPLOYMENT,
        with_pod(tolerations=[{"key": "a", "operator": "Exists", "value": "b"}]),
        f"{POD}.tolerations[0].value",
        "the operator Exists has no value",
    ),
    (JOB, {"spec": {"template": TEMPLATE}}, f"{POD}.restartPolicy", "of a Job must be Never or OnFailure"),
    (CRON, {"spec": {**SAMPLES[CRON]["spec"], "schedule": "hourly"}}, "spec.schedule", "must be five fields"),
    (CRON, {"metadata": {"name": "x" * 53}}, "metadata.name", "must be at most 52 characters long"),
    (
        SCALER,
        {"spec": {**SAMPLES[SCALER]["spec"], "minReplicas": 6}},
        "spec.minReplicas",
        "6 is above spec.maxReplicas 5",
    ),
    (BUDGET, {"spec": {"minAvailable": 1, "maxUnavailable": 1}}, "spec.minAvailable", "conflicts with"),
    (BUDGET, {"spec": {"minAvailable": "half"}}, "spec.minAvailable", "must be a number or a percentage"),
    (
        POLICY,
        {
            "spec": {
                "podSelector": {},
                "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0"}, "podSelector": {}}]}],
            }
        },
        "spec.egress[0].to[0].ipBlock",
        "ipBlock conflicts with podSelector",
    ),
    (
        POLICY,
        {
            "spec": {
                "podSelector": {},
                "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/8"]}}]}],
            }
        },
        "spec.egress[0].to[0].ipBlock.except[0]",
        "does not lie in 10.0.0.0/8",
    ),
    (
        POLICY,
        {"spec": {"podSelector": {}, "ingress": [{"ports": [{"port": 90, "endPort": 80}]}]}},
        "spec.ingress[0].ports[0].endPort",
        "endPort 80 is below port 90",
    ),
    (STORAGE, {"volumeBindingMode": "Lazy"}, "volumeBindingMode", "must be one of Immediate"),
    (PATCH, {"metadata": {}}, "metadata.name", "a patch needs metadata.name to be set"),
    (
        ROLE,
        {"rules": [{"resources": ["pods"], "verbs": ["get"]}]},
        "rules[0].apiGroups",
        "must name their apiGroups",
    ),
    (
        ROLE,
        {"rules": [{"nonResourceURLs": ["/x"], "verbs": ["get"]}]},
        "rules[0].nonResourceURLs",
        "of a ClusterRole",
    ),
    (
        BINDING,
        {"subjects": [{"kind": "ServiceAccount", "name": "web"}]},
        "subjects[0].namespace",
        "must name its namespace",
    ),
    (
        BINDING,
        {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "a"}},
        "roleRef.kind",
        "must be one of ClusterRole, Role",
    ),
    (SERVICE, {"spec": {"ports": [{"port": 80}, {"port": 81}]}}, "spec.ports[0].name", "must have a name"),
    (SERVICE, {"spec": {}}, "spec.ports", "a Service needs at least one port"),
]


@pytest.mark.parametrize(("token", "overrides", "path", "sentence"), CASES)
def test_an_api_server_refuses(token: str, overrides: dict[str, Any], path: str, sentence: str) -> None:
    failures = check(token, {**SAMPLES[token], **overrides}).failures
    told = [failure.reason for failure in failures if failure.path == path]
    assert [reason for reason in told if sentence in reason] != [], failures


def test_an_unnamed_object_is_named_after_its_resource() -> None:
    checked = check(CONFIG, {"apiVersion": "v1", "kind": "ConfigMap", "data": {}})
    assert checked.inputs["metadata"] == {
        "name": "web-56e3957a",
        "namespace": "default",
        "annotations": {"pulumi.com/autonamed": "true"},
    }


def test_a_generated_name_is_kept() -> None:
    program = {"apiVersion": "v1", "kind": "ConfigMap", "data": {}}
    metadata = {
        "name": "web-0123abcd",
        "namespace": "default",
        "annotations": {"pulumi.com/autonamed": "true"},
    }
    checked = clouds.check(CONFIG, urn_of(CONFIG, "web"), program, {**program, "metadata": metadata}, SCOPE)
    assert checked.inputs["metadata"] == metadata


def test_the_namespace_of_the_provider_is_the_default() -> None:
    scope = clouds.scope_of({"namespace": "tools"})
    assert (
        check(ACCOUNT, {"apiVersion": "v1", "kind": "ServiceAccount"}, scope).inputs["metadata"]["namespace"]
        == "tools"
    )


def test_an_object_of_the_whole_cluster_has_no_namespace() -> None:
    assert "namespace" not in check(NAMESPACE, SAMPLES[NAMESPACE]).inputs["metadata"]
    assert "namespace" not in check(POOL, SAMPLES[POOL]).inputs["metadata"]


@pytest.mark.parametrize(("token", "identity"), [(NAMESPACE, "web"), (CONFIG, "apps/web"), (POOL, "web")])
def test_an_id_is_namespace_and_name(token: str, identity: str) -> None:
    assert clouds.create(token, urn_of(token), check(token, SAMPLES[token]).inputs, SCOPE).id == identity


def test_an_object_in_an_unknown_namespace_has_an_unknown_id() -> None:
    inputs = check(CONFIG, {**SAMPLES[CONFIG], "metadata": {"name": "web", "namespace": UNKNOWN}}).inputs
    assert clouds.create(CONFIG, urn_of(CONFIG), inputs, SCOPE).id is UNKNOWN


def test_a_live_object_has_what_the_api_server_adds() -> None:
    created = clouds.create(NAMESPACE, urn_of(NAMESPACE), check(NAMESPACE, SAMPLES[NAMESPACE]).inputs, SCOPE)
    assert created.outputs == {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "name": "web",
            "creationTimestamp": "2024-01-01T00:00:00Z",
            "generation": 1,
            "resourceVersion": "1",
            "uid": "eb703204-877f-4ed6-8679-937d59203f17",
        },
        "status": {"phase": "Active"},
    }


def test_the_data_of_a_secret_is_secret_in_and_out() -> None:
    checked = check(SECRET, SAMPLES[SECRET])
    assert checked.inputs["stringData"] == Secret({"password": "hunter2"})
    outputs = clouds.create(SECRET, urn_of(SECRET), checked.inputs, SCOPE).outputs
    assert outputs["data"] == Secret({"password": "aHVudGVyMg=="})


def test_a_list_is_no_object() -> None:
    token = "kubernetes:core/v1:ConfigMapList"
    (failure,) = check(token, {"apiVersion": "v1", "kind": "ConfigMapList", "items": []}).failures
    assert failure == Failure("kind", "a ConfigMapList cannot be created: create the objects in it")


def test_a_chart_that_is_rendered_on_the_way_is_no_object() -> None:
    token = "kubernetes:helm.sh/v4:Chart"
    (failure,) = check(token, {"chart": "nginx"}).failures
    assert failure.reason == f"the simulator has no {token}; add it to simulator/clouds/kubernetes"


def difference(token: str, overrides: dict[str, Any], scope: Scope = SCOPE) -> Difference:
    old = check(token, SAMPLES[token]).inputs
    outputs = clouds.create(token, urn_of(token), old, SCOPE).outputs
    return clouds.diff(token, old, outputs, check(token, {**SAMPLES[token], **overrides}).inputs, (), scope)


def test_a_new_image_is_an_update() -> None:
    path = "spec.template.spec.containers[0].image"
    assert difference(DEPLOYMENT, with_container(image="web:2")) == Difference((path,))


def test_another_selector_replaces_a_deployment_after_deleting_it() -> None:
    spec = {**SAMPLES[DEPLOYMENT]["spec"], "selector": {"matchLabels": {"app": "api"}}}
    path = "spec.selector.matchLabels.app"
    assert difference(DEPLOYMENT, {"spec": spec}) == Difference((path,), (path,), delete_first=True)


def test_another_name_replaces_and_can_stand_beside_the_old() -> None:
    metadata = {"name": "api", "namespace": "apps"}
    assert difference(CONFIG, {"metadata": metadata}) == Difference(("metadata.name",), ("metadata.name",))


def test_data_replaces_a_config_map_unless_the_provider_lets_it_change() -> None:
    changed = {"data": {"a.yaml": "b: d"}}
    path = ('data["a.yaml"]',)
    assert difference(CONFIG, changed) == Difference(path, path, delete_first=True)
    assert difference(CONFIG, changed, clouds.scope_of({"enableConfigMapMutable": "true"})) == Difference(
        path
    )


def test_parameters_replace_a_storage_class() -> None:
    changed = difference(STORAGE, {"parameters": {"type": "gp3"}})
    assert changed == Difference(("parameters",), ("parameters",), delete_first=True)


def test_the_order_of_containers_matters() -> None:
    two = [CONTAINER, {**CONTAINER, "name": "proxy", "image": "proxy:1"}]
    old = check(DEPLOYMENT, {**SAMPLES[DEPLOYMENT], **with_pod(containers=two)}).inputs
    new = check(DEPLOYMENT, {**SAMPLES[DEPLOYMENT], **with_pod(containers=two[::-1])}).inputs
    assert clouds.diff(DEPLOYMENT, old, {}, new).changed != ()


def test_what_is_ignored_of_a_custom_resource_is_its_own_business() -> None:
    rollout, deployment = "kubernetes:argoproj.io/v1alpha1:Rollout", "kubernetes:apps/v1:Deployment"
    assert clouds.check_ignored(rollout, ["spec.rules"]) == ()
    assert clouds.check_ignored(deployment, ["spec.replicas"]) == ()
    (failure,) = clouds.check_ignored(deployment, ["spec.rules"])
    assert failure.path == "spec.rules"
