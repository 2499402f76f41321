"""Exemptions from rules: reviewed in the repository, owned, explained, and over by a date.

A waiver names one policy and a narrow pattern of URNs. It does not silence a finding, it marks it; and a
waiver that has expired, matches nothing or matches too much is a finding itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator

from policies.framework.findings import Excuse, Finding
from policies.framework.reviewed_file import faults
from policies.framework.rules import Pack

REVIEWED: Final = Path(__file__).resolve().parents[1] / "waivers.yaml"
LONGEST: Final = timedelta(days=90)
BROADEST: Final = 10
"""Findings that one waiver may cover; beyond that it is a change of the rule in disguise."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]


class WaiverError(ValueError):
    """The file of waivers cannot be used; the text names each fault and the way out."""


class Waiver(BaseModel):
    """One exemption.

    ``policy`` is ``<pack>/<rule>``. ``urn`` is a pattern of which the stack, the project and the last type are
    literal; before the type ``*$`` may stand for the parents, and the name may hold one ``*`` beside at least
    three characters of its own. ``approver`` is a second person, needed for critical rules.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    policy: str
    urn: str
    owner: Words
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=20)]
    ticket: Words
    expires: date
    approver: Words | None = None

    @field_validator("policy")
    @classmethod
    def full(cls, policy: str) -> str:
        """Refuse a name that no policy can have."""
        if re.fullmatch(r"[a-z]+/[a-z][a-z0-9-]+", policy) is None:
            raise ValueError("write it as <pack>/<rule>, such as security/rds-encrypted")
        return policy

    @field_validator("urn")
    @classmethod
    def narrow(cls, urn: str) -> str:
        """Refuse a pattern that could cover what its author never looked at."""
        shape = re.fullmatch(r"urn:pulumi:([\w.-]+)::([\w.-]+)::(?:\*\$)?([^*\s]+)::([^*\s]*\*?[^*\s]*)", urn)
        if shape is None:
            raise ValueError(
                "write urn:pulumi:<stack>::<project>::<type>::<name>; only *$ before the type and one * in the name may stand open"
            )
        if "*" in shape[4] and len(shape[4].replace("*", "")) < 3:
            raise ValueError("the name is too open: give at least three of its characters")
        return urn

    @property
    def stack(self) -> str:
        """The stack that the waiver is for."""
        return self.urn.split(":", 3)[2]

    @property
    def excuse(self) -> Excuse:
        """What a report says of a finding that the waiver covers."""
        return Excuse(self.expires, self.owner, self.ticket, self.approver)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The URNs that are covered, as an expression over the whole of one."""
        return re.compile(".*".join(re.escape(part) for part in self.urn.split("*")))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    waivers: list[Waiver]


def reviewed(path: Path = REVIEWED) -> tuple[Waiver, ...]:
    """Read the waivers of the repository.

    :raises WaiverError: naming the file and each fault in it.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(_File.model_validate(document).waivers)
    except OSError as fault:
        raise WaiverError(
            f"{path.name} cannot be read: {fault.strerror}; put the file back, empty lists are fine"
        ) from None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = f" near line {mark.line + 1}" if mark else ""
        raise WaiverError(f"{path.name} is not YAML{line}: mend the indentation or quotes there") from None
    except ValidationError as fault:
        raise WaiverError(faults(path, fault)) from None


AUDIT: Final = "waivers-in-order"
"""The name under which each pack reports what is wrong with the waivers of its own rules."""


@dataclass
class Ledger:
    """The waivers of one stack during one judgement, and what each was used for."""

    stack: str
    waivers: Sequence[Waiver]
    packs: Sequence[Pack]
    used: dict[int, set[Finding]] = field(default_factory=lambda: defaultdict(set))

    def covers(self, finding: Finding, today: date) -> bool:
        """Return whether a finding is waived, and remember which waiver it fell under."""
        for position, waiver in self._over(f"{finding.pack}/{finding.policy}", finding.urn):
            self.used[position].add(finding)
            if not any(self._faults(waiver, today)):
                return True
        return False

    def exempts(self, policy: str, urn: str, today: date) -> bool:
        """Return whether a resource is waived of a policy, by its full name, without that being a use of the waiver."""
        return any(not any(self._faults(waiver, today)) for _, waiver in self._over(policy, urn))

    def _over(self, policy: str, urn: str) -> Iterator[tuple[int, Waiver]]:
        for position, waiver in enumerate(self.waivers):
            if waiver.policy == policy and waiver.pattern.fullmatch(urn):
                yield position, waiver

    def audit(self, pack: Pack, today: date, stack_urn: str) -> Iterator[Finding]:
        """Yield what is wrong with this stack's waivers of the rules of one pack."""
        for position, waiver in enumerate(self.waivers):
            if waiver.stack != self.stack or waiver.policy.partition("/")[0] != pack.name:
                continue
            for fault in self._all_faults(waiver, today, len(self.used[position])):
                yield Finding(
                    pack=pack.name, policy=AUDIT, level="mandatory", severity="medium", urn=stack_urn,
                    message=f"the waiver of {waiver.policy} for {waiver.urn} {fault}",
                )  # fmt: skip

    def waived(self, pack: Pack, today: date) -> Iterator[tuple[Finding, Waiver]]:
        """Yield each waived finding of a pack with its waiver, in a stable order."""
        for position, waiver in enumerate(self.waivers):
            if waiver.policy.partition("/")[0] == pack.name and not any(self._faults(waiver, today)):
                for finding in sorted(self.used[position], key=lambda one: one.order):
                    yield finding, waiver

    def _all_faults(self, waiver: Waiver, today: date, uses: int) -> Iterator[str]:
        yield from self._faults(waiver, today)
        if not uses and waiver.policy in self._severities:
            yield "covers nothing any more: delete it"
        if uses > BROADEST:
            yield f"covers more than {BROADEST} findings: narrow its URN or change the rule"

    def _faults(self, waiver: Waiver, today: date) -> Iterator[str]:
        if waiver.expires < today:
            yield "has expired: mend what it excused, or have it reviewed again"
        if waiver.expires > today + LONGEST:
            yield f"runs for more than {LONGEST.days} days: bring its expiry nearer"
        if waiver.policy not in self._severities:
            yield "names a rule that does not exist: correct the name"
        if self._severities.get(waiver.policy) == "critical" and waiver.approver in (None, waiver.owner):
            yield "excuses a critical rule: name an approver who is not its owner"

    @cached_property
    def _severities(self) -> dict[str, str]:
        return {f"{pack.name}/{rule.name}": rule.severity for pack in self.packs for rule in pack.rules}
