"""The benchmarks that policies name: every number exists, and agrees with what another scanner says of the same check."""

from typing import Any

import pytest
import yaml

from operations.policy.rulebook import Policy, policies
from tests.policies.mutations.statements import ROOT
from tests.policies.places import home

HELD: dict[str, Any] = yaml.safe_load((ROOT / "tests/policies/benchmarks.yaml").read_text())
BENCHMARKS, MAPPED = HELD["benchmarks"], HELD["prowler"]
POLICIES = policies()
CLOUDS = {
    "CIS AWS Foundations": "aws",
    "CIS Azure": "azure",
    "CIS GCP": "gcp",
    "CIS Kubernetes": "kubernetes",
}
"""The cloud whose checks a benchmark's map speaks of: two clouds may have a check of the same name."""

DIFFERENT = {
    ("security/azure-flow-log", "7.5"): "it speaks of flow logs of packet filters, which Azure is retiring",
    ("security/azure-storage-cmek", "2.1.8"): "it speaks of Databricks",
    ("security/azure-storage-cmek", "9.3.1.1"): "it speaks of reminders to turn keys over",
}
"""Where Prowler maps a check that a policy names to a requirement that speaks of something else."""


def named(policy: Policy, framework: str) -> set[str]:
    return {one.reference for one in policy.controls if one.framework == framework}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
def test_every_requirement_that_a_policy_names_is_one_of_its_benchmark(policy: Policy) -> None:
    for control in policy.rule.controls:
        if control.framework.startswith("CIS "):
            benchmark = BENCHMARKS[control.framework]
            assert control.version == benchmark["version"]
            assert control.reference in benchmark["references"]
    assert len(policy.rule.controls) == len(set(policy.rule.controls))


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
def test_a_policy_names_what_prowler_says_of_the_checks_that_it_names(policy: Policy) -> None:
    for framework, checks in MAPPED.items():
        if home(policy) not in (CLOUDS[framework], "rules"):
            continue
        said = {one for check in policy.rule.prowler for one in checks.get(check, ())}
        differing = {one for name, one in DIFFERENT if name == policy.name}
        assert said - differing <= named(policy, framework), framework
        assert differing & named(policy, framework) == set()


def test_every_difference_is_one() -> None:
    for name, reference in DIFFERENT:
        (policy,) = [one for one in POLICIES if one.name == name]
        said = {one for check in policy.rule.prowler for one in MAPPED["CIS Azure"].get(check, ())}
        assert reference in said


def test_what_prowler_maps_is_numbered_in_the_benchmark() -> None:
    assert list(MAPPED) == list(CLOUDS)
    for framework, checks in MAPPED.items():
        known = set(BENCHMARKS[framework]["references"])
        assert {one for references in checks.values() for one in references} <= known


def test_policies_serve_every_framework_that_is_promised() -> None:
    served = {control.framework for policy in POLICIES for control in policy.controls}
    assert served == {*BENCHMARKS, "Pod Security Standards", "SOC 2", "HIPAA", "GDPR"}
    for one in POLICIES:
        assert {"SOC 2", "HIPAA", "GDPR"} & {control.framework for control in one.controls}
