"""The way in: what contradicts the regions, what does not add up, and what is too little for production."""

from typing import Any

import pytest

AT = "aws.traffic"
CASES: dict[str, tuple[str, list[Any], str, str]] = {
    "a load balancer where there is no region": (
        "production",
        [
            ("          us-west-2: {}\n", "          eu-west-1: {}\n"),
            ("us-west-2: 10", "eu-west-1: 10"),
            ("aws-us-west-2:", "aws-eu-west-1:"),
            ("aws-us-west-2,", "aws-eu-west-1,"),
        ],
        "          eu-west-1: {}",
        (
            f"{AT}.load_balancers.eu-west-1: eu-west-1 is not among the regions (us-east-1, us-west-2), so there is no "
            "network for it; describe it there, or name one of them"
        ),
    ),
    "shares that do not add up": (
        "production",
        [("us-west-2: 10", "us-west-2: 20")],
        "us-west-2: 20",
        (
            f"{AT}.routing: the shares add up to 110, so that no region would get what its share says: make them 100 "
            "together, or call them weights"
        ),
    ),
    "pages copied to where they are": (
        "production",
        [("cdn: { ", "cdn: { second_region: us-east-1, ")],
        "cdn: { second_region",
        (
            f"{AT}.cdn.second_region: is the home region, where the first copy of the pages is, and both would fail "
            "together; name another one"
        ),
    ),
    "one region in production": (
        "production",
        [
            ("          us-west-2: {}\n", ""),
            ("        routing: { shares: { us-east-1: 90, us-west-2: 10 } }\n", ""),
            ("          aws-us-west-2: { probe_from: [WNAM] }\n", ""),
            ("aws-us-west-2, gcp", "gcp"),
        ],
        "      traffic:",
        (
            f"{AT}: load_balancers stand in one region: its loss would close the way in; describe one in a second region"
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_way_in_that_leads_nowhere_is_refused(desk: Any, case: str) -> None:
    stack, edits, marker, said = CASES[case]
    desk.edit(stack, *edits)
    assert desk.faults(stack) == desk.expected(stack, [(marker, said)])


def test_the_primary_stands_in_the_home_region(desk: Any) -> None:
    desk.edit(
        "staging",
        ("          us-east-1: {}\n", "          us-west-2: {}\n"),
        ("          aws-us-east-1: {}\n", "          aws-us-west-2: {}\n"),
        ("[aws-us-east-1, gcp", "[aws-us-west-2, gcp"),
    )
    (fault,) = desk.faults("staging")
    assert (
        "names no load balancer in the home region us-east-1, which is the primary; describe one there"
        in fault
    )


def test_a_public_suffix_is_nobodys_own_zone(desk: Any) -> None:
    """Hosts of the platform's own lie outside of it too, and each of them is told."""
    desk.edit("production", ("domain: aws.example.com", "domain: co.uk"))
    said = f"{AT}.domain: '…' is a public suffix and nobody's own zone: put a label of yours before it"
    (expected,) = desk.expected("production", [("domain: co.uk", said)])
    assert expected in desk.faults("production")
