"""Two engines' accounts of the same stack, held against each other field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from policies.framework.findings import Finding
from policies.framework.pack import WAIVED
from simulator.plan import Step
from simulator.resources import Resource
from simulator.urns import provider_urn
from tests.engine.engine import Event

Violation = tuple[str, str, str, str, str]
"""A pack, a policy, its level, the URN, and the message: empty where the packs cannot say before a deployment."""

FIELDS = tuple(field.name for field in fields(Resource))


def differences(real: Mapping[str, Resource], simulated: Iterable[Resource]) -> list[str]:
    """Return a line for each field of each resource in which they differ: inputs, outputs, options, relations and all.

    Only the ids of providers are left out, which Pulumi's engine draws at random, and the order of URNs that a resource
    depends on, which the SDK gathers in sets. Secrets are compared too, and shown by neither side.
    """
    own = {resource.urn: resource for resource in simulated}
    lines = [f"only under Pulumi: {urn}" for urn in sorted(real.keys() - own.keys())]
    lines += [f"only in the simulator: {urn}" for urn in sorted(own.keys() - real.keys())]
    for urn in sorted(real.keys() & own.keys()):
        lines += _of_one(_comparable(real[urn]), _comparable(own[urn]))
    return lines


def _of_one(real: Resource, simulated: Resource) -> list[str]:
    lines: list[str] = []
    for field in FIELDS:
        one, other = getattr(real, field), getattr(simulated, field)
        if one == other and type(one) is type(other):
            continue
        if isinstance(one, dict) and isinstance(other, dict):
            lines += [
                f"{real.urn}: {field}.{name}: {one.get(name)!r} under Pulumi, {other.get(name)!r} in the simulator"
                for name in sorted(one.keys() | other.keys())
                if one.get(name) != other.get(name)
            ]
        else:
            lines.append(f"{real.urn}: {field}: {one!r} under Pulumi, {other!r} in the simulator")
    return lines


def _comparable(resource: Resource) -> Resource:
    return replace(
        resource,
        provider=provider_urn(resource.provider) if resource.provider else "",
        id="" if resource.is_provider else resource.id,
        dependencies=sorted(resource.dependencies),
        property_dependencies={name: sorted(urns) for name, urns in resource.property_dependencies.items()},
    )


def planned(steps: Iterable[Step]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the simulator's plan as :func:`tests.engine.engine.steps` returns the engine's."""
    return {step.urn: (step.op, step.changed) for step in steps if step.op != "same"}


def reported(events: Iterable[Event]) -> set[Violation]:
    """Return what the policy packs said to the engine."""
    found: set[Violation] = set()
    for violation in (event["policyEvent"] for event in events if "policyEvent" in event):
        # The engine puts the policy's description on a line of its own before the message
        message = violation["message"].strip().partition("\n")[2]
        name = violation["policyName"]
        if name != WAIVED:
            urn = violation.get("resourceUrn", "")
            found.add((violation["policyPackName"], name, violation["enforcementLevel"], urn, message))
    return found


def judged(findings: Iterable[Finding]) -> set[Violation]:
    """Return the in-process findings as the packs would say them to the engine.

    The SDK tells an unknown as advice and in words of its own, unless the rule is mandatory and tells it itself.
    """
    return {
        (
            finding.pack,
            finding.policy,
            finding.level,
            finding.urn,
            "" if finding.verdict == "unknown" and finding.level != "mandatory" else finding.message,
        )
        for finding in findings
        if finding.verdict != "waived"
    }
