"""Names of zones: which are somebody's own."""

import pytest

from components.networking.dns import name_faults


@pytest.mark.parametrize(
    "name", ["aws.example.com", "production.internal", "xn--bcher-kva.example", "a.co.uk"]
)
def test_a_name_of_ones_own_passes(name: str) -> None:
    assert list(name_faults(name)) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("example.com.", "ends with a dot, which Route 53 adds itself: write it without"),
        ("com", "'com' is a public suffix and nobody's own zone: put a label of yours before it"),
        ("co.uk", "'co.uk' is a public suffix and nobody's own zone: put a label of yours before it"),
        (
            "aws..example.com",
            "has an empty label, so no resolver can ask for it: write one dot between two labels",
        ),
        (f"{'a' * 64}.example.com", "has 64 characters and DNS carries 63: shorten it"),
        (".".join(["a" * 50] * 5), "the name has 254 characters and DNS carries 253: shorten it"),
        ("Aws.example.com", "'Aws' is no label of a host name"),
        ("-aws.example.com", "'-aws' is no label of a host name"),
        ("*.example.com", "'*' is no label of a host name"),
        ("aws.example.123", "ends like an address, and resolvers would take it for one"),
    ],
)
def test_a_name_that_cannot_be_a_zone_is_refused(name: str, said: str) -> None:
    (fault,) = name_faults(name)
    assert said in fault
