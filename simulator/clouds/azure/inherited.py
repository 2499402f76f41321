"""What a resource of Azure takes from its provider: the location, the API's version, and how its name came to be.

Source: pulumi-azure-native ``provider/pkg/provider/provider.go`` (applyDefaults, getDefaultLocation, Diff), read
November 2026.
"""

import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from simulator import schema
from simulator.clouds.answers import Failure
from simulator.clouds.scope import Scope

CREATE_FIRST: Final = "__createBeforeDelete"
"""What the provider notes among the inputs of a resource that it named itself: only that can exist twice."""

API: Final = re.compile(r"Uses Azure REST API version (\d{4}-\d\d-\d\d(?:-preview)?)")


def check(token: str, filled: dict[str, Any], olds: Mapping[str, Any], scope: Scope) -> list[Failure]:
    """Complete the inputs with the location of before or of the provider, and with the API's version.

    Where neither says a location the real provider asks Azure for that of the resource group, which nobody can do here.
    """
    faults = []
    if scope.subscription is None:
        sentence = f"{token} has no subscription: set subscriptionId on its provider"
        faults.append(Failure("", sentence))
    declared = schema.declaration_of(token)
    if declared is not None and "location" in declared.inputs.shapes and filled.get("location") is None:
        location = olds.get("location") if olds.get("location") is not None else scope.location
        if location is None:
            sentence = (
                f"{token} has no location: set it on the resource or on its provider; without an account there is no "
                "asking for that of its resource group"
            )
            faults.append(Failure("location", sentence))
        else:
            filled["location"] = location
    version = api_version(token)
    if version is not None:
        filled.setdefault("azureApiVersion", version)
    return faults


@cache
def api_version(token: str) -> str | None:
    """Return the version of Azure's API that the SDK makes a type with, or None for what the provider makes by itself."""
    found = schema.class_of(token)
    if found is None or token.startswith("pulumi:providers:"):
        return None
    file = sys.modules[found.__module__].__file__
    named = API.search(Path(file).read_text(encoding="utf-8")) if file else None
    return named.group(1) if named else None


def location_of(text: str) -> str:
    """Return a location as Azure compares it: ``West US 2`` and ``westus2`` are one."""
    return text.replace(" ", "").lower()
