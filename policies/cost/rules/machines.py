"""Machines: of a family with a price, of the current generation, no larger than the environment needs."""

from collections.abc import Iterator
from typing import Final

from policies.cost.rules.machine_names import family, vcpus
from policies.cost.sizes import shipped_sizes
from policies.framework import google_tokens as google
from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, PROMOTED, Context, Outcomes, require, resource_rule
from policies.framework.values import Value

PATHS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    tokens.NODE_GROUP: (("instanceTypes",),),
    tokens.LAUNCH_TEMPLATE: (("instanceType",),),
    tokens.RDS_INSTANCE: (("instanceClass",),),
    tokens.CACHE: (("nodeType",),),
    tokens.REDSHIFT: (("nodeType",),),
    tokens.OPENSEARCH: (
        ("clusterConfig", "instanceType"),
        ("clusterConfig", "dedicatedMasterType"),
        ("clusterConfig", "warmType"),
    ),
    google.NODE_POOL: (("nodeConfig", "machineType"),),
    google.SQL_INSTANCE: (("settings", "tier"),),
    tokens.AKS_CLUSTER: (("agentPoolProfiles", "vmSize"),),
    tokens.AKS_POOL: (("vmSize",),),
    tokens.AZURE_SERVER: (("sku", "name"),),
}
"""Where each type of resource names its machines."""


@resource_rule(
    name="machine-families",
    title="Machines are of families that the platform has chosen and priced",
    types=tuple(PATHS),
    severity="medium",
    levels=ALWAYS,
    remediation="Choose a family of policies/cost/sizes.yaml, or add the family there together with its prices.",
)
def machine_families(resource: Resource, _: Context) -> Outcomes:
    """Refuse a family that is not listed, unless it is superseded, which a rule of its own says."""
    sizes = shipped_sizes()
    for machine in _machines(resource):
        listed = machine.test(
            lambda name: sizes.allows(_family(name)) or _family(name) in sizes.superseded.machines,
            absent=True,
        )
        yield from require(listed, f"{machine.where} is of a family outside the platform's choice")


@resource_rule(
    name="current-generation",
    title="Machines and disks are of the current generation",
    types=tuple(PATHS),
    severity="low",
    levels=PROMOTED,
    remediation="Move to the successor, which does more for less: t3 for t2, m6i for m4, r6g for r4, gp3 for gp2 and io1.",
)
def current_generation(resource: Resource, _: Context) -> Outcomes:
    """Refuse what its vendor has superseded."""
    superseded = shipped_sizes().superseded
    for machine in _machines(resource):
        current = machine.test(lambda name: _family(name) not in superseded.machines, absent=True)
        yield from require(current, f"{machine.where} is of a superseded generation")
    for disk in _disks(resource):
        yield from require(
            ~disk.equals(*superseded.disks), f"{disk.where} is of a superseded generation: use gp3"
        )


@resource_rule(
    name="machine-size",
    title="No machine is larger than its environment needs",
    types=tuple(PATHS),
    severity="medium",
    levels=ALWAYS,
    remediation="Take a smaller size, or raise machine_vcpus of the environment in policies/cost/sizes.yaml by review.",
)
def machine_size(resource: Resource, context: Context) -> Outcomes:
    """Hold a machine's virtual CPUs to the environment's limit."""
    most = shipped_sizes().limits[context.environment].machine_vcpus
    for machine in _machines(resource):
        fits = machine.test(lambda name: (_vcpus(name) or most + 1) <= most, absent=True)
        yield from require(
            fits, f"{machine.where} has more than {most} virtual CPUs, the most in {context.environment}"
        )


def _machines(resource: Resource) -> Iterator[Value]:
    for first, *rest in PATHS[resource.type]:
        for holder in resource[first].items():
            yield from holder.at(*rest).items()


def _disks(resource: Resource) -> Iterator[Value]:
    if resource.type == tokens.RDS_INSTANCE:
        yield resource["storageType"]
    if resource.type == tokens.OPENSEARCH:
        yield resource.at("ebsOptions", "volumeType")
    if resource.type == tokens.LAUNCH_TEMPLATE:
        for mapping in resource["blockDeviceMappings"].items():
            yield mapping["ebs"]["volumeType"]


def _family(name: object) -> str:
    return family(name) if isinstance(name, str) else ""


def _vcpus(name: object) -> int | None:
    return vcpus(name) if isinstance(name, str) else None


RULES = (machine_families, current_generation, machine_size)
