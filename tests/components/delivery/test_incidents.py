"""The response to incidents, as the cluster is told of it: its workflow, and what its accounts may do."""

import json
from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from components.delivery.incidents import incidents
from components.delivery.incidents.incidents import IncidentResponse, IncidentResponseArgs
from components.delivery.incidents.severities import RESPONSES, SEVERITIES, URGENCIES
from components.delivery.incidents.spec import IncidentsSpec, production_faults, wanted
from components.delivery.incidents.steps import WORK
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.sign_on import SignOnSpec
from components.foundation.cluster.site import ClusterSite
from tests.components.delivery.argo.deliverers import SIGN_ON
from tests.components.foundation.cluster.sites import on_site
from tests.components.recording import Recording
from tests.manifests import published
from tests.manifests.schemas import CustomSchemas

TEMPLATE = "kubernetes:argoproj.io/v1alpha1:WorkflowTemplate"
ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
ACCOUNT = "kubernetes:core/v1:ServiceAccount"
NAMESPACE = "kubernetes:core/v1:Namespace"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
SECRET = "kubernetes:core/v1:Secret"
PAGERDUTY = {"service_id": "PABCDEF1", "sender": "oncall@example.com"}
STATUS_PAGE = {"page_id": "abcdefgh1234", "components": {"backend-api": "ijklmnop5678"}}


def spec(**decided: Any) -> IncidentsSpec:
    written = {"pagerduty": PAGERDUTY, "remediates": ["backend"], "status_page": STATUS_PAGE, **decided}
    return IncidentsSpec.model_validate_json(json.dumps(written))


def built(**decided: Any) -> Recording:
    return _built(json.dumps(decided))


@cache
def _built(written: str) -> Recording:
    decided = json.loads(written)

    def program(site: ClusterSite) -> None:
        IncidentResponse(
            site,
            IncidentResponseArgs(
                spec=spec(**decided),
                namespace=PlatformNamespace(site, incidents.home()),
                secrets=(),
                tenants={"frontend": (), "backend": ()},
                bucket="production-incidents-333333333333-us-east-1",
                region="us-east-1",
                annotations={"eks.amazonaws.com/role-arn": "arn:evidence"},
                granted=site.ready,
                web="https://workflows.aws.example.com",
                sign_on=SignOnSpec.model_validate(SIGN_ON),
                workflows=site.ready,
            ),
        )

    return on_site(program, registries=("public.ecr.aws",))


def workflow(**decided: Any) -> dict[str, Any]:
    found = built(**decided).only(TEMPLATE).inputs["spec"]
    assert isinstance(found, dict)
    return found


def template(name: str, **decided: Any) -> dict[str, Any]:
    (found,) = [one for one in workflow(**decided)["templates"] if one["name"] == name]
    assert isinstance(found, dict)
    return found


def told(name: str, **decided: Any) -> dict[str, Any]:
    env = template(name, **decided)["container"]["env"]
    return {one["name"]: one.get("value", one.get("valueFrom")) for one in env}


CONTAINERS = (
    "create-pagerduty-incident",
    "collect-diagnostics",
    "attempt-auto-fix",
    "send-notifications",
    "keep-record",
    "tell-the-end",
)


def test_it_is_what_the_requirements_call_it() -> None:
    made = built().only(TEMPLATE).inputs["metadata"]
    assert (made["name"], made["namespace"]) == ("incident-response", "sre")


def test_the_api_server_takes_every_field_of_the_workflow() -> None:
    """Argo Workflows 4, strictly: what its definition does not name would be dropped without a word."""
    found = CustomSchemas(published.needed()).find("argoproj.io/v1alpha1", "WorkflowTemplate")
    assert found is not None
    for one in (built(), built(status_page=None, slack=False, remediates=[])):
        made = one.only(TEMPLATE).inputs
        manifest = {"apiVersion": "argoproj.io/v1alpha1", "kind": "WorkflowTemplate", **made}
        assert list(found.faults(manifest)) == []
    old = {**made["spec"], "synchronization": {"mutex": {"name": "one"}}}
    assert list(found.faults({**manifest, "spec": old})) != []


def test_somebody_chooses_a_severity_and_a_tenants_namespace() -> None:
    parameters = {one["name"]: one for one in workflow()["arguments"]["parameters"]}
    assert parameters["severity"]["enum"] == ["sev1", "sev2", "sev3", "sev4"]
    assert parameters["namespace"]["enum"] == ["backend", "frontend"]
    assert "value" not in parameters["service"]
    assert parameters["incident"]["value"] == ""


def test_people_are_paged_first_and_evidence_comes_before_mending() -> None:
    order = [[step["name"] for step in group] for group in template("incident-workflow")["steps"]]
    assert order == [
        ["create-incident"],
        ["gather-diagnostics", "notify-team"],
        ["auto-remediation"],
        ["record"],
    ]
    assert workflow()["onExit"] == "tell-the-end"


def test_no_step_stops_the_others_and_the_last_one_judges() -> None:
    steps = [step for group in template("incident-workflow")["steps"] for step in group]
    goes_on = {"failed": True, "error": True}
    assert {one["name"]: one.get("continueOn") for one in steps} == {
        **dict.fromkeys(
            ("create-incident", "gather-diagnostics", "notify-team", "auto-remediation"), goes_on
        ),
        "record": None,
    }


def test_what_is_critical_is_left_to_people() -> None:
    steps = {one["name"]: one for group in template("incident-workflow")["steps"] for one in group}
    assert steps["auto-remediation"]["when"] == "{{workflow.parameters.severity}} != sev1"
    assert [name for name, one in steps.items() if "when" in one] == ["auto-remediation"]


def test_every_output_that_somebody_reads_has_something_to_say_where_a_step_was_left_out() -> None:
    entry = json.dumps(template("incident-workflow"))
    steps = {
        one["name"]: one["template"] for group in template("incident-workflow")["steps"] for one in group
    }
    assert WORK == "/work"
    read = 0
    for step, of in steps.items():
        for output in template(of).get("outputs", {}).get("parameters", []):
            assert output["valueFrom"]["path"] == f"{WORK}/outputs/{output['name']}"
            assert "default" in output["valueFrom"]
            read += f"{{{{steps.{step}.outputs.parameters.{output['name']}}}}}" in entry
    assert read == 7


def test_one_service_is_mended_by_one_incident_at_a_time_and_paging_waits_for_none() -> None:
    locks = {name: template(name).get("synchronization") for name in CONTAINERS}
    name = "remediation-{{workflow.parameters.namespace}}-{{workflow.parameters.service}}"
    assert locks.pop("attempt-auto-fix") == {"mutexes": [{"name": name}]}
    assert set(locks.values()) == {None}
    assert "synchronization" not in workflow()


def test_every_step_ends_by_itself_and_is_tried_again_unless_that_is_senseless() -> None:
    for name in CONTAINERS:
        made = template(name)
        assert 0 < made["activeDeadlineSeconds"] <= 900
        assert made["retryStrategy"] == {
            "limit": 2,
            "retryPolicy": "Always",
            "backoff": {"duration": "10s", "factor": 2},
            "expression": 'lastRetry.exitCode != "64"',
        }
    whole = workflow(minutes=20)
    assert whole["activeDeadlineSeconds"] == 1200
    assert set(whole["ttlStrategy"].values()) == {7 * 86_400}


def test_each_step_has_the_account_that_it_needs() -> None:
    assert {name: template(name)["serviceAccountName"] for name in CONTAINERS} == {
        "create-pagerduty-incident": "incident-response",
        "collect-diagnostics": "incident-diagnostics",
        "attempt-auto-fix": "incident-remediation",
        "send-notifications": "incident-response",
        "keep-record": "incident-diagnostics",
        "tell-the-end": "incident-response",
    }


def rights(recording: Recording) -> dict[tuple[str, str], set[tuple[str, str, str]]]:
    """Return what each role allows: namespace and name -> group, resource and verb."""
    return {
        (made.inputs["metadata"]["namespace"], made.inputs["metadata"]["name"]): {
            (group, resource, verb)
            for rule in made.inputs["rules"]
            for group in rule["apiGroups"]
            for resource in rule["resources"]
            for verb in rule["verbs"]
        }
        for made in recording.of(ROLE)
    }


RESULTS = {("argoproj.io", "workflowtaskresults", verb) for verb in ("create", "patch")}
READS = {
    *(("", kind, verb) for kind in ("pods", "events", "services") for verb in ("get", "list")),
    ("", "pods/log", "get"),
    *(("apps", kind, verb) for kind in ("deployments", "replicasets") for verb in ("get", "list")),
    ("argoproj.io", "rollouts", "get"),
    ("argoproj.io", "rollouts", "list"),
    ("autoscaling", "horizontalpodautoscalers", "get"),
    ("autoscaling", "horizontalpodautoscalers", "list"),
}
MENDS = {
    *(("", "pods", verb) for verb in ("get", "list", "delete")),
    ("argoproj.io", "rollouts", "get"),
    ("argoproj.io", "rollouts/status", "patch"),
}


def test_the_accounts_may_do_exactly_this() -> None:
    recording = built()
    assert rights(recording) == {
        ("sre", "incident-response"): RESULTS,
        ("sre", "incident-diagnostics"): RESULTS,
        ("sre", "incident-remediation"): RESULTS,
        ("backend", "incident-diagnostics"): READS,
        ("frontend", "incident-diagnostics"): READS,
        ("backend", "incident-remediation"): MENDS,
    }
    assert recording.of("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole") == []
    assert recording.of("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding") == []


def test_a_role_in_a_tenants_namespace_is_for_the_account_of_sre() -> None:
    bound = {
        (made.inputs["metadata"]["namespace"], made.inputs["metadata"]["name"]): made.inputs
        for made in built().of(BINDING)
    }
    for where, name in (("backend", "incident-remediation"), ("frontend", "incident-diagnostics")):
        made = bound[where, name]
        assert made["subjects"] == [{"kind": "ServiceAccount", "name": name, "namespace": "sre"}]
        assert made["roleRef"]["name"] == name


def test_whoever_works_with_workflows_does_so_here() -> None:
    people = {
        made.inputs["metadata"]["name"]: (
            made.inputs["roleRef"]["name"],
            made.inputs["subjects"][0]["namespace"],
        )
        for made in built().of(BINDING)
        if made.inputs["metadata"]["name"].startswith("workflows-")
    }
    assert people == {
        "workflows-administrator": ("argo-workflows-admin", "argo-workflows"),
        "workflows-deployer": ("argo-workflows-edit", "argo-workflows"),
        "workflows-reader": ("argo-workflows-view", "argo-workflows"),
    }


def test_only_the_account_that_keeps_evidence_is_somebody_in_the_cloud() -> None:
    annotated = {
        made.inputs["metadata"]["name"]: made.inputs["metadata"].get("annotations")
        for made in built().of(ACCOUNT)
    }
    assert annotated == {
        "incident-response": None,
        "incident-diagnostics": {"eks.amazonaws.com/role-arn": "arn:evidence"},
        "incident-remediation": None,
    }


def test_nothing_mends_where_nobody_said_so() -> None:
    assert ("backend", "incident-remediation") not in rights(built(remediates=[]))
    assert told("attempt-auto-fix", remediates=[])["REMEDIATED"] == ""


def test_secrets_come_by_reference_and_each_only_to_the_step_that_needs_it() -> None:
    recording = built()
    assert recording.of(SECRET) == []
    holding = {
        (name, one["valueFrom"]["secretKeyRef"]["name"], one["valueFrom"]["secretKeyRef"]["key"])
        for name in CONTAINERS
        for one in template(name)["container"]["env"]
        if "valueFrom" in one
    }
    secret = "incident-response"
    assert holding == {
        ("create-pagerduty-incident", secret, "pagerduty-token"),
        ("send-notifications", secret, "slack-webhook"),
        ("send-notifications", secret, "statuspage-token"),
        ("tell-the-end", secret, "slack-webhook"),
    }


def test_the_secret_that_is_fetched_has_what_is_used() -> None:
    assert wanted(spec()).values == {
        name: name for name in ("pagerduty-token", "slack-webhook", "statuspage-token")
    }
    assert wanted(spec(slack=False, status_page=None)).values == {"pagerduty-token": "pagerduty-token"}
    assert wanted(spec()).path == "observability/incidents"


def test_what_somebody_writes_is_a_variable_and_never_part_of_a_script() -> None:
    for name in CONTAINERS:
        container = template(name)["container"]
        assert container["command"][0] == "/bin/bash"
        assert container["command"][1].startswith("/scripts/")
        assert "{{" not in json.dumps(container["command"])
        assert "args" not in container
        assert told(name)["DESCRIPTION"] == "{{workflow.parameters.description}}"


def test_pods_are_confined_and_images_pinned_from_an_allowed_registry() -> None:
    assert workflow()["securityContext"]["runAsNonRoot"] is True
    assert workflow()["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for name in CONTAINERS:
        container = template(name)["container"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        }
        assert set(container["resources"]) == {"requests", "limits"}
        assert container["image"].startswith("public.ecr.aws/aws-cli/aws-cli:2.")


def test_the_namespace_is_closed_but_for_what_it_needs() -> None:
    recording = built()
    labels = recording.only(NAMESPACE).inputs["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    policies = {one.inputs["metadata"]["name"]: one.inputs["spec"] for one in recording.of(POLICY)}
    assert set(policies) == {
        "default-deny", "allow-dns", "allow-api-server", "allow-cloud", "allow-pod-identity", "allow-queries",
    }  # fmt: skip
    (rule,) = policies["allow-queries"]["egress"]
    assert rule["ports"] == [{"port": 9090, "protocol": "TCP"}]
    assert all("ingress" not in one for one in policies.values())


def test_pagerduty_hears_only_the_urgencies_that_it_knows() -> None:
    assert json.loads(told("create-pagerduty-incident")["URGENCIES"]) == {
        "sev1": "high", "sev2": "high", "sev3": "low", "sev4": "low",
    }  # fmt: skip
    assert set(URGENCIES) == set(SEVERITIES)
    assert told("create-pagerduty-incident")["PAGERDUTY"] == "https://api.pagerduty.com"
    european = told("create-pagerduty-incident", pagerduty={**PAGERDUTY, "region": "eu"})
    assert european["PAGERDUTY"] == "https://api.eu.pagerduty.com"


def test_without_a_status_page_or_slack_nobody_is_told_there() -> None:
    quiet = told("send-notifications", slack=False, status_page=None)
    assert not {"SLACK_WEBHOOK", "STATUSPAGE", "STATUSPAGE_TOKEN", "PUBLIC_STATES"} & set(quiet)


def test_the_targets_are_those_of_the_requirements() -> None:
    assert {name: one.wording for name, one in RESPONSES.items()} == {
        "sev1": "acknowledge within 5 min, respond at once",
        "sev2": "acknowledge within 15 min, respond within 30 min",
        "sev3": "acknowledge within 60 min, respond within 240 min",
        "sev4": "acknowledge and respond by the end of the next business day",
    }
    assert production_faults(spec()) == []


def test_a_namespace_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match=r"remediates names elsewhere, where no tenant lives .* backend"):
        built(remediates=["elsewhere"])


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a token in settings": (
        {"pagerduty": {**PAGERDUTY, "token": "x"}},
        "pagerduty.token",
    ),
    "a severity left out": (
        {"severities": {"sev1": {"acknowledge_minutes": 5, "respond_minutes": 5}}},
        "severities leaves out sev4, and nobody would know how soon to answer it",
    ),
    "a response before anybody acknowledged": (
        {
            "severities": {
                **{name: one.model_dump() for name, one in RESPONSES.items()},
                "sev2": {"acknowledge_minutes": 15, "respond_minutes": 10},
            }
        },
        "severities.sev2 respond_minutes is 10 and acknowledge_minutes 15",
    ),
    "half a target": (
        {
            "severities": {
                **{name: one.model_dump() for name, one in RESPONSES.items()},
                "sev3": {"acknowledge_minutes": 15},
            }
        },
        "severities.sev3 has one of acknowledge_minutes and respond_minutes",
    ),
    "a namespace twice": ({"remediates": ["backend", "backend"]}, "remediates names backend twice"),
    "a page without components": (
        {"status_page": {"page_id": "abcdefgh1234", "components": {}}},
        "status_page.components",
    ),
}


@pytest.mark.parametrize(("decided", "said"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(decided: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        spec(**decided)
    assert said in str(refused.value)


def test_production_answers_as_soon_as_it_promised() -> None:
    slow = {name: one.model_dump() for name, one in RESPONSES.items()}
    slow["sev1"] = {"acknowledge_minutes": 60, "respond_minutes": 60}
    slow["sev2"] = {}
    assert production_faults(spec(severities=slow)) == [
        (
            "severities.sev1: is acknowledged within 60 minutes, and production promises 5 minutes: set "
            "acknowledge_minutes to 5 or less"
        ),
        (
            "severities.sev2: is acknowledged within the next business day, and production promises 15 minutes: set "
            "acknowledge_minutes to 15 or less"
        ),
    ]
