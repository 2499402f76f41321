"""Backups on a cluster beside what is around the cluster: its region's bucket and its database."""

from typing import Any

import pytest

from tests.stacks.settings.conftest import Desk

EAST, WEST = "aws.regions.us-east-1", "aws.regions.us-west-2"
STORE = "            backups: { retention_days: 90, previous_days: 30, lock_days: 30 }\n"
BACKUPS = "            backups: { namespaces: [backend, database, frontend] }\n"
Case = tuple[str, list[Any], list[tuple[str, str]]]

NOWHERE = "has nowhere to go: this region has no bucket of backups; describe `stores.backups` here, or take this out"

CASES: dict[str, Case] = {
    "backups without a bucket": (
        "dev",
        [("          platform:\n", "          platform:\n            backups: { namespaces: [backend] }\n")],
        [("backups: { namespaces: [backend] }", f"{EAST}.platform.backups: {NOWHERE}")],
    ),
    "a dump without a bucket": (
        "dev",
        [("          platform:\n", "          platform:\n            dumps: {}\n")],
        [("dumps: {}", f"{EAST}.platform.dumps: {NOWHERE}")],
    ),
    "a dump without a database": (
        "production",
        [("            backups: { namespaces: [backend, frontend] }\n", "            backups: { namespaces: [backend, frontend] }\n            dumps: { scratch_gib: 9 }\n")],
        [
            (
                "            dumps: { scratch_gib: 9 }",
                (
                    f"{WEST}.platform.dumps: has no database to dump: the primary stands in another region, or nowhere; move "
                    "it to the region that describes `database`, or take it out"
                ),
            )
        ],
    ),
    "backups that end before their lock": (
        "staging",
        [("            backups: { namespaces: [backend, frontend] }\n", "            backups: { namespaces: [backend, frontend], keep_hours: 48 }\n"), ("lock_days: 1 }", "lock_days: 3 }", 2)],
        [
            (
                "keep_hours: 48",
                (
                    f"{WEST}.platform.backups.keep_hours: is 48, and the bucket locks what it holds for 3 days: backups would "
                    "be hidden and paid for all the same; keep 72 or more"
                ),
            )
        ],
    ),
    "a recovery point of minutes by backups": (
        "staging",
        [("            dumps: { hours: 2, scratch_gib: 20 }\n", "            dumps: { hours: 2, scratch_gib: 20, recovery_point_minutes: 15 }\n")],
        [
            (
                "recovery_point_minutes: 15",
                (
                    f"{EAST}.platform.dumps.schedule: '0 2 * * *' leaves up to 1440 minutes between two dumps, and "
                    "recovery_point_minutes is 15: dump more often, or say what may really be lost; minutes are what the "
                    "database's own point-in-time recovery gives (backup_days)"
                ),
            )
        ],
    ),
    "too little for production": (
        "production",
        [("            dumps: { scratch_gib: 200 }\n", "            dumps: { schedule: 0 2 * * 1, recovery_point_minutes: 10080 }\n")],
        [
            (
                "recovery_point_minutes: 10080",
                (
                    f"{EAST}.platform.dumps.recovery_point_minutes: 10080 lose more than a day where another cloud takes "
                    "over: set 1440 or less, and a schedule that keeps it"
                ),
            )
        ],
    ),
    "copies from another region": (
        "production",
        [("            backups: { namespaces: [backend, frontend] }\n", "            backups: { namespaces: [backend, frontend] }\n            copies: { hours: 4 }\n")],
        [
            (
                "copies: { hours: 4 }",
                (
                    f"{WEST}.platform.copies: stands outside the home region, whose backups are the ones that are copied; move "
                    "it to us-east-1, or take it out"
                ),
            )
        ],
    ),
    "copies that nobody takes": (
        "dev",
        [("          platform:\n", "          platform:\n            copies: {}\n")],
        [
            (
                "copies: {}",
                (
                    f"{EAST}.platform.copies: has nothing to copy: this region has no bucket of backups; describe "
                    "`stores.backups` here, or take this out"
                ),
            ),
            (
                "copies: {}",
                (
                    f"{EAST}.platform.copies: has nowhere to copy to: no other cloud lets this stack write; describe "
                    "`gcp.backups` or `azure.storage.writers`, or take it out"
                ),
            ),
        ],
    ),
    "a restore where nothing is copied to": (
        "production",
        [("      registry: {}\n      backups:\n        bucket: example-platform-production-backups\n        retention_days: 30\n        writer_role: production-backup-copies\n", "      registry: {}\n"), ("          reads_backups: true\n", "", 0)],
        [
            (
                "        backups: {}",
                "gcp.platform.backups: has no copies to restore from; describe `gcp.backups`, or take this out",
            ),
            (
                "        restore: { scratch_gib: 200 }",
                "gcp.platform.restore: lacks copies to restore from; describe `gcp.backups`, or take this out",
            )
        ],
    ),
    "a restore on AWS": (
        "dev",
        [("          platform:\n", "          platform:\n            restore: {}\n")],
        [
            (
                "restore: {}",
                (
                    f"{EAST}.platform.restore: restores copies in another cloud, and AWS restores its own backups; move it to "
                    "gcp.platform or azure.platform"
                ),
            )
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_does_not_fit_is_refused(case: Case, desk: Any) -> None:
    stack, edits, faults = case
    desk.edit(stack, *edits)
    assert desk.faults(stack) == desk.expected(stack, faults)


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    return furnished
