"""What providers and clouds refuse, as small rules over a resource's inputs.

A rule never refuses what it cannot know: an unknown value passes. The builders here make the rules that many types have;
a rule of one type stands in the module of its service.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeAlias

from simulator.clouds.kind import Refusal
from simulator.schema.judgement import shown
from simulator.values import UNKNOWN, Secret, reveal

Refused: TypeAlias = Iterator[tuple[str, str]]
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

ARN_REGION = r"(?:|[a-z]{2}(?:-[a-z]+)+-\d{1,2})"
ARN_ACCOUNT = r"(?:|aws|aws-managed|aws-marketplace|third-party|\d{12}|cw.{10})"


class Given:
    """The inputs of a resource, read so that absent, unknown and of the wrong type are told apart."""

    __slots__ = ("inputs", "urn")

    def __init__(self, inputs: Mapping[str, Any], urn: str = "") -> None:
        self.inputs = inputs
        self.urn = urn

    def raw(self, path: str) -> Any:
        """Return what stands at a dotted path: None if absent, possibly unknown or secret."""
        return self._find(path)[1]

    def _find(self, path: str) -> tuple[bool, Any]:
        """Return whether the place is known, which it is not within an unknown object, and what stands there."""
        value: Any = self.inputs
        for step in path.split("."):
            value = reveal(value)
            if value is UNKNOWN:
                return False, UNKNOWN
            value = value.get(step) if isinstance(value, Mapping) else None
        return True, value

    def has(self, path: str) -> bool:
        """Say whether the property is known to be set, be it to something unknown."""
        place, value = self._find(path)
        return place and value is not None

    def lacks(self, path: str) -> bool:
        """Say whether the property is known not to be set."""
        return self._find(path) == (True, None)

    def known(self, path: str) -> Any:
        """Return the value with its secret opened, or None if absent or unknown."""
        value = reveal(self.raw(path))
        return None if value is UNKNOWN else value

    def text(self, path: str) -> str | None:
        """Return the value if it is known and text."""
        value = self.known(path)
        return value if isinstance(value, str) else None

    def number(self, path: str) -> int | float | None:
        """Return the value if it is known and a number."""
        value = self.known(path)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def true(self, path: str) -> bool:
        """Say whether the value is known to be true."""
        return self.known(path) is True

    def items(self, path: str) -> list[Any]:
        """Return a known list's items with their secrets opened; an unknown one stays in its place."""
        value = self.known(path)
        return [reveal(item) for item in value] if isinstance(value, list | tuple) else []

    def objects(self, path: str) -> Iterator[tuple[str, "Given"]]:
        """Yield the path and the fields of each known object in a list, or of the one object that stands there."""
        value = self.known(path)
        if isinstance(value, Mapping):
            yield path, Given(value, self.urn)
        for index, item in enumerate(self.items(path)):
            if isinstance(item, Mapping):
                yield f"{path}[{index}]", Given(item, self.urn)

    def shown(self, path: str) -> str:
        """Return the value for a message, a secret not at all."""
        raw = self.raw(path)
        return shown(reveal(raw), hidden=isinstance(raw, Secret))


def matches(path: str, pattern: str, rule: str) -> Refusal:
    """Refuse a text that the whole of ``pattern`` does not match. ``rule`` says in words what it must be."""
    compiled = re.compile(pattern)

    def refuse(given: Given) -> Refused:
        value = given.text(path)
        if value is not None and not compiled.fullmatch(value):
            yield path, f"{path} must be {rule}, not {given.shown(path)}"

    return refuse


def between(path: str, low: float, high: float, unit: str = "") -> Refusal:
    """Refuse a number outside ``low`` to ``high``."""

    def refuse(given: Given) -> Refused:
        value = given.number(path)
        if value is not None and not low <= value <= high:
            yield (
                path,
                f"{path} must be between {low} and {high}{unit and ' ' + unit}, not {given.shown(path)}",
            )

    return refuse


def one_of(path: str, choices: Collection[Any]) -> Refusal:
    """Refuse a value, or an item of a list, outside a closed set."""

    def refuse(given: Given) -> Refused:
        value = given.known(path)
        if isinstance(value, list):
            bad = [item for item in given.items(path) if item is not UNKNOWN and item not in choices]
        else:
            bad = [] if value is None or value in choices else [value]
        for item in bad:
            listed = ", ".join(map(str, choices))
            yield path, f"{path} must be one of {listed}, not {shown(item)}"

    return refuse


def conflicts(*paths: str) -> Refusal:
    """Refuse more than one of several properties."""

    def refuse(given: Given) -> Refused:
        present = [path for path in paths if given.has(path)]
        if len(present) > 1:
            yield present[1], f"{present[1]} conflicts with {present[0]}: only one of them may be set"

    return refuse


def exactly_one(*paths: str) -> Refusal:
    """Refuse none, and more than one, of several properties."""
    several = conflicts(*paths)

    def refuse(given: Given) -> Refused:
        yield from several(given)
        if all(given.lacks(path) for path in paths):
            yield paths[0], f"one of {', '.join(paths)} must be set"

    return refuse


def needs(path: str, *others: str) -> Refusal:
    """Refuse a property without the others that it depends on."""

    def refuse(given: Given) -> Refused:
        for other in others:
            if given.has(path) and given.lacks(other):
                yield path, f"{path} needs {other} to be set"

    return refuse


def document(path: str, limit: int | None = None) -> Refusal:
    """Refuse what is not a JSON object, or is longer than ``limit`` characters without its white space."""

    def refuse(given: Given) -> Refused:
        value = given.text(path)
        if value is None:
            return
        try:
            parsed = json.loads(value)
        except ValueError as fault:
            yield path, f"{path} is not valid JSON: {fault}"
            return
        if not isinstance(parsed, dict):
            yield path, f"{path} must be a JSON object, not {shown(parsed)}"
        elif limit is not None and len(json.dumps(parsed, separators=(",", ":"))) > limit:
            yield path, f"{path} is longer than the {limit} characters that the service accepts"

    return refuse


def policy_document(path: str, limit: int | None = None) -> Refusal:
    """Refuse what is not a JSON policy with statements that each say Allow or Deny what."""
    json_object = document(path, limit)

    def refuse(given: Given) -> Refused:
        faults = list(json_object(given))
        yield from faults
        value = given.text(path)
        if value is None or faults:
            return
        statements = json.loads(value).get("Statement")
        if statements is None:
            yield path, f"{path} is a policy without a Statement"
        for number, statement in enumerate(
            statements if isinstance(statements, list) else [statements or {}]
        ):
            if isinstance(statement, dict) and statement and statement.get("Effect") not in {"Allow", "Deny"}:
                yield path, f"{path}: statement {number} must have the Effect Allow or Deny"
            elif isinstance(statement, dict) and statement and not {"Action", "NotAction"} & statement.keys():
                yield path, f"{path}: statement {number} names no Action"

    return refuse


def arn(path: str, service: str) -> Refusal:
    """Refuse what is not an ARN of a service, with its region and account where ARNs have them.

    Source: pulumi-aws, ``verify.ValidARN``.
    """
    return matches(
        path, rf"arn:aws[\w-]*:{service}:{ARN_REGION}:{ARN_ACCOUNT}:.+", f"the ARN of a resource of {service}"
    )


def cidr(path: str, low: int = 0, high: int = 32) -> Refusal:
    """Refuse what is not an IPv4 network in canonical form with a prefix of ``low`` to ``high`` bits."""

    def refuse(given: Given) -> Refused:
        value = given.text(path)
        if value is not None:
            yield from ((path, reason) for reason in network_faults(value, path, low, high))

    return refuse


def network_faults(value: str, path: str, low: int = 0, high: int = 32) -> Iterator[str]:
    """Yield why a text is not an IPv4 network that the provider accepts."""
    try:
        network = ipaddress.IPv4Network(value, strict=False)
    except ValueError:
        yield f"{path} must be an IPv4 network such as 10.0.0.0/16, not {value!r}"
        return
    if "/" not in value:
        yield f"{path} must say its prefix length, as {value}/32"
    elif str(network) != value:
        yield f"{path} must be the network's own address {network}, not {value}"
    elif not low <= network.prefixlen <= high:
        yield f"{path} must have a prefix of {low} to {high} bits, not /{network.prefixlen}"


def kept_secret(path: str, package: str) -> Refusal:
    """Refuse a credential of a provider that is given in the open, where the state would keep it readable."""

    def refuse(given: Given) -> Refused:
        raw = given.raw(path)
        if raw is not None and raw is not UNKNOWN and not isinstance(raw, Secret):
            sentence = (
                f"{path} must be a secret, or the state would keep it readable: "
                f"pulumi config set --secret {package}:{path}"
            )
            yield path, sentence

    return refuse


def only_if(condition: Callable[[Given], bool], refusal: Refusal) -> Refusal:
    """Apply a rule to some resources only."""

    def refuse(given: Given) -> Refused:
        if condition(given):
            yield from refusal(given)

    return refuse
