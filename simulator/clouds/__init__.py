"""Simulated clouds: what the providers of AWS, Kubernetes and random values would answer, from tables.

Every function here is pure and deterministic. Ids, ARNs and generated names are digests of a resource's URN; there is no
clock, no network and no memory between calls. The in-process engine and the provider plugins call the same functions, so
both give the same answers.

**The next type** is a few lines. Find the module of its service (``simulator/clouds/aws/<service>.py``,
``simulator/clouds/random_values.py``) and add a :class:`~simulator.clouds.kind.Kind` to its ``KINDS``::

    Kind(
        "aws:ecr/repository:Repository",
        autoname=Autoname("name", limit=256),
        defaults={"imageTagMutability": "MUTABLE"},
        id="{name}",
        outputs={
            "arn": "arn:{partition}:ecr:{region}:{account}:repository/{name}",
            "registryId": "{account}",
            "repositoryUrl": "{account}.dkr.ecr.{region}.{dns_suffix}/{name}",
        },
        refusals=(matches("name", r"[a-z0-9][a-z0-9._/-]{1,255}", "..."),),
    )

and its force-new facts, with where they were read, to ``simulator/clouds/replacement/<package>.yaml``. A template that
names an unknown value gives an unknown, and one that names a secret a secret. Names, types, required inputs and closed
enums need no line: they are read from the SDK. A type that is in no table is refused, never guessed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.clouds import differences, functions, lifecycle, relations
from simulator.clouds.answers import Checked, Created, Difference, Failure, Invoked
from simulator.clouds.scope import Scope, scope_of

__all__ = [
    "Checked",
    "Created",
    "Difference",
    "Failure",
    "Invoked",
    "Scope",
    "check",
    "check_delete",
    "check_ignored",
    "check_together",
    "create",
    "diff",
    "invoke",
    "scope_of",
    "update",
]


def check(
    token: str,
    urn: str,
    inputs: Mapping[str, Any],
    olds: Mapping[str, Any] | None = None,
    scope: Scope | None = None,
) -> Checked:
    """Judge the inputs of a resource as its provider's ``Check`` would, and fill in what it would fill in.

    ``olds`` are the inputs of the resource as it stands, if it does: a generated name in them is kept. ``scope`` is
    the provider's (:func:`scope_of` of its inputs): AWS writes its region and the merged tags into the inputs.
    """
    return lifecycle.check(token, urn, inputs, olds or {}, scope or Scope())


def create(
    token: str, urn: str, inputs: Mapping[str, Any], scope: Scope, *, preview: bool = False
) -> Created:
    """Return the new resource for checked inputs. In a preview its id and what the cloud would compute are unknown.

    :raises LookupError: for a type in no table, which :func:`check` refuses with a sentence.
    """
    return lifecycle.create(token, urn, inputs, scope, preview=preview)


def update(
    token: str,
    urn: str,
    identity: str,
    old_outputs: Mapping[str, Any],
    inputs: Mapping[str, Any],
    scope: Scope,
    *,
    preview: bool = False,
) -> Created:
    """Return the resource after an update in place: the same id, and the outputs that follow from the new inputs.

    :raises LookupError: for a type in no table, which :func:`check` refuses with a sentence.
    """
    return lifecycle.update(token, urn, identity, old_outputs, inputs, scope, preview=preview)


def diff(
    token: str,
    old_inputs: Mapping[str, Any],
    old_outputs: Mapping[str, Any],
    new_inputs: Mapping[str, Any],
    ignore: Sequence[str] = (),
    scope: Scope | None = None,
) -> Difference:
    """Compare checked inputs with those of the resource as it stands, leaving out the paths of ``ignoreChanges``.

    A secret whose old value cannot be read (a ciphertext) counts as unchanged, unless it is gone or unknown now.
    """
    return differences.diff(token, old_inputs, old_outputs, new_inputs, ignore, scope or Scope())


def check_delete(token: str, outputs: Mapping[str, Any]) -> tuple[Failure, ...]:
    """Return why the cloud would refuse to delete a resource with these outputs, such as deletion protection.

    :raises LookupError: for a type in no table.
    """
    return lifecycle.check_delete(token, outputs)


def check_ignored(token: str, paths: Sequence[str]) -> tuple[Failure, ...]:
    """Refuse paths of ``ignoreChanges`` or ``replaceOnChanges`` that would silently match nothing."""
    return lifecycle.check_ignored(token, paths)


def check_together(entries: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, Failure], ...]:
    """Return (URN, failure) for what a cloud would refuse of state entries together, as a subnet outside its VPC."""
    return relations.judge(entries)


def invoke(token: str, args: Mapping[str, Any], scope: Scope) -> Invoked:
    """Answer a provider function, such as ``aws:index/getAvailabilityZones:getAvailabilityZones``."""
    return functions.invoke(token, args, scope)
