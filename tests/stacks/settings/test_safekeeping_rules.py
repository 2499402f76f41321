"""What is kept for the worst day: what contradicts the rest, and what would be kept in vain."""

from typing import Any

import pytest

RAILS = "aws.guard_rails"
CASES: dict[str, tuple[str, list[Any], str, str]] = {
    "Security Hub without a record": (
        "production",
        [("        configuration_record: {}\n", "")],
        "        security_hub:",
        (
            f"{RAILS}.security_hub: checks what AWS Config records, and nothing records here, so that most controls would "
            "report no data; describe `configuration_record` beside it, or take security_hub out"
        ),
    ),
    "Security Hub over a record of some types": (
        "production",
        [
            (
                "configuration_record: {}",
                'configuration_record: { only_types: ["AWS::S3::Bucket"], rules: [] }',
            )
        ],
        "configuration_record:",
        (
            f"{RAILS}.configuration_record.only_types: leaves out types that controls of Security Hub look at, and those "
            "would report no data; take it out, so that everything is recorded, or take security_hub out"
        ),
    ),
    "a record without a place": (
        "staging",
        [
            (
                "            logs: { retention_days: 90 }\n            backups: { retention_days: 30, previous_days: 7, lock_days: 1 }\n      guard_rails",
                "      guard_rails",
            ),
            ("          stores:\n      guard_rails", "      guard_rails"),
        ],
        "        configuration_record:",
        (
            f"{RAILS}.configuration_record: delivers to the logs of each region, and us-west-2 has no stores; describe "
            "`stores` there, or take configuration_record out"
        ),
    ),
    "a role of nobody in Google Cloud": (
        "production",
        [("writer_role: production-backup-copies", "writer_role: platform-backup-copy")],
        "writer_role:",
        (
            "gcp.backups.writer_role: platform-backup-copy is no role that this stack makes, so nothing would ever be "
            "copied; name production-backup-copies, which reads the backups of the home region"
        ),
    ),
    "a role of another account in Azure": (
        "production",
        [("arn:aws:iam::333333333333:role/production-backup-copies", "arn:aws:iam::222222222222:role/production-backup-copies")],
        "            subject:",
        (
            "azure.storage.writers.backup-copies.subject: arn:aws:iam::222222222222:role/production-backup-copies is no "
            "role that this stack makes, so nothing would ever be copied; name "
            "arn:aws:iam::333333333333:role/production-backup-copies, which reads the backups of the home region"
        ),
    ),
    "a role's tokens from a cluster": (
        "production",
        [("https://0a1b2c3d-0a1b-4c3d-8a1b-0a1b2c3d4e5f.tokens.sts.global.api.aws", "https://oidc.eks.us-east-1.amazonaws.com/id/0A")],
        "            issuer:",
        (
            "azure.storage.writers.backup-copies.issuer: issues no tokens of roles, so that Azure would let nobody in; name "
            "the issuer of the account's outbound federation, which the output backup_copies tells "
            "(https://<id>.tokens.sts.global.api.aws)"
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_would_be_kept_in_vain_is_refused(desk: Any, case: str) -> None:
    stack, edits, marker, said = CASES[case]
    desk.edit(stack, *edits)
    assert desk.faults(stack) == desk.expected(stack, [(marker, said)])


def test_copies_of_backups_that_there_are_none_of_are_refused(desk: Any) -> None:
    backups = "            backups: { retention_days: 90, previous_days: 30, lock_days: 30 }\n"
    desk.edit("production", (backups, ""), (backups, ""))
    said = (
        "is to copy the backups of the home region us-east-1, which has none; describe `stores.backups` there, or take "
        "this out"
    )
    assert [fault.split(": ", 2)[1:] for fault in desk.faults("production")] == [
        ["gcp.backups.writer_role", said],
        ["azure.storage.writers.backup-copies.subject", said],
    ]
