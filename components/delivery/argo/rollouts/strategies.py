"""How a workload goes from one version to the next: all at once beside the old one, or in growing parts.

Both are written here once and given to workloads as they are, so that what judges a version is the same everywhere.
"""

from dataclasses import dataclass
from typing import Any, Final

from components.delivery.argo.rollouts.analysis import (
    ERROR_BUDGET,
    ERROR_RATE,
    LATENCY_P95,
    PUBLIC_HEALTH,
    TARGETS_UP,
)

KEPT_SECONDS: Final = 3_600
"""How long the old version stays at full size after the switch: turning back takes seconds as long as it does.

The pipeline of old kept one replica for ever. A single replica cannot carry the traffic that comes back to it, so here it
is all of them for an hour; after that, turning back starts them again.
"""

PROGRESS_SECONDS: Final = 300
"""How long a new version may take until it is ready, before it is given up."""

WINDOW_REVISIONS: Final = 3
"""Going back by so many versions skips the analysis: they were judged when they came (``rollbackWindow``)."""

GATEWAY_PLUGIN: Final = "argoproj-labs/gatewayAPI"
"""What moves the weights of an HTTPRoute, by the name under which the controller is given it."""


@dataclass(frozen=True, kw_only=True)
class BlueGreen:
    """The new version stands whole beside the old one, and a person switches.

    ``active`` and ``preview`` are the names of the two Services; ``health_url`` is the address at which the public asks
    after the service's health, or None where it has none; it answers with JSON. ``promised`` is the service whose
    objectives have to have a budget left before anything begins.
    """

    namespace: str
    active: str
    preview: str
    health_url: str | None = None
    promised: str | None = None

    def rendered(self) -> dict[str, Any]:
        """Return the fields of a Rollout's spec that say how it is done: ``strategy`` and what bounds it.

        Green is scaled and waited for, its pods answer, a person approves, traffic is switched, half a minute later the
        public address is asked, and errors and latency are watched; if they are found wanting, traffic goes back.
        """
        switched = [_of(ERROR_RATE), _of(LATENCY_P95)] + ([_of(PUBLIC_HEALTH)] if self.health_url else [])
        args = _args(self.namespace, self.active)
        if self.health_url:
            args.append({"name": "url", "value": self.health_url})
        strategy = {
            "activeService": self.active,
            "previewService": self.preview,
            "autoPromotionEnabled": False,
            "prePromotionAnalysis": {
                "templates": [_of(TARGETS_UP), *_frozen(self.promised)],
                "args": [*_args(self.namespace, self.active), *_promise(self.promised)],
            },
            "postPromotionAnalysis": {"templates": switched, "args": args},
            "scaleDownDelaySeconds": KEPT_SECONDS,
            "scaleDownDelayRevisionLimit": 1,
            "abortScaleDownDelaySeconds": 30,
        }
        return {**_bounds(), "strategy": {"blueGreen": strategy}}


@dataclass(frozen=True, kw_only=True)
class Canary:
    """The new version takes a growing part of the traffic, and is judged at each step.

    ``stable`` and ``canary`` are the names of the two Services, ``route`` is the HTTPRoute between them. ``promised``
    is as with the other. ``weights`` are the percents at which it stops to be judged.
    """

    namespace: str
    stable: str
    canary: str
    route: str
    promised: str | None = None
    weights: tuple[int, ...] = (5, 25, 50)

    def __post_init__(self) -> None:
        if not self.weights or list(self.weights) != sorted(set(self.weights)):
            raise ValueError(
                f"the canary {self.canary} stops at {self.weights}: name percents, each more than the last"
            )
        if not all(0 < weight < 100 for weight in self.weights):
            raise ValueError(
                f"the canary {self.canary} stops at {self.weights}: a step is more than 0 and less than 100 percent"
            )

    def rendered(self) -> dict[str, Any]:
        """Return the fields of a Rollout's spec that say how it is done: ``strategy`` and what bounds it."""
        judged = {
            "templates": [_of(ERROR_RATE), _of(LATENCY_P95)],
            "args": _args(self.namespace, self.stable),
        }
        steps: list[dict[str, Any]] = [
            step for weight in self.weights for step in ({"setWeight": weight}, {"analysis": judged})
        ]
        if self.promised is not None:
            allowed = {"templates": _frozen(self.promised), "args": _promise(self.promised)}
            steps = [{"analysis": allowed}, *steps]
        routes = [{"name": self.route}]
        strategy = {
            "canaryService": self.canary,
            "stableService": self.stable,
            "trafficRouting": {
                "plugins": {GATEWAY_PLUGIN: {"namespace": self.namespace, "httpRoutes": routes}}
            },
            "steps": steps,
            "maxSurge": "25%",
            "maxUnavailable": 0,
            "abortScaleDownDelaySeconds": 30,
        }
        return {**_bounds(), "strategy": {"canary": strategy}}


def _bounds() -> dict[str, Any]:
    return {
        "progressDeadlineSeconds": PROGRESS_SECONDS,
        "progressDeadlineAbort": True,
        "revisionHistoryLimit": 5,
        "rollbackWindow": {"revisions": WINDOW_REVISIONS},
    }


def _of(template: str) -> dict[str, Any]:
    return {"templateName": template, "clusterScope": True}


def _frozen(promised: str | None) -> list[dict[str, Any]]:
    return [] if promised is None else [_of(ERROR_BUDGET)]


def _promise(promised: str | None) -> list[dict[str, Any]]:
    return [] if promised is None else [{"name": "promised", "value": promised}]


def _args(namespace: str, service: str) -> list[dict[str, Any]]:
    """Name the new version of a workload, whose Service tells Prometheus which workload it is."""
    return [
        {"name": "namespace", "value": namespace},
        {"name": "service", "value": service},
        {"name": "version", "valueFrom": {"podTemplateHashValue": "Latest"}},
    ]
