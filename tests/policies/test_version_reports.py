"""The packs together: who speaks of a version, so that no fault of it is reported twice."""

from datetime import date
from typing import Any

import pytest

from policies.framework import tokens
from policies.framework.judge import judge
from tests.policies.framework.samples import TODAY, entry

CLUSTER = {"name": "platform", "region": "us-east-1", "upgradePolicy": {"supportType": "EXTENDED"}}
DATABASE = {
    "engine": "postgres",
    "region": "us-east-1",
    "storageType": "gp3",
    "instanceClass": "db.r6g.large",
    "allocatedStorage": 100,
}
STANDARD_ONLY = {"upgradePolicy": {"supportType": "STANDARD"}}
DECLINED = {"engineLifecycleSupport": "open-source-rds-extended-support-disabled"}

SUPPORTED = ("security", "eks-version-supported")
CURRENT = ("security", "eks-version-current")
SURCHARGED = ("cost", "extended-support")
UNPRICED = ("cost", "everything-priced")
CREATED = ("security", "rds-engine-version-supported")
LASTING = ("security", "rds-engine-version-current")


def reports(token: str, inputs: dict[str, Any], today: date) -> set[tuple[str, str]]:
    """Return which rules about versions, or about the price that depends on one, find fault."""
    judgement = judge([entry(token, "x", inputs)], stack="production", today=today, waivers=())
    ours = {SUPPORTED, CURRENT, SURCHARGED, UNPRICED, CREATED, LASTING}
    return {(one.pack, one.policy) for one in judgement.findings} & ours


@pytest.mark.parametrize(
    ("inputs", "today", "expected"),
    [
        ({"version": "1.35"}, TODAY, set()),
        ({"version": "1.34"}, TODAY, {CURRENT}),
        ({"version": "1.34"}, date(2026, 12, 3), {SURCHARGED}),
        ({"version": "1.33"}, TODAY, {SURCHARGED}),
        ({"version": "1.33", **STANDARD_ONLY}, TODAY, {SUPPORTED}),
        ({"version": "1.31"}, TODAY, {SURCHARGED, CURRENT}),
        ({"version": "1.28"}, TODAY, {SUPPORTED, UNPRICED}),
        ({"version": "1.99"}, TODAY, {UNPRICED}),
    ],
)
def test_a_fault_of_a_clusters_version_has_one_report(
    inputs: dict[str, Any], today: date, expected: set[tuple[str, str]]
) -> None:
    assert reports(tokens.EKS_CLUSTER, {**CLUSTER, **inputs}, today) == expected


@pytest.mark.parametrize(
    ("inputs", "today", "expected"),
    [
        ({"engineVersion": "15.15"}, TODAY, set()),
        ({"engineVersion": "15.15"}, date(2027, 12, 31), set()),
        ({"engineVersion": "15.15"}, date(2028, 1, 1), {LASTING}),
        ({"engineVersion": "15.4"}, TODAY, {CREATED}),
        ({"engineVersion": "13.20"}, TODAY, {SURCHARGED}),
        ({"engineVersion": "13.20", **DECLINED}, TODAY, {CREATED}),
        ({"engineVersion": "11.22"}, date(2027, 4, 1), {CREATED, UNPRICED}),
        ({"engineVersion": "9.6"}, TODAY, {CREATED, UNPRICED}),
    ],
)
def test_a_fault_of_a_databases_version_has_one_report(
    inputs: dict[str, Any], today: date, expected: set[tuple[str, str]]
) -> None:
    assert reports(tokens.RDS_INSTANCE, {**DATABASE, **inputs}, today) == expected
