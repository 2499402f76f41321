"""What a resource takes from its provider, cloud by cloud: the region or project, default labels and tags."""

from collections.abc import Mapping
from typing import Any

from simulator.clouds.answers import Failure
from simulator.clouds.aws import inherited as aws
from simulator.clouds.azure import inherited as azure
from simulator.clouds.gcp import inherited as gcp
from simulator.clouds.scope import Scope


def check(token: str, filled: dict[str, Any], olds: Mapping[str, Any], scope: Scope) -> list[Failure]:
    """Complete the inputs from the provider, in place, and return why that cannot be."""
    match token.partition(":")[0]:
        case "aws":
            return aws.check(token, filled, scope)
        case "azure-native":
            return azure.check(token, filled, olds, scope)
        case "gcp":
            return gcp.check(token, filled, scope)
        case _:
            return []


def outputs(
    token: str, inputs: Mapping[str, Any], old_outputs: Mapping[str, Any], scope: Scope
) -> dict[str, Any]:
    """Return the outputs that follow from the provider; a preview knows them too."""
    return gcp.outputs(token, inputs, old_outputs, scope) if token.startswith("gcp:") else {}


def stays(
    token: str, path: str, old_outputs: Mapping[str, Any], inputs: Mapping[str, Any], scope: Scope
) -> bool:
    """Say whether an input that came or went leaves things as they are, because the provider says the same."""
    return token.startswith("gcp:") and gcp.stays(path, old_outputs, inputs, scope)


def moved(
    token: str, old_outputs: Mapping[str, Any], inputs: Mapping[str, Any], scope: Scope
) -> dict[str, tuple[Any, Any]]:
    """Return, by name, the outputs that follow from the provider and would differ now: (before, after)."""
    return gcp.moved(token, old_outputs, inputs, scope) if token.startswith("gcp:") else {}
