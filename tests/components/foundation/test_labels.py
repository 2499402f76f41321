from typing import Any

import pytest
from pydantic import ValidationError

from components.foundation.labels import REQUIRED_AWS_TAGS, Labels

LABELS = Labels(environment="dev", owner="platform-team", cost_center="infrastructure")


def test_aws_tags_name_the_thing_its_owner_and_its_payer() -> None:
    assert LABELS.aws("main-vpc", tier="private") == {
        "Name": "main-vpc",
        "environment": "dev",
        "owner": "platform-team",
        "cost-center": "infrastructure",
        "managed-by": "pulumi",
        "tier": "private",
    }


def test_aws_tags_hold_every_required_one() -> None:
    assert set(REQUIRED_AWS_TAGS) <= set(LABELS.aws("main"))


def test_kubernetes_labels_stand_in_a_domain_of_ours() -> None:
    assert LABELS.kubernetes() == {
        "platform.internal/environment": "dev",
        "platform.internal/owner": "platform-team",
        "platform.internal/cost-center": "infrastructure",
        "platform.internal/managed-by": "pulumi",
        "app.kubernetes.io/managed-by": "pulumi",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"environment": "prod"},
        {"owner": "Platform"},
        {"owner": "platform team"},
        {"cost_center": "x" * 64},
        {"cost_center": "infrastructure-"},
        {"owner": 7},
        {"costCenter": "infrastructure"},
    ],
)
def test_what_no_cloud_would_take_is_refused(changes: dict[str, Any]) -> None:
    facts = {"environment": "dev", "owner": "platform", "cost_center": "infrastructure", **changes}
    with pytest.raises(ValidationError) as refused:
        Labels.model_validate(facts)
    assert refused.value.error_count() == 1


def test_labels_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        LABELS.owner = "someone-else"  # type: ignore[misc]
