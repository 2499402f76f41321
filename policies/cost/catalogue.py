"""The cost pack: every rule about what the platform spends."""

from typing import Final

from policies.cost.rules import bill, claims, growth, keeping, limits, machines, redundancy, versions
from policies.framework.rules import Pack

PACK: Final = Pack(
    name="cost",
    description="Sizes, redundancy, support and the monthly bill, held to what each environment is worth.",
    rules=(
        *machines.RULES,
        *growth.RULES,
        *claims.RULES,
        *redundancy.RULES,
        *versions.RULES,
        *keeping.RULES,
        *bill.RULES,
        *limits.RULES,
    ),
)
