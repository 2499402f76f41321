"""A validator that accepts everything proves nothing: each is given what it has to refuse."""

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from components.foundation.property_paths import steps
from operations.render import Rendered
from operations.tools.data import DATA
from simulator.clouds.kubernetes.objects import CLUSTER_SCOPED
from tests.manifests import published
from tests.manifests.chart_values import Chart, chart
from tests.manifests.patterns import for_python
from tests.manifests.published import texts
from tests.manifests.schemas import CustomSchemas, Definition, KubernetesSchemas
from tests.manifests.strictness import strict
from tests.manifests.validation import validate

DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "nginx", "ports": [{"containerPort": 80}]}]},
        },
    },
}

EXTERNAL_SECRET: dict[str, Any] = {
    "apiVersion": "external-secrets.io/v1",
    "kind": "ExternalSecret",
    "metadata": {"name": "login", "namespace": "shop"},
    "spec": {
        "secretStoreRef": {"name": "store", "kind": "SecretStore"},
        "target": {"creationPolicy": "Owner"},
        "data": [{"secretKey": "password", "remoteRef": {"key": "login"}}],
    },
}

ISSUER: dict[str, Any] = {
    "apiVersion": "cert-manager.io/v1",
    "kind": "ClusterIssuer",
    "metadata": {"name": "letsencrypt"},
    "spec": {"selfSigned": {}},
}

POLICY: dict[str, Any] = {
    "apiVersion": "cilium.io/v2",
    "kind": "CiliumNetworkPolicy",
    "metadata": {"name": "dns", "namespace": "shop"},
    "spec": {"endpointSelector": {}, "egress": [{"toFQDNs": [{"matchName": "example.com"}]}]},
}


ANALYSIS: dict[str, Any] = {
    "apiVersion": "argoproj.io/v1alpha1",
    "kind": "ClusterAnalysisTemplate",
    "metadata": {"name": "errors"},
    "spec": {"metrics": [{"name": "errors", "provider": {"prometheus": {"query": "1"}}}]},
}


def changed(manifest: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a manifest with something else at a path; None takes it away."""
    spoilt = deepcopy(manifest)
    *way, last = steps(path)
    inside: Any = spoilt
    for step in way:
        inside = inside[step]
    if value is None:
        del inside[last]
    else:
        inside[last] = value
    return spoilt


def rendered(manifest: dict[str, Any], form: Any = "object") -> Rendered:
    return Rendered(urn="urn:pulumi:dev::p::t::n", cluster="home", form=form, manifest=manifest)


SPOILT_OBJECTS: dict[str, tuple[str, Any, str]] = {
    "a misspelt field": ("spec.template.spec.containers[0].imagePulPolicy", "Always", "'imagePulPolicy' was unexpected"),
    "a wrong type": ("spec.replicas", "three", "spec.replicas: 'three' is not"),
    "a missing one": ("spec.selector", None, "'selector' is a required property"),
    "a wrong type in a list": ("spec.template.spec.containers[0].ports[0].containerPort", "http", "containerPort: 'http' is not"),
    "a label that is no text": ("metadata.labels", {"tier": 1}, "metadata.labels.tier: 1 is not"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "value", "said"), SPOILT_OBJECTS.values(), ids=SPOILT_OBJECTS)
def test_a_spoilt_object_is_refused(kubernetes: KubernetesSchemas, path: str, value: Any, said: str) -> None:
    assert validate([rendered(DEPLOYMENT)], kubernetes, None).faults == []
    (fault,) = validate([rendered(changed(DEPLOYMENT, path, value))], kubernetes, None).faults
    assert fault.startswith("home: Deployment shop/web: ")
    assert said in fault


def test_a_patch_may_lack_what_is_required_and_nothing_else(kubernetes: KubernetesSchemas) -> None:
    partial = changed(DEPLOYMENT, "spec.selector", None)
    verdict = validate([rendered(partial, "patch")], kubernetes, None)
    assert (verdict.faults, dict(verdict.judged)) == (
        [],
        {f"patches by Kubernetes {kubernetes.version}": 1},
    )
    spoilt = changed(partial, "spec.replica", 3)
    assert len(validate([rendered(spoilt, "patch")], kubernetes, None).faults) == 1


def test_a_version_of_the_api_that_is_gone_is_not_found(kubernetes: KubernetesSchemas) -> None:
    assert kubernetes.find("autoscaling/v2", "HorizontalPodAutoscaler") is not None
    assert kubernetes.find("autoscaling/v2beta2", "HorizontalPodAutoscaler") is None
    assert kubernetes.find("policy/v1beta1", "PodSecurityPolicy") is None


def test_a_group_of_somebody_elses_is_not_taken_for_kubernetes_own(kubernetes: KubernetesSchemas) -> None:
    assert kubernetes.find("networking.k8s.io/v1", "NetworkPolicy") is not None
    assert kubernetes.find("networking.example.org/v1", "NetworkPolicy") is None


@pytest.fixture
def custom(definitions: Callable[[Path], CustomSchemas]) -> CustomSchemas:
    return definitions(published.needed())


SPOILT_RESOURCES: dict[str, tuple[dict[str, Any], str, Any, str]] = {
    "a misspelt field": (EXTERNAL_SECRET, "spec.secretStorRef", {}, "'secretStorRef' was unexpected"),
    "a misspelt choice": (EXTERNAL_SECRET, "spec.target.creationPolicy", "Ownerr", "spec.target.creationPolicy: 'Ownerr' is not one of"),
    "a missing field": (ISSUER, "spec", None, "'spec' is a required property"),
    "a version that is gone": (
        EXTERNAL_SECRET, "apiVersion", "external-secrets.io/v1beta1", "external-secrets.io/v1beta1 is not served: its definition serves v1",
    ),
    "a namespace where none belongs": (ISSUER, "metadata.namespace", "shop", "a ClusterIssuer lives in no namespace, not in shop"),
    "no namespace where one belongs": (EXTERNAL_SECRET, "metadata.namespace", None, "a ExternalSecret lives in a namespace, and none is given"),
    "misspelt metadata": (ISSUER, "metadata.label", {"a": "b"}, "metadata: Additional properties are not allowed ('label' was unexpected)"),
    "a misspelt field by a bare schema": (POLICY, "spec.egres", [], "'egres' was unexpected"),
    "a namespace where the name says that none belongs": (
        ANALYSIS, "metadata.namespace", "default", "a ClusterAnalysisTemplate lives in no namespace, not in default",
    ),
    "a kind that nobody defines": (ISSUER, "kind", "ClusterIssuerr", "ClusterIssuerr.cert-manager.io has no schema anywhere"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("manifest", "path", "value", "said"), SPOILT_RESOURCES.values(), ids=SPOILT_RESOURCES
)
def test_a_spoilt_custom_resource_is_refused(
    kubernetes: KubernetesSchemas,
    custom: CustomSchemas,
    manifest: dict[str, Any],
    path: str,
    value: Any,
    said: str,
) -> None:
    assert validate([rendered(manifest)], kubernetes, custom).faults == []
    (fault,) = validate([rendered(changed(manifest, path, value))], kubernetes, custom).faults
    assert said in fault


def test_without_published_definitions_custom_resources_are_counted_as_not_judged(
    kubernetes: KubernetesSchemas,
) -> None:
    verdict = validate([rendered(ISSUER), rendered(DEPLOYMENT)], kubernetes, None)
    assert verdict.summary() == f"1 custom resources not judged, 1 objects by Kubernetes {kubernetes.version}"


def test_every_published_definition_makes_a_schema(custom: CustomSchemas) -> None:
    """Also that their patterns, which are Go's, are ones that Python reads, or a validator would stumble later."""
    served = [
        (f"{group}/{version['name']}", kind)
        for group, kind in custom.documents
        for version in custom.spec(group, kind)["versions"]
        if version["served"]
    ]
    assert len(served) > 130
    assert [one for one in served if not _refuses_nonsense(custom.find(*one))] == []


def test_simulated_clusters_know_which_kinds_live_in_no_namespace(custom: CustomSchemas) -> None:
    """A namespace on such an object is what an API server ignores and Argo CD fights over for ever."""
    known = {kind: custom.spec(group, kind)["scope"] == "Cluster" for group, kind in custom.documents}
    assert {kind for kind, whole in known.items() if whole != (kind in CLUSTER_SCOPED)} == set()
    bare = {file.rpartition("/")[2].partition("_")[0] for file in texts(custom.place, "crd-catalog")}
    whole = {kind for kind in bare if kind.startswith("cluster")}
    assert len(known) > 120
    assert len(whole) > 10
    assert whole <= {kind.lower() for kind in CLUSTER_SCOPED}


def _refuses_nonsense(definition: Definition | None) -> bool:
    return definition is not None and bool(list(definition.faults({"kind": 1, "nonsense": {}})))


STRICTNESS: dict[str, tuple[dict[str, Any], Any, bool]] = {
    "a field that is named": ({"properties": {"a": {"type": "string"}}}, {"a": "x"}, True),
    "a field that is not": ({"properties": {"a": {"type": "string"}}}, {"b": "x"}, False),
    "anything where anything is kept": ({"properties": {"a": {"type": "string"}}, "x-kubernetes-preserve-unknown-fields": True}, {"b": 1}, True),
    "a named field where anything is kept": (
        {"properties": {"a": {"type": "string"}}, "x-kubernetes-preserve-unknown-fields": True}, {"a": 1}, False,
    ),
    "any key of a map": ({"type": "object", "additionalProperties": {"type": "string"}}, {"k": "v"}, True),
    "a wrong value in a map": ({"type": "object", "additionalProperties": {"type": "string"}}, {"k": 1}, False),
    "a field of an object without any": ({"type": "object"}, {"k": 1}, False),
    "a port by name": ({"x-kubernetes-int-or-string": True}, "http", True),
    "a port by number": ({"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]}, 80, True),
    "a port that is neither": ({"x-kubernetes-int-or-string": True}, [], False),
    "null where it may be": ({"type": "string", "nullable": True}, None, True),
    "null where it may not": ({"type": "string"}, None, False),
    "a bound that is excluded": ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, 0, False),
    "a bound that is not": ({"type": "integer", "minimum": 0}, 0, True),
    "an object inside": ({"type": "object", "x-kubernetes-embedded-resource": True}, {"kind": "A", "metadata": {"name": "b"}}, True),
    "a field in a list": ({"items": {"properties": {"a": {"type": "string"}}}, "type": "array"}, [{"b": 1}], False),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "accepted"), STRICTNESS.values(), ids=STRICTNESS)
def test_what_a_definition_lets_through(schema: dict[str, Any], value: Any, accepted: bool) -> None:
    whole = strict({"type": "object", "properties": {"spec": schema}})
    assert Draft202012Validator(whole).is_valid({"spec": value}) is accepted


GO_PATTERNS: dict[str, tuple[str, list[str], list[str]]] = {
    "case at the start": ("^(?i)(abort|warn)?$", ["Abort", "WARN", ""], ["abor"]),
    "case in a group, not after it": ("^((?i)sun|mon)day$", ["SUNday", "Monday"], ["sunDAY", "tuesday"]),
    "brackets in a set": ("^((?i)[()]|a)b$", ["(b", "Ab", ")b"], ["AB"]),
    "no control characters": ("^\\PC*$", ["plain text"], ["bell \x07"]),
}


@pytest.mark.parametrize(("pattern", "matched", "not_matched"), GO_PATTERNS.values(), ids=GO_PATTERNS)
def test_patterns_of_go_mean_in_python_what_they_mean_there(
    pattern: str, matched: list[str], not_matched: list[str]
) -> None:
    ours = re.compile(for_python(pattern))
    assert [text for text in matched + not_matched if ours.search(text)] == matched


VALUES = """\
replicaCount: 1
# -- Anything of Kubernetes
resources: {}
image:
  repository: a
  # digest: sha256:...
controller:
  metrics: {enabled: false}
  # extra: {}
service:
nodeSelector:
  kubernetes.io/os: linux
list: [a]
text: ""
inner: {enabled: false}
"""

CHART = Chart("sample", VALUES, None)

ACCEPTED: dict[str, dict[str, Any]] = {
    "a value": {"replicaCount": 2},
    "below an empty one": {"resources": {"limits": {"cpu": 1}}, "service": {"type": "LoadBalancer"}},
    "mentioned in a comment": {"image": {"digest": "sha256:1"}, "controller": {"extra": {"a": 1}}},
    "a label": {"nodeSelector": {"pool": "system"}},
    "a list": {"list": [{"a": 1}]},
    "a default taken away": {"controller": None},
}


@pytest.mark.parametrize("given", ACCEPTED.values(), ids=ACCEPTED)
def test_a_value_that_the_chart_has_is_accepted(given: dict[str, Any]) -> None:
    assert list(CHART.faults(given)) == []


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "at the top": ({"replicacount": 2}, "replicacount: the chart has no such value; did you mean replicaCount?"),
    "further down": ({"controller": {"metrics": {"enable": True}}}, "controller.metrics.enable: the chart has no such value; did you mean enabled?"),
    "mentioned in another block": ({"controller": {"digest": "x"}}, "controller.digest: the chart has no such value"),
    "an object for a text": ({"text": {"a": 1}}, "text: the chart has a str there, not an object"),
    "a text for an object": ({"controller": "on"}, "controller: the chart has an object there, not a str"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_a_value_that_the_chart_lacks_is_refused(given: dict[str, Any], said: str) -> None:
    (fault,) = CHART.faults(given)
    assert fault.startswith(said)


def test_a_schema_adds_keys_and_refuses_values() -> None:
    schema = {
        "$defs": {"mode": {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}}}},
        "properties": {"mode": {"$ref": "#/$defs/mode"}, "replicaCount": {"type": "integer"}},
    }
    strict_chart = Chart("sample", VALUES, schema)
    assert list(strict_chart.faults({"mode": {"kind": "a"}})) == []
    assert list(strict_chart.faults({"mode": {"kind": "c"}})) == ["mode.kind: 'c' is not one of ['a', 'b']"]
    assert list(strict_chart.faults({"replicaCount": "2"})) == ["replicaCount: '2' is not of type 'integer'"]


def test_values_for_another_chart_are_judged_by_that_one_or_counted() -> None:
    inner = Chart("inner", "enabled: false\nport: 80\n", None)
    given = {"inner": {"prt": 1}}
    assert list(Chart("sample", VALUES, None, {"inner": inner}).faults(given)) == [
        "inner.prt: the chart has no such value; did you mean port?"
    ]
    open_chart = Chart("sample", VALUES, None, {"inner": None})
    assert (list(open_chart.faults(given)), open_chart.let_through(given)) == ([], ["inner"])


PUBLISHED: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "cert-manager": ("cert-manager", "v1.21.2", {"crds": {"enabled": True}, "webhook": {"replicaCount": 3}}, {"webhok": {}}),
    "velero": ("velero", "12.1.0", {"configuration": {"features": "EnableCSI"}}, {"configuration": {"provider": "aws"}}),
    "istiod": ("istiod", "1.30.0", {"autoscaleMin": 2, "meshConfig": {"accessLogFile": "/dev/stdout"}}, {"autoscaleMinimum": 2}),
    "gateway": ("gateway", "1.30.0", {"replicaCount": 2}, {"networkPolicy": {"enabled": True}}),
    "cilium": ("cilium", "1.20.0", {"kubeProxyReplacement": "true"}, {"kubeProxyReplacement": {"a": 1}}),
    "falco": ("falco", "9.1.0", {"falcosidekick": {"enabled": True}}, {"falcosidekick": {"enable": True}}),
}  # fmt: skip


@pytest.mark.parametrize(("name", "version", "good", "bad"), PUBLISHED.values(), ids=PUBLISHED)
def test_published_charts_tell_good_from_bad(
    name: str, version: str, good: dict[str, Any], bad: dict[str, Any]
) -> None:
    found = chart(published.needed(), name, version)
    assert found is not None
    assert list(found.faults(good)) == []
    assert list(found.faults(bad)) != []


def test_another_version_of_a_chart_is_not_taken_for_the_pinned_one() -> None:
    assert chart(published.needed(), "cert-manager", "v1.0.0") is None


def test_a_named_folder_without_definitions_is_a_fault_and_a_missing_one_a_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(published, "BESIDE", tmp_path)
    monkeypatch.delenv(DATA, raising=False)
    with pytest.raises(pytest.skip.Exception, match="lacks crd-yaml, crd-catalog, chart-values"):
        published.needed()
    monkeypatch.setenv(DATA, str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match="set PLATFORM_DATA to a folder that has them"):
        published.needed()
