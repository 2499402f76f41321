"""The list of remedies held to the policies, to the SDKs and to what replaces a resource, before anybody relies on it."""

from collections.abc import Iterator, Sequence
from typing import Any

from components.foundation.property_paths import ANY, overlaps, steps
from operations.faults import CannotJudge
from operations.policy.rulebook import Policy, nearest, policies
from policies.framework import remedies as listed
from policies.framework.remedies import Remedies, RemediesError, Remedy
from policies.framework.rules import ResourceRule


def require_remedies() -> Remedies:
    """Return the list, whose policies judge the types that they are to mend, in place.

    The SDKs are not asked, because reading them takes seconds: :func:`require_paths` does that.

    :raises CannotJudge: with a sentence for each fault.
    """
    try:
        found = listed.shipped()
    except RemediesError as fault:
        raise CannotJudge(str(fault)) from None
    rules = {one.name: one.rule for one in policies()}
    faults = [
        f"{listed.FILE.name}: {name}: is no policy{nearest(name, list(rules))}"
        for name in dict.fromkeys([*(one.policy for one in found.remedies), *found.left_alone])
        if name not in rules
    ]
    for remedy in found.remedies:
        if remedy.policy in rules:
            rule = rules[remedy.policy]
            faults.extend(
                _strange_types(remedy, rule) if isinstance(rule, ResourceRule) else [_of_stack(remedy)]
            )
        faults.extend(_replacing(remedy))
    if faults:
        raise CannotJudge(*dict.fromkeys(faults))
    return found


def require_paths(wanted: Sequence[Policy]) -> None:
    """Hold the remedies of some policies to the properties that the SDKs declare.

    :raises CannotJudge: with a sentence for each fault of the list.
    """
    names = {one.name for one in wanted}
    faults = [
        fault
        for remedy in require_remedies().remedies
        if remedy.policy in names
        for fault in _strange_paths(remedy)
    ]
    if faults:
        raise CannotJudge(*dict.fromkeys(faults))


def mends(one: Policy) -> str:
    """Return what a policy sets where it is asked to, or nothing for one that only says what is wrong.

    The list is one that :func:`require_remedies` has found nothing wrong with.
    """
    aims: dict[str, dict[str, None]] = {}
    for remedy in listed.shipped().of(one.name):
        for change in remedy.sets:
            aims.setdefault(change.aim, {})[change.path] = None
    return "; ".join(f"{aim}: {', '.join(paths)}" for aim, paths in aims.items())


def _strange_types(remedy: Remedy, rule: ResourceRule) -> Iterator[str]:
    for token in remedy.types:
        if token not in rule.types:
            yield (
                f"{_place(remedy)}: {token} is none of its types, so nothing judges it"
                f"{nearest(token, list(rule.types))}"
            )


def _of_stack(remedy: Remedy) -> str:
    return f"{_place(remedy)}: judges the whole stack, of which nothing is mended; take it out"


def _replacing(remedy: Remedy) -> Iterator[str]:
    for token in remedy.types:
        fixed = replaced_by(token)
        if fixed is None:
            yield f"{_place(remedy)}: nothing is recorded of what replaces {token}; add it to simulator/clouds/replacement"
            continue
        for change in remedy.sets:
            for path in fixed:
                if overlaps(change.path, path):
                    yield (
                        f"{_place(remedy)}: a change of {path} replaces {token}, which a remedy must not do; "
                        f"take {change.path} out"
                    )


def replaced_by(token: str) -> tuple[str, ...] | None:
    """Return the paths whose change replaces a resource of a type, or None where nothing is recorded about it."""
    from simulator.clouds.replacement import replacing, replacing_object, source  # noqa: PLC0415 - takes a second

    package, group, kind = token.split(":")
    if package == "kubernetes":
        version = group.removeprefix("core/")
        return ("metadata.name", "metadata.namespace", *replacing_object(version, kind))
    if not source(token):
        return None
    return (*replacing(token), "region") if package == "aws" else replacing(token)


def _strange_paths(remedy: Remedy) -> Iterator[str]:
    from simulator.schema import judge, judge_path  # noqa: PLC0415 - reads the SDKs, which takes seconds

    for token in remedy.types:
        for change in remedy.sets:
            aim = change.adds or ("production" if change.takes else change.to)
            first = _first(change.path)
            for fault in judge(token, _holding(change.path, aim)):
                if fault.path and (first.startswith(fault.path) or fault.path.startswith(first)):
                    yield f"{_place(remedy)}: {fault.reason}"
        for clash in remedy.unless:
            yield from (f"{_place(remedy)}: {fault.reason}" for fault in judge_path(token, clash.path))


def _first(path: str) -> str:
    """Return a path through the first member of each list."""
    return path.replace(f"[{ANY}]", "[0]")


def _holding(path: str, value: Any) -> dict[str, Any]:
    """Return inputs that hold a value at the end of a path, and nothing else."""
    held = value
    for step in reversed(steps(path)):
        held = [held] if step == ANY else {str(step): held}
    return dict(held)


def _place(remedy: Remedy) -> str:
    return f"{listed.FILE.name}: {remedy.policy}"
