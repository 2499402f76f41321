"""Experiments as the cluster is told of them: objects, rights, the day's workflow, and the engine."""

import json
from importlib.resources import files
from typing import Any

import pulumi_kubernetes as kubernetes
import pytest
from pulumi import Output

from components.foundation.cluster.charts import chart
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.site import ClusterSite
from components.resilience.chaos import chaos
from components.resilience.chaos.chaos import NAMESPACE, RUNNER, Chaos, ChaosArgs, Objectives
from components.resilience.chaos.engine import PAUSE, ChaosEngine, ChaosEngineArgs
from components.resilience.chaos.experiments import ASKED
from components.resilience.chaos.faults import Surroundings, fault
from components.resilience.chaos.pods import WORK
from components.resilience.chaos.scripts.kube import GONE_SECONDS
from components.resilience.chaos.spec import ChaosSpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound
from tests.manifests import published
from tests.manifests.schemas import CustomSchemas, KubernetesSchemas

CONFIG = kubernetes.core.v1.ConfigMap
POLICY = kubernetes.networking.v1.NetworkPolicy
WORKFLOW = "kubernetes:argoproj.io/v1alpha1:WorkflowTemplate"
CRON = "kubernetes:argoproj.io/v1alpha1:CronWorkflow"
SLACK = {"secret": "resilience/chaos"}
PEOPLE = {
    "role_ref": {
        "apiGroup": "rbac.authorization.k8s.io",
        "kind": "ClusterRole",
        "name": "argo-workflows-view",
    },
    "subjects": [{"kind": "ServiceAccount", "name": "reader", "namespace": "argo-workflows"}],
}
REGISTRIES = ("public.ecr.aws", "registry.k8s.io")


def built(*, at_home: bool = True, **facts: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        home = PlatformNamespace(site, chaos.home()).ready if at_home else site.ready
        spec = ChaosSpec.model_validate({"slack": SLACK, **facts})
        Chaos(
            site,
            ChaosArgs(
                spec=spec,
                objectives=Objectives(burn_rate="burn", budget_left="left"),
                databases=[Output.from_input("database.example:5432"), "proxy.example:5432"],
                pool_label="platform.internal/node-pool",
                account=RUNNER,
                people={"reader": PEOPLE},
                opened=dict.fromkeys(spec.namespaces, site.ready),
                after=home,
            ),
        )

    return on_site(program, registries=REGISTRIES)


def files_of(recording: Recording) -> dict[str, Any]:
    data = recording.named(CONFIG)["main-chaos-experiments"].inputs["data"]
    return {name: json.loads(text) for name, text in data.items()}


def made(recording: Recording, name: str) -> dict[str, Any]:
    found: dict[str, Any] = files_of(recording)[f"{name}.json"]["made"]
    return found


def custom(recording: Recording, kind: str) -> dict[str, Any]:
    (found,) = [entry for entry in recording.entries if entry.type == kind]
    spec: dict[str, Any] = found.inputs["spec"]
    return spec


def test_it_is_sound() -> None:
    assert_sound(of_component(built(at_home=False)), Chaos, {"us-east-1"})


def test_unasked_it_is_what_the_requirements_ask() -> None:
    recording = built()
    told = files_of(recording)
    assert {
        name.removesuffix(".json"): (one["probability"], one["seconds"])
        for name, one in told.items()
        if name != "collections.json"
    } == {
        "backend-api-pod-failure": (0.1, 300),
        "backend-api-network-latency": (0.05, 600),
        "database-connection-failure": (0.02, 120),
        "disk-pressure": (0.01, 300),
    }
    one = told["disk-pressure.json"]
    assert one["safeguards"] == {
        "error_rate": 0.05,
        "burn_rate": 10,
        "budget_left": 0.1,
        "critical_alerts": 0,
    }
    assert (one["watch_seconds"], one["timezone"], one["dry_run"]) == (15, "America/New_York", False)
    assert set(one["queries"]) == set(one["safeguards"])


def test_faults_of_pods_are_faults_of_chaos_mesh() -> None:
    recording = built()
    chosen = {
        "selector": {"namespaces": ["backend"], "labelSelectors": {"app": "backend-api"}},
        "mode": "one",
    }
    failure = made(recording, "backend-api-pod-failure")
    assert failure["path"] == "/apis/chaos-mesh.org/v1alpha1/namespaces/backend/podchaos"
    assert failure["body"]["spec"] == {**chosen, "action": "pod-failure", "duration": "300s"}
    latency = made(recording, "backend-api-network-latency")
    assert latency["path"] == "/apis/chaos-mesh.org/v1alpha1/namespaces/backend/networkchaos"
    assert latency["body"]["spec"] == {
        **chosen,
        "action": "delay",
        "delay": {"latency": "100ms"},
        "direction": "to",
        "duration": "600s",
    }
    cut = made(recording, "database-connection-failure")["body"]
    assert cut["metadata"]["namespace"] == "database"
    assert cut["spec"]["selector"]["labelSelectors"] == {"app": "pgbouncer"}
    assert {key: cut["spec"][key] for key in ("action", "direction", "duration", "externalTargets")} == {
        "action": "partition",
        "direction": "to",
        "duration": "120s",
        "externalTargets": ["database.example:5432", "proxy.example:5432"],
    }


def test_a_share_of_the_pods_is_a_setting() -> None:
    one = {
        "kind": "pod-failure",
        "probability": 1,
        "minutes": 1,
        "namespace": "backend",
        "labels": {"app": "a"},
    }
    spec = made(built(experiments={"a": {**one, "percent": 30}}), "a")["body"]["spec"]
    assert (spec["mode"], spec["value"]) == ("fixed-percent", "30")


def test_a_cut_without_a_database_is_refused() -> None:
    """Chaos Mesh takes no target for every target, and would cut the pods off from everything."""
    around = Surroundings(home="h", image="i", program="p", databases=[], pool_label="l", labels={})
    with pytest.raises(ValueError, match="no database to cut off"):
        fault(ASKED["database-connection-failure"], around)


def test_a_disk_is_filled_by_a_job_that_ends_by_itself() -> None:
    found = made(built(), "disk-pressure")
    body = {**found["body"], "metadata": {**found["body"]["metadata"], "name": "disk-pressure-run"}}
    definition = KubernetesSchemas("1.35").find(body["apiVersion"], body["kind"])
    assert definition is not None
    assert list(definition.faults(body)) == []
    assert (found["path"], found["began"]) == (f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs", "ready")
    spec = body["spec"]
    assert (spec["backoffLimit"], spec["activeDeadlineSeconds"], spec["ttlSecondsAfterFinished"]) == (
        0,
        360,
        0,
    )
    pod = spec["template"]["spec"]
    assert pod["nodeSelector"] == {"platform.internal/node-pool": "application"}
    assert "tolerations" not in pod
    assert pod["automountServiceAccountToken"] is False
    (container,) = pod["containers"]
    assert {one["name"]: one["value"] for one in container["env"]}["PERCENT"] == "85"
    # It is the first to be evicted, and its volume is on the node's disk.
    assert "ephemeral-storage" not in str(container["resources"])
    assert {"name": "fill", "emptyDir": {}} in pod["volumes"]


@pytest.mark.parametrize("name", [name for name in ASKED if name != "disk-pressure"])
def test_faults_are_as_chaos_mesh_defines_them(name: str) -> None:
    definitions = CustomSchemas(published.needed())
    body = made(built(), name)["body"]
    definition = definitions.find(body["apiVersion"], body["kind"])
    assert definition is not None
    assert list(definition.faults({**body, "metadata": {**body["metadata"], "name": "one"}})) == []
    body["spec"]["durations"] = "5m"
    assert len(list(definition.faults(body))) == 1


def test_the_workflow_is_as_argo_defines_it() -> None:
    definitions, recording = CustomSchemas(published.needed()), built()
    for kind in ("WorkflowTemplate", "CronWorkflow"):
        definition = definitions.find("argoproj.io/v1alpha1", kind)
        (entry,) = [one for one in recording.entries if one.type.endswith(f":{kind}")]
        assert definition is not None
        assert list(definition.faults(entry.inputs)) == []


def test_it_is_due_on_weekdays_at_ten_in_new_york() -> None:
    assert custom(built(), CRON) == {
        "schedules": ["0 10 * * 1-5"],
        "timezone": "America/New_York",
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 600,
        "successfulJobsHistoryLimit": 5,
        "failedJobsHistoryLimit": 10,
        "workflowSpec": {"workflowTemplateRef": {"name": "chaos-monkey"}},
    }


def test_experiments_come_one_after_the_other_and_are_cleaned_up_after() -> None:
    spec = custom(built(), WORKFLOW)
    day, experiment, clean = spec["templates"]
    assert [[one["name"] for one in step] for step in day["steps"]] == [[name] for name in ASKED]
    assert all("continueOn" not in one for step in day["steps"] for one in step)
    assert (spec["onExit"], spec["serviceAccountName"]) == ("clean", RUNNER)
    assert spec["synchronization"] == {"mutexes": [{"name": "chaos-monkey"}]}
    assert spec["activeDeadlineSeconds"] == (5 + 10 + 2 + 5 + 5 * 10) * 60
    assert (experiment["container"]["args"], clean["container"]["args"]) == (["run"], ["clean"])
    assert "retryStrategy" not in experiment
    assert json.loads(experiment["podSpecPatch"]) == {"terminationGracePeriodSeconds": 240}
    assert GONE_SECONDS < 240
    # Time to look once more, and three minutes for what has to be undone.
    assert experiment["activeDeadlineSeconds"] >= 10 * 60 + 180 + 60


def test_reports_go_into_a_folder_of_their_own() -> None:
    (artifact,) = custom(built(), WORKFLOW)["templates"][1]["outputs"]["artifacts"]
    assert WORK == "/work"
    assert artifact["path"] == f"{WORK}/report.json"
    assert artifact["s3"] == {
        "key": "chaos/{{workflow.creationTimestamp.Y}}/{{workflow.creationTimestamp.m}}/"
        "{{workflow.creationTimestamp.d}}/{{workflow.name}}/{{inputs.parameters.experiment}}.json"
    }


def test_pods_of_experiments_are_confined_and_out_of_reach() -> None:
    spec = custom(built(), WORKFLOW)
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["nodeSelector"]["platform.internal/node-pool"] == "system"
    for template in spec["templates"][1:]:
        context = template["container"]["securityContext"]
        assert (context["readOnlyRootFilesystem"], context["allowPrivilegeEscalation"]) == (True, False)
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert "limits" in template["container"]["resources"]


def test_the_webhook_is_mounted_and_never_in_the_environment() -> None:
    spec = custom(built(), WORKFLOW)
    assert {"name": "slack", "secret": {"secretName": "chaos-slack", "defaultMode": 0o440}} in spec["volumes"]
    for template in spec["templates"][1:]:
        told = {one["name"]: one for one in template["container"]["env"]}
        assert (told["SLACK_FILE"]["value"], told["SLACK_CHANNEL"]["value"]) == (
            "/slack/webhook",
            "#sre-alerts",
        )
        assert all("valueFrom" not in one for one in told.values())
    quiet = custom(built(slack=None), WORKFLOW)
    assert "slack" not in json.dumps(quiet).lower()


def test_the_runner_makes_two_kinds_in_the_namespaces_that_are_named() -> None:
    recording = built()
    roles = recording.named(kubernetes.rbac.v1.Role)
    assert set(roles) == {"main-chaos-backend-role", "main-chaos-database-role"}
    for entry in roles.values():
        assert entry.inputs["rules"] == [
            {
                "apiGroups": ["chaos-mesh.org"],
                "resources": ["networkchaos", "podchaos"],
                "verbs": ["create", "delete", "get", "list"],
            }
        ]
    bindings = recording.named(kubernetes.rbac.v1.RoleBinding)
    assert bindings.pop("main-chaos-reader-binding").inputs["subjects"] == PEOPLE["subjects"]
    assert set(bindings) == {"main-chaos-backend-binding", "main-chaos-database-binding"}
    for binding in bindings.values():
        assert binding.inputs["subjects"] == [
            {"kind": "ServiceAccount", "name": RUNNER, "namespace": NAMESPACE}
        ]
    assert recording.of(kubernetes.rbac.v1.ClusterRole) == []


def test_what_is_cleaned_up_is_everything_that_may_be_made() -> None:
    told = files_of(built())
    paths = {one["made"]["path"] for name, one in told.items() if name != "collections.json"}
    assert paths <= set(told["collections.json"])
    assert len(told["collections.json"]) == 5


def test_a_further_experiment_leaves_the_others_alone() -> None:
    more = {name: one.model_dump(exclude_none=True) for name, one in ASKED.items()}
    more["frontend"] = {**more["backend-api-pod-failure"], "namespace": "frontend", "labels": {"app": "f"}}
    before, after = built(), built(experiments=more)
    assert set(before.by_urn) < set(after.by_urn)
    assert {name: one for name, one in files_of(after).items() if name in files_of(before)} | {
        "collections.json": 0
    } == {**files_of(before), "collections.json": 0}


def test_the_program_that_is_mounted_is_whole() -> None:
    folder = files("components.resilience.chaos") / "scripts"
    there = {one.name for one in folder.iterdir() if one.name.endswith(".py")}
    assert set(built().named(CONFIG)["main-chaos-program"].inputs["data"]) == there


def test_its_namespace_leads_to_prometheus_slack_and_the_api_server() -> None:
    recording = built()
    (labels,) = [
        one.inputs["metadata"]["labels"]
        for one in recording.of(kubernetes.core.v1.Namespace)
        if one.inputs["metadata"]["name"] == NAMESPACE
    ]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    policies = {
        name.removeprefix(f"main-{NAMESPACE}-namespace-"): one
        for name, one in recording.named(POLICY).items()
    }
    assert set(policies) == {
        "default-deny", "allow-dns", "allow-api-server", "allow-cloud", "allow-pod-identity", "allow-prometheus",
    }  # fmt: skip
    (way,) = policies["allow-prometheus"].inputs["spec"]["egress"]
    assert way["ports"] == [{"port": 9090, "protocol": "TCP"}]


def engine(**decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        ChaosEngine(site, ChaosEngineArgs(monitored=decided.pop("monitored", True)))

    return on_site(program, registries=REGISTRIES, **{k: v for k, v in decided.items() if k != "monitored"})


def test_the_engine_reaches_opened_namespaces_alone() -> None:
    recording = engine()
    assert_sound(of_component(recording), ChaosEngine, {"us-east-1"})
    release = recording.only(kubernetes.helm.v3.Release).inputs
    assert (release["chart"], release["version"]) == ("chaos-mesh", "2.8.3")
    values = release["values"]
    assert values["controllerManager"]["enableFilterNamespace"] is True
    assert values["controllerManager"]["replicaCount"] == 2
    daemon = values["chaosDaemon"]
    assert (daemon["runtime"], daemon["socketPath"]) == ("containerd", "/run/containerd/containerd.sock")
    assert "tolerations" not in daemon
    assert values["dashboard"] == {"create": False, "securityMode": True}
    assert values["webhook"]["certManager"] == {"enabled": True}
    assert values["controllerManager"]["podChaos"]["podFailure"]["pauseImage"] == PAUSE
    assert len(chart("chaos-mesh").definitions) == 23


def test_the_engine_has_a_namespace_to_itself_and_keeps_a_controller() -> None:
    recording = engine()
    (namespace,) = recording.of(kubernetes.core.v1.Namespace)
    assert namespace.inputs["metadata"]["name"] == "chaos-mesh"
    assert namespace.inputs["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "privileged"
    assert "main-chaos-mesh-namespace-allow-cloud" not in recording.named(POLICY)
    budget = recording.only(kubernetes.policy.v1.PodDisruptionBudget).inputs["spec"]
    assert budget["maxUnavailable"] == 1
    assert engine(replicas=1).of(kubernetes.policy.v1.PodDisruptionBudget) == []


def test_it_is_scraped_where_something_scrapes() -> None:
    kind = "kubernetes:monitoring.coreos.com/v1:PodMonitor"
    assert [one.type for one in engine().entries].count(kind) == 1
    assert [one.type for one in engine(monitored=False).entries].count(kind) == 0


def test_images_come_from_registries_that_are_allowed() -> None:
    with pytest.raises(ValueError, match="not allowed here"):
        on_site(lambda site: ChaosEngine(site, ChaosEngineArgs(monitored=False)), registries=("ghcr.io",))
