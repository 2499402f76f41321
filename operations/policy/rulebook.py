"""Every policy of the repository by its name, and the reviewed data that a judgement rests on, checked first."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from operations.faults import CannotJudge
from policies.cost.budgets import shipped_budgets
from policies.cost.commitments.rows import shipped_commitments
from policies.cost.documents import DataError
from policies.cost.free import shipped_free_types
from policies.cost.prices.book import shipped_prices
from policies.cost.sizes import shipped_sizes
from policies.cost.usage import shipped_usage
from policies.framework.catalogue import PACKS, all_packs, pack
from policies.framework.rules import AnyRule, Control, Pack
from policies.framework.standards import StandardsError, controls_of
from policies.framework.unknowns import UnknownsError, shipped
from policies.framework.waivers import Waiver, WaiverError, reviewed


@dataclass(frozen=True)
class Policy:
    """A rule with the pack that it stands in."""

    pack: Pack
    rule: AnyRule

    @property
    def name(self) -> str:
        """The full name, ``<pack>/<rule>``."""
        return f"{self.pack.name}/{self.rule.name}"

    @property
    def controls(self) -> tuple[Control, ...]:
        """Every requirement that it serves.

        :raises CannotJudge: if the table of standards cannot be used.
        """
        try:
            return controls_of(self.pack, self.rule)
        except StandardsError as fault:
            raise CannotJudge(str(fault)) from None

    @property
    def scanners(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the corresponding checks of other scanners, by scanner, without those that have none."""
        rule = self.rule
        known = {
            "Checkov": rule.checkov,
            "Trivy": rule.trivy,
            "Prowler": rule.prowler,
            "Kyverno": rule.kyverno,
        }
        return {scanner: ids for scanner, ids in known.items() if ids}


def policies() -> list[Policy]:
    """Return every policy, in the order of the packs and of their catalogues."""
    return [Policy(one, rule) for one in all_packs() for rule in one.rules]


def policy(name: str) -> Policy:
    """Return the policy of a full name, or of a short one that no two packs have.

    :raises CannotJudge: if there is none; the sentence names the nearest.
    """
    everything = policies()
    found = [one for one in everything if name in (one.name, one.rule.name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise CannotJudge(
            f"{name}: is the name of several policies; say {' or '.join(one.name for one in found)}"
        )
    spellings = [spelling for one in everything for spelling in (one.name, one.rule.name)]
    raise CannotJudge(f"{name}: is no policy{_nearest(name, spellings)}; `infra policy list` names them all")


def chosen(names: list[str]) -> tuple[Pack, ...]:
    """Return the packs of these names, each once and in the order of the repository; without any name all of them.

    :raises CannotJudge: if one of them is no pack.
    """
    for name in names:
        if name not in PACKS:
            raise CannotJudge(
                f"--pack {name}: is no pack{_nearest(name, list(PACKS))}; there are {', '.join(PACKS)}"
            )
    return tuple(pack(name) for name in PACKS if not names or name in names)


def waivers_in_force() -> tuple[Waiver, ...]:
    """Return the reviewed waivers, which name policies that exist.

    :raises CannotJudge: with a sentence for each fault of the file.
    """
    try:
        waivers = reviewed()
    except WaiverError as fault:
        raise CannotJudge(str(fault)) from None
    known = [one.name for one in policies()]
    strange = [waiver.policy for waiver in waivers if waiver.policy not in known]
    if strange:
        raise CannotJudge(*(f"waivers.yaml: {name}: is no policy{_nearest(name, known)}" for name in strange))
    return waivers


def require_unknowns() -> None:
    """Read how undecided policies are treated.

    :raises CannotJudge: if the table is malformed, or lenient where production must not be.
    """
    try:
        shipped()
    except UnknownsError as fault:
        raise CannotJudge(str(fault)) from None


def require_cost_data() -> None:
    """Read the tables that the cost pack judges by: prices, commitments, budgets, sizes, assumptions, what is free.

    :raises CannotJudge: with a sentence for each row that lacks a source, contradicts another or is malformed.
    """
    faults: list[str] = []
    tables = (
        shipped_prices,
        shipped_commitments,
        shipped_budgets,
        shipped_sizes,
        shipped_usage,
        shipped_free_types,
    )
    for table in tables:
        try:
            table()
        except DataError as fault:
            faults.extend(fault.faults)
    if faults:
        raise CannotJudge(*dict.fromkeys(faults))


def _nearest(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""
