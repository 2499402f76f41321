"""Checks of other scanners that no policy corresponds to, each with the reason: ``policies/left_out/``.

Whoever ran such a scanner before asks what became of its checks. A policy answers by naming them; this answers for the
rest, so that what is missing is a decision that can be read and not a gap that has to be found.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from policies.framework.reviewed_file import parsed

FOLDER: Final = Path(__file__).resolve().parents[1] / "left_out"

Reason = Literal[
    "superseded", "construction", "provider", "not-here", "not-our-risk", "run-time", "no-check", "wanted"
]
REASONS: Final[Mapping[Reason, str]] = {
    "superseded": "policies that are named ask for as much or more.",
    "construction": "the component cannot make it otherwise; the file that holds it is named.",
    "provider": "the cloud, the engine or Kubernetes no longer does it otherwise.",
    "not-here": "nothing of the platform is or has what it looks for.",
    "not-our-risk": "what it asks for protects nothing here, or costs more than it protects.",
    "run-time": "it judges what happens, is found or is used later, and no declaration shows that.",
    "no-check": "it changes objects or makes new ones, and judges none.",
    "wanted": "a policy would be worth having; nobody has written it yet.",
}
"""What each reason means."""

TYPELESS: Final[frozenset[Reason]] = frozenset({"not-here", "run-time", "no-check"})
"""Reasons for which a check may read nothing that a stack of ours registers."""

Cloud = Literal["aws", "azure", "gcp", "kubernetes", "cloudflare"]
Name = Literal["Checkov", "Trivy", "Prowler", "Kyverno"]
SCANNERS: Final[Mapping[Name, re.Pattern[str]]] = {
    "Checkov": re.compile(r"CKV2?_(AWS|AZURE|GCP|K8S)_\d+"),
    "Trivy": re.compile(r"(AWS|AZU|GCP|KCV|KSV|KUBE)-\d+"),
    "Prowler": re.compile(r"[a-z][a-z0-9]*(_[A-Za-z0-9]+)+"),
    "Kyverno": re.compile(r"([a-z-]+/)?[a-z0-9]+(-[A-Za-z0-9]+)*"),
}
"""What an id of each scanner looks like. Kyverno's are folders of its library, with the folder above where two are alike."""

Check = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_/-]+$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Sentence = Annotated[str, StringConstraints(pattern=r"^[A-Za-z].+\.$")]


class LeftOutError(ValueError):
    """The list cannot be used; the text names each fault."""


class Row(BaseModel):
    """What was left out, and why: ``about`` says in our words what it asks for or does."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    about: Words
    reason: Reason
    because: Sentence
    policies: list[Words] = []
    held_by: Words | None = None

    @property
    def named(self) -> str:
        """What a fault calls it by."""
        return self.about

    @property
    def evidence(self) -> str:
        """What shows that the reason holds: policies by name, or a file."""
        return ", ".join(self.policies) or self.held_by or ""

    @model_validator(mode="after")
    def evidence_of_its_kind(self) -> Self:
        """Require the policies of `superseded` and the file of `construction`, and neither of another reason."""
        if bool(self.policies) != (self.reason == "superseded"):
            raise ValueError(f"{self.named}: `policies` goes with the reason superseded, and with no other")
        if bool(self.held_by) != (self.reason == "construction"):
            raise ValueError(f"{self.named}: `held_by` goes with the reason construction, and with no other")
        return self


class LeftOut(Row):
    """A check that no policy corresponds to. ``types`` are the types of ours that it reads."""

    id: Check
    types: list[Words] = []

    @property
    def named(self) -> str:
        """What a fault calls it by."""
        return self.id

    @model_validator(mode="after")
    def types_where_there_are_some(self) -> Self:
        """Require types unless nothing of ours has to be there for the reason to hold."""
        if not self.types and self.reason not in TYPELESS:
            raise ValueError(
                f"{self.id}: `types` is missing, and {self.reason} speaks of something that is here"
            )
        return self

    @property
    def order(self) -> tuple[bool, str, int]:
        """Where it stands among the checks of its cloud: Checkov's relations last, else by name and number."""
        family = self.id.rstrip("0123456789")
        return family.startswith("CKV2"), family, int(self.id.removeprefix(family) or 0)


class Scanner(BaseModel):
    """What was left out of one scanner, by cloud, and the version of it that the list was made from."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    scanner: Name
    version: Words
    checks: dict[Cloud, list[LeftOut]]

    @model_validator(mode="after")
    def ids_of_its_own(self) -> Self:
        """Require that every id looks like one of this scanner."""
        strange = [row.id for row in self.all if not SCANNERS[self.scanner].fullmatch(row.id)]
        if strange:
            raise ValueError(f"{', '.join(strange)}: no check of {self.scanner} has such an id")
        return self

    @property
    def all(self) -> list[LeftOut]:
        """Every row of every cloud."""
        return [row for rows in self.checks.values() for row in rows]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    scanners: list[Scanner]


def read(folder: Path = FOLDER) -> tuple[Scanner, ...]:
    """Return the list, by scanner, from every file of a folder.

    :raises LeftOutError: if there is no file, one is malformed, or two speak of the same scanner.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise LeftOutError(f"{folder.name} holds no list: restore it from the repository")
    found: dict[Name, Scanner] = {}
    faults: list[str] = []
    for file in files:
        try:
            scanners = parsed(_File, file, LeftOutError).scanners
        except LeftOutError as fault:
            faults.append(str(fault))
            continue
        faults += [f"{file.name} lists {one.scanner} again" for one in scanners if one.scanner in found]
        found.update({one.scanner: one for one in scanners})
    if faults:
        raise LeftOutError("; ".join(faults))
    return tuple(found[name] for name in SCANNERS if name in found)
