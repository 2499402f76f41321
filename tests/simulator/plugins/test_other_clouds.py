"""The plugins of Google Cloud, Azure and Cloudflare speak for their simulated clouds."""

from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

from simulator.values import Secret, from_struct
from tests.simulator.clouds.samples import PROJECT, SCOPES, SUBSCRIPTION
from tests.simulator.plugins.conversation import engine_for

TOKEN = "pulumi:providers:cloudflare"
SUBNET, VNET = "gcp:compute/subnetwork:Subnetwork", "azure-native:network:VirtualNetwork"
SENTINEL = "s3ntinel"


def test_each_refuses_a_wrong_configuration_with_its_own_sentence() -> None:
    wrong = {
        "gcp": ({"project": "Platform"}, "project"),
        "azure-native": ({"subscriptionId": "production"}, "subscriptionId"),
        "cloudflare": ({"apiToken": SENTINEL}, "apiToken"),
    }
    for package, (inputs, path) in wrong.items():
        with engine_for(package) as engine:
            (failure,) = engine.check_config(inputs).failures
            assert failure.property == path
            assert SENTINEL not in failure.reason


def test_a_secret_credential_comes_back_as_a_secret() -> None:
    with engine_for("cloudflare") as engine:
        checked = engine.check_config({"apiToken": Secret(SENTINEL)})
        assert list(checked.failures) == []
        assert from_struct(checked.inputs) == {"apiToken": Secret(SENTINEL)}


def test_a_difference_that_comes_from_the_provider_is_told_as_one_of_outputs() -> None:
    with engine_for("gcp", project=PROJECT, region="us-central1") as engine:
        answer = engine.diff(SUBNET, {}, {"project": "old-project", "region": "us-central1"}, {})
    assert answer.changes == DiffResponse.DIFF_SOME
    assert dict(answer.detailedDiff) == {"project": PropertyDiff(kind=PropertyDiff.UPDATE_REPLACE)}
    assert list(answer.replaces) == ["project"]


def test_the_provider_of_the_connection_completes_the_inputs() -> None:
    scope = SCOPES["azure-native"]
    with engine_for("azure-native", subscriptionId=SUBSCRIPTION, location=scope.location) as engine:
        reasons = [failure.reason for failure in engine.check(VNET, {}).failures]
    assert not any("location" in reason or "subscription" in reason for reason in reasons)
