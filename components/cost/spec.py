"""What an environment may cost a month, and which surprises somebody hears of."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from components.cost.categories import CATEGORIES, Category
from components.foundation.spec import RefusalError, Spec

Usd = Annotated[int, Field(gt=0)]
"""Whole dollars a month."""

TagKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9:_.-]{0,127}$")]
"""The key of a tag, such as cost-center."""


class MonthlyLimits(Spec):
    """A month's limits in USD; the categories add up to the total."""

    total: Usd
    compute: Usd
    storage: Usd
    network: Usd
    monitoring: Usd
    security: Usd

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        parts = sum(self.of(category) for category in CATEGORIES)
        if parts != self.total:
            raise RefusalError(
                f"total: the categories add up to {parts:,} USD and the total says {self.total:,}, so one of them would "
                "be found too late; make them agree"
            )
        return self

    def of(self, category: Category) -> int:
        """Return the limit of one category."""
        limits: dict[Category, int] = {
            "compute": self.compute,
            "storage": self.storage,
            "network": self.network,
            "monitoring": self.monitoring,
            "security": self.security,
        }
        return limits[category]


class AnomalySpec(Spec):
    """How far a service's spending may leave its pattern before somebody is told.

    Both have to be exceeded: ``percent`` of what was expected, and ``minimum_usd`` so that cents wake nobody.
    """

    percent: int = Field(default=20, ge=1, le=1000)
    minimum_usd: int = Field(default=10, ge=1)


class BudgetsSpec(Spec):
    """Budgets for the month, and anomalies by the day.

    ``allocation_tags`` are tags by which the bill can be split. Billing refuses a key that it has not yet seen on
    a resource, which takes it up to a day: add them a day after the first deployment, and in an organisation
    only in the account that pays.
    """

    monthly_usd: MonthlyLimits
    anomalies: AnomalySpec | None = AnomalySpec()
    allocation_tags: tuple[TagKey, ...] = ()

    @model_validator(mode="after")
    def _names_each_tag_once(self) -> Self:
        twice = sorted({tag for tag in self.allocation_tags if self.allocation_tags.count(tag) > 1})
        if twice:
            raise RefusalError(
                f"allocation_tags: {', '.join(twice)} is named twice, and a tag is activated once; name it once"
            )
        return self
