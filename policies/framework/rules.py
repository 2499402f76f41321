"""What a rule is: a named, graded check over one resource or over the whole stack.

A rule is written as a generator under :func:`resource_rule` or :func:`stack_rule`::

    @resource_rule(
        name="rds-encrypted",
        title="Databases are encrypted at rest",
        types=(tokens.RDS_INSTANCE,),
        severity="high",
        levels=ALWAYS,
        remediation="Set storageEncrypted; an existing instance is moved by restoring an encrypted snapshot.",
        checkov=("CKV_AWS_16",),
    )
    def rds_encrypted(instance: Resource, _: Context) -> Outcomes:
        yield from require(instance["storageEncrypted"].is_true(), "the disk is readable: set storageEncrypted")

Each :func:`require` stands alone: an unknown value makes that one statement undecided and nothing else.
A message is a fixed text about properties and settings; it never holds a value of the resource.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, Required, TypedDict, Unpack

from policies.framework.facts import Fact
from policies.framework.findings import Level, Severity
from policies.framework.index import Stack
from policies.framework.resources import Resource

Environment = Literal["dev", "staging", "production"]


@dataclass(frozen=True, slots=True)
class Levels:
    """How a rule is enforced in each environment."""

    dev: Level
    staging: Level
    production: Level

    def of(self, environment: Environment) -> Level:
        """Return the level in ``environment``."""
        levels: dict[Environment, Level] = {
            "dev": self.dev, "staging": self.staging, "production": self.production,
        }  # fmt: skip
        return levels[environment]


ALWAYS = Levels("mandatory", "mandatory", "mandatory")
"""For what no environment may do, because the harm does not stay inside it."""

PROMOTED = Levels("advisory", "mandatory", "mandatory")
"""For what an experiment may do without, and what leads to production may not."""

STAGED = Levels("disabled", "mandatory", "mandatory")
"""For the shape that staging shares with production and a single-zone development stack has no use for."""

PRODUCTION = Levels("disabled", "disabled", "mandatory")
"""For what costs money or convenience and pays only where customers depend on it."""

STAGED_ADVICE = Levels("disabled", "advisory", "advisory")
"""For good practice that a development stack has no use for."""

ADVICE = Levels("advisory", "advisory", "advisory")
"""For good practice with respectable exceptions."""


def environment_of(stack: str) -> Environment:
    """Return the environment whose levels a stack is held to: a name we do not know is held to production's."""
    known: dict[str, Environment] = {"dev": "dev", "staging": "staging"}
    return known.get(stack, "production")


@dataclass(frozen=True, slots=True)
class Control:
    """A requirement of a published standard that a rule serves."""

    framework: str
    version: str
    reference: str


def clauses(framework: str, version: str, *references: str) -> tuple[Control, ...]:
    """Return several requirements of one framework."""
    return tuple(Control(framework, version, reference) for reference in references)


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know beyond the resources: the environment's demands and the day of the judgement."""

    environment: Environment
    today: date

    @property
    def production(self) -> bool:
        """Whether production's demands apply."""
        return self.environment == "production"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule is broken. ``urn`` is for stack rules: the resource at fault, or None for the stack."""

    message: str
    urn: str | None = None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A rule cannot be decided before the values at ``paths`` are known."""

    paths: tuple[str, ...]
    urn: str | None = None


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The rule does not speak of this resource after all, such as a backup rule of a read replica."""

    reason: str


Outcome = Violation | Unresolved | NotApplicable
Outcomes = Iterator[Outcome]
ResourceCheck = Callable[[Resource, Context], Iterable[Outcome]]
StackCheck = Callable[[Stack, Context], Iterable[Outcome]]


def require(fact: Fact, message: str, *, of: Resource | None = None) -> Outcomes:
    """Yield a violation unless ``fact`` holds, or that it is undecided.

    :param of: the resource that a stack rule speaks of.
    """
    urn = of.urn if of else None
    if fact.truth is None:
        yield Unresolved(fact.unknown, urn)
    elif not fact.truth:
        yield Violation(message, urn)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What every rule states about itself.

    ``title`` is a sentence that is true when the rule is kept. ``checkov``, ``trivy``, ``prowler`` and
    ``kyverno`` are the ids of the corresponding checks of those scanners, so that nobody has to run two of them and
    wonder; what corresponds to nothing stands in ``policies/left_out``.
    """

    name: str
    title: str
    severity: Severity
    levels: Levels
    remediation: str
    controls: tuple[Control, ...] = ()
    checkov: tuple[str, ...] = ()
    trivy: tuple[str, ...] = ()
    prowler: tuple[str, ...] = ()
    kyverno: tuple[str, ...] = ()
    url: str = ""

    def __post_init__(self) -> None:
        if self.severity == "critical" and self.levels.production != "mandatory":
            raise ValueError(
                f"{self.name} is critical, so production cannot do without it: make it mandatory there"
            )

    @property
    def tags(self) -> tuple[str, ...]:
        """The controls and scanner checks that the rule corresponds to, as words to search by."""
        controls = [f"{one.framework} {one.version} {one.reference}" for one in self.controls]
        scanners = {
            "Checkov": self.checkov, "Trivy": self.trivy, "Prowler": self.prowler, "Kyverno": self.kyverno,
        }  # fmt: skip
        return (
            *controls,
            *(f"{scanner} {check}" for scanner, checks in scanners.items() for check in checks),
        )


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule):
    """A rule about one resource at a time, judged on its inputs.

    :param types: the type tokens it applies to, from :mod:`policies.framework.tokens`.
    :param traceable: the top-level properties that hold a document, which a preview may leave unknown
        without blocking it, provided that the stack rule ``unknown-documents-traceable`` finds that nothing
        but identifiers of other resources went into them.
    """

    types: tuple[str, ...]
    check: ResourceCheck
    traceable: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule):
    """A rule about resources in relation to each other, judged on the whole stack.

    :param types: the types whose presence gives it something to say; empty means any stack.
    """

    types: tuple[str, ...]
    check: StackCheck


AnyRule = ResourceRule | StackRule


class StackFacts(TypedDict, total=False):
    """The keywords of :func:`stack_rule`; see :class:`Rule` and :class:`StackRule`."""

    name: Required[str]
    title: Required[str]
    types: Required[tuple[str, ...]]
    severity: Required[Severity]
    levels: Required[Levels]
    remediation: Required[str]
    controls: tuple[Control, ...]
    checkov: tuple[str, ...]
    trivy: tuple[str, ...]
    prowler: tuple[str, ...]
    kyverno: tuple[str, ...]
    url: str


class ResourceFacts(StackFacts, total=False):
    """The keywords of :func:`resource_rule`; see :class:`Rule` and :class:`ResourceRule`."""

    traceable: tuple[str, ...]


def resource_rule(**facts: Unpack[ResourceFacts]) -> Callable[[ResourceCheck], ResourceRule]:
    """Turn the check below into a rule with these facts about itself (the fields of :class:`ResourceRule`)."""
    return lambda check: ResourceRule(check=check, **facts)


def stack_rule(**facts: Unpack[StackFacts]) -> Callable[[StackCheck], StackRule]:
    """Turn the check below into a rule with these facts about itself (the fields of :class:`StackRule`)."""
    return lambda check: StackRule(check=check, **facts)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A named set of rules, which is one CrossGuard policy pack."""

    name: str
    description: str
    rules: tuple[AnyRule, ...]

    def __post_init__(self) -> None:
        names = [rule.name for rule in self.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(
                f"the pack {self.name} has two rules named {', '.join(twice)}; give each its own name"
            )
