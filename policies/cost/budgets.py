"""What each environment may cost a month."""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from components.foundation.spec import Spec
from policies.cost.documents import HERE, checked, read
from policies.cost.lines import CATEGORIES, Category
from policies.framework.rules import Environment

Amount = Annotated[Decimal, Field(strict=False, gt=0)]


class Budget(Spec):
    """A month's limits in USD, in all and by category."""

    total: Amount
    compute: Amount
    storage: Amount
    network: Amount
    monitoring: Amount
    security: Amount

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        parts = sum(self.of(name) for name in CATEGORIES)
        if parts != self.total:
            raise ValueError(
                f"the categories add up to {parts}, the total says {self.total}; make them agree"
            )
        return self

    def of(self, category: Category) -> Decimal:
        """Return the limit of one category."""
        amounts: dict[Category, Decimal] = {
            "compute": self.compute,
            "storage": self.storage,
            "network": self.network,
            "monitoring": self.monitoring,
            "security": self.security,
        }
        return amounts[category]


class BudgetBook(Spec):
    """The file ``budgets.yaml``."""

    dev: Budget
    staging: Budget
    production: Budget

    def of(self, environment: Environment) -> Budget:
        """Return the budget of one environment."""
        books: dict[Environment, Budget] = {
            "dev": self.dev,
            "staging": self.staging,
            "production": self.production,
        }
        return books[environment]


@lru_cache(maxsize=1)
def shipped_budgets() -> BudgetBook:
    """Return the budgets that come with this pack, read once in a process."""
    path = HERE / "budgets.yaml"
    return checked(BudgetBook, read(path), path.name)
