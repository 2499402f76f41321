"""The node pools that a stack declares, as the nodes that a control plane plays."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from simulator.cluster.nodes import Pool
from simulator.resources import Resource
from simulator.urns import name_of
from simulator.values import plain

EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
ZONES = "abc"
NOT_YET = "/agent-not-ready"
"""The end of the taints that keep pods off a node until an agent is on it, which then takes them away."""


def pools_of(live: Sequence[Resource]) -> dict[str, list[Pool]]:
    """Return the pools of each cluster, by the cluster's name."""
    found: dict[str, list[Pool]] = {}
    for resource in live:
        if read := READERS.get(resource.type):
            for cluster, pool in read(plain(resource.inputs), name_of(resource.urn)):
                taints = tuple(taint for taint in pool.taints if not taint["key"].endswith(NOT_YET))
                found.setdefault(cluster, []).append(replace(pool, taints=taints))
    return found


def _amazon(inputs: dict[str, Any], name: str) -> Iterator[tuple[str, Pool]]:
    zones = [name[-1]] if name[-2:-1] == "-" else ZONES[: len(inputs["subnetIds"])]
    region = inputs["region"]
    taints = [{**taint, "effect": EFFECTS[taint["effect"]]} for taint in inputs.get("taints") or ()]
    yield (
        inputs["clusterName"],
        Pool(
            name,
            inputs["labels"],
            tuple(taints),
            region,
            tuple(f"{region}{zone}" for zone in zones),
            inputs["instanceTypes"][0],
            "arm64" if "ARM" in inputs["amiType"] else "amd64",
        ),
    )


def _google(inputs: dict[str, Any], name: str) -> Iterator[tuple[str, Pool]]:
    config = inputs["nodeConfig"]
    taints = [{**taint, "effect": EFFECTS[taint["effect"]]} for taint in config.get("taints") or ()]
    zones = tuple(inputs["nodeLocations"])
    yield (
        inputs["cluster"],
        Pool(
            name,
            config["labels"],
            tuple(taints),
            zones[0].rpartition("-")[0],
            zones,
            config["machineType"],
        ),
    )


def _azure(inputs: dict[str, Any], name: str) -> Iterator[tuple[str, Pool]]:
    yield inputs["resourceName"], _agent_pool(inputs, name)


def _azure_system(inputs: dict[str, Any], name: str) -> Iterator[tuple[str, Pool]]:
    for profile in inputs["agentPoolProfiles"]:
        yield inputs["resourceName"], _agent_pool(profile, f"{name}-{profile['name']}")


def _agent_pool(profile: dict[str, Any], name: str) -> Pool:
    return Pool(
        name,
        profile.get("nodeLabels") or {},
        tuple(map(_taint, profile.get("nodeTaints") or ())),
        zones=tuple(f"zone-{zone}" for zone in profile.get("availabilityZones") or ()),
        instance_type=profile["vmSize"],
    )


def _taint(text: str) -> dict[str, str]:
    """Return a taint from the form in which Azure takes it: ``key=value:effect``."""
    pair, _, effect = text.rpartition(":")
    key, _, value = pair.partition("=")
    return {"key": key, "value": value, "effect": effect}


READERS: dict[str, Callable[[dict[str, Any], str], Iterator[tuple[str, Pool]]]] = {
    "aws:eks/nodeGroup:NodeGroup": _amazon,
    "gcp:container/nodePool:NodePool": _google,
    "azure-native:containerservice:AgentPool": _azure,
    "azure-native:containerservice:ManagedCluster": _azure_system,
}
