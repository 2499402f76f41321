"""Until when a cloud supports a version, and from when it charges for going on: one table for all who ask.

Components refuse by it, policies judge by it, prices follow it and the simulated clouds offer by it. A spec has
no clock and is judged on the day the table was :data:`REVIEWED`; whoever has a clock passes its own day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

REVIEWED = date(2026, 11, 23)
"""The day on which the calendars below were last compared with their sources."""

_NUMBERS = re.compile(r"(\d+)(?:\.(\d+))?(?:[.-].*)?")


class Standing(StrEnum):
    """How AWS treats a version on a day. ``UNLISTED``: the calendar does not know the version."""

    STANDARD = "standard"
    EXTENDED = "extended"
    EXTENDED_YEAR_3 = "extended-year-3"
    ENDED = "ended"
    UNLISTED = "unlisted"

    @property
    def surcharged(self) -> bool:
        """Whether AWS asks more for the version than for a current one."""
        return self in {Standing.EXTENDED, Standing.EXTENDED_YEAR_3}


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The last days of a version's standard and extended support.

    :param year_3: the day on which the surcharge of extended support rises, if it does.
    :param oldest_minor: the oldest minor that can still be created, where AWS retires minors one by one.
    """

    standard_until: date
    extended_until: date
    year_3: date | None = None
    oldest_minor: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """The versions of one product, oldest first, and where their dates are from.

    :param standard_only: what a resource says to be left without extended support, in EKS's
        ``upgradePolicy.supportType`` and RDS's ``engineLifecycleSupport``.
    """

    product: str
    source: str
    standard_only: str
    versions: Mapping[str, Lifetime]

    def lifetime(self, version: str) -> Lifetime | None:
        """Return the lifetime of the listed version that ``version`` belongs to: 15.15 is judged as 15."""
        parts = version.split(".")
        names = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
        return next((self.versions[name] for name in names if name in self.versions), None)

    def standing(self, version: str, day: date) -> Standing:
        """Return how AWS treats ``version`` on ``day``."""
        lifetime = self.lifetime(version)
        if lifetime is None:
            return Standing.UNLISTED
        if day <= lifetime.standard_until:
            return Standing.STANDARD
        if day > lifetime.extended_until:
            return Standing.ENDED
        return Standing.EXTENDED_YEAR_3 if lifetime.year_3 and day >= lifetime.year_3 else Standing.EXTENDED

    def offered(self, day: date, *, extended: bool = True) -> tuple[str, ...]:
        """Return the listed versions that AWS creates on ``day``, oldest first.

        :param extended: whether those count that bear the surcharge of extended support.
        """
        wanted = {Standing.STANDARD} | (
            {Standing.EXTENDED, Standing.EXTENDED_YEAR_3} if extended else set[Standing]()
        )
        return tuple(version for version in self.versions if self.standing(version, day) in wanted)

    def gone(self, version: str, day: date) -> bool:
        """Return whether AWS does not run ``version`` any more on ``day``.

        So it is of what is older than the calendar, and of what is no version at all. One that is newer than
        the calendar came after it was reviewed, and lives.
        """
        standing = self.standing(version, day)
        if standing is Standing.UNLISTED:
            return _numbers(version) <= max(_numbers(listed) for listed in self.versions)
        return standing is Standing.ENDED

    def retired(self, version: str) -> bool:
        """Return whether ``version`` names a minor that AWS does not create any more, though its major lives on."""
        lifetime, numbers = self.lifetime(version), _numbers(version)
        return lifetime is not None and len(numbers) > 1 and numbers[1] < lifetime.oldest_minor


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version's major and minor as numbers that can be compared, or nothing of what is no version."""
    match = _NUMBERS.fullmatch(version)
    return tuple(int(number) for number in match.groups() if number) if match else ()


EKS = Calendar(
    product="Kubernetes on Amazon EKS",
    source=(
        "the release calendar of the Amazon EKS user guide, as endoflife.date gathers it: 14 months of standard "
        "and 12 of extended support"
    ),
    standard_only="STANDARD",
    versions={
        "1.28": Lifetime(date(2024, 11, 26), date(2025, 11, 26)),
        "1.29": Lifetime(date(2025, 3, 23), date(2026, 3, 23)),
        "1.30": Lifetime(date(2025, 7, 23), date(2026, 7, 23)),
        "1.31": Lifetime(date(2025, 11, 26), date(2026, 11, 26)),
        "1.32": Lifetime(date(2026, 3, 23), date(2027, 3, 23)),
        "1.33": Lifetime(date(2026, 7, 29), date(2027, 7, 29)),
        "1.34": Lifetime(date(2026, 12, 2), date(2027, 12, 2)),
        "1.35": Lifetime(date(2027, 3, 27), date(2028, 3, 27)),
        "1.36": Lifetime(date(2027, 8, 2), date(2028, 8, 2)),
    },
)

AKS = Calendar(
    product="Kubernetes on Azure AKS",
    source=(
        "the release calendar of the AKS documentation (articles/aks/supported-kubernetes-versions.md of "
        "MicrosoftDocs/azure-aks-docs, its edition of August 2026): a month ends on its last day. Extended is the long-term "
        "support of the Premium tier"
    ),
    standard_only="KubernetesOfficial",
    versions={
        "1.32": Lifetime(date(2026, 3, 31), date(2027, 3, 31)),
        "1.33": Lifetime(date(2026, 7, 31), date(2027, 7, 31)),
        "1.34": Lifetime(date(2026, 11, 30), date(2027, 11, 30)),
        "1.35": Lifetime(date(2027, 3, 31), date(2028, 3, 31)),
        "1.36": Lifetime(date(2027, 6, 30), date(2028, 6, 30)),
        "1.37": Lifetime(date(2027, 10, 31), date(2028, 10, 31)),
    },
)

FLEXIBLE_SERVER = Calendar(
    product="PostgreSQL on Azure Database flexible server",
    source=(
        "the version policy of Azure Database for PostgreSQL (learn.microsoft.com, configure-maintain/concepts-version-policy, "
        "as endoflife.date read it in April 2026: the end of standard support). What is bought after it is not offered here"
    ),
    standard_only="",
    versions={
        "13": Lifetime(date(2026, 7, 31), date(2026, 7, 31)),
        "14": Lifetime(date(2026, 12, 11), date(2026, 12, 11)),
        "15": Lifetime(date(2027, 11, 11), date(2027, 11, 11)),
        "16": Lifetime(date(2028, 11, 9), date(2028, 11, 9)),
        "17": Lifetime(date(2029, 11, 8), date(2029, 11, 8)),
        "18": Lifetime(date(2030, 11, 14), date(2030, 11, 14)),
    },
)

# RDS charged nothing for the first month of 11's extended support, which therefore counts as standard here.
RDS_POSTGRES = Calendar(
    product="PostgreSQL on Amazon RDS",
    source=(
        "the release calendar of Amazon RDS for PostgreSQL, as Infracost keeps it (11 to 16); 17 and 18 follow its "
        "rule: the end of February after the community's end of life, then three years. Minors: AWS's notices of "
        "2026, by which nothing below them is created since 2026-10-01"
    ),
    standard_only="open-source-rds-extended-support-disabled",
    versions={
        "11": Lifetime(date(2024, 3, 31), date(2027, 3, 31), date(2026, 4, 1)),
        "12": Lifetime(date(2025, 2, 28), date(2028, 2, 29), date(2027, 3, 1)),
        "13": Lifetime(date(2026, 2, 28), date(2029, 2, 28), date(2028, 3, 1)),
        "14": Lifetime(date(2027, 2, 28), date(2030, 2, 28), date(2029, 3, 1), oldest_minor=20),
        "15": Lifetime(date(2028, 2, 29), date(2031, 2, 28), date(2030, 3, 1), oldest_minor=15),
        "16": Lifetime(date(2029, 2, 28), date(2032, 2, 29), date(2031, 3, 1), oldest_minor=11),
        "17": Lifetime(date(2030, 2, 28), date(2033, 2, 28), date(2032, 3, 1), oldest_minor=7),
        "18": Lifetime(date(2031, 2, 28), date(2034, 2, 28), date(2033, 3, 1), oldest_minor=1),
    },
)
