import pytest
from pydantic import ValidationError

from components.foundation.placement import AwsPlacement


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("us-east-1", "aws", "amazonaws.com"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
    ],
)
def test_a_region_has_a_partition_and_its_arns_say_so(region: str, partition: str, suffix: str) -> None:
    placement = AwsPlacement(account_id="000000000012", region=region)
    assert (placement.partition, placement.dns_suffix) == (partition, suffix)
    assert placement.arn("sqs", "orders") == f"arn:{partition}:sqs:{region}:000000000012:orders"
    assert placement.global_arn("iam", "role/x") == f"arn:{partition}:iam::000000000012:role/x"
    assert placement.managed_policy("A") == f"arn:{partition}:iam::aws:policy/A"


def test_elsewhere_is_the_same_account() -> None:
    east = AwsPlacement(account_id="123456789012", region="us-east-1")
    assert east.elsewhere("us-west-2") == AwsPlacement(account_id="123456789012", region="us-west-2")


@pytest.mark.parametrize("account", ["12345678901", "1234567890123", "12345678901a"])
def test_an_account_has_twelve_digits(account: str) -> None:
    with pytest.raises(ValidationError):
        AwsPlacement(account_id=account, region="us-east-1")


@pytest.mark.parametrize("region", ["us-east", "US-EAST-1", "useast1", "us-east-1a"])
def test_a_region_has_the_form_of_one(region: str) -> None:
    with pytest.raises(ValidationError):
        AwsPlacement(account_id="123456789012", region=region)
