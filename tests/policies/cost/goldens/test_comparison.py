"""The comparison itself, on a table that is written here: these need nothing that is fetched."""

from decimal import Decimal

import pytest

from tests.policies.cost.goldens.comparison import Finding, Unpriced, compared, near
from tests.policies.cost.goldens.conversion import (
    Block,
    Converted,
    Key,
    Row,
    converted,
    filled,
    held_free,
    name_of,
    tables,
    type_of,
)
from tests.policies.cost.goldens.reviewed import Explanation, reviewed
from tests.policies.cost.goldens.tables import CENT, Component, Resource
from tests.policies.cost.goldens.tables import printed as read
from tests.policies.cost.goldens.test_goldens import astray, needless

TABLE = """
 Name                              Monthly Qty  Unit              Monthly Cost

 aws_nat_gateway.one
 ├─ NAT gateway                          1,460  hours                $1,065.70
 ├─ pool
 │  ├─ disk[0]
 │  │  └─ Storage                           60  GB                       $6.00  *
 │  └─ Texts                                10  texts                not found
 └─ Data processed              Monthly cost depends on usage: $0.045 per GB

 module.a.aws_nat_gateway.this[0]
 └─ NAT gateway                            730  hours                   $32.85

 OVERALL TOTAL                                                       $1,104.55

 2 cloud resources were detected:
"""


def test_a_table_is_read_with_its_branches() -> None:
    first, second = read("x_test", TABLE)

    assert first.address == "aws_nat_gateway.one"
    assert first.components == [
        Component("NAT gateway", "hours", Decimal(1460), Decimal("1065.70")),
        Component("pool / disk[0] / Storage", "GB", Decimal(60), Decimal("6.00")),
        Component("pool / Texts", "not found"),
        Component("Data processed", "GB", price=Decimal("0.045"), shown=Decimal("0.001")),
    ]
    assert (second.golden, second.address, len(second.components)) == (
        "x_test",
        "module.a.aws_nat_gateway.this[0]",
        1,
    )
    assert (type_of(second.address), name_of(second.address)) == ("aws_nat_gateway", "this[0]")


def test_a_line_that_is_no_amount_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match=r"x_test: NAT gateway has the cells \['730', 'hours', '32.85 元'\]"):
        list(read("x_test", " aws_nat_gateway.one\n └─ NAT gateway   730  hours  32.85 元\n"))


@pytest.mark.parametrize(
    ("theirs", "ours", "shown", "agree"),
    [
        ("100.00", "100.50", "0.01", True),
        ("100.00", "100.51", "0.01", False),
        ("100.00", "99.50", "0.01", True),
        ("100.00", "99.49", "0.01", False),
        ("0.09", "0.091", "0.01", True),
        ("0.09", "0.096", "0.01", False),
        ("0.12", "0.115", "0.01", True),
        ("0.12", "0.1149", "0.01", False),
        ("0.023", "0.0236", "0.001", False),
    ],
)
def test_half_a_hundredth_or_the_last_place_shown_is_near(
    theirs: str, ours: str, shown: str, agree: bool
) -> None:
    assert near(Decimal(theirs), Decimal(ours), Decimal(shown)) is agree


def a_gateway(*components: Component, **row: object) -> Converted:
    block = Block(
        terraform="aws_nat_gateway", region="us-east-1", type="aws:ec2/natGateway:NatGateway",
        components={"NAT gateway": "nat.hour", "Data processed": "nat.data", "Sent": Key(key="ipv4.hour", per=Decimal(730), book=True)},
        resources=(),
    )  # fmt: skip
    entry = {
        "urn": "urn:pulumi:production::goldens::aws:ec2/natGateway:NatGateway::one",
        "type": "aws:ec2/natGateway:NatGateway", "custom": True, "inputs": {}, "outputs": {}, "propertyDependencies": {},
    }  # fmt: skip
    theirs = Resource("nat_gateway_test", "aws_nat_gateway.one", list(components))
    return Converted(theirs, block, Row.model_validate({"match": "one", **row}), "us-east-1", [entry], {})


HOURS = Component("NAT gateway", "hours", Decimal(730), Decimal("32.85"))


@pytest.mark.parametrize(
    ("component", "what", "ours", "agrees"),
    [
        (HOURS, "nat.hour", "32.850", True),
        (Component("NAT gateway", "hours", Decimal(730), Decimal("33.85")), "nat.hour", "32.850", False),
        (Component("Data processed", "GB", Decimal(100), Decimal("4.50")), "Data processed", "4.500", True),
        (Component("Data processed", "GB", Decimal(100), Decimal("4.60")), "Data processed", "4.500", False),
        (Component("Data processed", "GB", price=Decimal("0.045")), "Data processed", "0.045", True),
        (Component("Sent", "addresses", Decimal(2), Decimal("7.30")), "Sent", "7.300", True),
    ],
)
def test_what_the_program_decides_is_held_by_amount_and_what_is_used_by_price(
    component: Component, what: str, ours: str, agrees: bool
) -> None:
    shown = (component,) if component.name == HOURS.name else (HOURS, component)
    (finding,) = (one for one in compared(a_gateway(*shown)).findings if one.what == what)

    assert (f"{finding.ours}", finding.agrees) == (ours, agrees)


def test_what_only_one_side_bills_is_a_difference() -> None:
    more = Component("Minutes", "minutes", Decimal(5), Decimal("1.00"))
    nothing = Component("Seconds", "seconds", Decimal(5), Decimal("0.00"))

    found = compared(a_gateway(more, nothing)).findings

    assert [(one.what, one.theirs, one.ours and f"{one.ours:.2f}", one.agrees) for one in found] == [
        ("Minutes", Decimal("1.00"), None, False),
        ("nat.hour", None, "32.85", False),
    ]


def test_what_our_bill_refuses_aloud_is_no_silent_difference() -> None:
    case = a_gateway(HOURS)
    case.entries[0]["inputs"]["availabilityMode"] = "regional"

    result = compared(case)

    assert (result.findings, result.refused) == ((), 1)
    assert [note.reason.split(" is billed")[0] for note in result.unpriced] == ["a regional NAT gateway"]


def test_groups_stand_for_their_text() -> None:
    groups = {"size": "db.t3.large", "n": "2"}

    assert filled({"a": ["{size}", 3], "b": {"c": "x-{n}"}}, groups) == {
        "a": ["db.t3.large", 3],
        "b": {"c": "x-2"},
    }


def test_an_explanation_fits_what_it_names_whole_and_nothing_else() -> None:
    row = Explanation(terraform="aws_eip", names="eip[23]", what="ipv4.hour", kind="fault", why="w")

    def finding(address: str, what: str = "ipv4.hour") -> Finding:
        return Finding("eip_test", address, what, None, Decimal("3.65"))

    assert row.fits(finding("aws_eip.eip2"))
    assert row.fits(finding("module.m.aws_eip.eip3"))
    assert not row.fits(finding("aws_eip.eip22"))
    assert not row.fits(finding("aws_lb.eip2"))
    assert not row.fits(finding("aws_eip.eip2", "ipv4.hours"))
    assert not row.fits(Unpriced("eip_test", "aws_eip.eip2", "no price"))
    found = [finding("aws_eip.eip2"), finding("aws_eip.eip9")]
    assert astray(found, [row]) == ["0 rows explain eip_test aws_eip.eip9: ipv4.hour: theirs None, ours 3.65"]
    assert astray(found[:1], [row, row])[0].startswith("2 rows explain")
    assert needless(found[1:], [row]) == ["aws_eip: ipv4.hour"]


def test_the_tables_hold_what_they_say() -> None:
    assert len(tables()) == 6
    assert {case.theirs.address for case in held_free()} == {"aws_eip.eip2", "aws_eip.eip3", "aws_eip.eip4"}
    (case,) = converted(Resource("nat_gateway_test", "aws_nat_gateway.nat_withUsage"))
    assert case.key_of(HOURS) == Key(key="nat.hour")
    assert case.key_of(Component("Something", "x")) is None
    assert near(Decimal("32.85"), Decimal("32.850"), CENT)


def test_every_explanation_is_a_sentence_of_substance() -> None:
    rows = (*reviewed().differences, *reviewed().unpriced)

    assert [row.why for row in rows if len(row.why) < 15 or row.why.endswith(".")] == []
