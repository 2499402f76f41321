"""What resources of Google Cloud and Azure take from their providers."""

from typing import Any

import pytest

from simulator import clouds
from simulator.clouds import Failure, Scope, inheritance, scope_of
from simulator.clouds.azure.names import named
from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.lifecycle import _name
from simulator.values import UNKNOWN, Secret, Unreadable
from tests.simulator.clouds.samples import PROJECT, SCOPES, SUBSCRIPTION, TENANT, urn_of

BUCKET, CLUSTER, KEY_RING = (
    "gcp:storage/bucket:Bucket",
    "gcp:container/cluster:Cluster",
    "gcp:kms/keyRing:KeyRing",
)
SUBNET, DISK = "gcp:compute/subnetwork:Subnetwork", "gcp:compute/disk:Disk"
VNET, GROUP, BUDGET = (
    "azure-native:network:VirtualNetwork",
    "azure-native:resources:ResourceGroup",
    "azure-native:network:Subnet",
)
GCP, AZURE = SCOPES["gcp"], SCOPES["azure-native"]
MARKED = {"goog-pulumi-provisioned": "true"}


def gcp(**settings: Any) -> Scope:
    return scope_of({"project": PROJECT, "region": "us-central1", **settings})


# --- Google Cloud: places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "inputs", "taken"),
    [
        (SUBNET, {}, {"project": PROJECT, "region": "us-central1"}),
        (SUBNET, {"region": "us-east4"}, {"project": PROJECT}),
        (SUBNET, {"project": "other-project", "region": "us-east4"}, {}),
        (KEY_RING, {"location": "us-central1"}, {"project": PROJECT}),
    ],
)
def test_a_resource_takes_the_places_that_it_does_not_name(
    token: str, inputs: dict[str, Any], taken: dict[str, Any]
) -> None:
    assert inheritance.outputs(token, inputs, {}, GCP) == taken


def test_a_zonal_resource_takes_the_zone() -> None:
    assert inheritance.outputs(DISK, {}, {}, GCP)["zone"] == "us-central1-a"


def test_a_provider_with_a_zone_alone_stands_in_the_zones_region() -> None:
    assert scope_of({"project": PROJECT, "zone": "europe-west1-b"}).region == "europe-west1"
    assert scope_of({"project": PROJECT, "zone": UNKNOWN}).region is UNKNOWN
    assert scope_of({"project": PROJECT}).region is None


def test_a_resource_of_a_project_is_refused_without_one() -> None:
    filled: dict[str, Any] = {"ipCidrRange": "10.0.0.0/20"}
    reason = f"{SUBNET} has no project: set it on the resource or on its provider"
    assert inheritance.check(SUBNET, filled, {}, Scope()) == [Failure("project", reason)]
    assert inheritance.check(SUBNET, {**filled, "project": PROJECT}, {}, Scope()) == []
    assert inheritance.check(SUBNET, filled, {}, GCP) == []
    assert filled == {"ipCidrRange": "10.0.0.0/20"}


def diff(token: str, outputs: dict[str, Any], new: dict[str, Any], scope: Scope, **old: Any) -> Any:
    return clouds.diff(token, old, outputs, new, (), scope)


def test_another_project_of_the_provider_replaces_what_it_holds() -> None:
    found = diff(SUBNET, {"project": "old-project", "region": "us-central1"}, {}, GCP)
    assert (found.changed, found.replacing) == (("project",), ("project",))


def test_writing_down_the_place_of_before_changes_nothing() -> None:
    outputs = {"project": PROJECT, "region": "us-central1"}
    assert diff(SUBNET, outputs, {"project": PROJECT}, GCP) == clouds.Difference()
    assert diff(SUBNET, outputs, {}, GCP, project=PROJECT) == clouds.Difference()
    assert diff(SUBNET, outputs, {"project": "other-project"}, GCP).changed == ("project",)


# --- Google Cloud: labels ---------------------------------------------------------------------------------------


def labels(inputs: dict[str, Any], old: dict[str, Any], scope: Scope, token: str = BUCKET) -> tuple[Any, Any]:
    found = inheritance.outputs(token, inputs, old, scope)
    assert isinstance(found["pulumiLabels"], Secret)
    assert isinstance(found["effectiveLabels"], Secret)
    return found["pulumiLabels"].value, found["effectiveLabels"].value


def test_default_labels_are_merged_and_overridden_and_marked() -> None:
    scope = gcp(defaultLabels='{"owner": "platform", "tier": "x"}')
    expected = {"owner": "platform", "tier": "gold", **MARKED}
    assert labels({"labels": {"tier": "gold"}}, {}, scope) == (expected, expected)


def test_a_cluster_calls_its_labels_otherwise() -> None:
    expected = {"tier": "gold", **MARKED}
    assert labels({"resourceLabels": {"tier": "gold"}}, {}, GCP, CLUSTER) == (expected, expected)


@pytest.mark.parametrize("off", [False, "false"])
def test_the_mark_can_be_left_out(off: Any) -> None:
    assert labels({}, {}, gcp(addPulumiAttributionLabel=off)) == ({}, {})


def test_an_update_keeps_the_labels_of_others_and_drops_what_pulumi_no_longer_sets() -> None:
    old = {
        "pulumiLabels": Secret({"gone": "1", "kept": "1"}),
        "effectiveLabels": Secret({"gone": "1", "kept": "1", "theirs": "1"}),
    }
    assert labels({"labels": {"kept": "2"}}, old, GCP) == ({"kept": "2"}, {"kept": "2", "theirs": "1"})
    proactive = gcp(pulumiAttributionLabelAdditionStrategy="PROACTIVE")
    assert labels({"labels": {"kept": "2"}}, old, proactive)[0] == {"kept": "2", **MARKED}


@pytest.mark.parametrize("unknown", [UNKNOWN, {"owner": UNKNOWN}, Secret({"owner": UNKNOWN})])
def test_an_unknown_label_makes_all_labels_unknown(unknown: Any) -> None:
    assert labels({"labels": unknown}, {}, GCP) == (UNKNOWN, UNKNOWN)


def test_new_default_labels_update_what_stands() -> None:
    outputs = {"project": PROJECT, "pulumiLabels": Secret({**MARKED}), "effectiveLabels": Secret({**MARKED})}
    found = diff(BUCKET, outputs, {}, gcp(defaultLabels={"owner": "platform"}))
    assert (found.changed, found.replacing) == (("effectiveLabels.owner", "pulumiLabels.owner"), ())
    sealed = {name: Secret(Unreadable("x")) for name in ("pulumiLabels", "effectiveLabels")}
    assert diff(BUCKET, outputs | sealed, {}, gcp(defaultLabels={"owner": "platform"})) == clouds.Difference()


# --- Azure ------------------------------------------------------------------------------------------------------


def azure(
    token: str, inputs: dict[str, Any], scope: Scope = AZURE, **olds: Any
) -> tuple[dict[str, Any], Any]:
    filled = dict(inputs)
    return filled, inheritance.check(token, filled, olds, scope)


def test_a_resource_stands_where_it_stood_else_where_its_provider_does() -> None:
    assert azure(VNET, {})[0]["location"] == "eastus"
    assert azure(VNET, {}, location="westeurope")[0]["location"] == "westeurope"
    assert azure(VNET, {"location": "northeurope"}, location="westeurope")[0]["location"] == "northeurope"
    assert "location" not in azure(BUDGET, {})[0]


def test_a_resource_without_a_location_is_refused() -> None:
    nowhere = scope_of({"subscriptionId": SUBSCRIPTION})
    reason = (
        f"{VNET} has no location: set it on the resource or on its provider; without an account there is no asking for "
        "that of its resource group"
    )
    assert azure(VNET, {}, nowhere)[1] == [Failure("location", reason)]
    assert azure(VNET, {"location": "eastus"}, nowhere)[1] == []


def test_a_resource_without_a_subscription_is_refused() -> None:
    reason = f"{VNET} has no subscription: set subscriptionId on its provider"
    assert azure(VNET, {"location": "eastus"}, Scope())[1] == [Failure("", reason)]


def test_the_version_of_the_api_is_the_sdks_own() -> None:
    filled = azure(VNET, {})[0]
    assert filled["azureApiVersion"] == "2024-05-01"
    assert azure(VNET, {"azureApiVersion": "2023-02-01"})[0]["azureApiVersion"] == "2023-02-01"


def name(how: str, **olds: Any) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    assert _name(named("virtualNetworkName", by=how), urn_of(VNET, "hub"), filled, olds) == []  # type: ignore[arg-type]
    return filled


def test_a_generated_name_is_noted_as_one_that_can_exist_twice() -> None:
    assert name("random") == {"virtualNetworkName": "hubcb92d010", "__createBeforeDelete": True}
    assert name("copy") == {"virtualNetworkName": "hub"}
    generated = name("uuid")["virtualNetworkName"]
    assert (len(generated), generated.count("-")) == (36, 4)


def test_a_name_of_before_is_kept_whoever_gave_it() -> None:
    assert name("random", virtualNetworkName="given") == {"virtualNetworkName": "given"}
    kept = {"virtualNetworkName": "hub01234567", "__createBeforeDelete": True}
    assert name("random", **kept) == kept


def test_a_generated_name_that_is_too_long_is_refused() -> None:
    filled: dict[str, Any] = {}
    (failure,) = _name(named("accountName", limit=24), urn_of(VNET, "a" * 20), filled, {})
    assert failure.reason.startswith(
        f"the generated accountName {'a' * 20}xxxxxxxx is longer than 24 characters"
    )


def test_what_the_program_named_is_deleted_before_it_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind(VNET, id="x", forcing=lambda *_: ("location",))
    monkeypatch.setattr("simulator.clouds.differences.kind_of", lambda _: kind)
    old, new = {"location": "eastus"}, {"location": "westus"}
    assert clouds.diff(VNET, old, {}, new, (), AZURE).delete_first is True
    found = clouds.diff(VNET, {**old, "__createBeforeDelete": True}, {}, new, (), AZURE)
    assert (found.changed, found.delete_first) == (("location",), False)
    assert clouds.diff(VNET, old, {}, {"location": "East US"}, (), AZURE) == clouds.Difference()


def test_lists_are_compared_item_by_item_but_where_they_are_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = {"a": ["1", "2"], "b": ["1", "2"]}, {"a": ["2", "1"], "b": ["2", "1"]}
    kind = Kind(VNET, id="x", unordered=frozenset({"b"}))
    monkeypatch.setattr("simulator.clouds.differences.kind_of", lambda _: kind)
    assert clouds.diff(VNET, old, {}, new, (), AZURE).changed == ("a[0]", "a[1]")


# --- templates --------------------------------------------------------------------------------------------------


def test_a_template_names_what_the_provider_says() -> None:
    subnet = Case(urn_of(SUBNET), {}, GCP)
    assert subnet.text("projects/{project}/regions/{region}") == f"projects/{PROJECT}/regions/us-central1"
    assert subnet.text("{zone}") == "us-central1-a"
    assert Case(urn_of(SUBNET), {"project": "other-project"}, GCP).text("{project}") == "other-project"
    network = Case(urn_of(VNET), {"resourceGroupName": "net"}, AZURE)
    path = "/subscriptions/{subscription}/resourceGroups/{resourceGroupName}/{tenant}"
    assert network.text(path) == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/net/{TENANT}"


def test_a_projects_number_follows_from_its_id() -> None:
    number = Case(urn_of(SUBNET), {}, GCP).text("{project_number}")
    assert isinstance(number, str)
    assert (len(number), number.isdigit()) == (12, True)
    assert Case(urn_of(DISK), {}, GCP).text("{project_number}") == number
    assert Case(urn_of(DISK), {"project": "other-project"}, GCP).text("{project_number}") != number
    assert Case(urn_of(DISK), {"project": UNKNOWN}, GCP).text("{project_number}") is UNKNOWN
