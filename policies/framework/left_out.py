"""Checks of other scanners that no policy corresponds to, each with the reason: ``policies/left_out.yaml``.

Whoever ran such a scanner before asks what became of its checks. A policy answers by naming them; this answers for the
rest, so that what is missing is a decision that can be read and not a gap that has to be found.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

FILE: Final = Path(__file__).resolve().parents[1] / "left_out.yaml"

Reason = Literal["superseded", "construction", "provider", "not-here", "not-our-risk", "wanted"]
REASONS: Final[Mapping[Reason, str]] = {
    "superseded": "policies that are named ask for as much or more.",
    "construction": "the component cannot make it otherwise; the file that holds it is named.",
    "provider": "the cloud, the engine or Kubernetes no longer does it otherwise.",
    "not-here": "nothing of the platform is or has what it looks for.",
    "not-our-risk": "what it asks for protects nothing here, or costs more than it protects.",
    "wanted": "a policy would be worth having; nobody has written it yet.",
}
"""What each reason means."""

Cloud = Literal["aws", "azure", "gcp", "kubernetes"]
Check = Annotated[str, StringConstraints(pattern=r"^(CKV2?_(AWS|AZURE|GCP|K8S)_|(AWS|AZU|GCP|KCV|KSV)-)\d+$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Sentence = Annotated[str, StringConstraints(pattern=r"^[A-Za-z].+\.$")]


class LeftOutError(ValueError):
    """The list cannot be used; the text names each fault."""


class LeftOut(BaseModel):
    """A check that no policy corresponds to.

    ``about`` says in our words what it looks for, ``types`` are the types of ours that it reads.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Check
    about: Words
    types: Annotated[list[Words], Field(min_length=1)]
    reason: Reason
    because: Sentence
    policies: list[Words] = []
    held_by: Words | None = None

    @model_validator(mode="after")
    def evidence_of_its_kind(self) -> Self:
        """Require the policies of `superseded` and the file of `construction`, and neither of another reason."""
        if bool(self.policies) != (self.reason == "superseded"):
            raise ValueError(f"{self.id}: `policies` goes with the reason superseded, and with no other")
        if bool(self.held_by) != (self.reason == "construction"):
            raise ValueError(f"{self.id}: `held_by` goes with the reason construction, and with no other")
        return self

    @property
    def order(self) -> tuple[bool, str, int]:
        """Where it stands among the checks of its cloud: Checkov's relations last, else by family and number."""
        family = self.id.rstrip("0123456789")
        return family.startswith("CKV2"), family, int(self.id.removeprefix(family))


class Scanner(BaseModel):
    """What was left out of one scanner, by cloud, and the version of it that the list was made from."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    scanner: Literal["Checkov", "Trivy"]
    version: Words
    checks: dict[Cloud, list[LeftOut]]

    @property
    def all(self) -> list[LeftOut]:
        """Every row of every cloud."""
        return [row for rows in self.checks.values() for row in rows]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    scanners: list[Scanner]


def read(path: Path = FILE) -> tuple[Scanner, ...]:
    """Return the list, by scanner.

    :raises LeftOutError: if the file is missing or malformed.
    """
    try:
        return tuple(_File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).scanners)
    except (OSError, yaml.YAMLError):
        raise LeftOutError(f"{path.name} cannot be read as YAML: restore it from the repository") from None
    except ValidationError as fault:
        faults = [
            f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg'].removeprefix('Value error, ')}"
            for one in fault.errors()
        ]
        raise LeftOutError(f"{path.name} has {len(faults)} fault(s): {'; '.join(faults)}") from None
