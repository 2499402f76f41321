"""One resource as it is being answered for: its inputs, its scope and the outputs computed so far."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Final

from simulator.clouds import templates
from simulator.clouds.kind import Always, Fact, Inside
from simulator.clouds.scope import Scope
from simulator.values import UNKNOWN, Secret, Unknown, reveal


def name_of(urn: str) -> str:
    """Return the name by which the program knows the resource: the last field of its URN."""
    return urn.split("::", 3)[-1]


@dataclass(slots=True)
class Case:
    """What a :data:`~simulator.clouds.kind.Derive` computes from."""

    urn: str
    inputs: Mapping[str, Any]
    scope: Scope
    olds: Mapping[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    id: str | Unknown = UNKNOWN

    def __getitem__(self, name: str) -> Any:
        """Return an output computed so far, else the input, else None."""
        return self.outputs[name] if name in self.outputs else self.inputs.get(name)

    def known(self, name: str) -> Any:
        """Return the value with its secret opened, or None if it is absent or unknown."""
        value = reveal(self[name])
        return None if value is UNKNOWN else value

    def changed(self, *names: str) -> bool:
        """Say whether an update gives any of these inputs another value than the resource has."""
        return any(name in self.inputs and self.olds.get(name) != self.inputs[name] for name in names)

    def text(self, template: str) -> Any:
        """Fill a template. See :meth:`lookup` for its fields."""
        return templates.fill(template, self.lookup)

    def lookup(self, name: str, argument: str) -> Any:  # noqa: PLR0911 - one return for each kind of field
        """Return a template's field.

        ``id``, ``region``, ``account``, ``partition`` and ``dns_suffix`` are the resource's; so are ``project``,
        ``project_number`` and ``zone`` of Google Cloud, and ``subscription`` and ``tenant`` of Azure. ``resource`` is
        its name in the program; ``hex``, ``upper_hex``, ``uuid``, ``digits``, ``letters``, ``lower`` and ``upper`` are digests of the URN, their
        argument a length and, after a dot, a word that tells several digests of one resource apart. Any other field is
        an output computed so far or an input.
        """
        if name in OF_SCOPE:
            return getattr(self.scope, name)
        if name in DIGESTS:
            length, _, word = argument.partition(".")
            return DIGESTS[name](f"{self.urn}\0{word}", int(length or 32))
        match name:
            case "id":
                return self.id
            case "resource":
                return name_of(self.urn)
            case "project" | "zone":
                return self[name] if self[name] is not None else getattr(self.scope, name)
            case "project_number":
                return _number_of(self.lookup("project", ""))
            case _:
                return self[name]


OF_SCOPE: Final = frozenset({"region", "account", "partition", "dns_suffix", "subscription", "tenant"})
"""The fields that only the provider knows, or its region within the resource."""


def _number_of(project: Any) -> Any:
    """Return the number that stands in for a project's own, which Google gives once and nobody can compute."""
    opened = reveal(project)
    return project if opened is UNKNOWN or opened is None else f"4{_digits(str(opened), 11)}"


def _digits(seed: str, length: int) -> str:
    return str(int(templates.digest(seed), 16))[:length]


DIGESTS: dict[str, Callable[[str, int], str]] = {
    "hex": templates.digest,
    "upper_hex": lambda seed, length: templates.digest(seed, length).upper(),
    "uuid": lambda seed, _: templates.uuid(seed),
    "digits": _digits,
    "letters": templates.letters,
    "lower": templates.lower_alphanumeric,
    "upper": templates.upper_alphanumeric,
}


def settle(fact: Fact, case: Case, given: Any) -> Any:
    """Return the value of an output; ``given`` is the input of that name, or None."""
    if isinstance(fact, Always):
        return settle(fact.fact, case, None)
    if isinstance(fact, Inside):
        return _inside(fact, case, given, settle)
    if given is not None:
        return given
    if isinstance(fact, str):
        return case.text(fact)
    return fact(case) if callable(fact) else copy(fact)


def foresee(fact: Fact, case: Case, given: Any, old: Any) -> Any:
    """Return what a preview knows of an output: what was given, what the last deployment left, or nothing."""
    if isinstance(fact, Inside) and (given is not None or not fact.made):
        return _inside(fact, case, given, lambda inner, _, value: foresee(inner, case, value, None), old)
    if given is not None and not isinstance(fact, Always):
        return given
    return UNKNOWN if old is None else old


def _inside(fact: Inside, case: Case, given: Any, answer: Callable[..., Any], old: Any = None) -> Any:
    opened = reveal(given)
    if opened is UNKNOWN or (opened is None and not fact.made):
        return given
    if isinstance(given, Secret):
        return Secret(_inside(fact, case, opened, answer, reveal(old)))
    if isinstance(opened, list):
        befores = old if isinstance(old, list) and len(old) == len(opened) else [None] * len(opened)
        return [
            _inside(fact, case, item, answer, before) for item, before in zip(opened, befores, strict=True)
        ]
    fields = dict(opened) if isinstance(opened, Mapping) else {}
    past = old if isinstance(old, Mapping) else {}
    for name, inner in fact.facts.items():
        value = past[name] if fields.get(name) is None and past.get(name) is not None else None
        if value is None and isinstance(inner, Inside) and fields.get(name) is not None:
            value = _inside(inner, case, fields[name], answer, past.get(name))
        value = answer(inner, case, fields.get(name)) if value is None else value
        if value is not None:
            fields[name] = value
    return fields
