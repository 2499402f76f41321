"""Workloads as the tests of this room build them."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.foundation.cluster.ledger import Ledger
from components.foundation.cluster.site import ClusterSite
from components.workloads.spec import WorkloadSpec
from components.workloads.wiring import WorkloadArgs
from components.workloads.workload import Workload
from tests.components.foundation.cluster.sites import on_site
from tests.components.recording import Recording

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/production/backend-api:1.0.0"

ASKED = {
    "min": 3,
    "max": 20,
    "cpu": 70,
    "memory": 80,
    "gauges": {"active_connections": {"per_replica": 1000}},
    "queues": {"orders": 100},
    "down": {"window": 300, "percent": 25, "pods": 2, "period": 60, "select": "Min"},
    "up": {"window": 60, "percent": 100, "pods": 5, "period": 30, "select": "Max"},
}
"""How the platform's owner scales the back end."""


def a_spec(**decided: Any) -> WorkloadSpec:
    usual = {
        "namespace": "backend",
        "image": "backend-api:1.0.0",
        "scaling": {"min": 2, "max": 10, "cpu": 60, "memory": 70},
    }
    return WorkloadSpec.model_validate_json(json.dumps({**usual, **decided}))


def built(spec: WorkloadSpec | None = None, *, name: str = "backend-api", **wired: Any) -> Recording:
    return on_site(lambda site: workload(site, spec, name=name, **wired))


def workload(
    site: ClusterSite, spec: WorkloadSpec | None = None, *, name: str = "backend-api", **wired: Any
) -> Workload:
    described = spec or a_spec()
    return Workload(
        site,
        WorkloadArgs(name=name, spec=described, image=IMAGE, namespace=described.namespace, **wired),
    )


def refusal(**decided: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        a_spec(**decided)
    return "; ".join(error["msg"].removeprefix("Value error, ") for error in refused.value.errors())


def settled(ledger: Ledger) -> list[str]:
    """Return what a ledger has to say at the end."""
    try:
        ledger.settle()
    except ValueError as refused:
        return list(getattr(refused, "sentences", [str(refused)]))
    return []
