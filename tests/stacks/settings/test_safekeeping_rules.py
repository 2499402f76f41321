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
}


@pytest.mark.parametrize("case", CASES)
def test_what_would_be_kept_in_vain_is_refused(desk: Any, case: str) -> None:
    stack, edits, marker, said = CASES[case]
    desk.edit(stack, *edits)
    assert desk.faults(stack) == desk.expected(stack, [(marker, said)])
