"""How a workload goes from one version to the next (requirements, 4: approval, health check, the old one kept)."""

from typing import Any

import pytest

from components.delivery.argo.rollouts.strategies import BlueGreen, Canary

LATEST = {"name": "version", "valueFrom": {"podTemplateHashValue": "Latest"}}
ACTIVE = [
    {"name": "namespace", "value": "backend"},
    {"name": "service", "value": "backend-api-service"},
    LATEST,
]
HEALTH = "https://api.example.com/health"


def blue_green(**given: Any) -> dict[str, Any]:
    names = {"namespace": "backend", "active": "backend-api-service", "preview": "backend-api-preview"}
    return BlueGreen(**{**names, **given}).rendered()


def canary(**given: Any) -> Canary:
    names = {"namespace": "backend", "stable": "api", "canary": "api-canary", "route": "api-route"}
    return Canary(**{**names, **given})


def names(analysis: dict[str, Any]) -> list[str]:
    assert all(one["clusterScope"] for one in analysis["templates"])
    return [one["templateName"] for one in analysis["templates"]]


def test_a_person_switches_and_the_old_version_is_kept() -> None:
    rendered = blue_green(health_url=HEALTH)
    strategy = rendered["strategy"]["blueGreen"]
    assert strategy["autoPromotionEnabled"] is False
    assert (strategy["activeService"], strategy["previewService"]) == (
        "backend-api-service",
        "backend-api-preview",
    )
    assert (strategy["scaleDownDelaySeconds"], strategy["scaleDownDelayRevisionLimit"]) == (3600, 1)
    assert rendered["progressDeadlineSeconds"] == 300
    assert rendered["rollbackWindow"] == {"revisions": 3}


def test_green_answers_before_and_is_judged_after_the_switch() -> None:
    strategy = blue_green(health_url=HEALTH)["strategy"]["blueGreen"]
    before, after = strategy["prePromotionAnalysis"], strategy["postPromotionAnalysis"]
    assert (names(before), before["args"]) == (["targets-up"], ACTIVE)
    assert names(after) == ["error-rate", "latency-p95", "public-health"]
    assert after["args"] == [*ACTIVE, {"name": "url", "value": HEALTH}]


def test_the_analysis_ends_before_the_old_version_goes() -> None:
    """Rollouts cancels an analysis that still runs when the old version is scaled down."""
    longest = 120 + 5 * 60
    assert blue_green()["strategy"]["blueGreen"]["scaleDownDelaySeconds"] > longest


def test_without_a_public_address_none_is_asked() -> None:
    after = blue_green()["strategy"]["blueGreen"]["postPromotionAnalysis"]
    assert (names(after), after["args"]) == (["error-rate", "latency-p95"], ACTIVE)


def test_a_canary_is_judged_at_each_step() -> None:
    strategy = canary(weights=(10, 50)).rendered()["strategy"]["canary"]
    assert [next(iter(step)) for step in strategy["steps"]] == ["setWeight", "analysis"] * 2
    assert [step["setWeight"] for step in strategy["steps"] if "setWeight" in step] == [10, 50]
    judged = strategy["steps"][1]["analysis"]
    assert names(judged) == ["error-rate", "latency-p95"]
    assert judged["args"][1:] == [{"name": "service", "value": "api"}, LATEST]


def test_nothing_begins_while_deployments_of_the_service_are_frozen() -> None:
    promise = {"name": "promised", "value": "backend-api"}
    before = blue_green(promised="backend-api")["strategy"]["blueGreen"]["prePromotionAnalysis"]
    assert (names(before), before["args"]) == (["targets-up", "error-budget"], [*ACTIVE, promise])
    first, second, *_ = canary(promised="backend-api").rendered()["strategy"]["canary"]["steps"]
    assert (names(first["analysis"]), first["analysis"]["args"]) == (["error-budget"], [promise])
    assert second == {"setWeight": 5}
    assert "analysis" not in canary().rendered()["strategy"]["canary"]["steps"][0]


def test_a_canary_moves_the_weights_of_a_route() -> None:
    routing = canary().rendered()["strategy"]["canary"]["trafficRouting"]
    plugin = {"namespace": "backend", "httpRoutes": [{"name": "api-route"}]}
    assert routing == {"plugins": {"argoproj-labs/gatewayAPI": plugin}}


@pytest.mark.parametrize("weights", [(), (50, 5), (5, 5)])
def test_steps_grow(weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="name percents, each more than the last"):
        canary(weights=weights)


@pytest.mark.parametrize("weights", [(0, 50), (5, 100)])
def test_steps_are_between_none_and_all(weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="more than 0 and less than 100 percent"):
        canary(weights=weights)
