"""How long Secrets Manager keeps what was deleted."""

from typing import Final

RECOVERY_DAYS: Final = 30
"""Days that a protected secret can be brought back after it was deleted: the longest that the service offers."""


def recovery_days(*, protected: bool) -> int:
    """Return the days that a deleted secret can be brought back; one that is not protected goes at once, with its name."""
    return RECOVERY_DAYS if protected else 0
