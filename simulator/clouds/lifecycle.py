"""Check, create and update: the life of one resource, from its :class:`~simulator.clouds.kind.Kind`."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from simulator import schema
from simulator.clouds import inheritance
from simulator.clouds.answers import Checked, Created, Failure
from simulator.clouds.azure.inherited import CREATE_FIRST
from simulator.clouds.case import Case, foresee, name_of, settle
from simulator.clouds.catalogue import kind_of, place_of
from simulator.clouds.kind import Always, Autoname, Kind
from simulator.clouds.refusals import Given
from simulator.clouds.scope import Scope
from simulator.clouds.templates import digest, uuid
from simulator.schema.declaration import Sort
from simulator.schema.judgement import LONGEST_SHOWN
from simulator.values import (
    SIGNATURE,
    UNKNOWN,
    Secret,
    holds_secret,
    holds_unknown,
    plain,
    reveal,
    secret,
    secret_leaves,
)


def check(token: str, urn: str, inputs: Mapping[str, Any], olds: Mapping[str, Any], scope: Scope) -> Checked:
    """See :func:`simulator.clouds.check`."""
    kind = kind_of(token)
    if kind is None:
        declared = schema.declaration_of(token) is not None
        reason = (
            f"the simulator has no {token}; add it to {place_of(token)}"
            if declared
            else f"the SDK declares no type {token}"
        )
        return Checked(dict(inputs), (Failure("", reason),))
    faults = [
        Failure(fault.path, fault.reason) for fault in (schema.judge(token, inputs) if kind.schema else ())
    ]
    filled = {name: value for name, value in inputs.items() if value is not None}
    for name in _documents(token) & filled.keys():
        filled[name] = _as_text(filled[name])
    for name, value in kind.defaults.items():
        _default(filled, name, value)
    if kind.autoname is not None:
        faults += _name(kind.autoname, urn, filled, olds)
    if kind.fill_in is not None:
        kind.fill_in(urn, filled, olds, scope)
    faults += inheritance.check(token, filled, olds, scope)
    given = Given(filled, urn)
    faults += [Failure(path, reason) for refusal in kind.refusals for path, reason in refusal(given)]
    return Checked(filled, tuple(_untold(faults, filled)))


@cache
def _documents(token: str) -> frozenset[str]:
    """Return the inputs that take an object as well as its JSON text, and are text from then on."""
    declared = schema.declaration_of(token)
    if declared is None:
        return frozenset()
    both = {Sort.TEXT, Sort.OBJECT}
    return frozenset(
        name
        for name, shape in declared.inputs.shapes.items()
        if {member.sort for member in shape.members} == both
        and (output := declared.outputs.get(name)) is not None
        and output.sort is Sort.TEXT
    )


def _as_text(document: Any) -> Any:
    """Return a document as the provider sends it; source: pulumi-terraform-bridge, ``TransformJSONDocument``."""
    if not isinstance(reveal(document), Mapping):
        return document
    if holds_unknown(document):
        return UNKNOWN
    text = json.dumps(plain(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Secret(text) if holds_secret(document) else text


def _untold(faults: list[Failure], inputs: Mapping[str, Any]) -> list[Failure]:
    """Take secrets out of the sentences: a rule that shows a value cannot know that it stood in a secret."""
    if not faults:
        return faults
    texts = {str(leaf) for leaf in secret_leaves(inputs)}
    texts |= {text[:LONGEST_SHOWN] for text in texts}
    secrets = sorted((texts | {repr(text)[1:-1] for text in texts}) - {""}, key=len, reverse=True)
    if not secrets:
        return faults
    told = re.compile(r"(?<!\w)['\"]?(" + "|".join(map(re.escape, secrets)) + r")['\"]?(?!\w)")
    return [Failure(fault.path, told.sub("(secret)", fault.reason)) for fault in faults]


def _default(filled: dict[str, Any], name: str, value: Any) -> None:
    """Set what the program left out; within an object (a dotted name) only where the program gave that object."""
    outer, _, inner = name.partition(".")
    given = filled.get(outer)
    if not inner:
        filled.setdefault(name, value)
    elif isinstance(reveal(given), Mapping) and inner not in reveal(given):
        whole = {**reveal(given), inner: value}
        filled[outer] = Secret(whole) if isinstance(given, Secret) else whole
    elif isinstance(given, list):
        filled[outer] = [
            {inner: value, **item} if isinstance(item, Mapping) and SIGNATURE not in item else item
            for item in given
        ]


def _name(autoname: Autoname, urn: str, filled: dict[str, Any], olds: Mapping[str, Any]) -> list[Failure]:
    """Name what the program did not name; a name generated before is kept."""
    if filled.get(autoname.property) is not None or f"{autoname.property}Prefix" in filled:
        return []
    if autoname.sticky:
        return _name_once(autoname, urn, filled, olds)
    resource = name_of(urn).lower() if autoname.lower else name_of(urn)
    stem = f"{resource}{autoname.separator}"
    suffix = ""
    if autoname.suffix_if is not None and reveal(filled.get(autoname.suffix_if[0])) is True:
        suffix = autoname.suffix_if[1]
    prefix = "" if stem.startswith(autoname.prefix) else autoname.prefix
    old = reveal(olds.get(autoname.property))
    generated = re.escape(prefix + stem) + f"[0-9a-f]{{{autoname.digits}}}" + re.escape(suffix)
    if isinstance(old, str) and re.fullmatch(generated, old):
        filled[autoname.property] = old
        return []
    filled[autoname.property] = prefix + stem + digest(urn, autoname.digits) + suffix
    if len(stem) + autoname.digits <= autoname.limit:
        return []
    return [_too_long(autoname, stem)]


def _name_once(
    autoname: Autoname, urn: str, filled: dict[str, Any], olds: Mapping[str, Any]
) -> list[Failure]:
    """Name a resource of Azure, and note whether the name is one that nobody chose.

    Source: pulumi-azure-native ``provider/pkg/provider/provider.go`` (getDefaultName).
    """
    old = olds.get(autoname.property)
    if old is not None:
        filled[autoname.property] = old
        if CREATE_FIRST in olds:
            filled[CREATE_FIRST] = olds[CREATE_FIRST]
        return []
    stem = f"{name_of(urn)}{autoname.separator}"
    filled[autoname.property] = uuid(urn) if autoname.uuid else stem + digest(urn, autoname.digits)
    if autoname.uuid or autoname.digits:
        filled[CREATE_FIRST] = True
    return (
        [] if autoname.uuid or len(stem) + autoname.digits <= autoname.limit else [_too_long(autoname, stem)]
    )


def _too_long(autoname: Autoname, stem: str) -> Failure:
    reason = (
        f"the generated {autoname.property} {stem}{'x' * autoname.digits} is longer than {autoname.limit} characters: "
        f"give the resource a shorter name, or set {autoname.property}"
    )
    return Failure(autoname.property, reason)


def create(token: str, urn: str, inputs: Mapping[str, Any], scope: Scope, *, preview: bool) -> Created:
    """See :func:`simulator.clouds.create`."""
    kind = _known(token)
    case = Case(urn, inputs, scope.within(reveal(inputs.get("region"))), outputs=_reported(token, inputs))
    case.outputs.update(inheritance.outputs(token, inputs, {}, scope))
    if not preview:
        case.id = _identity(kind, case)
    for name, fact in kind.outputs.items():
        given = inputs.get(name)
        if preview and name not in kind.early:
            value = foresee(fact, case, given, None)
        else:
            value = settle(fact, case, given)
        _put(case.outputs, name, value)
    return Created(case.id, _marked(kind, case.outputs))


def update(
    token: str,
    urn: str,
    identity: str,
    old_outputs: Mapping[str, Any],
    inputs: Mapping[str, Any],
    scope: Scope,
    *,
    preview: bool,
) -> Created:
    """See :func:`simulator.clouds.update`."""
    kind = _known(token)
    case = Case(
        urn,
        inputs,
        scope.within(reveal(inputs.get("region"))),
        old_outputs,
        _reported(token, inputs),
        identity,
    )
    case.outputs.update(inheritance.outputs(token, inputs, old_outputs, scope))
    anew = kind.volatile if kind.volatile and kind.moved(case) else frozenset()
    if preview and kind.announced is not None:
        anew &= kind.announced
    for name, fact in kind.outputs.items():
        given, old = inputs.get(name), None if name in anew else old_outputs.get(name)
        if given is None and name not in anew and name not in old_outputs:
            value = None
        elif preview:
            value = foresee(fact, case, given, old)
        elif old is not None and (given is None or isinstance(fact, Always)):
            value = old
        else:
            value = settle(fact, case, given)
        _put(case.outputs, name, value)
    return Created(identity, _marked(kind, case.outputs))


def check_delete(token: str, outputs: Mapping[str, Any]) -> tuple[Failure, ...]:
    """See :func:`simulator.clouds.check_delete`."""
    given = Given(outputs)
    return tuple(
        Failure(path, reason) for refusal in _known(token).undeletable for path, reason in refusal(given)
    )


def _known(token: str) -> Kind:
    kind = kind_of(token)
    if kind is None:
        raise LookupError(f"the simulator has no {token}; add it to {place_of(token)}")
    return kind


def _identity(kind: Kind, case: Case) -> Any:
    """Return the id: text even where what it is made of is secret; unknown where that is unknown."""
    return reveal(case.text(kind.id) if isinstance(kind.id, str) else kind.id(case)) or UNKNOWN


def _reported(token: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs that the cloud reports back: on Azure not what stands in the path or is only ever written."""
    declared = schema.declaration_of(token) if token.startswith("azure-native:") else None
    if declared is None:
        return dict(inputs)
    return {name: value for name, value in inputs.items() if name in declared.outputs}


def _put(outputs: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        outputs.pop(name, None)
    else:
        outputs[name] = value


def _marked(kind: Kind, outputs: dict[str, Any]) -> dict[str, Any]:
    for name in kind.secret_outputs:
        if name in outputs:
            outputs[name] = secret(outputs[name])
    return outputs


def check_ignored(token: str, paths: Sequence[str]) -> tuple[Failure, ...]:
    """See :func:`simulator.clouds.check_ignored`. Of a kind that no SDK declares, any path may match."""
    kind = kind_of(token)
    if kind is not None and not kind.schema:
        return ()
    return tuple(
        Failure(fault.path, fault.reason) for path in paths for fault in schema.judge_path(token, path)
    )
