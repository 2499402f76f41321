"""What a cluster holds once and no more, and what somebody counts on: noted while a program composes, judged at its end.

An API server would tell half of these faults only when it is too late: two releases that own one definition take turns
in undoing each other, a scaler whose metric nobody serves stands still without a word.
"""

from collections import defaultdict
from typing import Literal

from components.foundation.spec import RefusalError

Subject = Literal[
    "application", "definition", "namespace", "metrics API", "metric", "workload", "scaler of", "secret"
]


class Ledger:
    """The claims and needs of one cluster. Not shared between clusters, and used while one program composes."""

    def __init__(self, cluster: str) -> None:
        self.cluster = cluster
        self._owners: dict[tuple[Subject, str], str] = {}
        self._needs: dict[tuple[Subject, str], list[tuple[str, str]]] = defaultdict(list)

    def claim(self, subject: Subject, key: str, owner: str) -> None:
        """Note that ``owner`` makes the one thing of its kind that is called ``key``.

        :raises ValueError: if somebody else makes it already.
        """
        before = self._owners.setdefault((subject, key), owner)
        if before != owner:
            raise ValueError(
                f"cluster {self.cluster}: {owner} and {before} both make the {subject} {key}, and would undo each "
                "other for ever: leave one of them out"
            )

    def need(self, subject: Subject, key: str, by: str, way_out: str) -> None:
        """Note that ``by`` counts on something that somebody has to make before the program ends."""
        self._needs[subject, key].append((by, way_out))

    def owner(self, subject: Subject, key: str) -> str | None:
        """Return who makes a thing, or None as long as nobody does."""
        return self._owners.get((subject, key))

    def owners(self, subject: Subject) -> dict[str, str]:
        """Return everything of a kind that is made so far, and by whom."""
        return {key: owner for (kind, key), owner in self._owners.items() if kind == subject}

    def settle(self) -> None:
        """Judge all needs.

        :raises RefusalError: with a sentence for each that nobody meets.
        """
        faults = [
            f"cluster {self.cluster}: {by} counts on the {subject} {key}, which nothing here makes: {way_out}"
            for (subject, key), wanted in sorted(self._needs.items())
            if (subject, key) not in self._owners
            for by, way_out in wanted
        ]
        if faults:
            raise RefusalError(*faults)
