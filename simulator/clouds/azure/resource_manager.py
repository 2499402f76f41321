"""What all of Azure's resources have in common: ids, names and the facts that the Resource Manager reports.

An id is the path that the Resource Manager answers at; what stands in the path and not in the body (the group, the
parents' names) is an input and no output.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from simulator.clouds.azure.names import named
from simulator.clouds.case import Case
from simulator.clouds.kind import Always, Fact, Kind, Refusal
from simulator.clouds.refusals import Given, matches
from simulator.clouds.templates import uuid
from simulator.values import UNKNOWN, Secret, holds_secret, reveal

GROUP_NAME: Final = r"[\w().-]{0,89}[\w()-]"


def arm_id(template: str) -> str:
    """Return the id of a resource in a group, from the path after its provider's namespace."""
    return f"/subscriptions/{{subscription}}/resourceGroups/{{resourceGroupName}}/providers/{template}"


def scoped_id(template: str, scope: str) -> str:
    """Return the id of a resource that extends another: it lies below that one's own id."""
    return f"{{{scope}}}/providers/{template}"


def azure_kind(
    token: str,
    path: str,
    *,
    name: str,
    outputs: Mapping[str, Fact] | None = None,
    scope: str | None = None,
    etag: str | None = "etag",
    state: bool = True,
    typed: bool = True,
    identity: bool = False,
    by: Literal["random", "copy", "uuid"] = "random",
    refusals: tuple[Refusal, ...] = (),
    **more: Any,
) -> Kind:
    """Return the kind of a resource.

    :param path: its type and names after the provider's namespace, with fields of its inputs.
    :param name: the input that holds its name; ``by`` how the provider names it where the program does not.
    :param scope: the input that holds the id of what it extends, for a resource that is in no group.
    :param etag: the output that counts changes, if there is one.
    :param typed: whether it tells its own type.
    :param identity: whether it may have identities, which go in as a list of ids and come back as a mapping of them.
    """
    kind = re.sub(r"/\{\w+\}", "", path)
    facts: dict[str, Fact] = {"name": Always(f"{{{name}}}")}
    if typed:
        facts["type"] = kind
    if etag:
        facts[etag] = 'W/"{uuid:36}"'
    if state:
        facts["provisioningState"] = "Succeeded"
    if identity:
        facts["identity"] = Always(_identities)
    extra = (
        (matches("resourceGroupName", GROUP_NAME, "1 to 90 letters, digits, and -_.()"),)
        if scope is None
        else ()
    )
    return Kind(
        token,
        id=arm_id(path) if scope is None else scoped_id(path, scope),
        autoname=named(name, by=by),
        outputs={**facts, **(outputs or {})},
        refusals=(*extra, *refusals),
        **more,
    )


def _identities(case: Case) -> Any:
    given = reveal(case.inputs.get("identity"))
    if not isinstance(given, Mapping):
        return UNKNOWN if given is UNKNOWN else None
    named = reveal(given.get("userAssignedIdentities"))
    ids = list(named) if isinstance(named, Mapping) else Given(given).items("userAssignedIdentities")
    if named is UNKNOWN or UNKNOWN in ids:
        return UNKNOWN
    told = {
        str(one): {"clientId": uuid(f"{one} client"), "principalId": uuid(f"{one} principal")} for one in ids
    }
    answer = (
        {"type": given.get("type"), "userAssignedIdentities": told} if told else {"type": given.get("type")}
    )
    return Secret(answer) if holds_secret(case.inputs.get("identity")) else answer
