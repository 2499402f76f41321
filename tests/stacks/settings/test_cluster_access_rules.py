"""Rights and Secrets in a cluster beside the people whom it lets in, and its tenants."""

from typing import Any

import pytest

from tests.stacks.settings.conftest import Desk
from tests.stacks.settings.test_data_systems import line

EAST = "aws.regions.us-east-1.platform"
GROUPS = "platform:break-glass, platform:operators, platform:developers"

CASES: dict[str, tuple[list[Any], str, str]] = {
    "a role for a group that nobody is in": (
        [("              operators: [platform:operators]", "              operators: [platform:owners]")],
        "              operators: [platform:owners]",
        (
            f"{EAST}.access.operators: names platform:owners, and nobody comes into the cluster as that; take one of "
            f"{GROUPS}, or add an entry to cluster.members: its group is platform: and the entry's name"
        ),
    ),
    "rights in a namespace that is not there": (
        [('"platform:developers": [backend, frontend] }', '"platform:developers": [backend, shop] }')],
        '              developers: { "platform:developers": [backend, shop] }',
        (
            f"{EAST}.access.developers.platform:developers: is of the namespace shop, which this region does not have; take "
            "one of backend, frontend, or describe it in namespaces"
        ),
    ),
    "secrets for a namespace that is not there": (
        [("                backend:\n                  backend-secrets:", "                shop:\n                  backend-secrets:")],
        "                shop:",
        (
            f"{EAST}.external_secrets.namespaces.shop: is of the namespace shop, which this region does not have; take one "
            "of backend, frontend, or describe it in namespaces"
        ),
    ),
    "a member of another account": (
        [("111111111111:role/developer", "222222222222:role/developer")],
        "              developers: arn:aws:iam::222222222222:role/developer",
        (
            "aws.regions.us-east-1.cluster.members.developers: is a principal of account 222222222222, and this stack's "
            "account is 111111111111; it would open the cluster to another environment's people, so put the right number in"
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_system_that_does_not_fit_its_cluster_is_refused(desk: Any, case: str) -> None:
    edits, marker, said = CASES[case]
    desk.edit("dev", *edits)
    assert desk.faults("dev") == [f"Pulumi.dev.yaml:{line(desk, 'dev', marker)}: {said}"]


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    return furnished
