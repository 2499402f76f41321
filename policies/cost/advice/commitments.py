"""Commitments to go on paying: sized on the floor that nothing scales below, as it is once all other advice is followed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from policies.cost.advice.terms import Advice, Bill, Term, plain, summed
from policies.cost.amounts import HOURS, ZERO, cents
from policies.cost.commitments.book import Commitment, Plan
from policies.cost.lines import Line
from policies.cost.prices.book import MAXIMUM_AGE, RANK
from policies.cost.pricing.subject import EVERYWHERE, Subject, UnpriceableError

ASLEEP: Final = "aws:autoscaling/schedule:Schedule"
"""What switches machines off by the hour: where there is one, no floor of machines holds all day."""

ON_SPOT: Final = ", spot "
"""What an item of the bill says whose machines run on spot, in every cloud."""

LEAST: Final = Decimal(1)
"""USD a month below which a promise of a year is not worth its paper."""

STEP: Final = Decimal("0.001")
"""The steps in which hourly spending is committed to; what is advised is rounded down, so that it is used up."""

MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan that is sold: for which prices, and what is bought apart from the rest.

    ``prefix`` is how the keys of those prices begin. ``apart`` says what two lines have to share to be covered by one
    purchase: nothing, the region, the region and the family, or the region and the very size. Offers of the same
    ``choice`` cover the same machines, so that one of them is chosen.
    """

    plan: Plan
    name: str
    prefix: str
    apart: tuple[str, ...]
    binds: str
    choice: str = ""

    def scope(self, line: Line) -> tuple[str, ...]:
        """Return what the lines of one purchase share."""
        name = line.key.removesuffix(".multi-az")
        parts = {"region": line.region, "family": name.rpartition(".")[0], "size": name}
        return tuple(parts[part] for part in self.apart)

    def named(self, line: Line) -> str:
        """Return the name of what a line pays for, as the vendor writes it."""
        return line.key.removesuffix(".multi-az").removeprefix(self.prefix).replace(".cache.", " cache.")


ANYTHING: Final = "spending as much an hour on EC2, Fargate or Lambda, whatever the machine and the region"
FAMILY: Final = "this family in this region, whatever the size"
NODES: Final = "as many nodes of this type in this region: another type is paid for on top"

OFFERS: Final = (
    Offer("compute-savings-plan", "a Compute Savings Plan", "ec2.", (), ANYTHING, "EC2"),
    Offer("ec2-instance-savings-plan", "an EC2 Instance Savings Plan", "ec2.", ("region", "family"), FAMILY, "EC2"),
    Offer(
        "rds-reserved-instances", "RDS reserved instances", "rds.postgres.", ("region", "family"),
        f"PostgreSQL on {FAMILY}, with a standby or without",
    ),
    Offer(
        "elasticache-reserved-nodes", "ElastiCache reserved nodes", "cache.", ("region", "family"),
        f"this engine on {FAMILY}",
    ),
    Offer("redshift-reserved-nodes", "Redshift reserved nodes", "redshift.", ("region", "size"), NODES),
    Offer("opensearch-reserved-instances", "OpenSearch reserved instances", "opensearch.", ("region", "size"), NODES),
    Offer(
        "google-flexible-commitment", "a flexible committed use discount", "gce.", (),
        "spending as much an hour on Compute Engine, whatever the machine and the region",
    ),
    Offer(
        "cloud-sql-commitment", "a committed use discount of Cloud SQL", "gcp.sql.", ("region",),
        "spending as much an hour on Cloud SQL's processors and memory in this region",
    ),
    Offer(
        "azure-savings-plan", "an Azure savings plan", "azure.vm.", (),
        "spending as much an hour on compute, whatever the machine and the region", "Azure",
    ),
    Offer("azure-reservation", "an Azure reservation", "azure.vm.", ("region", "size"), NODES, "Azure"),
)  # fmt: skip


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield what each plan would save on the floor. An environment that is there to be switched off commits to nothing."""
    if bill.tariff.environment == "dev":
        return
    floor = _floor(bill)
    for offer in OFFERS:
        purchases: dict[tuple[str, ...], list[Line]] = {}
        for line in floor:
            if line.key.startswith(offer.prefix):
                purchases.setdefault(offer.scope(line), []).append(line)
        for scope in sorted(purchases):
            yield from _purchase(bill, offer, scope, purchases[scope])


def _floor(bill: Bill) -> list[Line]:
    """Return what is paid for in every hour: no assumption of usage, no spot machine, nothing that sleeps."""
    asleep = {_where(schedule) for schedule in bill.subjects(ASLEEP)}
    return [
        line
        for line in bill.lines
        if line.category == "compute" and not line.usage and line.quantity.least > ZERO
        if ON_SPOT not in line.item
        and not (line.key.startswith("ec2.") and asleep & {line.region, EVERYWHERE})
    ]


def _where(schedule: Subject) -> str:
    try:
        return schedule.region
    except UnpriceableError:
        return EVERYWHERE


def _purchase(bill: Bill, offer: Offer, scope: tuple[str, ...], lines: Sequence[Line]) -> Iterator[Advice]:
    read = [(line, found) for line in lines if (found := _asked(bill, offer.plan, line, 1))]
    terms = _terms(read)
    saving, arithmetic = summed(terms)
    if saving < LEAST:
        return
    committed = sum((term.quantity * term.instead for term in terms), ZERO)
    hourly = (committed / HOURS).quantize(STEP, rounding=ROUND_FLOOR)
    spent = " + ".join(f"{plain(term.quantity)} * {plain(term.instead)}" for term in terms)
    named = ", ".join(sorted({offer.named(line) for line, _ in read}))
    yield Advice(
        kind=offer.plan.replace("-", " "), urn=_stack(lines[0]), choice=offer.choice, option=offer.plan,
        advice=f"buy {offer.name} of {hourly} USD an hour for a year, nothing upfront, for {named}"
        + (f" in {scope[0]}" if scope else ""),
        condition=_condition(bill, offer, lines, read, committed / (committed + saving)),
        saving=saving, arithmetic=f"{arithmetic}, at ({spent}) / {HOURS} = {hourly} USD an hour", source=read[0][1].source,
        confidence=max((found.confidence for _, found in read), key=lambda one: RANK[one]),
    )  # fmt: skip


def _asked(bill: Bill, plan: Plan, line: Line, years: int) -> Commitment | None:
    """Return what a plan asks, unless nobody has looked for too long whether it still does."""
    found = bill.commitments.find(plan, line.key, line.region, years)
    current = found is not None and bill.tariff.today - found.observed <= MAXIMUM_AGE
    return found if current else None


def _terms(read: Sequence[tuple[Line, Commitment]]) -> list[Term]:
    """Return a term for each price and rate: what the floor costs on demand, and what it costs committed."""
    together: dict[tuple[str, Decimal, Decimal], Decimal] = {}
    for line, found in read:
        rate = (line.unit, line.price.least, found.rate(line.price.least))
        together[rate] = together.get(rate, ZERO) + line.quantity.least
    return [
        Term(quantity, unit, price, instead)
        for (unit, price, instead), quantity in sorted(together.items(), key=lambda one: (-one[1], one[0]))
    ]


def _condition(
    bill: Bill,
    offer: Offer,
    lines: Sequence[Line],
    read: Sequence[tuple[Line, Commitment]],
    share: Decimal,
) -> str:
    """Return what is to be known before anybody promises; ``share`` is what is asked of the price on demand."""
    months = (share * MONTHS).quantize(Decimal("0.1"), rounding=ROUND_CEILING)
    said = [
        "it comes after the advice on machines, since it is sized on the floor of the cheaper ones",
        f"it is paid for {MONTHS} months, used or not, and pays from {plain(months)} months of use on",
        f"it binds to {offer.binds}",
    ]
    longer = [(line, found) for line, _ in read if (found := _asked(bill, offer.plan, line, 3))]
    if len(longer) == len(read):
        most, _ = summed(_terms(longer))
        said.append(f"bound for three years it saves {cents(most):,.2f} a month")
    if missing := sorted({offer.named(line) for line in lines} - {offer.named(line) for line, _ in read}):
        said.append(f"without {', '.join(missing)}, of which no current rate is recorded")
    return "; ".join(said)


def _stack(line: Line) -> str:
    """Return the URN of the stack that a line belongs to: a plan is bought for all of it."""
    stack, project, *_ = line.urn.removeprefix("urn:pulumi:").split("::")
    return f"urn:pulumi:{stack}::{project}::pulumi:pulumi:Stack::{project}-{stack}"
