import pytest

from components.foundation.cluster.ledger import Ledger
from components.foundation.spec import RefusalError


def test_a_thing_has_one_owner() -> None:
    ledger = Ledger("main")
    ledger.claim("definition", "certificates.cert-manager.io", "the release cert-manager")
    with pytest.raises(ValueError, match="main") as refused:
        ledger.claim("definition", "certificates.cert-manager.io", "the release second")
    assert str(refused.value) == (
        "cluster main: the release second and the release cert-manager both make the definition "
        "certificates.cert-manager.io, and would undo each other for ever: leave one of them out"
    )


def test_an_owner_may_say_twice_that_it_owns_and_others_may_own_other_things() -> None:
    ledger = Ledger("main")
    for subject, key in (("namespace", "argocd"), ("namespace", "argocd"), ("workload", "argocd")):
        ledger.claim(subject, key, "the release argo-cd")  # type: ignore[arg-type]
    assert ledger.owner("namespace", "argocd") == "the release argo-cd"
    assert ledger.owner("metric", "argocd") is None


def test_needs_are_judged_at_the_end_whoever_came_first() -> None:
    ledger = Ledger("main")
    ledger.need("metric", "sqs_depth", "the scaler of backend-api", "install KEDA")
    ledger.claim("metric", "sqs_depth", "KEDA")
    ledger.settle()


def test_all_unmet_needs_are_told_at_once() -> None:
    ledger = Ledger("main")
    ledger.need("workload", "backend/api", "the scaler api", "name one")
    ledger.need("metric", "sqs_depth", "the scaler api", "install KEDA")
    ledger.need("metric", "sqs_depth", "the scaler jobs", "install KEDA")
    with pytest.raises(RefusalError) as refused:
        ledger.settle()
    assert refused.value.sentences == (
        "cluster main: the scaler api counts on the metric sqs_depth, which nothing here makes: install KEDA",
        "cluster main: the scaler jobs counts on the metric sqs_depth, which nothing here makes: install KEDA",
        "cluster main: the scaler api counts on the workload backend/api, which nothing here makes: name one",
    )
