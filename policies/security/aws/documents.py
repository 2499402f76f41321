"""Reading IAM policy documents as IAM reads them, whatever form they were written in.

Keys are matched without regard to case, a single statement stands for a list of one, a single action,
resource or principal likewise, and ``*`` as a principal is the same as ``{"AWS": "*"}`` (IAM JSON policy
elements reference). Where a document is not known yet, every fact about it is undecided.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from policies.framework.facts import NO, Fact, fact, some
from policies.framework.rules import Outcomes, require
from policies.framework.values import Value

NARROWING = (
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "kms:calleraccount",
)
"""Condition keys that reduce "everybody" to accounts, organisations, networks or resources that are named.

Amazon's own meaning of a public policy has the same keys (S3 User Guide, the meaning of "public").
"""

_POSITIVE = re.compile(r"^(foranyvalue:)?(string|arn)(equals|like|equalsignorecase)$")


def member(value: Value, key: str) -> Value:
    """Return the member ``key`` of a mapping, found as IAM finds it: without regard to case."""
    if value.known and isinstance(value.raw, dict) and key not in value.raw:
        for actual in value.raw:
            if actual.lower() == key.lower():
                return value[actual]
    return value[key]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy document."""

    value: Value

    def _facts(self, key: str, holds: "re.Pattern[str]") -> Iterator[Fact]:
        for item in member(self.value, key).items():
            yield item.test(lambda raw: isinstance(raw, str) and holds.fullmatch(raw) is not None)

    @property
    def allows(self) -> Fact:
        """Whether the statement grants anything."""
        return member(self.value, "Effect").equals("Allow")

    def grants(self, action: str) -> Fact:
        """Return whether an action such as ``iam:PassRole`` is among those named, wildcards included."""
        named = some(
            item.test(
                lambda raw: isinstance(raw, str) and _pattern(raw).fullmatch(action.lower()) is not None
            )
            for item in member(self.value, "Action").items()
        )
        return self.allows & (named | member(self.value, "NotAction").given())

    @property
    def every_action(self) -> Fact:
        """Whether all actions of all services are named, or all but a few."""
        return self.any_action | member(self.value, "NotAction").given()

    @property
    def any_action(self) -> Fact:
        """Whether ``*`` itself is named as an action."""
        return some(self._facts("Action", _ALL_ACTIONS))

    @property
    def every_resource(self) -> Fact:
        """Whether all resources are named, or all but a few."""
        return some(self._facts("Resource", _ALL_RESOURCES)) | member(self.value, "NotResource").given()

    @property
    def conditions(self) -> Value:
        """The conditions: operator, then key, then values."""
        return member(self.value, "Condition")

    @property
    def unconditional(self) -> Fact:
        """Whether the statement has no conditions at all."""
        return ~self.conditions.given() if not self.conditions.unknown else self.conditions.undecided()

    def condition(self, *keys: str) -> Iterator[tuple[str, Value]]:
        """Yield operator and values of each condition on one of ``keys``, all in lower case."""
        for operator, tests in self.conditions.entries():
            for key, values in tests.entries():
                if key.lower() in keys:
                    yield operator.lower(), values

    @property
    def public(self) -> Fact:
        """Whether the statement lets everybody in, and no condition reduces that to somebody."""
        principal = member(self.value, "Principal")
        everybody = some(
            item.test(lambda raw: isinstance(raw, str) and _everybody(raw))
            for members in (principal, *(named for _, named in principal.entries()))
            for item in members.items()
        )
        return self.allows & (everybody | member(self.value, "NotPrincipal").given()) & ~self._narrowed

    @property
    def _narrowed(self) -> Fact:
        if self.conditions.unknown:
            return self.conditions.undecided()
        found = NO
        for operator, values in self.condition(*NARROWING):
            if _POSITIVE.match(operator.removesuffix("ifexists")) and not operator.endswith("ifexists"):
                names = [
                    item.test(lambda raw: isinstance(raw, str) and _names_somebody(raw))
                    for item in values.items()
                ]
                found = found | (fact(bool(names)) & ~some(~name for name in names))
        return found


_ALL_ACTIONS = re.compile(r"\*+(:\*+)?")
_ALL_RESOURCES = re.compile(r"\*+|arn:[^:]*(:\*+)+|arn:\*+")


def _everybody(principal: str) -> bool:
    return bool(principal) and (not principal.strip("*") or _of_any_account(principal))


def _of_any_account(arn: str) -> bool:
    """Return whether an ARN of IAM leaves the account open: anybody can make a role of any name in their own."""
    parts = arn.split(":", 5)
    return len(parts) > 4 and parts[2] in {"iam", "sts"} and not parts[4].isdigit()


def _names_somebody(value: str) -> bool:
    """Return whether a condition's value leaves out anybody: neither wildcards alone nor an ARN of nothing else."""
    if _of_any_account(value):
        return False
    parts = value.split(":", 5)
    told = "".join(parts[4:]) if parts[0] == "arn" else value.removeprefix("o-")
    return bool(told.strip("*?/"))


@lru_cache(maxsize=4096)
def _pattern(granted: str) -> re.Pattern[str]:
    return re.compile(re.escape(granted.lower()).replace(r"\*", ".*").replace(r"\?", "."))


def statements(document: Value) -> Iterator[Statement]:
    """Yield the statements of a document; of one that is not known, a single undecided one.

    One that cannot be read has none: that it is broken is for one rule to say, not for each.
    """
    if document.readable().truth is False:
        return
    for item in member(document, "Statement").items():
        yield Statement(item)


def private(document: Value, what: str) -> Outcomes:
    """Yield what is wrong with a resource's policy: no document at all, or one that lets everybody in."""
    if document.absent:
        return
    yield from require(document.readable(), f"{document.where} is not a JSON document: mend its text")
    public = some(one.public for one in statements(document))
    yield from require(
        ~public, f"{document.where} lets everybody use the {what}: name the principals or add a condition"
    )
