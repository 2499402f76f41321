"""What a team adds to a cluster's platform comes beside what runs, and touches nothing of it."""

from typing import Any

from tests.stacks.growth import HOME, WHOLE, Grown, adds, region

NEW_WORKLOAD = {
    "AuthorizationPolicy",
    "Deployment",
    "HorizontalPodAutoscaler",
    "NetworkPolicy",
    "PeerAuthentication",
    "PodDisruptionBudget",
    "PodMonitor",
    "Service",
    "ServiceAccount",
    "VerticalPodAutoscaler",
    "Workload",
    "WorkloadScaler",
}
"""The types that an application of a few lines of settings is made of."""


def grow(tree: Any) -> None:
    """Add an application with the quota that it takes, a Secret of a tenant, a namespace to the backups, and series."""
    here = region(tree)
    here["namespaces"]["frontend"]["quota"] = {"pods": 24, "limits_cpu": "24", "limits_memory": "48Gi"}
    platform = here["platform"]
    platform["workloads"]["statements"] = {
        "namespace": "frontend",
        "image": "frontend-app:1.0.0",
        "scaling": {"min": 2, "max": 3, "cpu": 70},
    }
    platform["external_secrets"]["namespaces"]["backend"]["partner"] = {
        "target": "partner",
        "template": {"KEY": "{{ .key }}"},
        "values": {"key": {"secret": "api/backend", "property": "jwt_secret"}},
    }
    platform["backups"]["namespaces"].append("cache")
    tree["aws"]["shared_metrics"] |= {"series_per_cluster": 4_000, "retention_days": 731}


def test_an_application_and_what_it_needs_come_beside_the_others(grown: Grown) -> None:
    steps = grown(grow, WHOLE)
    adds(steps, {*NEW_WORKLOAD, "ExternalSecret"}, {"ResourceQuota", "Schedule", "WorkspaceConfiguration"})
    assert {step.urn.rsplit("::", 1)[-1] for step in steps if step.op == "update"} == {
        f"{HOME}-frontend-quota",
        f"production-{HOME}-backups-daily-backup",
        f"{HOME}-shared-metrics-limits",
    }


def test_a_right_that_is_taken_back_goes_alone(grown: Grown) -> None:
    def shrink(tree: Any) -> None:
        region(tree)["platform"]["access"]["developers"]["platform:developers"] = ["frontend"]

    changed = [step for step in grown(shrink, WHOLE) if step.op != "same"]
    assert [(step.op, step.urn.rsplit("::", 1)[-1]) for step in changed] == [
        ("delete", f"production-{HOME}-access-developers-backend")
    ]
