"""Chaos experiments beside what runs them, what they are made to, and what is kept for them."""

import pytest

from tests.stacks.settings.conftest import Desk, Edit

EAST = "aws.regions.us-east-1.platform"
CHAOS = "chaos: { slack: { secret: resilience/chaos } }"
LINE = f"            {CHAOS}"

POD = "kind: pod-failure, probability: 0.1, minutes: 5, labels: { app: a }"


def with_experiment(one: str) -> tuple[Edit, ...]:
    """Return the edit by which the experiments are this one."""
    return (
        (CHAOS, f"chaos: {{ slack: {{ secret: resilience/chaos }}, experiments: {{ one: {{ {one} }} }} }}"),
    )


REFUSED: dict[str, tuple[tuple[Edit, ...], tuple[str, ...]]] = {
    "a namespace that runs the cluster": (
        with_experiment(f"{POD}, namespace: kube-system"),
        (
            (
                f"{EAST}.chaos.experiments.one.namespace: kube-system is neither a tenant's namespace nor one before the data "
                "stores (backend, cache, database, frontend), and a fault in what runs the cluster would also take what is to "
                "end it; name one of them"
            ),
        ),
    ),
    "a namespace of the platform's own": (
        with_experiment(f"{POD}, namespace: monitoring"),
        (
            (
                f"{EAST}.chaos.experiments.one.namespace: monitoring is neither a tenant's namespace nor one before the data "
                "stores (backend, cache, database, frontend), and a fault in what runs the cluster would also take what is to "
                "end it; name one of them"
            ),
        ),
    ),
    "the disk of the system's nodes": (
        with_experiment("kind: disk-fill, probability: 0.1, minutes: 5, pool: system"),
        (
            (
                f"{EAST}.chaos.experiments.one.pool: system is kept for other work than applications', so that nothing would "
                "be filled there; name one of application"
            ),
        ),
    ),
    "the disk of databases' nodes": (
        with_experiment("kind: disk-fill, probability: 0.1, minutes: 5, pool: database"),
        (
            (
                f"{EAST}.chaos.experiments.one.pool: database is kept for other work than applications', so that nothing would "
                "be filled there; name one of application"
            ),
        ),
    ),
    "the disk of no nodes": (
        with_experiment("kind: disk-fill, probability: 0.1, minutes: 5, pool: batch"),
        (
            (
                f"{EAST}.chaos.experiments.one.pool: batch is no pool of this cluster, so that nothing would be filled there; "
                "name one of application"
            ),
        ),
    ),
    "a webhook that nobody brings": (
        ((CHAOS, "chaos: { slack: { secret: resilience/other } }"),),
        (
            (
                f"{EAST}.chaos.slack: wants slack-webhook of the secret resilience/other, which nobody is asked to bring; "
                "add it to the properties of that entry of aws.brought_secrets"
            ),
        ),
    ),
    "no bucket for reports": (
        (("            artifacts: { previous_days: 30 }\n", ""),),
        (
            (
                f"{EAST}.chaos: leave reports in the bucket of artifacts, and this region has none; describe "
                "stores.artifacts, or take this out"
            ),
        ),
    ),
    "nobody hears of it in production": (
        ((CHAOS, "chaos: {}"),),
        (
            (
                f"{EAST}.chaos.slack: names nobody, and whoever is on call would look for a fault that was made on purpose: "
                "name the secret with the webhook"
            ),
        ),
    ),
    "customers feel it in production": (
        ((CHAOS, "chaos: { slack: { secret: resilience/chaos }, safeguards: { error_rate: 0.2 } }"),),
        (
            (
                f"{EAST}.chaos.safeguards.error_rate: 0.2 lets customers feel more than the 0.05 that an experiment may cost "
                "them: set 0.05 or less"
            ),
        ),
    ),
    "longer than it is watched": (
        with_experiment(f"{POD.replace('minutes: 5', 'minutes: 16')}, namespace: backend"),
        (
            (
                f"{EAST}.chaos.experiments.one.minutes: 16 are longer than the 15 that an experiment is watched, and the rest "
                "of it nobody would stop: shorten it, or raise watch_minutes"
            ),
        ),
    ),
}


@pytest.mark.parametrize(("edits", "said"), REFUSED.values(), ids=REFUSED)
def test_what_experiments_and_their_surroundings_say_of_each_other(
    furnished: Desk, edits: tuple[Edit, ...], said: tuple[str, ...]
) -> None:
    furnished.edit("production", *edits)
    found = furnished.faults("production")
    assert sorted(fault.partition(": ")[2] for fault in found) == sorted(said), "\n".join(found)


def test_a_cluster_without_what_runs_them(furnished: Desk) -> None:
    """The recovery's region has no workflows, and no database of its own to be cut off from."""
    text = furnished.file("staging").read_text()
    at = text.index("            keda:", text.index("host: argocd-west"))
    furnished.write("staging", f"{text[:at]}{LINE}\n{text[at:]}")
    west = "aws.regions.us-west-2.platform.chaos"
    said = [fault.partition(": ")[2] for fault in furnished.faults("staging")]
    assert [one for one in said if one.startswith(west)] == said
    assert (
        f"{west}: are run by Argo Workflows, which this cluster does not have; describe argo_workflows, or take this out"
        in said
    )
    assert (
        f"{west}: leave reports in the bucket of artifacts, and this region has none; describe stores.artifacts, or take this "
        "out"
    ) in said
    assert any(
        one.startswith(f"{west}.experiments.database-connection-failure: cuts pods off") for one in said
    )


@pytest.mark.parametrize("cloud", ["gcp", "azure"])
def test_other_clouds_have_none(furnished: Desk, cloud: str) -> None:
    text = furnished.file("production").read_text()
    start = text.index(f"\n    {cloud}:")
    at = text.index("      platform:\n", start) + len("      platform:\n")
    furnished.write("production", f"{text[:at]}        {CHAOS}\n{text[at:]}")
    assert [fault.partition(": ")[2] for fault in furnished.faults("production")] == [
        f"{cloud}.platform.chaos: is run by Argo Workflows, which stands on EKS alone, and keeps its reports in AWS; take it out"
    ]
