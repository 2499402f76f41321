"""What guarding an account costs, to the cent, for the assumptions of each environment."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.cost.estimate import Estimate

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]

DETECTOR, FEATURE = "aws:guardduty/detector:Detector", "aws:guardduty/detectorFeature:DetectorFeature"
STANDARD = "aws:securityhub/standardsSubscription:StandardsSubscription"
ANALYZER, BUDGET = "aws:accessanalyzer/analyzer:Analyzer", "aws:budgets/budget:Budget"
STORE, FUNCTION = "aws:cloudfront/keyValueStore:KeyValueStore", "aws:cloudfront/function:Function"


def monthly(estimate: Estimate) -> dict[str, tuple[str, str, str]]:
    return {
        line.item: (f"{line.monthly.least:.2f}", f"{line.monthly.expected:.2f}", f"{line.monthly.most:.2f}")
        for line in estimate.lines
    }


@pytest.mark.parametrize(
    ("stack", "events", "logs"),
    [
        ("dev", ("0.40", "1.20", "4.00"), ("0.50", "2.00", "10.00")),
        ("staging", ("0.80", "2.80", "8.00"), ("2.00", "8.00", "30.00")),
        ("production", ("4.00", "12.00", "40.00"), ("20.00", "60.00", "200.00")),
    ],
)
def test_a_detector_reads_events_and_logs(
    stack: str, events: tuple[str, ...], logs: tuple[str, ...], make: Make, price: Price
) -> None:
    found = price(make(DETECTOR, "detector", stack=stack), stack=stack)
    assert monthly(found) == {"Management events analysed": events, "Flow and DNS logs analysed": logs}
    assert {line.category for line in found.lines} == {"security"}


def test_a_detector_that_is_off_reads_nothing(make: Make, price: Price) -> None:
    found = price(make(DETECTOR, "detector", enable=False))
    assert (found.lines, found.unpriced) == ((), ())


@pytest.mark.parametrize(
    ("plan", "item", "amounts"),
    [
        ("S3_DATA_EVENTS", "S3 data events", ("0.80", "8.00", "48.00")),
        ("EKS_AUDIT_LOGS", "EKS audit logs", ("4.80", "24.00", "80.00")),
        ("RUNTIME_MONITORING", "Runtime monitoring", ("42.00", "51.00", "153.00")),
        ("RDS_LOGIN_EVENTS", "Database logins", ("8.00", "20.00", "40.00")),
        ("EBS_MALWARE_PROTECTION", "Malware scans", ("0.00", "2.50", "50.00")),
        ("LAMBDA_NETWORK_LOGS", "Traffic of functions", ("0.00", "0.00", "5.00")),
    ],
)
def test_a_protection_plan_is_billed_by_what_it_looks_at_and_off_not_at_all(
    plan: str, item: str, amounts: tuple[str, ...], make: Make, price: Price
) -> None:
    assert monthly(price(make(FEATURE, "plan", name=plan, status="ENABLED"))) == {item: amounts}
    off = price(make(FEATURE, "plan", name=plan, status="DISABLED"))
    assert (off.lines, off.unpriced) == ((), ())


def test_a_plan_that_is_not_recorded_has_no_price(make: Make, price: Price) -> None:
    (note,) = price(make(FEATURE, "plan", name="AI_PROTECTION", status="ENABLED")).unpriced
    assert note.reason == (
        "no price of the protection plan AI_PROTECTION is recorded; add one to policies/cost/prices"
    )


def test_a_standard_is_billed_by_its_checks(make: Make, price: Price) -> None:
    assert monthly(price(make(STANDARD, "cis"))) == {"Security checks": ("10.00", "25.00", "60.00")}


def test_unused_access_is_billed_for_each_identity_and_access_from_outside_not(
    make: Make, price: Price
) -> None:
    roles = [make("aws:iam/role:Role", f"role-{number}") for number in range(3)]
    user = make("aws:iam/user:User", "user")
    unused = make(ANALYZER, "unused", type="ACCOUNT_UNUSED_ACCESS")
    assert monthly(price(unused, user, *roles)) == {"Unused access of 4 identities": ("0.80", "0.80", "0.80")}
    for kind in ("ACCOUNT", None):
        assert price(make(ANALYZER, "external", type=kind)).lines == ()
    (note,) = price(make(ANALYZER, "internal", type="ACCOUNT_INTERNAL_ACCESS")).unpriced
    assert note.reason == (
        "no price of an analyzer of type ACCOUNT_INTERNAL_ACCESS is recorded; add one to policies/cost/prices"
    )


def test_budgets_and_baselines_are_free_with_a_reason(make: Make, price: Price) -> None:
    kinds = (
        BUDGET, "aws:costexplorer/anomalyMonitor:AnomalyMonitor", "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
        "aws:ebs/encryptionByDefault:EncryptionByDefault", "aws:securityhub/account:Account",
    )  # fmt: skip
    found = price(*(make(kind, "x") for kind in kinds))
    assert (found.lines, found.unpriced) == ((), ())
    assert {row.type for row in found.free} == set(kinds)
    assert all(row.reason for row in found.free)


def test_a_release_is_billed_by_what_it_asks_of_the_pointer_and_a_page_by_reading_it(
    make: Make, price: Price
) -> None:
    assert monthly(price(make(STORE, "pointer"))) == {
        "Releases through the key-value store": ("0.02", "0.10", "1.00")
    }
    (line,) = price(make(STORE, "pointer")).lines
    assert (line.usage, line.confidence, line.category) == (True, "assumed", "network")
    runs = monthly(price(make(FUNCTION, "pointer", keyValueStoreAssociations=["arn:store"])))
    assert runs["Reads of the key-value store"] == ("0.03", "0.12", "0.75")
