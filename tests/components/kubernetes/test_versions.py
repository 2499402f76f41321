from datetime import date

import pytest

from components.foundation.support_calendar import EKS
from components.kubernetes.eks.addon_releases import addon_releases
from components.kubernetes.versions import version_fault


@pytest.mark.parametrize("version", ["1.34", "1.35", "1.36"])
def test_versions_in_standard_support_are_accepted(version: str) -> None:
    assert version_fault(version, extended_support=False) is None


@pytest.mark.parametrize(
    ("version", "until"),
    [("1.28", "2025-11-26"), ("1.29", "2026-03-23"), ("1.30", "2026-07-23"), ("1.31", "2026-11-26")],
)
def test_dead_versions_are_refused_whatever_one_would_pay(version: str, until: str) -> None:
    assert version_fault(version, extended_support=True) == (
        f"Kubernetes {version} leaves extended support on {until}, after which AWS refuses or force-upgrades it: "
        "set version to 1.35"
    )


@pytest.mark.parametrize(
    ("version", "since", "until"),
    [("1.32", "2026-03-23", "2027-03-23"), ("1.33", "2026-07-29", "2027-07-29")],
)
def test_extended_support_is_refused_with_its_price_until_it_is_chosen(
    version: str, since: str, until: str
) -> None:
    assert version_fault(version, extended_support=False) == (
        f"Kubernetes {version} left standard support on {since} and costs 0.60 instead of 0.10 USD an hour until "
        f"{until}: set version to 1.35, or extended_support to true to accept the price"
    )
    assert version_fault(version, extended_support=True) is None


def test_an_unknown_version_names_the_living_ones() -> None:
    assert version_fault("1.99", extended_support=False) == (
        "EKS does not offer Kubernetes 1.99, so the cluster could not be created: choose one of 1.31, 1.32, 1.33, "
        "1.34, 1.35, 1.36; 1.35 is the default"
    )


def test_a_version_is_refused_a_month_before_its_end() -> None:
    assert version_fault("1.32", extended_support=True, on=date(2027, 2, 21)) is None
    assert version_fault("1.32", extended_support=True, on=date(2027, 2, 22)) is not None


def test_every_version_that_can_be_chosen_has_pinned_addons() -> None:
    chosen = [version for version in EKS.versions if version_fault(version, extended_support=True) is None]
    assert chosen == ["1.32", "1.33", "1.34", "1.35", "1.36"]
    for version in chosen:
        releases = addon_releases(version)
        assert len(releases) == 8
        assert releases["kube-proxy"].startswith(f"v{version}.")
